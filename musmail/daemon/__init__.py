"""Runs it all; the only place that knows all."""
