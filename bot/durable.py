"""Files that a power cut leaves either old or new, never half."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_SUFFIX_BYTES = 8


@contextmanager
def replacing(path: Path, *, is_same_owner: bool = False) -> Iterator[BinaryIO]:
    """Yield a new file that replaces `path` once all of it is written. Raises OSError and keeps the old file.

    A link stays one: what it leads to is replaced. With `is_same_owner` the new file has mode, owner and group of
    the old one, which must be there.
    """
    target = path.resolve()
    new = target.with_name(f".{target.name}.{os.urandom(_SUFFIX_BYTES).hex()}")
    try:
        with new.open("xb") as file:
            if is_same_owner:
                _hand_over(file.fileno(), target.stat())
            yield file
            file.flush()
            os.fsync(file.fileno())
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)
    sync_folder(target.parent)


def sweep(path: Path) -> None:
    """Remove what killed programs left beside `path`. Nobody else may be replacing it just now. Raises OSError."""
    target = path.resolve()
    left = re.compile(rf"\.{re.escape(target.name)}\.[0-9a-f]{{{2 * _SUFFIX_BYTES}}}")
    for file in target.parent.iterdir():
        if left.fullmatch(file.name):
            file.unlink(missing_ok=True)


def _hand_over(descriptor: int, old: os.stat_result) -> None:
    if hasattr(os, "fchown"):
        new = os.fstat(descriptor)
        if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
            os.fchown(descriptor, old.st_uid, old.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(old.st_mode))


def sync_folder(folder: Path) -> None:
    """Write the names in a folder to disk. Where folders cannot be opened (Windows), the system does it."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
