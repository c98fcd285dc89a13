"""What could not be kept or read: counted by theme, and logged once until it works again."""

from __future__ import annotations

import logging
from collections import Counter
from threading import Lock

from bot.errors import StateError

_log = logging.getLogger(__name__)


class Troubles:
    """`lost` counts writes, `missed` counts reads. It may be told by any thread."""

    def __init__(self) -> None:
        self.lost: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()
        self.is_writable = True
        self._told: dict[tuple[str, str], str] = {}
        self._lock = Lock()

    def write_failed(self, theme: str, error: BaseException) -> None:
        with self._lock:
            self.lost[theme] += 1
            self.is_writable = False
            self._tell("kept", theme, error)

    def write_is_late(self, theme: str, error: BaseException) -> None:
        """It may still be kept."""
        with self._lock:
            self.is_writable = False
            self._tell("kept", theme, error)

    def read_failed(self, theme: str, error: BaseException) -> None:
        with self._lock:
            self.missed[theme] += 1
            self._tell("read", theme, error)

    def write_worked(self, theme: str) -> None:
        with self._lock:
            self.is_writable = True
            self._clear("kept", theme)

    def read_worked(self, theme: str) -> None:
        with self._lock:
            self._clear("read", theme)

    def _tell(self, verb: str, theme: str, error: BaseException) -> None:
        """A trouble of the database is told once, whatever theme meets it; a mistake of ours once a theme."""
        is_mistake = not isinstance(error, StateError)
        sentence = f"{type(error).__name__}: {error}." if is_mistake else str(error)
        kind = (verb, theme if is_mistake else "")
        if self._told.get(kind) != sentence:
            self._told[kind] = sentence
            trace = error if is_mistake else None
            _log.warning("%s The bot goes on without it (%s cannot be %s).", sentence, theme, verb, exc_info=trace)

    def _clear(self, verb: str, theme: str) -> None:
        told = [self._told.pop((verb, kind), None) for kind in ("", theme)]
        if any(told):
            _log.info("%s can be %s again", theme, verb)
