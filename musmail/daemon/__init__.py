"""Runs it all; the only place that knows all."""

from musmail.daemon.start import explain, run, standing, status

__all__ = ["explain", "run", "standing", "status"]
