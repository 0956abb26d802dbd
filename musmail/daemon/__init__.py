"""Runs it all; the only place that knows all."""

from musmail.daemon.explaining import explain
from musmail.daemon.start import run, standing, status

__all__ = ["explain", "run", "standing", "status"]
