"""Copies of a database, made and put back; and all that is in it as JSON lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from bot.errors import StateError
from bot.state.database import Database
from bot.state.migrating import revision_of
from bot.state.tables import metadata


def upgraded(database: Database) -> str:
    """Bring it up to date, and tell its revision. Raises StateError."""
    with database.reading() as connection:
        return str(revision_of(connection))


def put_back(database: Database, copy: Path, now: datetime) -> Path | None:
    """Make it what it was when the copy was made, then bring it up to date. Raises StateError.

    What is there before is kept in the file that is named; None where that can no longer be read.
    """
    if not copy.is_file():
        raise StateError(f"There is no file {copy}.")
    before = database.place.beside(f"before-restore-{now:%Y%m%dT%H%M%S}")
    try:
        database.place.copy(before)
    except StateError:
        before.unlink(missing_ok=True)
    database.place.put_back(copy)
    database.close()
    upgraded(database)
    return before if before.exists() else None


def rows(database: Database) -> Iterator[dict[str, object]]:
    """Every row: the name of its table, then its columns, moments in ISO 8601. Raises StateError."""
    with database.reading() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table).order_by(*table.primary_key)).mappings():
                yield {"table": table.name, **{name: _plain(value) for name, value in row.items()}}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
