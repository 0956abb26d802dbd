"""Measures what musmail costs, each figure beside the bare thing it is made of: `python -m bench`."""
