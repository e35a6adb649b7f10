"""What crosses the door: what is heard, cards, forms, pages and text, without a platform."""
