"""One interaction from both sides: what a person did, and everything the bot answered."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from tests.standin.components import Kind, walk
from tests.standin.message import Flag, Message
from tests.standin.news import News
from tests.standin.refusals import RefusalError
from tests.standin.shapes import Json, without_nulls
from tests.standin.world import Channel, User

PATIENCE_S = 60.0
"""How long awaiting an exchange waits for the bot."""


class Ask(IntEnum):
    """Interaction types: what the person did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class Answer(IntEnum):
    """Callback types: how the bot answered first."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


@dataclass(frozen=True, slots=True)
class Callback:
    """The first answer, and how long after the interaction it came."""

    kind: Answer
    data: Json
    after_s: float


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    value: str | int | float


@dataclass(frozen=True, slots=True)
class Modal:
    """A form that the bot has opened for a person."""

    custom_id: str
    title: str
    components: Sequence[Json]

    @property
    def fields(self) -> tuple[tuple[str, Json], ...]:
        """The inputs with their labels, top to bottom."""
        labelled: list[tuple[str, Json]] = []
        for _, part in walk(self.components):
            if part["type"] == Kind.LABEL:
                labelled.append((part["label"], part["component"]))
            elif part["type"] == Kind.TEXT_INPUT and part.get("label"):
                labelled.append((part["label"], part))
        return tuple(labelled)


@dataclass(frozen=True, slots=True)
class Act:
    """What a person does: `data` is the interaction's own part of the payload."""

    ask: Ask
    user: User
    channel: Channel
    owners: Json
    """authorizing_integration_owners: "0" a guild's installation, "1" a user's."""
    data: Json
    name: str
    """The command or custom id, for messages of failure."""
    menu_target: Message | User | None = None
    source: Message | None = None
    """The message whose component was used."""
    parent: Exchange | None = None
    """The exchange that opened the modal which is submitted."""

    @property
    def is_user_installed_only(self) -> bool:
        return "0" not in self.owners


class Exchange:
    """Awaiting it waits until the bot has answered and gives the exchange itself."""

    def __init__(
        self,
        act: Act,
        exchange_id: int,
        token: str,
        opened_at: float,
        newest: Callable[[int], Message | None],
    ) -> None:
        self.act = act
        self.id = exchange_id
        self.token = token
        self.opened_at = opened_at
        self.callback: Callback | None = None
        self.original_id: int | None = None
        self.followup_ids: list[int] = []
        self.edits: list[Json] = []
        """Bodies of edits of the original answer, oldest first."""
        self.refusals: list[RefusalError] = []
        """Errors that the bot was given when it tried to answer."""
        self.news = News()
        self._newest = newest

    def __await__(self) -> Generator[object, None, Exchange]:
        return self.answered().__await__()

    async def answered(self, timeout_s: float = PATIENCE_S) -> Exchange:
        """Waits for the first answer or, where that was "thinking", for what replaces it."""
        return await self.until(lambda exchange: exchange.is_settled, timeout_s)

    async def acknowledged(self, timeout_s: float = PATIENCE_S) -> Exchange:
        """Waits for the first answer, be it only "thinking"."""
        return await self.until(lambda exchange: exchange.callback is not None, timeout_s)

    async def until(self, ready: Callable[[Exchange], bool], timeout_s: float = PATIENCE_S) -> Exchange:
        await self.news.until(lambda: ready(self), timeout_s=timeout_s, missing=self._told)
        return self

    @property
    def is_settled(self) -> bool:
        return self.callback is not None and not self.is_thinking

    @property
    def is_thinking(self) -> bool:
        message = self.message
        return message is not None and Flag.LOADING in message.flags

    @property
    def message(self) -> Message | None:
        """The newest version of the answer; None without one, and when it was deleted."""
        return self._newest(self.original_id) if self.original_id is not None else None

    @property
    def shown(self) -> Message:
        """The answer, of which the test is sure that there is one."""
        if (message := self.message) is None:
            raise AssertionError(self._told())
        return message

    @property
    def followups(self) -> tuple[Message, ...]:
        found = (self._newest(message_id) for message_id in self.followup_ids)
        return tuple(message for message in found if message is not None)

    @property
    def text(self) -> str:
        """All that can be read in the answer."""
        return self.shown.text

    @property
    def is_ephemeral(self) -> bool:
        return self.shown.is_ephemeral

    @property
    def choices(self) -> list[Choice]:
        """What autocomplete offered."""
        offered = self._answer(Answer.CHOICES).data.get("choices") or ()
        return [Choice(choice["name"], choice["value"]) for choice in offered]

    @property
    def modal(self) -> Modal:
        """The form that was opened."""
        data = self._answer(Answer.MODAL).data
        return Modal(data["custom_id"], data["title"], without_nulls(data["components"]))

    def _answer(self, kind: Answer) -> Callback:
        if self.callback is None or self.callback.kind is not kind:
            raise AssertionError(f"no {kind.name.lower()}: {self._told()}")
        return self.callback

    def _told(self) -> str:
        first = self.callback.kind.name if self.callback else "nothing"
        refused = f"; refused: {', '.join(map(str, self.refusals))}" if self.refusals else ""
        return f"{self.act.ask.name} {self.act.name!r} was answered with {first}{refused}"
