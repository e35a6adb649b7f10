"""What a ticket is: its events, their fold, the sheet a decision is written on, and who may do what with it."""
