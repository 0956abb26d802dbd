"""Mail to meaning: bytes in, one event out."""
