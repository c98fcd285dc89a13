"""Every reply that was sent, so that it can be found again, corrected, and taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, delete, insert, or_, select

from bot.core.records import Decided, SentReply
from bot.state.database import Database
from bot.state.tables import replies, reply_messages, reply_quotes

_NEWEST_REPLIES = (replies.c.kept_at.desc(), replies.c.id.desc())


class Replies:
    """Replies with their messages and quotes, in order."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, reply: SentReply) -> None:
        row = {
            "guild": reply.guild,
            "channel": reply.channel,
            "question_message": reply.question_message,
            "decided": reply.decided.value,
            "surface": reply.surface,
            "question_digest": reply.question_digest,
            "asker": reply.asker,
            "kept_at": reply.kept_at,
        }
        with self._database.writing() as connection:
            number = connection.execute(insert(replies).values(row).returning(replies.c.id)).scalar_one()
            _add_parts(connection, reply_messages, "message", number, reply.answer_messages)
            _add_parts(connection, reply_quotes, "quote", number, reply.quotes)

    def of_question(self, message: int) -> SentReply | None:
        return self._first(select(replies).where(replies.c.question_message == message))

    def all_of_question(self, message: int) -> tuple[SentReply, ...]:
        return self._found(select(replies).where(replies.c.question_message == message))

    def of_answer(self, message: int) -> SentReply | None:
        return self._first(select(replies).join(reply_messages).where(reply_messages.c.message == message))

    def latest(self, channel: int, question_digest: str, since: datetime) -> SentReply | None:
        asked = (replies.c.channel == channel) & (replies.c.question_digest == question_digest)
        is_answer = replies.c.decided == Decided.ANSWER.value
        return self._first(select(replies).where(asked, is_answer, replies.c.kept_at >= since))

    def with_quote(self, quote: str, since: datetime) -> tuple[SentReply, ...]:
        holds = replies.c.id.in_(select(reply_quotes.c.reply).where(reply_quotes.c.quote == quote))
        return self._found(select(replies).where(holds, replies.c.kept_at >= since))

    def forget_message(self, message: int) -> int:
        holds = replies.c.id.in_(select(reply_messages.c.reply).where(reply_messages.c.message == message))
        with self._database.writing() as connection:
            done = connection.execute(delete(replies).where(or_(holds, replies.c.question_message == message)))
            return done.rowcount

    def _first(self, query: Select[Any]) -> SentReply | None:
        found = self._found(query.limit(1))
        return found[0] if found else None

    def _found(self, found: Select[Any]) -> tuple[SentReply, ...]:
        query = found.order_by(*_NEWEST_REPLIES)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
            chosen = query.with_only_columns(replies.c.id)
            messages = _parts(connection, reply_messages, "message", chosen)
            quotes = _parts(connection, reply_quotes, "quote", chosen)
        return tuple(_reply(row, messages[row.id], quotes[row.id]) for row in rows)


def _add_parts(connection: Connection, table: Table, name: str, reply: int, values: Iterable[int | str]) -> None:
    rows = [{"reply": reply, "place": place, name: value} for place, value in enumerate(values)]
    if rows:
        connection.execute(insert(table), rows)


def _parts(connection: Connection, table: Table, name: str, chosen: Select[Any]) -> dict[int, list[Any]]:
    """Of the chosen replies, in order."""
    found: dict[int, list[Any]] = defaultdict(list)
    query = select(table.c.reply, table.c[name]).where(table.c.reply.in_(chosen))
    for reply, value in connection.execute(query.order_by(table.c.reply, table.c.place)):
        found[reply].append(value)
    return found


def _reply(row: Row[Any], messages: list[int], quotes: list[str]) -> SentReply:
    return SentReply(
        row.guild,
        row.channel,
        row.question_message,
        tuple(messages),
        tuple(quotes),
        Decided(row.decided),
        row.surface,
        row.question_digest,
        row.asker,
        row.kept_at,
    )
