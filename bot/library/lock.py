"""One program at a time changes a folder: a file in it that the system holds locked, until its holder ends or dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import EditError

NAME = ".ontherecord.lock"
_STEP_S = 0.05

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(folder: Path, wait_s: float) -> Iterator[None]:
    """Hold the folder's lock. Raises EditError where another holds it that long, OSError where there can be none."""
    descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _wait(descriptor, folder, time.monotonic() + wait_s)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int, folder: Path, until_s: float) -> None:
    while True:
        try:
            return _take(descriptor)
        except (BlockingIOError, PermissionError):
            if time.monotonic() >= until_s:
                message = f"Another program is changing {folder.name}/ just now, so nothing was written. Try again."
                raise EditError(message) from None
        time.sleep(_STEP_S)
