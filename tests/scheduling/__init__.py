"""Tests of when: pure and fast."""
