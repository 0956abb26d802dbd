"""`open` with a write one can hear: the buffers are the library's own, the raw file tells what reaches the system."""

import io
from collections.abc import Callable
from typing import Any, BinaryIO, TextIO

Opened = Callable[[int], None]
Write = Callable[[int, Any, Callable[[Any], Any]], Any]


def opener(real: Callable[..., Any], opened: Opened, write: Write) -> Callable[..., Any]:
    """Make an `open` that tells of each file opened for writing and lets `write` make the writes."""

    class Raw(io.FileIO):
        def write(self, data: Any, /) -> Any:
            return write(self.fileno(), data, super().write)

    def traced(
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,  # noqa: FBT001, FBT002, RUF100  the library's own signature
        opener: Any = None,
    ) -> BinaryIO | TextIO | Any:
        if not set(mode) & set("wax+"):
            return real(file, mode, buffering, encoding, errors, newline, closefd, opener)
        raw = Raw(file, mode.translate({ord("b"): None, ord("t"): None}), closefd, opener)
        opened(raw.fileno())
        if buffering == 0:
            return raw
        size = buffering if buffering > 1 else io.DEFAULT_BUFFER_SIZE
        buffer = (io.BufferedRandom if "+" in mode else io.BufferedWriter)(raw, size)
        if "b" in mode:
            return buffer
        return io.TextIOWrapper(buffer, encoding, errors, newline, line_buffering=buffering == 1)

    return traced
