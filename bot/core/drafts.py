"""The knowledge as someone wrote it, before any of it is proved.

Drafts are well-shaped (right keys, right types) and nothing more: relations may point nowhere and quotes
may be invented. Only `proof.admit` turns drafts into Knowledge. Every text comes with its location in its file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from bot.core.addresses import Ledger
from bot.core.model import SegmentKind


class Severity(StrEnum):
    """An error keeps an entry from being sent, a warning asks for a second look, advice tells what would help."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A spot in a file; lines and columns count from 1, and 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Written:
    """Text exactly as it stands in a file, and where it stands."""

    text: str
    location: Location

    def __str__(self) -> str:
        return self.text


class Part(NamedTuple):
    """Words as somebody wrote them and as the record has them, one of the two empty where they lack the other's."""

    written: str
    recorded: str
    differs: bool


Nearest: TypeAlias = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: `message` says what, `fix` what to write instead.

    `nearest` is, for words that the record does not hold, these words and its nearest passage (core/proof/nearest.py);
    else empty. `is_consequence`: fixing others of its file may fix it, so it is told after them.
    """

    location: Location
    message: str
    fix: str
    severity: Severity = Severity.ERROR
    nearest: Nearest = ()
    is_consequence: bool = False

    @property
    def order(self) -> tuple[str, bool, Location]:
        """What to sort problems by: file by file, from the top, causes first."""
        return self.location.file, self.is_consequence, self.location

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


def new_problems(before: Iterable[Problem], after: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems that were not there before: lines, and the numbers of lines in sentences, may have moved."""
    known = Counter((one.location.file, re.sub("[0-9]+", "", one.message)) for one in before)
    for problem in after:
        kind = problem.location.file, re.sub("[0-9]+", "", problem.message)
        known[kind] -= 1
        if known[kind] < 0:
            yield problem


@dataclass(frozen=True, slots=True)
class SpeakerDraft:
    id: Written
    name: Written
    role: Written
    described: Written | None = None


UNKNOWN = Written("", Location(""))


@dataclass(frozen=True, slots=True)
class SourceDraft:
    """`url`, `author` and `published` are empty where nobody knows them."""

    id: Written
    title: Written
    retrieved: Written
    sha256: Written
    url: Written = UNKNOWN
    author: Written = UNKNOWN
    published: Written = UNKNOWN
    publish: Written = UNKNOWN


@dataclass(frozen=True, slots=True)
class QuoteDraft:
    location: Location
    id: Written
    speaker: Written
    text: Written
    asked: Written | None = None
    asked_turn: int | None = None
    daily: bool = True


@dataclass(frozen=True, slots=True)
class RetiredDraft:
    """A quote that was withdrawn; its id is never given to another. `topic`: the one it stood under."""

    location: Location
    id: Written
    reason: Written
    since: Written
    topic: Written
    speaker: Written
    text: Written
    asked: Written | None = None
    asked_turn: int | None = None
    daily: bool = True


@dataclass(frozen=True, slots=True)
class UseDraft:
    """`- use: <quote id>`: a quote of another topic that answers this one too."""

    location: Location
    quote: Written


@dataclass(frozen=True, slots=True)
class TopicDraft:
    """A topic in one file; `title` is None where the file only adds quotes to another file's topic."""

    id: Written
    title: Written | None
    questions: tuple[Written, ...]
    related: tuple[Written, ...]
    quotes: tuple[QuoteDraft | UseDraft, ...]


@dataclass(frozen=True, slots=True)
class SegmentDraft:
    text: Written
    kind: SegmentKind
    by: Written | None = None


@dataclass(frozen=True, slots=True)
class TurnDraft:
    location: Location
    speaker: Written
    segments: tuple[SegmentDraft, ...]
    is_sure: bool = True
    start_s: float | None = None


@dataclass(frozen=True, slots=True)
class TranscriptDraft:
    """`labels`: speaker id -> the label that the original prints before that speaker's words ("Alexey:")."""

    location: Location
    source: Written
    labels: Mapping[str, str]
    turns: tuple[TurnDraft, ...]
    left_out: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Original:
    """The published text, character for character, and the hash of its bytes as they are on disk."""

    file: str
    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class RecordDraft:
    """One source with all that belongs to it: the file's own parts, its transcript and its original.

    `transcript` and `original` are None where the file is missing or could not be read; the reader
    has said so in a problem of its own. `ledger`: the addresses of its sentences on the site, None before the first.
    """

    file: str
    source: SourceDraft
    speakers: tuple[SpeakerDraft, ...]
    synonyms: tuple[tuple[str, ...], ...]
    topics: tuple[TopicDraft, ...]
    transcript: TranscriptDraft | None
    original: Original | None
    retired: tuple[RetiredDraft, ...] = ()
    ledger: Ledger | None = None


OUT_OF_SCOPE_FILE = "silence.yaml"


@dataclass(frozen=True, slots=True)
class Drafts:
    """What a folder holds. Files are named from the folder on: knowledge/x.yaml.

    `texts`: by YAML file, every text in it, also in entries that are not well-shaped. Files that are missing or no
    YAML are left out. `ledgers`: by source, what the site has shown of sources that are not there any more.
    """

    records: tuple[RecordDraft, ...] = ()
    out_of_scope: tuple[Written, ...] = ()
    problems: tuple[Problem, ...] = ()
    texts: Mapping[str, AbstractSet[str]] = field(default_factory=dict)
    ledgers: Mapping[str, Ledger] = field(default_factory=dict)


def said(value: Any) -> Any:
    """Return a draft without locations: what two drafts must share to say the same."""
    if isinstance(value, Written):
        return value.text
    if isinstance(value, tuple):
        return tuple(map(said, value))
    if is_dataclass(value):
        held = (getattr(value, one.name) for one in fields(value))
        return type(value).__name__, *(said(part) for part in held if not isinstance(part, Location))
    return value
