"""The one way from a request to its response, and what was replied: limits, ranking, decision, journal, memory."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from time import monotonic
from weakref import WeakValueDictionary

from cachetools import FIFOCache, TTLCache

from bot.core.answer import Answer, Mode, Suggestions
from bot.core.model import Question, Speaker
from bot.core.records import Decided, Reason, SentReply, Unanswered
from bot.service.answering import Answering, Journal, Reply, Selection
from bot.service.memory import Memory

_RECENT = 10_000


class Surface(StrEnum):
    """By what the bot was asked, or came to show a quote."""

    COMMAND = "slash"
    MESSAGE = "message"  # put to the bot: a mention, a direct message, a reply to it
    CHANNEL = "channel"  # put to nobody, where the bot answers unasked
    FORM = "form"
    MENU = "menu"  # a quote found for somebody's message
    QUOTE = "quote"
    TOPIC = "topic"
    SEARCH = "search"
    BUTTON = "button"
    SHARE = "share"
    DAILY = "daily"


NO_QUESTION = Question("")
_LOOKUPS_A_QUESTION = 5  # what costs little may be done so many times as often: quotes, topics, pages
PUT_TO_THE_BOT = frozenset({Surface.COMMAND, Surface.MESSAGE})


class Audience(StrEnum):
    """Who sees what comes of a request: everybody, its asker alone, or nobody."""

    ALL = "all"  # whatever is said is for everybody
    ANSWERS = "answers"  # an answer is for everybody, anything else for the asker alone
    ANSWERS_ONLY = "answers only"  # an answer is for everybody, anything else is not said
    ASKER = "asker"  # whatever is said is for the asker alone


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the bot, or what it is to show: by whom, where, in which words, and who may see it.

    `guild` is None in direct messages and where the bot is no member; `message` is the one that asks, or for which a
    quote was found, None for a command. `question` has no words where a quote is shown that nobody asked for in words.
    `name`: the asker's, where a reply must say who asked.
    """

    surface: Surface
    guild: int | None
    channel: int
    asker: int
    question: Question = NO_QUESTION
    message: int | None = None
    audience: Audience = Audience.ALL
    name: str = ""

    @property
    def is_private(self) -> bool:
        """Whether whatever is said is for the asker alone."""
        return self.audience is Audience.ASKER

    @property
    def mode(self) -> Mode:
        """How sure the bot has to be."""
        return Mode.MESSAGE if self.audience is Audience.ANSWERS_ONLY else Mode.ASK


@dataclass(frozen=True, slots=True)
class ReplyOutcome:
    """What is to be remembered of a request once it has been replied to.

    `quotes`: the ids of those shown, best first. `unanswered`: why the question is kept for the moderators, with the
    topics that came nearest.
    """

    decided: Decided
    quotes: tuple[str, ...] = ()
    unanswered: Reason | None = None
    nearest: tuple[str, ...] = ()


def outcome_of(reply: Reply) -> ReplyOutcome:
    """Return what a reply leaves to be remembered where everybody sees it."""
    decision = reply.decision
    if isinstance(decision, Answer):
        return ReplyOutcome(Decided.ANSWER, tuple(match.quote.id for match in decision.matches))
    if reply.told:
        return ReplyOutcome(Decided.ABSTENTION)
    nearest = tuple(topic.id for topic in decision.topics)
    if isinstance(decision, Suggestions):
        return ReplyOutcome(Decided.SUGGESTIONS, unanswered=Reason.SUGGESTIONS, nearest=nearest)
    return ReplyOutcome(Decided.ABSTENTION, unanswered=Reason.ABSTENTION, nearest=nearest)


