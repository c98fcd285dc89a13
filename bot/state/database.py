"""The database: opened when it is first used, and again whenever it has gone, broken or been replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock
from time import monotonic
from typing import Protocol

from sqlalchemy import Connection, Engine, exc

from bot.errors import StateError
from bot.state.migrating import bring_up

PATIENCE_S = 10.0
NO_COPY = "{copy} is no whole copy of this program's database, so nothing was changed."

_AGAIN_AFTER_S = 5.0
_OURS = (exc.DataError, exc.IntegrityError, exc.ProgrammingError)  # mistakes of this program, not of the database
_THEIRS = ("42P01", "42501")  # but a table that is gone, or may not be used any longer (SQLSTATE, which SQLite lacks)


class Place(Protocol):
    """Where a database is kept, and what only its kind can do.

    `ways_out`: what to do about an error, by what its text holds.
    """

    engine: Engine
    ways_out: Mapping[str, str]

    def make(self) -> None:
        """Make an empty one where there is none, as far as that can be done here. Raises OSError."""

    def identity(self) -> object:
        """Which one it is, None where there is none: it may be replaced while it is open."""

    def beside(self, what: str) -> Path:
        """Where a copy goes that is made by itself: `what` tells why."""

    def hold(self, role: str) -> bool:
        """Whether this process has a role: from now on until it ends, unless another has it. Raises StateError."""

    def close(self) -> None:
        """Let go of all connections and roles."""

    def tell(self, connection: Connection, news: str) -> None:
        """Whatever is told is heard, once the transaction is through, by every process that listens, this one too."""

    def heard(self, stop: Event) -> Iterator[str]:
        """Nothing, once it listens; then what is told, within two seconds. Raises StateError when it no longer can."""

    def copy(self, target: Path) -> None:
        """A copy of all of it, which takes its name once it is complete. Raises StateError."""

    def put_back(self, copy: Path) -> None:
        """Make it what it was when the copy was made, or leave it as it is. Raises StateError."""


@contextmanager
def begun(engine: Engine) -> Iterator[Connection]:
    """Begin a transaction; close its connection afterwards if the engine's pool was replaced meanwhile."""
    pool = engine.pool
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        if engine.pool is not pool:
            pool.dispose()


class Database:
    """After a failure to open it, it is left alone for a few seconds of `clock`.

    Everything raises StateError where the database cannot be used.
    """

    def __init__(self, place: Place, clock: Callable[[], float] = monotonic) -> None:
        self.engine = place.engine
        self.place = place
        self._clock = clock
        self._lock = Lock()
        self._opened: object = None
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
        self.place.close()
        self._reset()

    def _reset(self) -> None:
        """Close all connections: those in use, as soon as they no longer are (see `begun`)."""
        pool = self.engine.pool
        self.engine.dispose(close=False)
        pool.dispose()
        self._opened = None

    @contextmanager
    def _used(self, engine: Engine) -> Iterator[Connection]:
        self._open()
        try:
            with begun(engine) as connection:
                yield connection
        except (exc.DBAPIError, exc.TimeoutError) as error:
            self._opened = None
            if _is_ours(error):
                raise
            raise StateError(self._sentence(error)) from error

    def _open(self) -> None:
        """Make sure that it is there, and that it is the one that was opened."""
        with self._lock:
            if self._opened and self._opened == self.place.identity():
                return
            if self._clock() < self._again_at:
                raise StateError(self._trouble)
            self._reset()
            try:
                self.place.make()
                bring_up(self.engine, self._keep)
            except (StateError, exc.DBAPIError, exc.TimeoutError, OSError) as error:
                self._reset()
                self._trouble = self._sentence(error)
                self._again_at = self._clock() + _AGAIN_AFTER_S
                raise StateError(self._trouble) from error
            self._opened = self.place.identity()

    def _keep(self, revision: str) -> None:
        try:
            self.place.copy(self.place.beside(f"before-{revision}"))
        except StateError as error:
            raise StateError(f"It is not brought up to date without a copy. {error}") from error

    def _sentence(self, error: Exception) -> str:
        if isinstance(error, StateError):
            return f"The database {self.place} cannot be used. {error}"
        if isinstance(error, OSError):
            return f"The database {self.place} cannot be used: {error.strerror or error}."
        detail = " ".join(str(error.orig if isinstance(error, exc.DBAPIError) else error).split()).rstrip(".?")
        way_out = next((hint for sign, hint in self.place.ways_out.items() if sign in detail), "")
        return f"The database {self.place} cannot be used: {detail}. {way_out}".strip()


def _is_ours(error: exc.SQLAlchemyError) -> bool:
    """Whether it is a mistake of this program: a restart or a repair would not mend it."""
    return isinstance(error, _OURS) and getattr(error.orig, "sqlstate", None) not in _THEIRS
