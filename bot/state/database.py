"""The database: opened when it is first used, and again whenever it has gone, broken or been replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import monotonic

from sqlalchemy import Connection, Engine, exc

from bot.errors import StateError
from bot.state import sqlite
from bot.state.migrating import bring_up

NAME = "ontherecord.db"

_PATIENCE_S = 10.0
_AGAIN_AFTER_S = 5.0
_OURS = (exc.DataError, exc.IntegrityError, exc.ProgrammingError)  # mistakes of this program, not of the database
_WAYS_OUT = {
    "not a database": "Move it away, and a new one is made; or put a copy back in its place.",
    "malformed": "Move it away, and a new one is made; or put a copy back in its place.",
    "locked": "Another program holds it.",
    "full": "Make room on its disk.",
    "readonly": "Look whether the bot may write there.",
    "unable to open": "Look whether the bot may write there.",
}


class Database:
    """An SQLite file. After a failure to open it, it is left alone for a few seconds of `clock`.

    `patience_s`: how long a write waits for others. Everything raises StateError where the database cannot be used.
    """

    def __init__(self, path: Path, patience_s: float = _PATIENCE_S, clock: Callable[[], float] = monotonic) -> None:
        self.engine = sqlite.engine_of(path, patience_s)
        self._path = path
        self._clock = clock
        self._lock = Lock()
        self._opened: tuple[int, int] | None = None
        self._trouble = ""
        self._again_at = 0.0

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A view of what is there now."""
        with self._used(self.engine) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: all of it is kept, or none."""
        with self._used(self.engine.execution_options(writes=True)) as connection:
            yield connection

    def close(self) -> None:
        self.engine.dispose()
        self._opened = None

    @contextmanager
    def _used(self, engine: Engine) -> Iterator[Connection]:
        self._open()
        try:
            with engine.begin() as connection:
                yield connection
        except _OURS:
            raise
        except (exc.DBAPIError, exc.TimeoutError) as error:
            self._opened = None
            raise StateError(self._sentence(error)) from error

    def _open(self) -> None:
        """Make sure that it is there, and that it is the file that was opened."""
        with self._lock:
            if self._opened and self._opened == sqlite.identity(self._path):
                return
            if self._clock() < self._again_at:
                raise StateError(self._trouble)
            self.engine.dispose()
            try:
                sqlite.make(self._path)
                bring_up(self.engine, self._keep)
            except (StateError, exc.DBAPIError, exc.TimeoutError, OSError) as error:
                self._trouble = self._sentence(error)
                self._again_at = self._clock() + _AGAIN_AFTER_S
                raise StateError(self._trouble) from error
            self._opened = sqlite.identity(self._path)

    def _keep(self, revision: str) -> None:
        sqlite.copy(self._path, self._path.with_name(f"{self._path.name}.before-{revision}"))

    def _sentence(self, error: Exception) -> str:
        if isinstance(error, StateError):
            return f"The database {self._path} cannot be used. {error}"
        if isinstance(error, OSError):
            return f"The database {self._path} cannot be used: {error.strerror or error}."
        detail = str(error.orig if isinstance(error, exc.DBAPIError) else error)
        way_out = next((hint for sign, hint in _WAYS_OUT.items() if sign in detail), "")
        return f"The database {self._path} cannot be used: {detail}. {way_out}".strip()
