"""What Deskbell hears and says through: channels, the presentation, the web."""
