"""One whole MUS by real SMTP and IMAP, killed at every effect of it and restarted."""
