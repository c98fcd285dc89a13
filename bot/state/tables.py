"""The tables as they are now; `migrations/` is how databases came to have them.

An index stands where somebody waits for the row, or where every deleted message asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from importlib import import_module
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)


class Moment(TypeDecorator[datetime]):
    """A moment with its zone, kept in UTC: SQLite knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - theirs
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Counted = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up in INTEGER columns alone

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

replies = Table(
    "replies",
    metadata,
    Column("id", Counted, primary_key=True),
    Column("guild", BigInteger),
    Column("channel", BigInteger, nullable=False),
    Column("question_message", BigInteger, index=True),
    Column("decided", String, nullable=False),
    Column("surface", String, nullable=False),
    Column("question_digest", String, nullable=False),
    Column("asker", String, nullable=False),
    Column("kept_at", Moment, nullable=False),
    Index("ix_replies_repeated", "channel", "question_digest", "kept_at"),
)

reply_messages = Table(
    "reply_messages",
    metadata,
    Column("reply", ForeignKey(replies.c.id, ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("message", BigInteger, nullable=False, index=True),
)

reply_quotes = Table(
    "reply_quotes",
    metadata,
    Column("reply", ForeignKey(replies.c.id, ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("quote", String, nullable=False, index=True),
)

servers = Table(
    "servers",
    metadata,
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    Column("is_private", Boolean),
    Column("mode", String),
    Column("sources", JSON, nullable=False, server_default="[]"),
    Column("daily_channel", BigInteger),
    Column("daily_at", String),
    Column("daily_zone", String),
)

channels = Table(
    "channels",
    metadata,
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    Column("channel", BigInteger, primary_key=True, autoincrement=False),
    Column("mode", String),
    Column("is_private", Boolean),
)

feedback = Table(
    "feedback",
    metadata,
    Column("answer_message", BigInteger, primary_key=True, autoincrement=False),
    Column("voter", String, primary_key=True),
    Column("verdict", String, nullable=False),
    Column("quote", String, nullable=False),
    Column("guild", BigInteger),
    Column("kept_at", Moment, nullable=False),
)

unanswered = Table(
    "unanswered",
    metadata,
    Column("id", Counted, primary_key=True),
    Column("text", Text, nullable=False),
    Column("guild", BigInteger),
    Column("channel", BigInteger, nullable=False),
    Column("question_message", BigInteger, index=True),
    Column("asker", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("nearest", JSON, nullable=False),
    Column("status", String, nullable=False),
    Column("kept_at", Moment, nullable=False),
    sqlite_autoincrement=True,  # what a curator is looking at is never another question of the same number
)

changes = Table(
    "changes",
    metadata,
    Column("id", Counted, primary_key=True),
    Column("curator_id", BigInteger, nullable=False),
    Column("curator", String, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("why", Text, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False, index=True),
    Column("file", String, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("undoes", ForeignKey("changes.id"), index=True),
    Column("undo", Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

single = Table(
    "single",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
    Column("updated_at", Moment, nullable=False),
)


def columns(record: object, table: Table) -> dict[str, Any]:
    """Return what a record puts into the columns of a table, without its id."""
    found: dict[str, Any] = {}
    for name in (column.name for column in table.columns if column.name != "id"):
        value = getattr(record, name)
        found[name] = value.value if isinstance(value, Enum) else [*value] if isinstance(value, tuple) else value
    return found


def upsert(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Insert a row; where its key is taken, set the other columns that are given."""
    key = [column.name for column in table.primary_key]
    rest = {name: value for name, value in row.items() if name not in key}
    connection.execute(_insert(connection, table, row).on_conflict_do_update(index_elements=key, set_=rest))


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless its key is taken; whether it was inserted."""
    statement = _insert(connection, table, row).on_conflict_do_nothing(index_elements=[*table.primary_key])
    return connection.execute(statement.returning(*table.primary_key)).first() is not None


def _insert(connection: Connection, table: Table, row: Mapping[str, Any]) -> Any:
    dialect = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")
    return dialect.insert(table).values(**row)
