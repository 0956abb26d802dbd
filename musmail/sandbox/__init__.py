"""The demo: mail servers in the process, people, and a clock that jumps."""
