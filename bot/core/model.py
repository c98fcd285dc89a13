"""What the bot knows and says: frozen values, made once and never changed.

Knowledge and the quotes in it are made by `proof.admit` alone.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b32encode
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import count
from types import MappingProxyType

SHORT_ID_CHARS = 8


@lru_cache(maxsize=65_536)
def short_id(id: str) -> str:  # noqa: A002 - it is an id, and nothing else
    """Return eight characters (a-z, 2-7) for the whole id of a quote or a topic; they never change."""
    return b32encode(blake2b(id.encode(), digest_size=5).digest()).decode("ascii").lower()


ANYWHERE: frozenset[str] = frozenset()  # where no source is named, all of them are meant


class SegmentKind(StrEnum):
    """`speech`: words of the turn's speaker. `aside`: words of another, put in between. `stage`: "(laughs)"."""

    SPEECH = "speech"
    ASIDE = "aside"
    STAGE = "stage"


@dataclass(frozen=True, slots=True)
class Speaker:
    """`described` says who they were at the time of the interview, not today."""

    id: str
    name: str
    role: str
    described: str = ""


class Publish(StrEnum):
    """What the public site may show of a source: the whole of it, what is quoted, or nothing."""

    WHOLE = "whole"
    QUOTES = "quotes"
    NOT = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One published interview; `published` and `retrieved` are YYYY, YYYY-MM or YYYY-MM-DD.

    `url`, `author` and `published` are "" where nobody knows them.
    """

    id: str
    title: str
    url: str
    author: str
    published: str
    retrieved: str
    speakers: Mapping[str, Speaker]
    publish: Publish = Publish.NOT

    @property
    def link(self) -> str:
        """Where to read it; "" where that is not known."""
        return self.url


@dataclass(frozen=True, slots=True)
class Segment:
    """`text` is the original's own, parentheses and label of an aside included; `by` is a speaker's id.

    `said` is the span of the text that was said: all of it, but for an aside's parentheses and label.
    """

    text: str
    kind: SegmentKind
    by: str
    said: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says until another takes over.

    `number` counts from 1, `start` is the offset in the original in characters, `start_s` the second in the recording.
    """

    number: int
    speaker: str
    segments: tuple[Segment, ...]
    start: int
    is_sure: bool = True
    start_s: float | None = None

    @property
    def text(self) -> str:
        return "".join(segment.text for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Transcript:
    """The record in turns, proved against the original; a turn that could not be proved is not in it."""

    source: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that stand in the record, cut out of it, never out of what somebody typed.

    `id` is whole ("source/quote"). `text` marks a cut with "[…]". `asked` is the question it answers, a
    turn earlier than the one before if `is_asked_earlier`. `spans` are the offsets in the original, in characters,
    of the words between the cuts. `url` lands on the sentence; so does `site_url`, on the bot's own site, "" where that
    does not show it. `is_daily`: whether it may be shown by chance.
    """

    id: str
    source: Source
    speaker: Speaker
    text: str
    asked: str
    is_asked_earlier: bool
    turn: int
    spans: tuple[tuple[int, int], ...]
    url: str
    site_url: str = ""
    is_daily: bool = True

    @property
    def link(self) -> str:
        """Where to read it: in its source, else on the bot's own site; "" where neither is known."""
        return self.url or self.site_url


@dataclass(frozen=True, slots=True)
class Topic:
    """What people ask about, in their words (`questions`), and the quotes that answer it, best first."""

    id: str
    title: str
    questions: tuple[str, ...]
    related: tuple[str, ...]
    quotes: tuple[Quote, ...]

    def quotes_in(self, sources: frozenset[str]) -> tuple[Quote, ...]:
        """Return the quotes of these sources, of all if none is named."""
        return tuple(quote for quote in self.quotes if not sources or quote.source.id in sources)


@dataclass(frozen=True)
class Knowledge:
    """All that has been admitted, ready to be asked. Topics and sources by id, in the files' order.

    `out_of_scope`: what people say that no source answers; a question more like one of these is not answered.
    """

    sources: Mapping[str, Source]
    topics: Mapping[str, Topic]
    synonyms: tuple[tuple[str, ...], ...]
    out_of_scope: tuple[str, ...]
    transcripts: Mapping[str, Transcript]

    @cached_property
    def quotes(self) -> Mapping[str, Quote]:
        """Every quote by its whole id."""
        return MappingProxyType({q.id: q for topic in self.topics.values() for q in topic.quotes})

    def quote_by_short_id(self, short: str) -> Quote | None:
        """Return the quote with this short id, None where there is none (any more)."""
        return self._quotes_by_short_id.get(short)

    def topic_by_short_id(self, short: str) -> Topic | None:
        """Return the topic with this short id, None where there is none (any more)."""
        return self._topics_by_short_id.get(short)

    def topics_of(self, quote: Quote) -> tuple[Topic, ...]:
        """Return the topics that list a quote, in the files' order."""
        return self._topics_of.get(quote.id, ())

    @cached_property
    def _quotes_by_short_id(self) -> Mapping[str, Quote]:
        return {short_id(whole_id): quote for whole_id, quote in self.quotes.items()}

    @cached_property
    def _topics_by_short_id(self) -> Mapping[str, Topic]:
        return {short_id(name): topic for name, topic in self.topics.items()}

    @cached_property
    def _topics_of(self) -> Mapping[str, tuple[Topic, ...]]:
        listed: dict[str, tuple[Topic, ...]] = {}
        for topic in self.topics.values():
            for quote in topic.quotes:
                listed[quote.id] = (*listed.get(quote.id, ()), topic)
        return listed


@dataclass(frozen=True, slots=True)
class Question:
    """What a member asks; `after` is the question before it, no `sources` means all of them."""

    text: str
    sources: frozenset[str] = ANYWHERE
    after: str = ""


MAX_ID_CHARS = 48


def as_id(text: str) -> str:
    """Make an id of the letters of `text` ("Master's degree": "masters-degree"); "" where it has none."""
    letters = unicodedata.normalize("NFKD", text).lower().replace("'", "").replace("’", "")
    ascii_only = letters.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:MAX_ID_CHARS].strip("-")


def free_id(wanted: str, taken: Container[str]) -> str:
    """Return the id itself where it is free, else the first free one of wanted-2, wanted-3 and so on."""
    return next(name for name in _names(wanted) if name not in taken)


class FreeIds:
    """Ids given one after the other, none of them twice and none that is taken."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._left: dict[str, Iterator[str]] = {}

    def give(self, wanted: str) -> str:
        """Return what free_id would; no name is tried twice, however often the same one is wanted."""
        left = self._left.setdefault(wanted, _names(wanted))
        name = next(name for name in left if name not in self._taken)
        self._taken.add(name)
        return name


def _names(wanted: str) -> Iterator[str]:
    yield wanted
    yield from (f"{wanted[: MAX_ID_CHARS - len(str(number)) - 1]}-{number}" for number in count(2))
