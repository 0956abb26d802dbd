"""What the administrator wrote, checked whole, every problem at once."""
