"""Manners: nobody asks too much at once, and no channel is told the same thing twice in a row."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import TypeVar
from weakref import WeakValueDictionary

from bot.core.answer import Abstention, Answer, Decision, Suggestions
from bot.core.model import Question
from bot.core.records import Decided, Reason, SentReply, Unanswered
from bot.service.answering import Reply
from bot.service.memory import Memory

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

# Surfaces: a command; a message put to the bot; one put to nobody; where somebody finds a quote for a message; what
# nobody asked for, the quote of the day.
COMMAND, MESSAGE, CHANNEL, MENU, DAILY = "slash", "message", "channel", "menu", "daily"
PUT_TO_THE_BOT = frozenset({COMMAND, MESSAGE})

_MANY = 10_000
_DECIDED: Mapping[type[Decision], Decided] = {
    Answer: Decided.ANSWER,
    Suggestions: Decided.SUGGESTIONS,
    Abstention: Decided.ABSTENTION,
}
_REASONS: Mapping[type[Decision], Reason] = {Suggestions: Reason.SUGGESTIONS, Abstention: Reason.ABSTENTION}


@dataclass(frozen=True, slots=True)
class Limits:
    """Questions a minute of one member, answers a minute in one channel; for how long an answer is not repeated."""

    member_questions: int = 6
    channel_answers: int = 20
    repeat: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question and where it was asked: by whom, on which surface, in which message (None for a command)."""

    question: Question
    surface: str
    guild: int | None
    channel: int
    asker: int
    message: int | None = None


@dataclass
class RateLimiter:
    """At most so many of each within a minute: who comes too often is told for how long to wait."""

    most: int
    clock: Callable[[], float] = monotonic
    period_s: float = 60.0
    _moments: dict[int, deque[float]] = field(default_factory=dict)

    def wait_s(self, who: int) -> float:
        """Counts one more and gives 0, or says how many seconds are left until the next one is welcome."""
        now = self.clock()
        moments = self._moments.pop(who, deque())
        while moments and moments[0] <= now - self.period_s:
            moments.popleft()
        wait_s = moments[0] + self.period_s - now if len(moments) >= self.most else 0.0
        if not wait_s:
            moments.append(now)
        self._moments[who] = moments  # behind all others, so that the first ones are the oldest
        self._forget(now)
        return wait_s

    def _forget(self, now: float) -> None:
        """Whoever came longest ago, where that is over or where there are too many."""
        while self._moments:
            oldest, moments = next(iter(self._moments.items()))
            if len(self._moments) <= _MANY and moments[-1] > now - self.period_s:
                return
            del self._moments[oldest]


