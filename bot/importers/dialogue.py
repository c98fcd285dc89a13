"""A dialogue as a file holds it: who says what, in order, before any of it is laid out or proved."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Publication:
    """Title, address, author and date of a publication; empty where the file does not say."""

    title: str = ""
    url: str = ""
    author: str = ""
    published: str = ""


NO_PUBLICATION = Publication()


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """Words of one person. `who` is empty where nobody is named; `is_sure`: whether it is certain who talks."""

    who: str
    text: str
    start_s: float | None = None
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Heading:
    """Published text that is nobody's words; `is_topic` where it names what comes below it."""

    text: str
    is_topic: bool = True


Item = SpokenLine | Heading


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Everything that a file holds.

    `text`: the published text, or None where it is to be made of the items. `labels`: speaker -> what the text prints
    before that speaker's words. `guests`: names, perhaps shortened, of those who answer. `dropped`: how many pieces of
    the file are in no item, because they stand in it twice or hold no words.
    """

    items: tuple[Item, ...]
    about: Publication = NO_PUBLICATION
    guests: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    dropped: int = 0

    @property
    def lines(self) -> tuple[SpokenLine, ...]:
        return tuple(item for item in self.items if isinstance(item, SpokenLine))

    @property
    def speakers(self) -> tuple[str, ...]:
        """Return everyone who is named, in the order of their first words."""
        return tuple(dict.fromkeys(line.who for line in self.lines if line.who))


MAX_NAME_CHARS = 40
_NAME = r"[^\W\d_][\w.'’-]*(?: (?:[^\W\d_a-z][\w.'’-]*|de|der|van|von|da|di|la|le)){0,3}"
_MARK = r"(?:\*\*|__)"
_LABEL = re.compile(rf"(?P<printed>{_MARK}?(?P<name>{_NAME})(?::{_MARK}?|{_MARK}:))(?=\s|$)")
_NO_NAMES = frozenset(
    ("note", "notes", "update", "edit", "disclaimer", "source", "photo", "image", "video", "warning", "tip", "example")
)
_YOU = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"""[.!?…]["'”’)\]]*$""")


class Label(NamedTuple):
    """A name at the start of a text, and how it is printed there ("**Ada:**")."""

    name: str
    printed: str


def label_of(text: str) -> Label | None:
    """Return the name at the start of a text; None where there is none."""
    found = _LABEL.match(text)
    if not found or not found["name"][0].isupper() or len(found["name"]) > MAX_NAME_CHARS:
        return None
    return None if found["name"].lower() in _NO_NAMES else Label(found["name"], found["printed"])


def is_name(text: str) -> bool:
    """Tell whether a text could be a name and is no sentence."""
    return (
        0 < len(text) <= MAX_NAME_CHARS and "\n" not in text and any(map(str.isalpha, text)) and len(text.split()) < 6
    )


def recurring(names: Iterable[str]) -> frozenset[str]:
    """Return the names that are surely speakers.

    Where others recur, a name that stands only once may be a word with a colon.
    """
    counts = Counter(names)
    least = 2 if max(counts.values(), default=0) > 2 else 1
    return frozenset(name for name, count in counts.items() if count >= least)


def may_ask(text: str) -> bool:
    """Tell whether a text could be said by whoever asks: it holds a question or addresses somebody."""
    return "?" in text or _YOU.search(text) is not None


def ends_sentence(text: str) -> bool:
    return _ENDS_SENTENCE.search(text.rstrip()) is not None


def carried_on(lines: Iterable[SpokenLine]) -> Iterator[SpokenLine]:
    """Give each line without a name to the last speaker, as unsure where it begins a sentence.

    Captions name a speaker once and then go on; nothing tells a forgotten name from a pause, so only the rest of a
    sentence is sure.
    """
    last = SpokenLine("", "")
    for line in lines:
        if not line.who and last.who:
            last = replace(line, who=last.who, is_sure=last.is_sure and not ends_sentence(last.text))
        else:
            last = replace(line, is_sure=bool(line.who))
        yield last


def flat(value: Any) -> str:
    """Return a text on one line; "" for anything that is no text."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def seconds(value: Any) -> float | None:
    """Return a number, or a text that is one, as a second of a recording; None for anything else."""
    try:
        second = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else -1
    except (ValueError, OverflowError):
        return None
    return second if math.isfinite(second) and 0 <= second < 1e9 else None
