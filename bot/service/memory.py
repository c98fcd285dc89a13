"""What the bot remembers, for the event loop: nothing here raises, and no answer waits for it longer than a second."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from types import TracebackType
from typing import Self

from bot.core.records import Change, KeyedDigests, Personal, QuestionStatus, SentReply, Tally, Unanswered, Vote
from bot.service.database_worker import DatabaseWorker, Leadership
from bot.service.ports import Store
from bot.service.server_settings import KnownSettings, SettingsListener

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
    """Wraps a store. What cannot be read is as if it had never been; what cannot be kept is counted in `lost`.

    `key` gives that of the digests, `now` the moment to put on what is kept; questions without an answer are kept for
    `questions_kept_for`, or not at all where that is nothing. `async with` opens and closes.
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
        await _compare_keys(self)
        self._listening.begin()
        self._prune()
        self._tidying = asyncio.create_task(self._tidy())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Write what is waiting, for ten seconds at most."""
        if self._tidying:
            self._tidying.cancel()
        await self._leading.end(_CLOSING_S)
        await self._listening.end(_CLOSING_S)
        await self._worker.close(self._store.close, _CLOSING_S)

    @cached_property
    def digests(self) -> KeyedDigests:
        """What stands for people and questions."""
        return KeyedDigests(self._key())

    @property
    def lost(self) -> Mapping[str, int]:
        """How many writes failed, by theme."""
        return self._worker.failures.lost

    @property
    def is_writable(self) -> bool:
        """Whether the last write was kept."""
        return self._worker.failures.is_writable

    # replies

    def remember_reply(self, reply: SentReply) -> None:
        self._worker.soon("replies", partial(self._store.replies.add, reply))

    async def replies_to(self, question_message: int) -> tuple[SentReply, ...]:
        """Newest first: besides its own answer, what somebody has found for it."""
        return await self._worker.found("replies", partial(self._store.replies.of_question, question_message), ())

    async def reply_in(self, answer_message: int) -> SentReply | None:
        """The reply that a message of the bot is, or is a part of.

        Looked for behind all that waits to be written: whoever presses a button may be quicker.
        """
        return await self._worker.done("replies", partial(self._store.replies.of_answer, answer_message), None)

    async def repeat(self, channel: int, question_digest: str, since: datetime) -> SentReply | None:
        """The last answer to the same question in the same channel."""
        latest = partial(self._store.replies.latest, channel, question_digest, since)
        return await self._worker.found("replies", latest, None)

    async def replies_with(self, quote: str, since: datetime) -> tuple[SentReply, ...]:
        """Newest first."""
        return await self._worker.found("replies", partial(self._store.replies.with_quote, quote, since), ())

    def forget_message(self, message: int) -> None:
        """A message is gone, a member's or the bot's: so is the reply, and the question that it asked."""
        self._worker.soon("replies", partial(self._store.forget_message, message))

    def forget_question(self, message: int) -> None:
        """What a message asked is not asked any more."""
        self._worker.soon("unanswered", partial(self._store.unanswered.forget_message, message))

    # votes and unanswered questions

    def vote(self, vote: Vote) -> None:
        self._worker.soon("feedback", partial(self._store.feedback.put, vote))

    async def tallies(self, guild: int | None = None) -> Mapping[str, Tally]:
        """Votes by quote, the most “Not what I asked” first, then the most “Helpful”; of one server, or of all."""
        return await self._worker.found("feedback", partial(self._store.feedback.tallies, guild), {})

    def keep_unanswered(self, question: Unanswered, *, is_once: bool = False) -> None:
        """`is_once`: unless what was asked in the same message is kept already."""
        if self.questions_kept_for:
            self._worker.soon("unanswered", partial(self._store.unanswered.add, question, is_once=is_once))

    def reconsider(self, answer_message: int, question_message: int) -> None:
        """Somebody finds an answer helpful: if nobody says any more that it is not what was asked, it was answered."""
        self._worker.soon("unanswered", partial(self._store.reconsider, answer_message, question_message))

    async def open_questions(self, guild: int | None = None, limit: int = 100) -> tuple[Unanswered, ...]:
        """Newest first; of one server, or of all and of direct messages."""
        return await self._worker.found("unanswered", partial(self._store.unanswered.open_ones, guild, limit), ())

    async def settle(self, ids: Iterable[int], status: QuestionStatus, guild: int | None = None) -> int | None:
        """Set the status of questions: how many there were; None where it may not have been kept."""
        write = partial(self._store.unanswered.set_status, tuple(ids), status, guild)
        return await self._worker.done("unanswered", write, None)

    # changes of the knowledge

    async def note_change(self, change: Change) -> int | None:
        """Its id; None where it may not have been kept."""
        return await self._worker.done("changes", partial(self._store.changes.append, change), None)

    async def history(self, limit: int = 50, subject: str | None = None) -> tuple[Change, ...]:
        """Newest first."""
        return await self._worker.found("changes", partial(self._store.changes.history, limit, subject), ())

    async def last_standing_change(self) -> Change | None:
        """The last one that is no undo and has not been undone."""
        return await self._worker.found("changes", self._store.changes.last_standing, None)

    async def stands(self, number: int) -> bool:
        """Whether there is such a change that has not been undone."""
        return await self._worker.found("changes", partial(self._store.changes.stands, number), otherwise=False)

    async def change(self, number: int) -> Change | None:
        return await self._worker.found("changes", partial(self._store.changes.by_id, number), None)

    # single values

    async def value(self, key: str) -> str | None:
        return await self._worker.found("single", partial(self._store.single.get, key), None)

    async def put_value(self, key: str, value: str) -> bool:
        return await self._worker.did("single", partial(self._store.single.put, key, value, self.now()))

    async def put_value_if(self, key: str, old: str | None, new: str) -> bool:
        """Whether this process was the one to put it where the old value (None: none) still stood."""
        write = partial(self._store.single.put_if, key, old, new, self.now())
        return await self._worker.done("single", write, otherwise=False)

    # several processes

    async def leads(self) -> bool:
        """Whether this process, of all that share the memory, does what only one may do."""
        return await self._leading.leads()

    # people and servers

    async def count_person(self, digest: str) -> Personal | None:
        """How much is kept of one person; None where that cannot be told."""
        return await self._worker.found("privacy", partial(self._store.count_person, digest), None)

    async def forget_person(self, digest: str) -> Personal | None:
        """How much was dropped; None where it may still be there."""
        return await self._worker.done("privacy", partial(self._store.forget_person, digest), None)

    async def forget_guild(self, guild: int) -> bool:
        """Everything of a server."""
        self.settings.forget(guild)
        return await self._worker.did("privacy", partial(self._store.forget_guild, guild))

    def _prune(self) -> None:
        now = self.now()
        ends = now - KEPT_FOR, now - self.questions_kept_for
        self._worker.soon("tidying", lambda: self._store.prune(*ends))

    async def _tidy(self) -> None:
        while True:
            await asyncio.sleep(_DAY_S)
            self._prune()


async def _compare_keys(memory: Memory) -> None:
    """Whoever is known under one key of the digests is a stranger under another."""
    mine = memory.digests.of_itself()
    if await memory.put_value_if(_KEY, None, mine):
        return
    known = await memory.value(_KEY)
    if known and known != mine:
        _log.warning("%s", _OTHER_KEY)
        await memory.put_value(_KEY, mine)
