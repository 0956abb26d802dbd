"""Whole stories as plain text that a colleague from HR can check."""
