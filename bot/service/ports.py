"""What the service is handed: where the knowledge is written, and where the rest is kept, in a database.

All of it is synchronous and may take its time. `bot.library` writes the knowledge. `bot.state` keeps the rest, and may
raise StateError: what is kept can be lost, locked or full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from threading import Event
from typing import Protocol

from bot.core.curation.requests import Proposal
from bot.core.edits import Edit
from bot.core.records import (
    Change,
    ChannelMode,
    DailyQuote,
    Personal,
    QuestionStatus,
    SentReply,
    ServerSettings,
    Tally,
    Unanswered,
    Vote,
)


class Folder(Protocol):
    """The files of the knowledge. What cannot be done ends with an EditError, and nothing is written."""

    def propose(self, file: str, edit: Edit) -> Proposal:
        """The edit of a file as it is now, without writing it."""

    def write(self, proposal: Proposal) -> None:
        """Replace the file, if it is still the one that the edit was made from."""


class Replies(Protocol):
    """Every reply that was sent, for a while."""

    def add(self, reply: SentReply) -> None: ...

    def of_question(self, message: int) -> tuple[SentReply, ...]:
        """Every reply to a message, newest first."""

    def of_answer(self, message: int) -> SentReply | None:
        """The reply that a message is, or is a part of."""

    def latest(self, channel: int, question_digest: str, since: datetime) -> SentReply | None:
        """The last answer to this question in this channel."""

    def with_quote(self, quote: str, since: datetime) -> tuple[SentReply, ...]:
        """Those that hold a quote, newest first."""

    def forget_message(self, message: int) -> int:
        """Drop the reply that a message asked for, is, or is a part of; how many there were."""


class Settings(Protocol):
    """What moderators have set for their server."""

    def get(self, guild: int) -> ServerSettings: ...

    def set_mode(self, guild: int, channel: int | None, mode: ChannelMode | None) -> None:
        """Of a channel, or of the server; None takes back what was set."""

    def set_privacy(self, guild: int, channel: int | None = None, *, is_private: bool | None) -> None:
        """Of a channel, or of the server; None takes back what was set."""

    def set_sources(self, guild: int, sources: tuple[str, ...]) -> None: ...

    def set_daily(self, guild: int, daily: DailyQuote | None) -> None: ...

    def dailies(self) -> Mapping[int, DailyQuote]:
        """Of every server that has one."""

    def guilds(self) -> frozenset[int]:
        """The servers for which anything is set."""


class Feedback(Protocol):
    """What people think of answers."""

    def put(self, vote: Vote) -> None:
        """A second vote of the same person on the same answer takes the place of the first."""

    def is_contested(self, answer_message: int) -> bool:
        """Whether anybody says that an answer is not what was asked."""

    def tallies(self, guild: int | None = None) -> Mapping[str, Tally]:
        """By quote, the most “Not what I asked” first, then the most “Helpful”; of one server, or of all."""


class UnansweredQuestions(Protocol):
    """What was asked and not answered."""

    def add(self, question: Unanswered, *, is_once: bool = False) -> None:
        """`is_once`: unless what was asked in the same message is kept already, whatever has become of it."""

    def withdraw(self, message: int) -> int:
        """Drop what a message asked if it was kept as not answered by its answer, and is still open."""

    def open_ones(self, guild: int | None = None, limit: int = 100) -> tuple[Unanswered, ...]:
        """Newest first; of one server, or of all and of direct messages."""

    def set_status(self, ids: Iterable[int], status: QuestionStatus, guild: int | None = None) -> int:
        """How many were changed; those of one server, or any."""

    def forget_message(self, message: int) -> int:
        """Drop what a message asked; how many there were."""


class Changes(Protocol):
    """Who changed the knowledge, when, how and why."""

    def append(self, change: Change) -> int:
        """Its id."""

    def history(self, limit: int = 50, subject: str | None = None) -> tuple[Change, ...]:
        """Newest first."""

    def last_standing(self) -> Change | None:
        """The last one that is no undo and has not been undone."""

    def stands(self, change: int) -> bool:
        """Whether there is such a change, also an undo, that has not been undone."""

    def by_id(self, change: int) -> Change | None: ...


class KeyValue(Protocol):
    """Values of which there is one each, by key."""

    def get(self, key: str) -> str | None: ...

    def put(self, key: str, value: str, at: datetime) -> None: ...

    def put_if(self, key: str, old: str | None, new: str, at: datetime) -> bool:
        """Put it where the old value still stands (None: where there is none): of several processes one succeeds."""


class Sessions(Protocol):
    """How often a session with Discord may be begun; `bot.ops` keeps count over restarts."""

    def wait_s(self) -> float:
        """For how long none may be begun."""

    def spend(self) -> None:
        """One is about to be begun."""

    def heed(self, left: int, total: int, anew_s: float) -> None:
        """Discord itself counts so many left of all that it allows, for all processes; it counts anew in so long."""


class Store(Protocol):
    """All that is kept, by theme, and what concerns more than one theme."""

    @property
    def replies(self) -> Replies: ...

    @property
    def settings(self) -> Settings: ...

    @property
    def feedback(self) -> Feedback: ...

    @property
    def unanswered(self) -> UnansweredQuestions: ...

    @property
    def changes(self) -> Changes: ...

    @property
    def single(self) -> KeyValue: ...

    def open(self) -> None:
        """Make ready what is not; using it does so by itself, this tells early what is wrong."""

    def close(self) -> None: ...

    def hold(self, role: str) -> bool:
        """Whether this process has a role, of all that share the store: until it ends, unless another has it."""

    def settings_changed(self, stop: Event) -> Iterator[int | None]:
        """The servers whose settings another process has changed, within two seconds; None where that may be any."""

    def forget_message(self, message: int) -> int:
        """Everything that came of a message that is gone; how many rows."""

    def reconsider(self, answer_message: int, question_message: int) -> int:
        """Once nobody says any more that this answer is not what was asked there, the question is not kept for it."""

    def forget_guild(self, guild: int) -> int:
        """Everything of a server; how many rows."""

    def count_person(self, digest: str) -> Personal: ...

    def forget_person(self, digest: str) -> Personal:
        """Everything that came from a person; how much it was."""

    def prune(self, before: datetime, questions_before: datetime) -> int:
        """Drop replies and votes, and questions, that are older; how many rows."""
