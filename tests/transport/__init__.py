"""The traps of mail servers and of the two client libraries, each with its test."""
