"""Tests of the stores: one suite for all of them, and what only files can suffer."""
