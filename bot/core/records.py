"""What the bot keeps that is no knowledge: frozen values.

Servers, channels and messages go by Discord's ids. People who ask or vote go by a keyed digest, never by their id;
only `Change` names somebody, since curators answer for what they change. Moments are in UTC, with their zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import TypeVar

from bot.core.model import Question
from bot.core.text import folded, words

_T = TypeVar("_T")


class Decided(StrEnum):
    """What a reply was: the names of the decisions, or a pointer to an answer given before."""

    ANSWER = "answer"
    SUGGESTIONS = "suggestions"
    ABSTENTION = "abstention"
    POINTER = "pointer"


@dataclass(frozen=True, slots=True)
class SentReply:
    """One reply of the bot. `answer_messages`: one or more, as sent; `quotes`: their ids, best first.

    `guild` is None in direct messages, `question_message` where a command asked.
    """

    guild: int | None
    channel: int
    question_message: int | None
    answer_messages: tuple[int, ...]
    quotes: tuple[str, ...]
    decided: Decided
    surface: str
    question_digest: str
    asker: str
    kept_at: datetime


class ChannelMode(StrEnum):
    """`off`: never. `mention`: whoever names it. `questions`: also what nobody put to it."""

    OFF = "off"
    MENTION = "mention"
    QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class DailyQuote:
    """A quote a day: where, at what time (HH:MM), in which IANA zone."""

    channel: int
    at: str
    zone: str


def daily_key(guild: int) -> str:
    """Return the key of the value that says how far a server has come with its quotes of the day."""
    return f"daily:{guild}"


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What moderators have set, and the defaults.

    `is_private`: answers are for the asker alone; `mode`: when the bot answers. `privacies` and `modes` hold what is
    set for a channel, which goes before them. `sources`: those that answer here; none named means all.
    """

    is_private: bool = False
    sources: tuple[str, ...] = ()
    daily: DailyQuote | None = None
    modes: Mapping[int, ChannelMode] = field(default_factory=dict)
    privacies: Mapping[int, bool] = field(default_factory=dict)
    mode: ChannelMode = ChannelMode.MENTION

    def mode_of(self, channel: int, parent: int | None = None) -> ChannelMode:
        """Return the mode of the channel, else of the one that a thread belongs to, else of the server."""
        return _nearest(self.modes, channel, parent, self.mode)

    def is_private_in(self, channel: int, parent: int | None = None) -> bool:
        """Return whether a command's answer is for its asker alone: always where the bot is to keep silent."""
        return self.is_silent_in(channel, parent) or _nearest(self.privacies, channel, parent, self.is_private)

    def is_silent_in(self, channel: int, parent: int | None = None) -> bool:
        """Return whether the bot sends nothing there that everybody sees."""
        return self.mode_of(channel, parent) is ChannelMode.OFF

    @property
    def channels(self) -> tuple[int, ...]:
        """The channels for which something is set."""
        return tuple(sorted({*self.modes, *self.privacies}))

    def with_mode(self, channel: int | None, mode: ChannelMode | None) -> ServerSettings:
        """Set the mode of a channel, or of the server; None takes back what was set."""
        if channel is None:
            return replace(self, mode=mode or ChannelMode.MENTION)
        return replace(self, modes=_with(self.modes, channel, mode))

    def with_privacy(self, channel: int | None, *, is_private: bool | None) -> ServerSettings:
        """Set the privacy of a channel, or of the server; None takes back what was set."""
        if channel is None:
            return replace(self, is_private=bool(is_private))
        return replace(self, privacies=_with(self.privacies, channel, is_private))

    def with_sources(self, sources: tuple[str, ...]) -> ServerSettings:
        return replace(self, sources=sources)

    def with_daily(self, daily: DailyQuote | None) -> ServerSettings:
        return replace(self, daily=daily)


def _nearest(of_channels: Mapping[int, _T], channel: int, parent: int | None, otherwise: _T) -> _T:
    above = otherwise if parent is None else of_channels.get(parent, otherwise)
    return of_channels.get(channel, above)


def _with(of_channels: Mapping[int, _T], channel: int, value: _T | None) -> Mapping[int, _T]:
    others = {known: kept for known, kept in of_channels.items() if known != channel}
    return others if value is None else {**others, channel: value}


class Verdict(StrEnum):
    """What somebody thinks of an answer."""

    HELPFUL = "helpful"
    NOT_ASKED = "not_what_i_asked"


@dataclass(frozen=True, slots=True)
class Vote:
    """One person's verdict on one answer; a second one takes the place of the first."""

    answer_message: int
    voter: str
    verdict: Verdict
    quote: str
    guild: int | None
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """How many voted how on a quote."""

    helpful: int = 0
    not_asked: int = 0

    @property
    def total(self) -> int:
        return self.helpful + self.not_asked

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.helpful + other.helpful, self.not_asked + other.not_asked)


class Reason(StrEnum):
    """Why a question is kept."""

    ABSTENTION = "abstention"
    SUGGESTIONS = "suggestions"
    NOT_ASKED = "not_what_i_asked"


class QuestionStatus(StrEnum):
    """What curators made of a question: nothing yet, an answer, no concern of ours, something to ask next time."""

    OPEN = "open"
    GIVEN = "given"
    OFF_TOPIC = "off_topic"
    NEXT_INTERVIEW = "next_interview"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that got no answer. `nearest`: ids of topics; `id` is 0 until it is kept."""

    text: str
    guild: int | None
    channel: int
    question_message: int | None
    asker: str
    reason: Reason
    nearest: tuple[str, ...]
    kept_at: datetime
    status: QuestionStatus = QuestionStatus.OPEN
    id: int = 0


class ChangeKind(StrEnum):
    """What was done to the knowledge."""

    ADD = "add"
    EDIT = "edit"
    RETIRE = "retire"
    RESTORE = "restore"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Change:
    """One edit of the knowledge. `subject`: the id of a quote or topic; `undoes`: the change that an undo takes back.

    `before` and `after` are texts, None where there was or is nothing; `undo` is the edit that takes it back, as a line
    of text, "" where nobody kept it; `id` is 0 until it is kept.
    """

    curator_id: int
    curator: str
    changed_at: datetime
    why: str
    kind: ChangeKind
    subject: str
    file: str
    before: str | None
    after: str | None
    undoes: int | None = None
    undo: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Personal:
    """How much is kept that came from one person."""

    replies: int = 0
    questions: int = 0
    votes: int = 0

    @property
    def total(self) -> int:
        return self.replies + self.questions + self.votes


KEY_BYTES = 32

_DIGEST_BYTES = 8


@dataclass(frozen=True, slots=True)
class KeyedDigests:
    """Digests under one key, as 16 hexadecimal digits. The key is left out of its repr."""

    key: bytes = field(repr=False)

    def of_person(self, user_id: int) -> str:
        return self._of(b"person", str(user_id))

    def of_question(self, question: Question) -> str:
        """Return the digest, the same for questions that differ in case, marks or white space alone."""
        said = (" ".join(words(folded(text))).casefold() for text in (question.after, question.text))
        return self._of(b"question", "\0".join((*sorted(question.sources), *said)))

    def of_itself(self) -> str:
        """Return what tells one key from another, and nothing about it."""
        return self._of(b"key", "")

    def _of(self, kind: bytes, text: str) -> str:
        return blake2b(text.encode(), digest_size=_DIGEST_BYTES, key=self.key, person=kind).hexdigest()