class RateLimits:
    """Who may ask now, what a channel has been told already, and what is kept of it."""

    def __init__(self, memory: Memory, limits: Limits, clock: Callable[[], float] = monotonic) -> None:
        self._memory = memory
        self._repeat = limits.repeat
        self._latest: dict[tuple[int, str], SentReply] = {}
        self._recent: dict[int, SentReply] = {}  # by message asked in: the memory may not have written it yet
        self._found: dict[int, tuple[SentReply, ...]] = {}  # by message that others have found quotes for
        self._gone: dict[int, bool] = {}  # messages that the memory may not have forgotten yet
        self._asking: WeakValueDictionary[tuple[int, str], asyncio.Lock] = WeakValueDictionary()
        self.members = RateLimiter(limits.member_questions, clock)
        self.channels = RateLimiter(limits.channel_answers, clock)

    @asynccontextmanager
    async def earlier(self, asked: AskedQuestion) -> AsyncIterator[SentReply | None]:
        """The answer that the channel was given already, if any; in direct messages everything is answered again.

        The same question, asked meanwhile, waits for the end of the block.
        """
        if asked.guild is None or not self._repeat:
            yield None
            return
        key = self._key(asked)
        async with self._asking.setdefault(key, asyncio.Lock()):
            yield await self._earlier(key)

    @asynccontextmanager
    async def given(self, message: int, quote: str) -> AsyncIterator[SentReply | None]:
        """The reply with this quote that a message was given already, if any.

        Whoever wants to give it the same meanwhile waits for the end of the block.
        """
        async with self._asking.setdefault((message, quote), asyncio.Lock()):
            replies = await self.replies_to(message)
            yield next((sent for sent in replies if quote in sent.quotes and sent.decided is Decided.ANSWER), None)

    def keep_given(self, message: int, asked: AskedQuestion, quotes: tuple[str, ...], reply: int) -> None:
        """Somebody has found quotes for a message."""
        sent = self._sent(asked, Decided.ANSWER, quotes, (reply,))
        _put(self._found, message, (*self._found.get(message, ()), sent))
        self._memory.remember_reply(sent)

    def keep_post(self, asked: AskedQuestion, quotes: tuple[str, ...], message: int) -> None:
        """Quotes were posted that nobody asked for."""
        self._memory.remember_reply(self._sent(asked, Decided.ANSWER, quotes, (message,)))

    def keep(self, asked: AskedQuestion, reply: Reply, messages: tuple[int, ...]) -> None:
        """A reply was sent, in these messages."""
        decided = _DECIDED[type(reply.decision)]
        matches = reply.decision.matches if isinstance(reply.decision, Answer) else ()
        sent = self._sent(asked, decided, tuple(match.quote.id for match in matches), messages)
        self._remember(sent)
        if decided is Decided.ANSWER:
            _put(self._latest, (sent.channel, sent.question_digest), sent)
        self.keep_unanswered(asked, reply)

    def keep_unanswered(self, asked: AskedQuestion, reply: Reply) -> None:
        """What got no answer, for the moderators of the server it was asked in; answers are none of it."""
        reason = _REASONS.get(type(reply.decision))
        if asked.guild is not None and reason:
            self._memory.keep_unanswered(self._unanswered(asked, reply, reason))

    def keep_pointer(self, asked: AskedQuestion, earlier: SentReply, message: int) -> None:
        """A link to an earlier answer was sent."""
        self._remember(self._sent(asked, Decided.POINTER, earlier.quotes, (message,)))

    async def reply_to(self, message: int) -> SentReply | None:
        """What was replied to the question in a message; what others have found for it is none."""
        if message in self._recent:
            return self._recent[message]
        replies = await self._memory.replies_to(message)
        return next((sent for sent in replies if sent.surface != MENU and self._stands(sent)), None)

    async def replies_to(self, message: int) -> tuple[SentReply, ...]:
        """All that was replied to a message."""
        recent = (self._recent[message],) if message in self._recent else ()
        replies = *recent, *self._found.get(message, ()), *await self._memory.replies_to(message)
        return tuple({sent.answer_messages: sent for sent in replies if self._stands(sent)}.values())

    def forget(self, message: int) -> None:
        """A message is gone, a member's or the bot's."""
        gone = [key for key, sent in self._latest.items() if message in (sent.question_message, *sent.answer_messages)]
        for key in gone:
            del self._latest[key]
        self._recent.pop(message, None)
        self._found.pop(message, None)
        _put(self._gone, message, True)
        self._memory.forget_message(message)

    def forget_reply(self, given: SentReply) -> None:
        """The question has changed: so much for its reply, and for what it asked before."""
        for message in given.answer_messages:
            self.forget(message)
        if given.question_message:
            self._recent.pop(given.question_message, None)
            self._memory.forget_question(given.question_message)

    def _sent(
        self, asked: AskedQuestion, decided: Decided, quotes: tuple[str, ...], messages: tuple[int, ...]
    ) -> SentReply:
        digests = self._memory.digests
        return SentReply(
            guild=asked.guild,
            channel=asked.channel,
            question_message=asked.message,
            answer_messages=messages,
            quotes=quotes,
            decided=decided,
            surface=asked.surface,
            question_digest=digests.of_question(asked.question),
            asker=digests.of_person(asked.asker),
            kept_at=self._memory.now(),
        )

    def _unanswered(self, asked: AskedQuestion, reply: Reply, reason: Reason) -> Unanswered:
        nearest = () if isinstance(reply.decision, Answer) else tuple(topic.id for topic in reply.decision.topics)
        asker = self._memory.digests.of_person(asked.asker)
        now = self._memory.now()
        text = asked.question.text
        return Unanswered(text, asked.guild, asked.channel, asked.message, asker, reason, nearest, now)

    def _remember(self, sent: SentReply) -> None:
        if sent.question_message:
            _put(self._recent, sent.question_message, sent)
        for message in filter(None, (sent.question_message, *sent.answer_messages)):
            self._gone.pop(message, None)
        self._memory.remember_reply(sent)

    def _key(self, asked: AskedQuestion) -> tuple[int, str]:
        return asked.channel, self._memory.digests.of_question(asked.question)

    async def _earlier(self, key: tuple[int, str]) -> SentReply | None:
        since = self._memory.now() - self._repeat
        latest = self._latest.get(key) or await self._memory.repeat(*key, since)
        return latest if latest and latest.kept_at >= since and self._stands(latest) else None

    def _stands(self, sent: SentReply) -> bool:
        return not any(message in self._gone for message in (sent.question_message, *sent.answer_messages))


def _put(kept: dict[_Key, _Value], key: _Key, sent: _Value) -> None:
    """The newest last; the oldest goes where there are too many."""
    kept.pop(key, None)
    kept[key] = sent
    if len(kept) > _MANY:
        del kept[next(iter(kept))]
