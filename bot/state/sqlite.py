"""What is SQLite's alone: its file, its pragmas, its copy."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

_AGAIN_S = 0.02


def engine_of(path: Path, patience_s: float) -> Engine:
    """An engine whose connections wait for a lock that long. A write takes the lock at its beginning: see `writing`."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": patience_s})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # Python's sqlite3 begins no transactions of its own, `begin` below does
        connection.execute("PRAGMA foreign_keys=ON")
        _switch_to_wal(connection, patience_s)
        connection.execute("PRAGMA synchronous=NORMAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")

    return engine


def identity(path: Path) -> tuple[int, int] | None:
    """Which file it is, None where there is none: an open connection goes on with a file that is long gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def copy(connection: Connection, target: Path) -> None:
    """A copy of the whole database, which takes its name once it is complete. Raises OSError or sqlite3.Error."""
    unfinished = target.with_name(f".{target.name}")
    unfinished.unlink(missing_ok=True)
    source: Any = connection.connection.driver_connection
    with closing(sqlite3.connect(unfinished)) as copied:
        source.backup(copied)
    os.chmod(unfinished, 0o600)  # noqa: PTH101 - Path has no more to offer
    unfinished.replace(target)


def _switch_to_wal(connection: sqlite3.Connection, patience_s: float) -> None:
    """Readers and a writer beside each other. Switching does not wait for locks by itself, as all else does."""
    until = time.monotonic() + patience_s
    while connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_AGAIN_S)
