"""The demo: mail servers in the process, people, and a clock that jumps."""

from musmail.sandbox.demo import demo

__all__ = ["demo"]
