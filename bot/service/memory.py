"""What the bot remembers, for the event loop: nothing here raises, and no read takes longer than a second."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from threading import Event, Thread
from types import TracebackType
from typing import Self

from bot.core.records import (
    Change,
    ChannelMode,
    DailyQuote,
    KeyedDigests,
    Personal,
    QuestionStatus,
    SentReply,
    ServerSettings,
    Tally,
    Unanswered,
    Vote,
)
from bot.service.database_worker import DatabaseWorker, Leadership
from bot.service.ports import Settings, Store

_NOTHING_SET = ServerSettings()
_THEME = "settings"


class KnownSettings:
    """Settings by server. A setter takes effect at once and returns whether it was also written.

    The first use reads those of all servers, in one query: many commands at once wait for none of their own.
    """

    def __init__(self, settings: Settings, worker: DatabaseWorker) -> None:
        self._settings = settings
        self._worker = worker
        self._known: dict[int, ServerSettings] = {}
        self._unkept: set[int] = set()
        self._changed: set[int] = set()  # servers that are to be read again
        self._reading: asyncio.Future[Mapping[int, ServerSettings] | None] | None = None

    async def of(self, guild: int | None) -> ServerSettings:
        """Return the settings of a server, or those of direct messages (None)."""
        if guild is None:
            return _NOTHING_SET
        if guild not in self._known:
            found = await self._found(guild)
            if guild in self._changed:  # meanwhile, or it could not be read
                return self._known.get(guild, found)
            return self._known.setdefault(guild, found)
        return self._known[guild]

    async def _found(self, guild: int) -> ServerSettings:
        everywhere = await self._everywhere()
        if everywhere is not None and guild not in self._changed:
            return everywhere.get(guild, _NOTHING_SET)
        self._changed.discard(guild)
        found = await self._worker.found(_THEME, partial(self._settings.get, guild), None)
        if found is None:
            self._changed.add(guild)
        return found or _NOTHING_SET

    async def _everywhere(self) -> Mapping[int, ServerSettings] | None:
        """Return the settings of all servers as they were read together, None where they could not be."""
        while True:
            read = self._settings.all
            reading = self._reading = self._reading or asyncio.ensure_future(self._worker.found(_THEME, read, None))
            found = await asyncio.shield(reading)
            if reading is self._reading:  # else all have to be read again
                return found

    async def set_mode(self, guild: int, channel: int | None, mode: ChannelMode | None) -> bool:
        """Set it for a channel, or for the server; None takes back what was set."""
        self._known[guild] = (await self.of(guild)).with_mode(channel, mode)
        return await self._kept(guild, partial(self._settings.set_mode, guild, channel, mode))

    async def set_privacy(self, guild: int, channel: int | None = None, *, is_private: bool | None) -> bool:
        """Set it for a channel, or for the server; None takes back what was set."""
        self._known[guild] = (await self.of(guild)).with_privacy(channel, is_private=is_private)
        write = partial(self._settings.set_privacy, guild, channel, is_private=is_private)
        return await self._kept(guild, write)

    async def set_sources(self, guild: int, sources: tuple[str, ...]) -> bool:
        self._known[guild] = (await self.of(guild)).with_sources(sources)
        return await self._kept(guild, partial(self._settings.set_sources, guild, sources))

    async def set_daily(self, guild: int, daily: DailyQuote | None) -> bool:
        self._known[guild] = (await self.of(guild)).with_daily(daily)
        return await self._kept(guild, partial(self._settings.set_daily, guild, daily))

    async def dailies(self) -> Mapping[int, DailyQuote]:
        """Return the daily quote of every server that has one."""
        return await self._worker.found(_THEME, self._settings.dailies, {})

    async def guilds(self) -> frozenset[int]:
        """Return the servers for which anything is set."""
        return await self._worker.found(_THEME, self._settings.guilds, frozenset())

    def forget(self, guild: int | None) -> None:
        """Drop a server from the cache; with None all servers but those whose settings could not be written."""
        if guild is not None:
            self._known.pop(guild, None)
            self._changed.add(guild)
            return
        self._reading = None
        self._known = {known: found for known, found in self._known.items() if known in self._unkept}

    async def _kept(self, guild: int, write: Callable[[], None]) -> bool:
        is_kept = await self._worker.did(_THEME, write)
        (self._unkept.discard if is_kept else self._unkept.add)(guild)
        return is_kept


class SettingsListener:
    """Thread that drops settings from the cache when another process has changed them."""

    def __init__(self, changed: Callable[[Event], Iterator[int | None]], settings: KnownSettings) -> None:
        self._changed = changed
        self._settings = settings
        self._stop = Event()
        self._thread: Thread | None = None

    def begin(self) -> None:
        """Start the thread. Call it in the event loop."""
        loop = asyncio.get_running_loop()

        def listen() -> None:
            with suppress(RuntimeError):  # the loop has been closed
                for guild in self._changed(self._stop):
                    loop.call_soon_threadsafe(self._settings.forget, guild)

        self._thread = Thread(target=listen, name="listening", daemon=True)
        self._thread.start()

    async def end(self, patience_s: float) -> None:
        self._stop.set()
        if self._thread:
            await asyncio.to_thread(self._thread.join, patience_s)


KEPT_FOR = timedelta(days=30)

_KEY = "digests.key"
_OTHER_KEY = (
    "digests.key is another one than before, or than in other processes: /privacy finds nothing that was kept under "
    "the other. Copy the same file into the state folder of each process."
)
_OPENING_S = 30.0
_CLOSING_S = 10.0
_DAY_S = 24 * 60 * 60


_log = logging.getLogger(__name__)


def utc_now() -> datetime:
    return datetime.now(UTC)


class Memory:
    """A store behind a DatabaseWorker: a failed read returns its default, a failed write is counted in `lost`.

    `key` returns the key of the digests, `now` the time to write on rows. Questions without an answer are kept for
    `questions_kept_for`, or not at all where that is zero. `async with` opens and closes.
    """

    def __init__(
        self,
        store: Store,
        key: Callable[[], bytes],
        now: Callable[[], datetime] = utc_now,
        worker: DatabaseWorker | None = None,
        questions_kept_for: timedelta = KEPT_FOR,
    ) -> None:
        self.now = now
        self.questions_kept_for = questions_kept_for
        self._key = key
        self._store = store
        self._worker = worker or DatabaseWorker()
        self._tidying: asyncio.Task[None] | None = None
        self._leading = Leadership(store.hold)
        self.settings = KnownSettings(store.settings, self._worker)
        self._listening = SettingsListener(store.settings_changed, self.settings)

    async def __aenter__(self) -> Self:
        await self._worker.did("opening", self._store.open, _OPENING_S)
        await self._compare_keys()
        self._listening.begin()
        self._prune()
        self._tidying = asyncio.create_task(self._prune_daily())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Do the queued writes, for ten seconds at most, and close."""
        if self._tidying:
            self._tidying.cancel()
        await self._leading.end(_CLOSING_S)
        await self._listening.end(_CLOSING_S)
        await self._worker.close(self._store.close, _CLOSING_S)

    @cached_property
    def digests(self) -> KeyedDigests:
        """Return the digests that stand for people and questions."""
        return KeyedDigests(self._key())

    @property
    def lost(self) -> Mapping[str, int]:
        """Return how many writes failed, by theme."""
        return self._worker.failures.lost

    @property
    def is_writable(self) -> bool:
        """Return whether the last write was done."""
        return self._worker.failures.is_writable

    def was_read(self, theme: str) -> bool:
        """Return whether the last read of this theme worked, so that nothing found means that nothing is there."""
        return self._worker.failures.was_read(theme)

    # replies

    def remember_reply(self, reply: SentReply) -> None:
        self._worker.soon("replies", partial(self._store.replies.add, reply))

    async def replies_to(self, question_message: int) -> tuple[SentReply, ...]:
        """Return the replies to a message, newest first."""
        return await self._worker.found("replies", partial(self._store.replies.of_question, question_message), ())

    async def reply_in(self, answer_message: int) -> SentReply | None:
        """Return the reply that a message of the bot belongs to.

        It is read behind the queued writes, since a button may be pressed before its reply is written.
        """
        return await self._worker.done("replies", partial(self._store.replies.of_answer, answer_message), None)

    async def repeat(self, channel: int, question_digest: str, since: datetime) -> SentReply | None:
        """Return the last answer to the same question in the same channel."""
        latest = partial(self._store.replies.latest, channel, question_digest, since)
        return await self._worker.found("replies", latest, None)

    async def replies_with(self, quote: str, since: datetime) -> tuple[SentReply, ...]:
        """Return the replies that show a quote, newest first."""
        return await self._worker.found("replies", partial(self._store.replies.with_quote, quote, since), ())

    def forget_message(self, message: int) -> None:
        """Forget the reply to a deleted message, or that it was, and the question that it asked."""
        self._worker.soon("replies", partial(self._store.forget_message, message))

    def forget_question(self, message: int) -> None:
        """Forget the unanswered question of a message."""
        self._worker.soon("unanswered", partial(self._store.unanswered.forget_message, message))

    # votes and unanswered questions

    def vote(self, vote: Vote) -> None:
        self._worker.soon("feedback", partial(self._store.feedback.put, vote))

    async def tallies(self, guild: int | None = None) -> Mapping[str, Tally]:
        """Votes by quote, the most “Not what I asked” first, then the most “Helpful”; of one server, or of all."""
        return await self._worker.found("feedback", partial(self._store.feedback.tallies, guild), {})

    def keep_unanswered(self, question: Unanswered, *, is_once: bool = False) -> None:
        """Keep a question without an answer; with `is_once` only the first of its message."""
        if self.questions_kept_for:
            self._worker.soon("unanswered", partial(self._store.unanswered.add, question, is_once=is_once))

    def reconsider(self, answer_message: int, question_message: int) -> None:
        """Withdraw an unanswered question once nobody says any more that its answer is not what was asked."""
        self._worker.soon("unanswered", partial(self._store.reconsider, answer_message, question_message))

    async def open_questions(self, guild: int | None = None, limit: int = 100) -> tuple[Unanswered, ...]:
        """Return open questions, newest first: of one server, or of all and of direct messages."""
        return await self._worker.found("unanswered", partial(self._store.unanswered.open_ones, guild, limit), ())

    async def settle(self, ids: Iterable[int], status: QuestionStatus, guild: int | None = None) -> int | None:
        """Set the status of questions and return how many there were; None where that may have failed."""
        write = partial(self._store.unanswered.set_status, tuple(ids), status, guild)
        return await self._worker.done("unanswered", write, None)

    # changes of the knowledge

    async def note_change(self, change: Change) -> int | None:
        """Keep a change and return its id; None where that may have failed."""
        return await self._worker.done("changes", partial(self._store.changes.append, change), None)

    async def history(self, limit: int = 50, subject: str | None = None) -> tuple[Change, ...]:
        """Return changes, newest first."""
        return await self._worker.found("changes", partial(self._store.changes.history, limit, subject), ())

    async def last_standing_change(self) -> Change | None:
        """Return the last change that is no undo and has not been undone."""
        return await self._worker.found("changes", self._store.changes.last_standing, None)

    async def stands(self, number: int) -> bool:
        """Return whether there is such a change that has not been undone."""
        return await self._worker.found("changes", partial(self._store.changes.stands, number), otherwise=False)

    async def change(self, number: int) -> Change | None:
        return await self._worker.found("changes", partial(self._store.changes.by_id, number), None)

    # single values

    async def value(self, key: str) -> str | None:
        return await self._worker.found("single", partial(self._store.single.get, key), None)

    async def put_value(self, key: str, value: str) -> bool:
        return await self._worker.did("single", partial(self._store.single.put, key, value, self.now()))

    async def put_value_if(self, key: str, old: str | None, new: str) -> bool:
        """Replace a value if it is still `old` (None: absent), and return whether this process did."""
        write = partial(self._store.single.put_if, key, old, new, self.now())
        return await self._worker.done("single", write, otherwise=False)

    # several processes

    async def leads(self) -> bool:
        """Return whether this process leads those that share the database."""
        return await self._leading.leads()

    # people and servers

    async def count_person(self, digest: str) -> Personal | None:
        """Return how much is kept of one person; None where that cannot be read."""
        return await self._worker.found("privacy", partial(self._store.count_person, digest), None)

    async def forget_person(self, digest: str) -> Personal | None:
        """Drop what is kept of one person and return how much; None where that may have failed."""
        return await self._worker.done("privacy", partial(self._store.forget_person, digest), None)

    async def forget_guild(self, guild: int) -> bool:
        """Drop everything of a server, and return whether that was done."""
        self.settings.forget(guild)
        return await self._worker.did("privacy", partial(self._store.forget_guild, guild))

    def _prune(self) -> None:
        now = self.now()
        ends = now - KEPT_FOR, now - self.questions_kept_for
        self._worker.soon("tidying", partial(self._store.prune, *ends))

    async def _prune_daily(self) -> None:
        while True:
            await asyncio.sleep(_DAY_S)
            self._prune()

    async def _compare_keys(self) -> None:
        """Warn where rows were written under another key: their people are not found under this one."""
        mine = self.digests.of_itself()
        if await self.put_value_if(_KEY, None, mine):
            return
        known = await self.value(_KEY)
        if known and known != mine:
            _log.warning("%s", _OTHER_KEY)
            await self.put_value(_KEY, mine)
