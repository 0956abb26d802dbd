"""The stage of the daemon's tests, for stories about people whose letters do not arrive."""

from tests.daemon.conftest import stage

__all__ = ["stage"]
