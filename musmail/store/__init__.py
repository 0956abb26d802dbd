"""What musmail remembers, one aggregate at a time."""
