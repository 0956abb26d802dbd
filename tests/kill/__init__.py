"""The instrument that kills a process at every write, fsync, rename and send it makes."""
