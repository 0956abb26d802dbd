"""Meaning to mail: a wish and what its reader may see in, finished bytes out."""
