"""The database: opened at first use, and again when it was lost, broken or replaced; its migrations."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event, Lock
from time import monotonic
from typing import Protocol

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    exc,
    inspect,
    select,
)

from bot.errors import StateError
from bot.state.tables import metadata

_NEWER = (
    "It was written by a newer version of this program (revision {found}; this one knows up to {head}). "
    "Install that version again, or put back the copy that was made before the update."
)
_FOREIGN = "It is a database of another program. Let state.folder or state.url name another one."

# Alembic's own table.
_stamps = MetaData()
_stamp = Table(
    "alembic_version",
    _stamps,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)

_log = logging.getLogger(__name__)
_one_at_a_time = Lock()  # Alembic keeps what it is doing in one place for the whole process

Keep = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Steps:
    """The migrations in a folder, and their revisions in order, so that Alembic is loaded only where one is due."""

    folder: Path
    revisions: tuple[str, ...]

    @property
    def head(self) -> str:
        return self.revisions[-1]


STEPS = Steps(Path(__file__).parent / "migrations", ("0001", "0002"))


def bring_up(engine: Engine, keep: Keep, steps: Steps = STEPS) -> None:
    """Migrate if that is due. Of several processes one does it, while the others wait.

    `keep` is called with the revision that follows what is there, before any of it is changed. Raises StateError where
    the database is not ours, or is ours of tomorrow.
    """
    with engine.connect() as connection:
        if revision_of(connection) == steps.head:
            return
    with engine.execution_options(writes=True, migrates=True).begin() as connection:
        found = revision_of(connection)
        if found == steps.head:
            return
        if found is not None:
            refuse_newer(found, steps)
            keep(steps.revisions[steps.revisions.index(found) + 1])
        elif inspect(connection).get_table_names():
            raise StateError(_FOREIGN)
        else:
            # without Alembic, whose import takes longer than the rest
            metadata.create_all(connection)
            _stamps.create_all(connection)
            connection.execute(_stamp.insert().values(version_num=STEPS.head))
        if revision_of(connection) != steps.head:
            migrate(connection, steps)
        _log.info("the database is at revision %s now, it was at %s", steps.head, found or "none")


def migrate(connection: Connection, steps: Steps = STEPS) -> None:
    """Run the migrations that are due, within the transaction of the connection."""
    logging.getLogger("alembic").setLevel(logging.WARNING)  # what was done is told once, by us
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(steps.folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    with _one_at_a_time:
        command.upgrade(config, "head")


def revision_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(select(_stamp.c.version_num)).scalar()


def refuse_newer(found: str, steps: Steps = STEPS) -> None:
    """Raises StateError where the revision is not known here."""
    if found not in steps.revisions:
        raise StateError(_NEWER.format(found=found, head=steps.head))


PATIENCE_S = 10.0
NO_COPY = "{copy} is no whole copy of this program's database, so nothing was changed."

_AGAIN_AFTER_S = 5.0
_OURS = (exc.DataError, exc.IntegrityError, exc.ProgrammingError)  # mistakes of this program, not of the database
_THEIRS = ("42P01", "42501")  # but a table that is gone, or may not be used any longer (SQLSTATE, which SQLite lacks)


class Backend(Protocol):
    """What only one kind of database can do. `ways_out`: what to do about an error, by a part of its text."""

    engine: Engine
    ways_out: Mapping[str, str]

    def make(self) -> None:
        """Make an empty database where there is none, if this kind can. Raises OSError."""

    def identity(self) -> object:
        """Return what tells this database from another in its place; None where there is none."""

    def path_for(self, what: str) -> Path:
        """Return where a copy goes that is made without being asked for; `what` becomes part of its name."""

    def hold(self, role: str) -> bool:
        """Take a role until this process ends, and return whether no other has it. Raises StateError."""

    def close(self) -> None:
        """Close all connections and give up all roles."""

    def tell(self, connection: Connection, news: str) -> None:
        """Send news to every process that listens, this one too, when the transaction ends."""

    def heard(self, stop: Event) -> Iterator[str]:
        """Yield an empty text once it listens and wherever news may be missed, then news within two seconds.

        Raises StateError at its end.
        """

    def copy(self, target: Path) -> None:
        """Copy the database to a file that appears under its name when complete. Raises StateError."""

    def put_back(self, copy: Path) -> None:
        """Replace the database by a copy, or leave it as it is. Raises StateError."""


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
    """A database that opens itself; after a failure it is tried again after a few seconds of `clock`.

    Everything raises StateError where the database cannot be used.
    """

    def __init__(self, backend: Backend, clock: Callable[[], float] = monotonic) -> None:
        self.engine = backend.engine
        self.backend = backend
        self._clock = clock
        self._lock = Lock()
        self._opened: object = None
        self._trouble = ""
        self._again_at = 0.0

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection that reads one state of the database."""
        with self._used(self.engine) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction."""
        with self._used(self.engine.execution_options(writes=True)) as connection:
            yield connection

    def upgrade(self) -> str:
        """Migrate if that is due, and return the revision. Raises StateError."""
        with self.reading() as connection:
            return str(revision_of(connection))

    def restore(self, copy: Path, now: datetime) -> Path | None:
        """Put a copy in the place of the database and migrate it. Raises StateError.

        Returns the file that keeps what was there before; None where that could not be read.
        """
        if not copy.is_file():
            raise StateError(f"There is no file {copy}.")
        before = self.backend.path_for(f"before-restore-{now:%Y%m%dT%H%M%S}")
        try:
            self.backend.copy(before)
        except StateError:
            before.unlink(missing_ok=True)
        self.backend.put_back(copy)
        self.close()
        self.upgrade()
        return before if before.exists() else None

    def rows(self) -> Iterator[dict[str, object]]:
        """Yield every row: the name of its table, then its columns, times in ISO 8601. Raises StateError."""
        with self.reading() as connection:
            for table in metadata.sorted_tables:
                for row in connection.execute(select(table).order_by(*table.primary_key)).mappings():
                    plain = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in row.items()}
                    yield {"table": table.name, **plain}

    def close(self) -> None:
        self.backend.close()
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
            is_ours = isinstance(error, _OURS) and getattr(error.orig, "sqlstate", None) not in _THEIRS
            if is_ours:  # a restart or a repair would not help
                raise
            raise StateError(self._sentence(error)) from error

    def _open(self) -> None:
        with self._lock:
            if self._opened and self._opened == self.backend.identity():
                return
            if self._clock() < self._again_at:
                raise StateError(self._trouble)
            self._reset()
            try:
                self.backend.make()
                bring_up(self.engine, self._keep)
            except (StateError, exc.DBAPIError, exc.TimeoutError, OSError) as error:
                self._reset()
                self._trouble = self._sentence(error)
                self._again_at = self._clock() + _AGAIN_AFTER_S
                raise StateError(self._trouble) from error
            self._opened = self.backend.identity()

    def _keep(self, revision: str) -> None:
        try:
            self.backend.copy(self.backend.path_for(f"before-{revision}"))
        except StateError as error:
            raise StateError(f"It is not brought up to date without a copy. {error}") from error

    def _sentence(self, error: Exception) -> str:
        if isinstance(error, StateError):
            return f"The database {self.backend} cannot be used. {error}"
        if isinstance(error, OSError):
            return f"The database {self.backend} cannot be used: {error.strerror or error}."
        detail = " ".join(str(error.orig if isinstance(error, exc.DBAPIError) else error).split()).rstrip(".?")
        way_out = next((hint for sign, hint in self.backend.ways_out.items() if sign in detail), "")
        return f"The database {self.backend} cannot be used: {detail}. {way_out}".strip()
