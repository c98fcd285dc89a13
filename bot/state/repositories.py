"""Every reply that was sent, so that it can be found again, corrected, and taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, case, delete, func, insert, or_, select, update

from bot.core.records import Change, ChangeKind, Decided, SentReply, Tally, Verdict, Vote
from bot.state.database import Database
from bot.state.tables import changes, feedback, insert_new, replies, reply_messages, reply_quotes, single, upsert

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

    def of_question(self, message: int) -> tuple[SentReply, ...]:
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


_NEWEST_CHANGES = select(changes).order_by(changes.c.id.desc())
_IS_UNDO = changes.c.kind == ChangeKind.UNDO.value
_undo, _redo = changes.alias("undo"), changes.alias("redo")
_UNDONE_AGAIN = select(_redo.c.undoes).where(_redo.c.undoes.is_not(None))
_UNDONE = select(_undo.c.undoes).where(_undo.c.undoes.is_not(None), _undo.c.id.not_in(_UNDONE_AGAIN))
_STANDS = changes.c.id.not_in(_UNDONE)


class Changes:
    """A row for each change; none is ever altered or dropped."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, change: Change) -> int:
        row = {
            "curator_id": change.curator_id,
            "curator": change.curator,
            "changed_at": change.changed_at,
            "why": change.why,
            "kind": change.kind.value,
            "subject": change.subject,
            "file": change.file,
            "before": change.before,
            "after": change.after,
            "undoes": change.undoes,
            "undo": change.undo,
        }
        with self._database.writing() as connection:
            return int(connection.execute(insert(changes).values(row).returning(changes.c.id)).scalar_one())

    def history(self, limit: int = 50, subject: str | None = None) -> tuple[Change, ...]:
        query = _NEWEST_CHANGES.limit(limit)
        return self._found(query if subject is None else query.where(changes.c.subject == subject))

    def last_standing(self) -> Change | None:
        return self._first(_NEWEST_CHANGES.where(~_IS_UNDO, _STANDS))

    def stands(self, change: int) -> bool:
        return self._first(_NEWEST_CHANGES.where(_STANDS, changes.c.id == change)) is not None

    def by_id(self, change: int) -> Change | None:
        return self._first(select(changes).where(changes.c.id == change))

    def _first(self, query: Select[Any]) -> Change | None:
        found = self._found(query.limit(1))
        return found[0] if found else None

    def _found(self, query: Select[Any]) -> tuple[Change, ...]:
        with self._database.reading() as connection:
            return tuple(_change(row) for row in connection.execute(query))


def _change(row: Row[Any]) -> Change:
    return Change(
        row.curator_id,
        row.curator,
        row.changed_at,
        row.why,
        ChangeKind(row.kind),
        row.subject,
        row.file,
        row.before,
        row.after,
        row.undoes,
        row.undo,
        row.id,
    )


class Feedback:
    """One row for each answer and voter."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, vote: Vote) -> None:
        row = {
            "answer_message": vote.answer_message,
            "voter": vote.voter,
            "verdict": vote.verdict.value,
            "quote": vote.quote,
            "guild": vote.guild,
            "kept_at": vote.kept_at,
        }
        with self._database.writing() as connection:
            upsert(connection, feedback, row)

    def is_contested(self, answer_message: int) -> bool:
        against = (feedback.c.answer_message == answer_message) & (feedback.c.verdict == Verdict.NOT_ASKED.value)
        with self._database.reading() as connection:
            return connection.execute(select(feedback.c.voter).where(against).limit(1)).first() is not None

    def tallies(self, guild: int | None = None) -> Mapping[str, Tally]:
        helpful, not_asked = (func.sum(case((feedback.c.verdict == one.value, 1), else_=0)) for one in Verdict)
        query = select(feedback.c.quote, helpful, not_asked).group_by(feedback.c.quote)
        query = query.order_by(not_asked.desc(), helpful.desc(), feedback.c.quote)
        if guild is not None:
            query = query.where(feedback.c.guild == guild)
        with self._database.reading() as connection:
            return {quote: Tally(*map(int, counts)) for quote, *counts in connection.execute(query)}


class KeyValue:
    """One row a key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> str | None:
        with self._database.reading() as connection:
            return connection.execute(select(single.c.value).where(single.c.key == key)).scalar_one_or_none()

    def put(self, key: str, value: str, at: datetime) -> None:
        with self._database.writing() as connection:
            upsert(connection, single, {"key": key, "value": value, "updated_at": at})

    def put_if(self, key: str, old: str | None, new: str, at: datetime) -> bool:
        with self._database.writing() as connection:
            if old is None:
                return insert_new(connection, single, {"key": key, "value": new, "updated_at": at})
            stands = (single.c.key == key) & (single.c.value == old)
            done = connection.execute(update(single).where(stands).values(value=new, updated_at=at))
            return done.rowcount == 1
