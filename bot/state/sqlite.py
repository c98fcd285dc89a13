"""SQLite: its file, its pragmas, its copies."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from sqlalchemy import Connection, create_engine, event, exc, select

from bot.errors import StateError
from bot.state.database import NO_COPY, PATIENCE_S, begun, refuse_newer
from bot.state.tables import single, upsert

NAME = "ontherecord.db"
NEWS = "news"

_AGAIN_S = 0.02
_LOOK_S = 1.0
_OURS_ALONE = 0o600
_REPLACE = "Move it away, and a new one is made; or put a copy back in its place."


class SqliteFile:
    """A database in a file. `patience_s`: how long its connections wait for a lock."""

    ways_out: Mapping[str, str] = {
        "not a database": _REPLACE,
        "malformed": _REPLACE,
        "locked": "Another program holds it.",
        "full": "Make room on its disk.",
        "readonly": "Look whether the bot may write there.",
        "unable to open": "Look whether the bot may write there.",
    }

    def __init__(self, path: Path, patience_s: float = PATIENCE_S) -> None:
        self.path = path
        self._held: dict[str, sqlite3.Connection] = {}
        self.engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": patience_s})

        @event.listens_for(self.engine, "connect")
        def prepare(connection: sqlite3.Connection, _: object) -> None:
            connection.isolation_level = None  # Python's sqlite3 begins no transactions of its own, `begin` below does
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("PRAGMA secure_delete=ON")  # what is forgotten is not left behind in the file
            _switch_to_wal(connection, patience_s)
            connection.execute("PRAGMA synchronous=NORMAL")

        @event.listens_for(self.engine, "begin")
        def begin(connection: Connection) -> None:  # a transaction of `Database.writing` takes the lock at once
            is_writing = connection.get_execution_options().get("writes")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")

    def __str__(self) -> str:
        return str(self.path)

    def make(self) -> None:
        """Make the file, readable by the bot's user alone: an empty file is an empty database."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.path.exists():
            self.path.touch(_OURS_ALONE)

    def identity(self) -> tuple[int, int] | None:
        """Return device and inode: an open connection would go on with a file that was deleted."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def path_for(self, what: str) -> Path:
        return self.path.with_name(f"{self.path.name}.{what}")

    def hold(self, role: str) -> bool:
        """Lock a file, which the system unlocks when the process ends; where files cannot be locked, take the role."""
        if role in self._held:
            return True
        try:
            lock = sqlite3.connect(self.path.with_name(f"{role}.lock"), timeout=0, check_same_thread=False)
        except sqlite3.Error:
            return True
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            lock.close()
            return getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY
        self._held[role] = lock
        return True

    def close(self) -> None:
        while self._held:
            self._held.popitem()[1].close()

    def tell(self, connection: Connection, news: str) -> None:
        """Keep the last news and how many there were."""
        row = {"key": NEWS, "value": f"{_last_news(connection)[0] + 1} {news}", "updated_at": datetime.now(UTC)}
        upsert(connection, single, row)

    def heard(self, stop: Event) -> Iterator[str]:
        """Look for news each second; where more than one came, yield an empty text: they may be any."""
        last, _ = self._told()
        yield ""
        while not stop.wait(_LOOK_S):
            count, news = self._told()
            if count != last:
                yield news if count == last + 1 else ""
                last = count

    def _told(self) -> tuple[int, str]:
        try:
            with begun(self.engine) as connection:
                return _last_news(connection)
        except exc.SQLAlchemyError as error:
            raise StateError(str(error)) from error

    def copy(self, target: Path) -> None:
        """Copy over a connection of its own: one that writes cannot be copied from."""
        unfinished = target.with_name(f".{target.name}")
        try:
            unfinished.unlink(missing_ok=True)
            unfinished.touch(_OURS_ALONE)
            with closing(_to_read(self.path)) as source, closing(sqlite3.connect(unfinished)) as copied:
                source.backup(copied)
                copied.execute("PRAGMA journal_mode=DELETE")  # one file that can be read without others beside it
            unfinished.replace(target)
        except (OSError, sqlite3.Error) as error:
            unfinished.unlink(missing_ok=True)
            raise StateError(f"No copy could be made: {error}.") from error

    def put_back(self, copy: Path) -> None:
        """Write the copy into the file, so that open connections see it; a broken file is moved away first."""
        try:
            with closing(_to_read(copy)) as source:
                _refuse_unfit(source, copy)
                self.make()
                if not self._is_whole():
                    self.path.replace(self.path_for("broken"))
                    for rest in ("-wal", "-shm"):
                        self.path.with_name(f"{self.path.name}{rest}").unlink(missing_ok=True)
                    self.make()
                with closing(sqlite3.connect(self.path)) as target:
                    source.backup(target)
        except (OSError, sqlite3.Error) as error:
            raise StateError(f"{copy} could not be put back: {error}.") from error

    def _is_whole(self) -> bool:
        with suppress(sqlite3.Error), closing(sqlite3.connect(self.path)) as connection:
            return _is_sound(connection)
        return False


def _last_news(connection: Connection) -> tuple[int, str]:
    """Return how many news there were, and the last."""
    told = connection.execute(select(single.c.value).where(single.c.key == NEWS)).scalar_one_or_none() or ""
    count, _, news = told.partition(" ")
    return (int(count), news) if count.isdecimal() else (0, "")


def _to_read(path: Path) -> sqlite3.Connection:
    """Open a file for reading. Raises sqlite3.Error where there is none."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _refuse_unfit(copy: sqlite3.Connection, path: Path) -> None:
    """Raise StateError unless it is a whole copy of our database, of this version or an older one."""
    try:
        [(found,)] = copy.execute("SELECT version_num FROM alembic_version").fetchall()
        is_whole = _is_sound(copy)
    except (sqlite3.Error, ValueError):
        is_whole = False
    if not is_whole:
        raise StateError(NO_COPY.format(copy=path))
    refuse_newer(found)


def _is_sound(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))


def _switch_to_wal(connection: sqlite3.Connection, patience_s: float) -> None:
    """Let readers work while one writes. Wait for locks here, since this pragma does not.

    Where the file system cannot do it SQLite keeps its journal, which is slower and as safe.
    """
    until = time.monotonic() + patience_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_AGAIN_S)
        else:
            return
