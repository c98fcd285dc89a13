"""The repositories: replies, changes of the knowledge, votes, questions without an answer, and single values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from secrets import token_hex
from threading import Event
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    RowMapping,
    Select,
    Table,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    union,
    update,
)

from bot.core.records import (
    Change,
    ChangeKind,
    ChannelMode,
    DailyQuote,
    Decided,
    QuestionStatus,
    Reason,
    SentReply,
    ServerSettings,
    Tally,
    Unanswered,
    Verdict,
    Vote,
)
from bot.errors import StateError
from bot.state.database import Database
from bot.state.tables import (
    changes,
    channels,
    columns,
    feedback,
    insert_new,
    replies,
    reply_messages,
    reply_quotes,
    servers,
    single,
    unanswered,
    upsert,
)


class Replies:
    """Every reply that was sent, with its messages and quotes in order."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, reply: SentReply) -> None:
        with self._database.writing() as connection:
            added = insert(replies).values(columns(reply, replies)).returning(replies.c.id)
            number = connection.execute(added).scalar_one()
            for table, name, values in (
                (reply_messages, "message", reply.answer_messages),
                (reply_quotes, "quote", reply.quotes),
            ):
                if values:
                    rows = [{"reply": number, "place": place, name: value} for place, value in enumerate(values)]
                    connection.execute(insert(table), rows)

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
        return next(iter(self._found(query.limit(1))), None)

    def _found(self, query: Select[Any]) -> tuple[SentReply, ...]:
        """Return the chosen replies, newest first."""
        newest = query.order_by(replies.c.kept_at.desc(), replies.c.id.desc())
        chosen = newest.with_only_columns(replies.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(newest).mappings().all()
            messages = _parts(connection, reply_messages, "message", chosen)
            quotes = _parts(connection, reply_quotes, "quote", chosen)
        return tuple(_reply(row, messages[row["id"]], quotes[row["id"]]) for row in rows)


def _parts(connection: Connection, table: Table, name: str, chosen: Select[Any]) -> dict[int, list[Any]]:
    """Return the messages or the quotes of each chosen reply, in order."""
    found: dict[int, list[Any]] = defaultdict(list)
    query = select(table.c.reply, table.c[name]).where(table.c.reply.in_(chosen))
    for reply, value in connection.execute(query.order_by(table.c.reply, table.c.place)):
        found[reply].append(value)
    return found


def _reply(row: RowMapping, messages: Iterable[int], quotes: Iterable[str]) -> SentReply:
    fields = {name: value for name, value in row.items() if name != "id"}
    fields |= {"decided": Decided(row["decided"]), "answer_messages": tuple(messages), "quotes": tuple(quotes)}
    return SentReply(**fields)


_NEWEST_CHANGES = select(changes).order_by(changes.c.id.desc())
_IS_UNDO = changes.c.kind == ChangeKind.UNDO.value
_undo, _redo = changes.alias("undo"), changes.alias("redo")
_UNDONE_AGAIN = select(_redo.c.undoes).where(_redo.c.undoes.is_not(None))
_UNDONE = select(_undo.c.undoes).where(_undo.c.undoes.is_not(None), _undo.c.id.not_in(_UNDONE_AGAIN))
_STANDS = changes.c.id.not_in(_UNDONE)


class Changes:
    """The history of the knowledge; no row is ever altered or dropped."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, change: Change) -> int:
        added = insert(changes).values(columns(change, changes)).returning(changes.c.id)
        with self._database.writing() as connection:
            return int(connection.execute(added).scalar_one())

    def history(self, limit: int = 50, subject: str | None = None) -> tuple[Change, ...]:
        query = _NEWEST_CHANGES.limit(limit)
        return self._found(query if subject is None else query.where(changes.c.subject == subject))

    def last_standing(self) -> Change | None:
        return next(iter(self._found(_NEWEST_CHANGES.where(~_IS_UNDO, _STANDS).limit(1))), None)

    def stands(self, change: int) -> bool:
        return bool(self._found(_NEWEST_CHANGES.where(_STANDS, changes.c.id == change)))

    def by_id(self, change: int) -> Change | None:
        return next(iter(self._found(select(changes).where(changes.c.id == change))), None)

    def _found(self, query: Select[Any]) -> tuple[Change, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(Change(**{**row, "kind": ChangeKind(row["kind"])}) for row in rows)


class Feedback:
    """Votes: one row for each answer and voter."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, vote: Vote) -> None:
        """Keep a vote; a second one of the same person on the same answer replaces the first."""
        with self._database.writing() as connection:
            upsert(connection, feedback, columns(vote, feedback))

    def is_contested(self, answer_message: int) -> bool:
        """Return whether anybody says that an answer is not what was asked."""
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


class UnansweredQuestions:
    """Questions without an answer: one row each time that one was asked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, question: Unanswered, *, is_once: bool = False) -> None:
        with self._database.writing() as connection:
            known = select(unanswered.c.id).where(_asked_in(question.question_message or 0)).limit(1)
            if not is_once or connection.execute(known).first() is None:
                connection.execute(insert(unanswered).values(columns(question, unanswered)))

    def withdraw(self, message: int) -> int:
        """Drop what a message asked if it was kept as not answered by its answer, and is still open."""
        is_not_asked = unanswered.c.reason == Reason.NOT_ASKED.value
        is_open = unanswered.c.status == QuestionStatus.OPEN.value
        with self._database.writing() as connection:
            return connection.execute(delete(unanswered).where(_asked_in(message), is_not_asked, is_open)).rowcount

    def open_ones(self, guild: int | None = None, limit: int = 100) -> tuple[Unanswered, ...]:
        newest = select(unanswered).order_by(unanswered.c.kept_at.desc(), unanswered.c.id.desc()).limit(limit)
        with self._database.reading() as connection:
            is_open = unanswered.c.status == QuestionStatus.OPEN.value
            rows = connection.execute(newest.where(_of(guild), is_open)).mappings().all()
        return tuple(_question(row) for row in rows)

    def set_status(self, ids: Iterable[int], status: QuestionStatus, guild: int | None = None) -> int:
        chosen = unanswered.c.id.in_([*ids])
        with self._database.writing() as connection:
            done = connection.execute(update(unanswered).where(chosen, _of(guild)).values(status=status.value))
            return done.rowcount

    def forget_message(self, message: int) -> int:
        with self._database.writing() as connection:
            return connection.execute(delete(unanswered).where(_asked_in(message))).rowcount


def _asked_in(message: int) -> Any:
    return unanswered.c.question_message == message


def _question(row: RowMapping) -> Unanswered:
    typed = {"reason": Reason(row["reason"]), "nearest": tuple(row["nearest"]), "status": QuestionStatus(row["status"])}
    return Unanswered(**{**row, **typed})


def _of(guild: int | None) -> Any:
    """Return the condition for the rows of one server, or of all."""
    return unanswered.c.guild == guild if guild is not None else unanswered.c.id.is_not(None)


class KeyValue:
    """Single values by key."""

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


_AGAIN_S = 1.0


class News:
    """Of the settings of servers. What this process tells, it does not hear."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._author = token_hex(4)

    def tell(self, connection: Connection, guild: int) -> None:
        """Within the transaction that changes them."""
        self._database.backend.tell(connection, f"{self._author} {guild}")

    def heard(self, stop: Event) -> Iterator[int | None]:
        """The servers whose settings somebody else has changed; None where that may be any."""
        while not stop.is_set():
            try:
                with self._database.reading():
                    pass
                for news in self._database.backend.heard(stop):
                    author, _, guild = news.partition(" ")
                    if author != self._author:
                        yield int(guild) if guild else None
            except StateError:
                stop.wait(_AGAIN_S)


class Settings:
    """One row a server, one a channel; what was never set is not there."""

    def __init__(self, database: Database, news: News) -> None:
        self._database = database
        self._news = news

    def get(self, guild: int) -> ServerSettings:
        with self._database.reading() as connection:
            server = connection.execute(select(servers).where(servers.c.guild == guild)).one_or_none()
            rows = connection.execute(select(channels).where(channels.c.guild == guild)).all()
        modes = {row.channel: ChannelMode(row.mode) for row in rows if row.mode is not None}
        privacies = {row.channel: row.is_private for row in rows if row.is_private is not None}
        if server is None:
            return ServerSettings(modes=modes, privacies=privacies)
        mode = ChannelMode(server.mode or ChannelMode.MENTION)
        return ServerSettings(bool(server.is_private), tuple(server.sources), _daily(server), modes, privacies, mode)

    def set_mode(self, guild: int, channel: int | None, mode: ChannelMode | None) -> None:
        self._set(guild, channel, mode=mode.value if mode else None)

    def set_privacy(self, guild: int, channel: int | None = None, *, is_private: bool | None) -> None:
        self._set(guild, channel, is_private=is_private)

    def set_sources(self, guild: int, sources: tuple[str, ...]) -> None:
        self._set(guild, None, sources=list(sources))

    def set_daily(self, guild: int, daily: DailyQuote | None) -> None:
        channel, at, zone = (daily.channel, daily.at, daily.zone) if daily else (None, None, None)
        self._set(guild, None, daily_channel=channel, daily_at=at, daily_zone=zone)

    def dailies(self) -> Mapping[int, DailyQuote]:
        with self._database.reading() as connection:
            rows = connection.execute(select(servers).where(servers.c.daily_channel.is_not(None))).all()
        return {row.guild: daily for row in rows if (daily := _daily(row))}

    def guilds(self) -> frozenset[int]:
        with self._database.reading() as connection:
            return frozenset(connection.execute(union(select(servers.c.guild), select(channels.c.guild))).scalars())

    def _set(self, guild: int, channel: int | None, **columns: Any) -> None:
        table, key = (servers, {}) if channel is None else (channels, {"channel": channel})
        with self._database.writing() as connection:
            upsert(connection, table, {"guild": guild, **key, **columns})
            self._news.tell(connection, guild)


def _daily(row: Row[Any]) -> DailyQuote | None:
    return None if row.daily_channel is None else DailyQuote(row.daily_channel, row.daily_at, row.daily_zone)
