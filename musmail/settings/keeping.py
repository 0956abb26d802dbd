"""The state folder before there is one: whether it can be made, told without making it."""

import os
from pathlib import Path


def _nearest(folder: Path) -> Path:
    """Give the folder, or the nearest of those above it that is there."""
    path = folder.absolute()
    return next(one for one in (path, *path.parents) if os.access(one, os.F_OK))


def in_the_way(folder: Path) -> str:
    """Say what makes a state folder impossible for everybody; empty where nothing does."""
    there = _nearest(folder)
    return "" if there.is_dir() else f"{there} is a file, so no folder can be there"


def shut_to_us(folder: Path) -> str:
    """Say that whoever asks could not keep a state folder there; the service may run as somebody who can."""
    there = _nearest(folder)
    if os.access(there, os.R_OK | os.W_OK | os.X_OK):
        return ""
    return f"the state folder: you may not write in {there}; musmail must run as a user who may"
