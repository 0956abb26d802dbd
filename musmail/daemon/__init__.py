"""Runs it all; the only place that knows all."""

from musmail.daemon.start import explain, run, status

__all__ = ["explain", "run", "status"]
