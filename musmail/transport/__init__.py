"""Talks to mail servers: letters out by SMTP, messages in by IMAP, always encrypted."""