class ReplyLog:
    """Replies that everybody sees: those of the last minutes at once, the others from the memory."""

    def __init__(self, memory: Memory, repeat: timedelta) -> None:
        self._memory = memory
        self._repeat = repeat
        self._latest = FIFOCache[tuple[int, str], SentReply](_RECENT)
        # The memory may not have written these yet, by the message that asked, and by the one they were found for.
        self._recent = FIFOCache[int, SentReply](_RECENT)
        self._found = FIFOCache[int, tuple[SentReply, ...]](_RECENT)
        self._gone = FIFOCache[int, bool](_RECENT)  # messages that the memory may not have forgotten yet
        self._locks: WeakValueDictionary[tuple[int, str], asyncio.Lock] = WeakValueDictionary()

    @property
    def keeps_questions(self) -> bool:
        """Whether questions without an answer are kept for moderators."""
        return bool(self._memory.questions_kept_for)

    @asynccontextmanager
    async def repeated(self, request: Request) -> AsyncIterator[SentReply | None]:
        """Yield the answer that the channel was given already, if any; in direct messages everything is answered again.

        The same question, asked meanwhile, waits for the end of the block.
        """
        if request.guild is None or not self._repeat:
            yield None
            return
        key = request.channel, self._memory.digests.of_question(request.question)
        async with self._locks.setdefault(key, asyncio.Lock()):
            since = self._memory.now() - self._repeat
            latest = self._latest.get(key) or await self._memory.repeat(*key, since)
            yield latest if latest and latest.kept_at >= since and self._stands(latest) else None

    @asynccontextmanager
    async def given(self, message: int, quote: str) -> AsyncIterator[SentReply | None]:
        """Yield the reply with this quote that a message was given already, if any.

        Whoever wants to give it the same meanwhile waits for the end of the block.
        """
        async with self._locks.setdefault((message, quote), asyncio.Lock()):
            replies = await self.replies_to(message)
            yield next((sent for sent in replies if quote in sent.quotes and sent.decided is Decided.ANSWER), None)

    def remember(self, request: Request, outcome: ReplyOutcome, *messages: int) -> None:
        """Remember what was sent, in these messages; none where only its asker sees it."""
        if messages:
            self._remember_reply(request, outcome, messages)
        if outcome.unanswered and request.guild is not None:
            asker, now = self._memory.digests.of_person(request.asker), self._memory.now()
            where = request.guild, request.channel, request.message
            text = request.question.text
            self._memory.keep_unanswered(Unanswered(text, *where, asker, outcome.unanswered, outcome.nearest, now))

    async def remember_change(self, request: Request, outcome: ReplyOutcome, message: int) -> None:
        """Remember which quotes a message shows now, besides those that it showed before."""
        before = await self._memory.reply_in(message)
        if before is None:
            self.remember(request, outcome, message)
        elif new := [quote for quote in outcome.quotes if quote not in before.quotes]:
            self._memory.remember_reply(SentReply(**asdict(before) | {"quotes": (*before.quotes, *new)}))

    async def reply_to(self, message: int) -> SentReply | None:
        """Return what was replied to the question in a message; what others have found for it is none."""
        if message in self._recent:
            return self._recent[message]
        replies = await self._memory.replies_to(message)
        return next((sent for sent in replies if sent.surface != Surface.MENU and self._stands(sent)), None)

    async def replies_to(self, message: int) -> tuple[SentReply, ...]:
        """Return all that was replied to a message."""
        recent = (self._recent[message],) if message in self._recent else ()
        replies = *recent, *self._found.get(message, ()), *await self._memory.replies_to(message)
        return tuple({sent.answer_messages: sent for sent in replies if self._stands(sent)}.values())

    def forget(self, message: int) -> None:
        """Forget a message that is gone, a member's or the bot's."""
        gone = [key for key, sent in self._latest.items() if message in (sent.question_message, *sent.answer_messages)]
        for key in gone:
            del self._latest[key]
        self._recent.pop(message, None)
        self._found.pop(message, None)
        self._gone[message] = True
        self._memory.forget_message(message)

    def forget_reply(self, sent: SentReply) -> None:
        """Forget a reply whose question has changed, and what the question was before."""
        for message in sent.answer_messages:
            self.forget(message)
        if sent.question_message:
            self._recent.pop(sent.question_message, None)
            self._memory.forget_question(sent.question_message)

    def _remember_reply(self, request: Request, outcome: ReplyOutcome, messages: tuple[int, ...]) -> None:
        digests, is_asked = self._memory.digests, bool(request.question.text)
        sent = SentReply(
            guild=request.guild,
            channel=request.channel,
            question_message=request.message,
            answer_messages=messages,
            quotes=outcome.quotes,
            decided=outcome.decided,
            surface=request.surface.value,
            question_digest=digests.of_question(request.question) if is_asked else "",
            asker=digests.of_person(request.asker) if is_asked else "",
            kept_at=self._memory.now(),
        )
        for message in filter(None, (request.message, *messages)):
            self._gone.pop(message, None)
        if request.message and request.surface is Surface.MENU:
            self._found[request.message] = (*self._found.get(request.message, ()), sent)
        elif request.message:
            self._recent[request.message] = sent
        if is_asked and outcome.decided is Decided.ANSWER:
            self._latest[request.channel, sent.question_digest] = sent
        self._memory.remember_reply(sent)

    def _stands(self, sent: SentReply) -> bool:
        return not any(message in self._gone for message in (sent.question_message, *sent.answer_messages))


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
    where the surface shows quotes of its own. `may_be_sent`: whether questions are kept for moderators at all.
    """

    request: Request
    content: Reply | SentReply | Wait | Help | None = None
    outcome: ReplyOutcome | None = None
    is_private: bool = False
    may_be_sent: bool = True


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
        self._uses = RateLimiter(limits.member_questions * _LOOKUPS_A_QUESTION, clock)
        self._channels = RateLimiter(limits.channel_answers, clock)
        self._explained = RateLimiter(1, clock, 3600.0)

    def refusal(self, request: Request) -> Response | None:
        """Return what to say instead of an answer: to no words, or to who asks too much; else count it."""
        if not request.question.text:
            is_explained = self._explained.acquire(request.channel) > 0
            speakers = Selection(self._answering.snapshot, request.question.sources).speakers
            return Response(request, None if is_explained else Help(speakers))
        return self.wait(request)

    @property
    def logs_words(self) -> bool:
        """Whether the log holds what is asked where everybody sees it, in its words."""
        return self._journal.has_words

    def wait(self, request: Request) -> Response | None:
        """Return what to say to who asks or looks up too much, by whatever means; else count it."""
        if request.audience is Audience.ANSWERS_ONLY:  # nobody put it to the bot
            return None
        seconds = self._members.acquire(request.asker) if request.question.text else 0.0
        seconds = seconds or self._uses.acquire(request.asker)
        return Response(request, Wait(seconds), is_private=True) if seconds else None

    def has_room(self, channel: int) -> bool:
        """Return whether a channel may get one more answer within this minute, and count it."""
        return not self._channels.acquire(channel)

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
            elif self.has_room(request.channel):
                yield response
            elif is_command:
                yield Response(request, response.content, is_private=True, may_be_sent=response.may_be_sent)
            else:
                yield Response(request, Wait() if request.audience is Audience.ALL else None)

    async def decided(self, request: Request) -> Response:
        """Return the response to a question that no limit counts, and that may repeat an answer."""
        reply = await self._answering.reply_in_turn(request.question, request.mode)
        is_private = request.is_private or request.guild is None
        self._journal.record(request.surface.value, request.question, reply, is_private=is_private)
        is_answer, may_be_sent = isinstance(reply.decision, Answer), self._replies.keeps_questions
        if request.audience is Audience.ANSWERS_ONLY and not is_answer:
            return Response(request)
        if request.is_private:
            return Response(request, reply, is_private=True, may_be_sent=may_be_sent)
        is_private = request.audience is Audience.ANSWERS and not is_answer
        return Response(request, reply, outcome_of(reply), is_private, may_be_sent)

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
