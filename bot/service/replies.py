"""What is asked of the bot, and what it has replied: so that nothing is said twice, and all of it is found again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from weakref import WeakValueDictionary

from cachetools import FIFOCache

from bot.core.answer import Abstention, Answer, Decision, Mode, Suggestions
from bot.core.model import Question
from bot.core.records import Decided, Reason, SentReply, Unanswered
from bot.service.answering import Reply
from bot.service.memory import Memory

_RECENT = 10_000
_REASONS: Mapping[type[Decision], Reason] = {Suggestions: Reason.SUGGESTIONS, Abstention: Reason.ABSTENTION}
_DECIDED: Mapping[type[Decision], Decided] = {
    Answer: Decided.ANSWER,
    Suggestions: Decided.SUGGESTIONS,
    Abstention: Decided.ABSTENTION,
}


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
    kind, nearest = type(decision), tuple(topic.id for topic in decision.topics)
    return ReplyOutcome(_DECIDED[kind], unanswered=_REASONS[kind], nearest=nearest)


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
            fields = asdict(before) | {"quotes": (*before.quotes, *new)}
            self._memory.remember_reply(SentReply(**fields))

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
