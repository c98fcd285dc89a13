"""The tables as they are now; `migrations/` is how databases came to have them.

An index stands where somebody waits for the row, or where every deleted message asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from importlib import import_module
from typing import Any

import sqlalchemy as sa


class Moment(sa.TypeDecorator[datetime]):
    """A moment with its zone, kept in UTC: SQLite knows no zones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002 - theirs
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Counted = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # SQLite counts up in INTEGER columns alone

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

replies = sa.Table(
    "replies",
    metadata,
    sa.Column("id", Counted, primary_key=True),
    sa.Column("guild", sa.BigInteger),
    sa.Column("channel", sa.BigInteger, nullable=False),
    sa.Column("question_message", sa.BigInteger, index=True),
    sa.Column("decided", sa.String, nullable=False),
    sa.Column("surface", sa.String, nullable=False),
    sa.Column("question_digest", sa.String, nullable=False),
    sa.Column("asker", sa.String, nullable=False),
    sa.Column("kept_at", Moment, nullable=False),
    sa.Index("ix_replies_repeated", "channel", "question_digest", "kept_at"),
)

reply_messages = sa.Table(
    "reply_messages",
    metadata,
    sa.Column("reply", sa.ForeignKey(replies.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("message", sa.BigInteger, nullable=False, index=True),
)

reply_quotes = sa.Table(
    "reply_quotes",
    metadata,
    sa.Column("reply", sa.ForeignKey(replies.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("quote", sa.String, nullable=False, index=True),
)

servers = sa.Table(
    "servers",
    metadata,
    sa.Column("guild", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("is_private", sa.Boolean),
    sa.Column("mode", sa.String),
    sa.Column("sources", sa.JSON, nullable=False, server_default="[]"),
    sa.Column("daily_channel", sa.BigInteger),
    sa.Column("daily_at", sa.String),
    sa.Column("daily_zone", sa.String),
)

channels = sa.Table(
    "channels",
    metadata,
    sa.Column("guild", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("channel", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("mode", sa.String),
    sa.Column("is_private", sa.Boolean),
)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("answer_message", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("voter", sa.String, primary_key=True),
    sa.Column("verdict", sa.String, nullable=False),
    sa.Column("quote", sa.String, nullable=False),
    sa.Column("guild", sa.BigInteger),
    sa.Column("kept_at", Moment, nullable=False),
)

unanswered = sa.Table(
    "unanswered",
    metadata,
    sa.Column("id", Counted, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("guild", sa.BigInteger),
    sa.Column("channel", sa.BigInteger, nullable=False),
    sa.Column("question_message", sa.BigInteger, index=True),
    sa.Column("asker", sa.String, nullable=False),
    sa.Column("reason", sa.String, nullable=False),
    sa.Column("nearest", sa.JSON, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("kept_at", Moment, nullable=False),
    sqlite_autoincrement=True,  # what a curator is looking at is never another question of the same number
)

changes = sa.Table(
    "changes",
    metadata,
    sa.Column("id", Counted, primary_key=True),
    sa.Column("curator_id", sa.BigInteger, nullable=False),
    sa.Column("curator", sa.String, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("subject", sa.String, nullable=False, index=True),
    sa.Column("file", sa.String, nullable=False),
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text),
    sa.Column("undoes", sa.ForeignKey("changes.id"), index=True),
    sa.Column("undo", sa.Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

single = sa.Table(
    "single",
    metadata,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("updated_at", Moment, nullable=False),
)


def columns(record: object, table: sa.Table) -> dict[str, Any]:
    """Return what a record puts into the columns of a table, without its id."""
    found: dict[str, Any] = {}
    for name in (column.name for column in table.columns if column.name != "id"):
        value = getattr(record, name)
        found[name] = value.value if isinstance(value, Enum) else [*value] if isinstance(value, tuple) else value
    return found


def upsert(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> None:
    """Insert a row; where its key is taken, set the other columns that are given."""
    key = [column.name for column in table.primary_key]
    rest = {name: value for name, value in row.items() if name not in key}
    connection.execute(_insert(connection, table, row).on_conflict_do_update(index_elements=key, set_=rest))


def insert_new(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless its key is taken; whether it was inserted."""
    statement = _insert(connection, table, row).on_conflict_do_nothing(index_elements=[*table.primary_key])
    return connection.execute(statement.returning(*table.primary_key)).first() is not None


def _insert(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> Any:
    dialect = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")
    return dialect.insert(table).values(**row)
