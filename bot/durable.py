"""Files and folders that are either old or new, never half."""

from __future__ import annotations

import ctypes
import errno
import os
import re
import stat
import sys
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


def exchange(new: Path, folder: Path) -> None:
    """Put a new folder in the place of another, which takes the new one's. Raises OSError and changes nothing.

    It is one step on Linux and macOS, so that whoever reads meets either the old or the new. Elsewhere, and on a file
    system that cannot do it, there is nothing for a moment.
    """
    if _exchanged(os.fsencode(new), os.fsencode(folder)):
        return
    aside = folder.with_name(f".{folder.name}.{os.urandom(_SUFFIX_BYTES).hex()}")
    folder.rename(aside)
    try:
        new.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    aside.rename(new)


_CANNOT = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)
_SWAP = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS
_HERE = -100  # AT_FDCWD of Linux: names are meant from the working folder


def _exchanged(one: bytes, other: bytes) -> bool:
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform in ("linux", "darwin") else None
    if call := getattr(libc, "renameat2", None):
        failed = call(_HERE, one, _HERE, other, _SWAP)
    elif call := getattr(libc, "renamex_np", None):
        failed = call(one, other, _SWAP)
    else:
        return False
    if failed and (number := ctypes.get_errno()) not in _CANNOT:
        raise OSError(number, os.strerror(number), os.fsdecode(other))
    return not failed


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
