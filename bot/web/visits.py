"""What pages are given: the services behind them, and one visit, which is a request of somebody who is signed in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn, Protocol, Self

from aiohttp import web
from cachetools import FIFOCache

from bot.core.curation.requests import Curator
from bot.core.evaluation.errors import Findability
from bot.core.evaluation.metrics import JudgedQuestion
from bot.core.model import Knowledge, Quote
from bot.core.phrases import curating as phrases
from bot.service.answering import Answering
from bot.service.checking import Evaluation
from bot.service.curating import Curating, Preview
from bot.service.memory import Memory
from bot.service.snapshots import LoadStatus, Snapshot
from bot.service.unanswered import UnansweredReview
from bot.web.templates import rendered

_PREVIEWS = 8  # a preview holds a snapshot of its own
_UPLOADS = 4  # of five MB at most
_NOTES = 200
_DIGITS = 15


class ShownReply(Protocol):
    """A message as Discord shows it: Markdown, and the labels of the buttons below it."""

    @property
    def text(self) -> str: ...
    @property
    def labels(self) -> tuple[str, ...]: ...


class Questions(Protocol):
    """The record's own questions with known answers, in the file of this name."""

    @property
    def name(self) -> str: ...
    def read(self) -> tuple[JudgedQuestion, ...]: ...
    def add(self, text: str, spans: tuple[str, ...]) -> None: ...


class ReadUpload(Protocol):
    """A file as it was read: its draft, its speakers as it names them, its lines (see `bot.importers.uploading`)."""

    @property
    def draft(self) -> Any: ...
    @property
    def speakers(self) -> tuple[str, ...]: ...
    @property
    def lines(self) -> Sequence[Any]: ...
    @property
    def unsure(self) -> Sequence[Any]: ...
    @property
    def refusal(self) -> str: ...


class Imports(Protocol):
    """Reads files and writes them into the knowledge; both raise errors with a sentence for the person."""

    def read(
        self, name: str, data: bytes, about: Mapping[str, str], names: Mapping[str, str], left_out: AbstractSet[str]
    ) -> ReadUpload: ...
    def write(self, found: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a curator has sent, and has not written yet."""

    curator: int
    name: str
    data: bytes


Correct = Callable[[Quote, Knowledge], Awaitable[str]]


async def uncorrected(_: Quote, __: Knowledge) -> str:
    """Return nothing: where the bot is not on Discord, no message there can be corrected."""
    return ""


@dataclass(slots=True)
class WebServices:
    """All that pages ask of the rest of the bot. `status` tells how the knowledge stands.

    `reply_to_show`: how a quote looks on Discord; `correct`: corrects the messages that show a withdrawn one, and says
    what came of it. `previews`: the last one of a curator, until its impact is known; `notes`: what else there is to
    say of a change, by its number.
    """

    answering: Answering
    curating: Curating
    memory: Memory
    review: UnansweredReview
    status: Callable[[], LoadStatus]
    reply_to_show: Callable[[Quote, Snapshot], ShownReply]
    questions: Questions
    imports: Imports
    correct: Correct = uncorrected
    uploads: FIFOCache[str, Upload] = field(default_factory=lambda: FIFOCache(_UPLOADS))
    previews: FIFOCache[int, Preview] = field(default_factory=lambda: FIFOCache(_PREVIEWS))
    evaluation: tuple[Snapshot, tuple[JudgedQuestion, ...], Evaluation] | None = None
    findability: tuple[Snapshot, tuple[Findability, ...]] | None = None
    notes: FIFOCache[int, str] = field(default_factory=lambda: FIFOCache(_NOTES))


@dataclass(frozen=True, slots=True)
class Form:
    """What was filled in, or stands in an address: each name with its values, line ends made one."""

    values: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, object]]) -> Self:
        """Read pairs as aiohttp gives them; files are left out."""
        found: dict[str, tuple[str, ...]] = {}
        for name, value in pairs:
            if isinstance(value, str):
                found[name] = (*found.get(name, ()), value.replace("\r\n", "\n"))
        return cls(found)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str) -> str:
        """Return the first value without white space around it; "" where there is none."""
        return next(iter(self.all(name)), "").strip()

    def all(self, name: str) -> tuple[str, ...]:
        return self.values.get(name, ())

    def lines(self, name: str) -> tuple[str, ...]:
        """Return the lines of a value that are not empty."""
        return tuple(filter(None, map(str.strip, self.text(name).split("\n"))))

    def number(self, name: str) -> int:
        """Return a whole number from 0; 0 for anything else."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else 0


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of a curator. Of the path, `names` are the parts that vary.

    `status`: how the knowledge stood when it came. All that is shown is of that snapshot, and has its version.
    """

    request: web.Request
    curator: Curator
    services: WebServices
    status: LoadStatus

    @property
    def names(self) -> Mapping[str, str]:
        return self.request.match_info

    @property
    def query(self) -> Form:
        return Form.of(self.request.query.items())

    async def form(self) -> Form:
        """Return what was sent."""
        return Form.of((await self.request.post()).items())

    @property
    def snapshot(self) -> Snapshot:
        return self.status.snapshot

    @property
    def knowledge(self) -> Knowledge:
        return self.snapshot.knowledge

    @property
    def version(self) -> str:
        return version_of(self.status)

    @property
    def now(self) -> datetime:
        return self.services.memory.now()

    def renewed(self, wanted: Snapshot | None = None) -> Visit:
        """Return the visit as of what it brought live itself; unchanged where that is not the `wanted` snapshot."""
        status = self.services.status()
        if wanted and status.snapshot is not wanted:
            return self
        return Visit(self.request, self.curator, self.services, status)

    async def page(self, template: str, status: int = 200, **values: object) -> web.Response:
        """Return a page. What was done just before (`?done=17`) is told on top of it."""
        number = self.query.number("done")
        change = await self.services.memory.change(number) if number else None
        shared = {
            "path": self.request.path,
            "curator": self.curator,
            "knowledge": self.knowledge,
            "version": self.version,
            "done": change,
            "told": phrases.told(change, number) if change else "",
            "note": self.services.notes.get(number, ""),
        }
        text = await asyncio.to_thread(rendered, template, **{**shared, **values})  # the event loop has others to serve
        return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")

    def missing(self, what: str) -> NoReturn:
        """Raise what answers a request for something that is not there (any more)."""
        raise MissingError(what)


class MissingError(Exception):
    """Nothing is at this address; its text is a sentence for the person."""


def version_of(status: LoadStatus) -> str:
    """Return what changes whenever the knowledge does."""
    return f"{status.loaded_at.timestamp():.6f}"


def own_path(text: str, otherwise: str) -> str:
    """Return a path of ours with its query and fragment; `otherwise` for whatever leads elsewhere."""
    is_own = text.startswith("/") and not text.startswith(("//", "/\\"))  # then it names neither scheme nor host
    return text if is_own and text.isprintable() else otherwise
