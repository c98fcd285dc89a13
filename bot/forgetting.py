"""Knowledge files that are meant to be gone, noted in the state folder for the bot that runs."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from bot.durable import replacing

FORGOTTEN_NAME = "forget.txt"


class Forgetting:
    """The note in a state folder: whoever confirms adds names of files; a file that comes back is struck off."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FORGOTTEN_NAME

    def add(self, name: str) -> None:
        """Raises OSError."""
        self._write(self._names() | {name})

    def still(self, there: Iterable[str]) -> frozenset[str]:
        """The names that are noted, without those of files that are there again."""
        names = self._names()
        gone = names - {file.rpartition("/")[2] for file in there} if names else names
        if gone != names:
            with suppress(OSError):
                self._write(gone)
        return gone

    def _names(self) -> frozenset[str]:
        try:
            return frozenset(self._path.read_text(encoding="utf-8").splitlines())
        except (OSError, UnicodeDecodeError):
            return frozenset()

    def _write(self, names: Iterable[str]) -> None:
        with replacing(self._path) as file:
            file.write("\n".join(sorted(names)).encode())
