"""SHA-256 of large files, remembered: hashing the transformer's 91 MB takes 50 ms to 300 ms, a look at it 0.05 ms."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path

from bot.durable import replacing

_FILE = "digests.json"


class Digests:
    """Digests of files, kept in a folder for as long as a file's size and times stay; without a folder, made anew."""

    def __init__(self, folder: Path | None) -> None:
        self._stamps = folder / _FILE if folder else None
        self._known = _read(self._stamps) if self._stamps else {}

    def of(self, path: Path) -> str:
        """The hexadecimal SHA-256 of a file. Raises OSError."""
        name, seen = os.path.realpath(path), _seen(path)
        known = self._known.get(name)
        if isinstance(known, list) and known[:-1] == seen:
            return str(known[-1])
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        self._remember(name, [*seen, digest])
        return digest

    def _remember(self, name: str, stamp: list[int | str]) -> None:
        self._known[name] = stamp
        if self._stamps is None:
            return
        with suppress(OSError):  # a folder that cannot be written costs time only
            self._stamps.parent.mkdir(parents=True, exist_ok=True)
            with replacing(self._stamps) as file:
                file.write(json.dumps(self._known, indent=1).encode())


def _seen(path: Path) -> list[int | str]:
    """What changes when a file does."""
    status = path.stat()
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def _read(path: Path) -> dict[str, object]:
    try:
        known = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}
