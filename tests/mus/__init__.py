"""The daemon as a process of its own against real Dovecot and Postfix; only its civil clock is a file we write."""
