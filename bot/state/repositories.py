"""The repositories: replies, changes of the knowledge, votes, questions without an answer, and single values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from secrets import token_hex
from threading import Event
from typing import Any

import sqlalchemy as sa

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


class _Repository:
    def __init__(self, database: Database) -> None:
        self._database = database


class Replies(_Repository):
    """Every reply that was sent, with its messages and quotes in order."""

    def add(self, reply: SentReply) -> None:
        with self._database.writing() as connection:
            added = sa.insert(replies).values(columns(reply, replies)).returning(replies.c.id)
            number = connection.execute(added).scalar_one()
            for table, name, values in (
                (reply_messages, "message", reply.answer_messages),
                (reply_quotes, "quote", reply.quotes),
            ):
                if values:
                    rows = [{"reply": number, "place": place, name: value} for place, value in enumerate(values)]
                    connection.execute(sa.insert(table), rows)

    def of_question(self, message: int) -> tuple[SentReply, ...]:
        return self._found(sa.select(replies).where(replies.c.question_message == message))

    def of_answer(self, message: int) -> SentReply | None:
        return self._first(sa.select(replies).join(reply_messages).where(reply_messages.c.message == message))

    def latest(self, channel: int, question_digest: str, since: datetime) -> SentReply | None:
        asked = (replies.c.channel == channel) & (replies.c.question_digest == question_digest)
        is_answer = replies.c.decided == Decided.ANSWER.value
        return self._first(sa.select(replies).where(asked, is_answer, replies.c.kept_at >= since))

    def with_quote(self, quote: str, since: datetime) -> tuple[SentReply, ...]:
        holds = replies.c.id.in_(sa.select(reply_quotes.c.reply).where(reply_quotes.c.quote == quote))
        return self._found(sa.select(replies).where(holds, replies.c.kept_at >= since))

    def forget_message(self, message: int) -> int:
        holds = replies.c.id.in_(sa.select(reply_messages.c.reply).where(reply_messages.c.message == message))
        with self._database.writing() as connection:
            done = connection.execute(sa.delete(replies).where(sa.or_(holds, replies.c.question_message == message)))
            return done.rowcount

    def _first(self, query: sa.Select[Any]) -> SentReply | None:
        return next(iter(self._found(query.limit(1))), None)

    def _found(self, query: sa.Select[Any]) -> tuple[SentReply, ...]:
        """Return the chosen replies, newest first."""
        newest = query.order_by(replies.c.kept_at.desc(), replies.c.id.desc())
        chosen = newest.with_only_columns(replies.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(newest).mappings().all()
            messages = _parts(connection, reply_messages, "message", chosen)
            quotes = _parts(connection, reply_quotes, "quote", chosen)

        found: list[SentReply] = []
        for row in rows:
            fields = {name: value for name, value in row.items() if name != "id"} | {"decided": Decided(row["decided"])}
            sent, shown = tuple(messages[row["id"]]), tuple(quotes[row["id"]])
            found.append(SentReply(answer_messages=sent, quotes=shown, **fields))
        return tuple(found)


def _parts(connection: sa.Connection, table: sa.Table, name: str, chosen: sa.Select[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    query = sa.select(table.c.reply, table.c[name]).where(table.c.reply.in_(chosen))
    for reply, value in connection.execute(query.order_by(table.c.reply, table.c.place)):
        found[reply].append(value)
    return found


_NEWEST_CHANGES = sa.select(changes).order_by(changes.c.id.desc())
_IS_UNDO = changes.c.kind == ChangeKind.UNDO.value
_undo, _redo = changes.alias("undo"), changes.alias("redo")
_UNDONE_AGAIN = sa.select(_redo.c.undoes).where(_redo.c.undoes.is_not(None))
_UNDONE = sa.select(_undo.c.undoes).where(_undo.c.undoes.is_not(None), _undo.c.id.not_in(_UNDONE_AGAIN))
_STANDS = changes.c.id.not_in(_UNDONE)


class Changes(_Repository):
    """The history of the knowledge; no row is ever altered or dropped."""

    def append(self, change: Change) -> int:
        added = sa.insert(changes).values(columns(change, changes)).returning(changes.c.id)
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
        return next(iter(self._found(sa.select(changes).where(changes.c.id == change))), None)

    def _found(self, query: sa.Select[Any]) -> tuple[Change, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(Change(**{**row, "kind": ChangeKind(row["kind"])}) for row in rows)


class Feedback(_Repository):
    """Votes: one row for each answer and voter."""

    def put(self, vote: Vote) -> None:
        """Keep a vote; a second one of the same person on the same answer replaces the first."""
        with self._database.writing() as connection:
            upsert(connection, feedback, columns(vote, feedback))

    def is_contested(self, answer_message: int) -> bool:
        """Return whether anybody says that an answer is not what was asked."""
        against = (feedback.c.answer_message == answer_message) & (feedback.c.verdict == Verdict.NOT_ASKED.value)
        with self._database.reading() as connection:
            return connection.execute(sa.select(feedback.c.voter).where(against).limit(1)).first() is not None

    def tallies(self, guild: int | None = None) -> Mapping[str, Tally]:
        helpful, not_asked = (sa.func.sum(sa.case((feedback.c.verdict == one.value, 1), else_=0)) for one in Verdict)
        query = sa.select(feedback.c.quote, helpful, not_asked).group_by(feedback.c.quote)
        query = query.order_by(not_asked.desc(), helpful.desc(), feedback.c.quote)
        if guild is not None:
            query = query.where(feedback.c.guild == guild)
        with self._database.reading() as connection:
            return {quote: Tally(*map(int, counts)) for quote, *counts in connection.execute(query)}


class UnansweredQuestions(_Repository):
    """Questions without an answer: one row each time that one was asked."""

    def add(self, question: Unanswered, *, is_once: bool = False) -> None:
        with self._database.writing() as connection:
            known = sa.select(unanswered.c.id).where(_asked_in(question.question_message or 0)).limit(1)
            if not is_once or connection.execute(known).first() is None:
                connection.execute(sa.insert(unanswered).values(columns(question, unanswered)))

    def withdraw(self, message: int) -> int:
        """Drop what a message asked if it was kept as not answered by its answer, and is still open."""
        is_not_asked = unanswered.c.reason == Reason.NOT_ASKED.value
        is_open = unanswered.c.status == QuestionStatus.OPEN.value
        with self._database.writing() as connection:
            return connection.execute(sa.delete(unanswered).where(_asked_in(message), is_not_asked, is_open)).rowcount

    def open_ones(self, guild: int | None = None, limit: int = 100) -> tuple[Unanswered, ...]:
        newest = sa.select(unanswered).order_by(unanswered.c.kept_at.desc(), unanswered.c.id.desc()).limit(limit)
        with self._database.reading() as connection:
            is_open = unanswered.c.status == QuestionStatus.OPEN.value
            rows = connection.execute(newest.where(_of(guild), is_open)).mappings().all()
        found: list[Unanswered] = []
        for row in rows:
            kinds = {"reason": Reason(row["reason"]), "status": QuestionStatus(row["status"])}
            found.append(Unanswered(**{**row, **kinds, "nearest": tuple(row["nearest"])}))
        return tuple(found)

    def set_status(self, ids: Iterable[int], status: QuestionStatus, guild: int | None = None) -> int:
        chosen = unanswered.c.id.in_([*ids])
        with self._database.writing() as connection:
            done = connection.execute(sa.update(unanswered).where(chosen, _of(guild)).values(status=status.value))
            return done.rowcount

    def forget_message(self, message: int) -> int:
        with self._database.writing() as connection:
            return connection.execute(sa.delete(unanswered).where(_asked_in(message))).rowcount


def _asked_in(message: int) -> Any:
    return unanswered.c.question_message == message


def _of(guild: int | None) -> Any:
    return unanswered.c.guild == guild if guild is not None else unanswered.c.id.is_not(None)


class KeyValue(_Repository):
    """Single values by key."""

    def get(self, key: str) -> str | None:
        with self._database.reading() as connection:
            return connection.execute(sa.select(single.c.value).where(single.c.key == key)).scalar_one_or_none()

    def put(self, key: str, value: str, at: datetime) -> None:
        with self._database.writing() as connection:
            upsert(connection, single, {"key": key, "value": value, "updated_at": at})

    def put_if(self, key: str, old: str | None, new: str, at: datetime) -> bool:
        with self._database.writing() as connection:
            if old is None:
                return insert_new(connection, single, {"key": key, "value": new, "updated_at": at})
            stands = (single.c.key == key) & (single.c.value == old)
            done = connection.execute(sa.update(single).where(stands).values(value=new, updated_at=at))
            return done.rowcount == 1


_AGAIN_S = 1.0


class News:
    """Of the settings of servers. What this process tells, it does not hear."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._author = token_hex(4)

    def tell(self, connection: sa.Connection, guild: int) -> None:
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
        return self._found(servers.c.guild == guild, channels.c.guild == guild).get(guild, ServerSettings())

    def all(self) -> Mapping[int, ServerSettings]:
        """Return the settings of every server for which anything is set."""
        return self._found(sa.true(), sa.true())

    def _found(
        self, of_servers: sa.ColumnElement[bool], of_channels: sa.ColumnElement[bool]
    ) -> dict[int, ServerSettings]:
        with self._database.reading() as connection:
            found = {row.guild: row for row in connection.execute(sa.select(servers).where(of_servers))}
            modes, privacies = defaultdict[int, dict[int, ChannelMode]](dict), defaultdict[int, dict[int, bool]](dict)
            for row in connection.execute(sa.select(channels).where(of_channels)):
                if row.mode is not None:
                    modes[row.guild][row.channel] = ChannelMode(row.mode)
                if row.is_private is not None:
                    privacies[row.guild][row.channel] = row.is_private
        guilds = found.keys() | modes.keys() | privacies.keys()
        return {guild: _settings(found.get(guild), modes[guild], privacies[guild]) for guild in guilds}

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
            rows = connection.execute(sa.select(servers).where(servers.c.daily_channel.is_not(None))).all()
        return {row.guild: daily for row in rows if (daily := _daily(row))}

    def guilds(self) -> frozenset[int]:
        with self._database.reading() as connection:
            return frozenset(
                connection.execute(sa.union(sa.select(servers.c.guild), sa.select(channels.c.guild))).scalars()
            )

    def _set(self, guild: int, channel: int | None, **columns: Any) -> None:
        table, key = (servers, {}) if channel is None else (channels, {"channel": channel})
        with self._database.writing() as connection:
            upsert(connection, table, {"guild": guild, **key, **columns})
            self._news.tell(connection, guild)


def _settings(
    server: sa.Row[Any] | None, modes: Mapping[int, ChannelMode], privacies: Mapping[int, bool]
) -> ServerSettings:
    if server is None:
        return ServerSettings(modes=modes, privacies=privacies)
    mode = ChannelMode(server.mode or ChannelMode.MENTION)
    return ServerSettings(bool(server.is_private), tuple(server.sources), _daily(server), modes, privacies, mode)


def _daily(row: sa.Row[Any]) -> DailyQuote | None:
    return None if row.daily_channel is None else DailyQuote(row.daily_channel, row.daily_at, row.daily_zone)
