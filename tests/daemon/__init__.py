"""The daemon: inbox, outbox, spool and signals, without a network."""
