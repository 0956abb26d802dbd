"""Runs it all; the only place that knows all."""

from musmail.daemon.explaining import explain
from musmail.daemon.start import at_work, run, status

__all__ = ["at_work", "explain", "run", "status"]
