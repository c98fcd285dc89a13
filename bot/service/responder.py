"""The one way from a request to its response: limits, ranking, decision, journal; what was sent is remembered."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from cachetools import TTLCache

from bot.core.answer import Answer
from bot.core.model import Speaker
from bot.core.records import Decided, SentReply
from bot.service.answering import Answering, Journal, Reply
from bot.service.replies import Audience, ReplyLog, ReplyOutcome, Request, outcome_of


@dataclass(frozen=True, slots=True)
class Limits:
    """Questions a minute of one member, answers a minute in one channel; for how long an answer is not repeated."""

    member_questions: int = 6
    channel_answers: int = 20
    repeat: timedelta = timedelta(minutes=10)


class RateLimiter:
    """Sliding-window limiter: at most `most` uses of each key within `period_s` seconds."""

    def __init__(self, most: int, clock: Callable[[], float] = monotonic, period_s: float = 60.0) -> None:
        self._most = most
        self._clock = clock
        self._period_s = period_s
        self._uses = TTLCache[int, deque[float]](10_000, period_s, clock)

    def acquire(self, key: int) -> float:
        """Count one more use and return 0, or return how many seconds are left until the next may come."""
        now, uses = self._clock(), self._uses.get(key, deque())
        while uses and uses[0] <= now - self._period_s:
            uses.popleft()
        if len(uses) >= self._most:
            return uses[0] + self._period_s - now
        uses.append(now)
        self._uses[key] = uses
        return 0.0


@dataclass(frozen=True, slots=True)
class Wait:
    """The asker, or the channel, has had its share for now. `seconds`: until the asker may ask again, 0 if unknown."""

    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Help:
    """Nothing was asked: how to ask these people."""

    speakers: tuple[Speaker, ...]


@dataclass(frozen=True, slots=True)
class Response:
    """What to say to a request, to whom, and what to remember of it once it is sent.

    `content` is a reply, an earlier reply to point to, a request to wait, or help; None where nothing is to be said, or
    where the surface shows quotes of its own.
    """

    request: Request
    content: Reply | SentReply | Wait | Help | None = None
    outcome: ReplyOutcome | None = None
    is_private: bool = False


class Responder:
    """Responds to what is asked, and to what is shown without a question, whatever it came by."""

    def __init__(
        self,
        answering: Answering,
        journal: Journal,
        replies: ReplyLog,
        limits: Limits,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._answering = answering
        self._journal = journal
        self._replies = replies
        self._members = RateLimiter(limits.member_questions, clock)
        self._channels = RateLimiter(limits.channel_answers, clock)
        self._explained = RateLimiter(1, clock, 3600.0)

    def refusal(self, request: Request) -> Response | None:
        """Return what to say instead of an answer: to no words, or to who asks too much; else count it."""
        if not request.question.text:
            is_explained = self._explained.acquire(request.channel) > 0
            return Response(request, None if is_explained else Help(self._answering.snapshot.speakers))
        is_free = request.audience is Audience.ANSWERS_ONLY  # nobody put it to the bot
        seconds = 0.0 if is_free else self._members.acquire(request.asker)
        return Response(request, Wait(seconds), is_private=True) if seconds else None

    @asynccontextmanager
    async def responding(self, request: Request) -> AsyncIterator[Response]:
        """Yield the response to a question; who asks the same in the same channel waits for the end of the block."""
        if refusal := self.refusal(request):
            yield refusal
            return
        response = await self.decided(request)
        if response.content is None or response.is_private:
            yield response
            return
        is_command = request.audience is Audience.ANSWERS
        async with self._replies.repeated(request) as earlier:
            if earlier:
                outcome = None if is_command else ReplyOutcome(Decided.POINTER, earlier.quotes)
                yield Response(request, earlier, outcome, is_private=is_command)
            elif not self._channels.acquire(request.channel):
                yield response
            elif is_command:
                yield Response(request, response.content, is_private=True)
            else:
                yield Response(request, Wait() if request.audience is Audience.ALL else None)

    async def decided(self, request: Request) -> Response:
        """Return the response to a question that no limit counts, and that may repeat an answer."""
        reply = await self._answering.reply_in_turn(request.question, request.mode)
        self._journal.record(request.surface.value, request.question, reply)
        is_answer = isinstance(reply.decision, Answer)
        if request.audience is Audience.ANSWERS_ONLY and not is_answer:
            return Response(request)
        if request.is_private:
            return Response(request, reply, is_private=True)
        return Response(request, reply, outcome_of(reply), request.audience is Audience.ANSWERS and not is_answer)

    def showing(self, request: Request, quotes: tuple[str, ...]) -> Response:
        """Return the response to a request for quotes that no question chose; `quotes`: the ids of all."""
        outcome = None if request.is_private else ReplyOutcome(Decided.ANSWER, quotes)
        return Response(request, outcome=outcome, is_private=request.is_private)

    def remember(self, response: Response, message: int) -> None:
        """Remember a response that was sent as this message."""
        if response.outcome:
            messages = () if response.is_private else (message,)
            self._replies.remember(response.request, response.outcome, *messages)

    async def remember_change(self, response: Response, message: int) -> None:
        """Remember a response that took the place of what this message showed before."""
        if response.outcome:
            await self._replies.remember_change(response.request, response.outcome, message)
