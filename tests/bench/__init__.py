"""The bench still measures what it says; how fast anything is, is never asked here."""
