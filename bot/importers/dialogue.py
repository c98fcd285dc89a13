"""A talk as a file tells it: who says what, in order, before any of it is laid out or proved."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Publication:
    """What is known of a publication; empty where the file does not tell."""

    title: str = ""
    url: str = ""
    author: str = ""
    published: str = ""


UNTOLD = Publication()


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
    """All that a file tells. `text` is the published text where the file itself is it; else it is made of the items.

    `labels`: speaker -> what the text prints before that speaker's words. `guests`: words that tell who is asked.
    `dropped`: how many pieces of the file are in no item, because they stand in it twice or hold no words.
    """

    items: tuple[Item, ...]
    about: Publication = UNTOLD
    guests: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    dropped: int = 0

    @property
    def lines(self) -> tuple[SpokenLine, ...]:
        return tuple(item for item in self.items if isinstance(item, SpokenLine))

    @property
    def speakers(self) -> tuple[str, ...]:
        """Everyone who is named, in the order of their first words."""
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
    """The name that stands before the words, if one does."""
    found = _LABEL.match(text)
    if not found or not found["name"][0].isupper() or len(found["name"]) > MAX_NAME_CHARS:
        return None
    return None if found["name"].lower() in _NO_NAMES else Label(found["name"], found["printed"])


def is_name(text: str) -> bool:
    """Whether it could be somebody's name, and is no sentence."""
    return (
        0 < len(text) <= MAX_NAME_CHARS and "\n" not in text and any(map(str.isalpha, text)) and len(text.split()) < 6
    )


def recurring(names: Iterable[str]) -> frozenset[str]:
    """The names that are surely speakers: one that stands once among others that recur may be a word with a colon."""
    counts = Counter(names)
    least = 2 if max(counts.values(), default=0) > 2 else 1
    return frozenset(name for name, count in counts.items() if count >= least)


def may_ask(text: str) -> bool:
    """Whether these could be words of whoever asks: a question, or words to somebody."""
    return "?" in text or _YOU.search(text) is not None


def ends_sentence(text: str) -> bool:
    return _ENDS_SENTENCE.search(text.rstrip()) is not None


def carried_on(lines: Iterable[SpokenLine]) -> Iterator[SpokenLine]:
    """Lines of captions: one without a name goes on with the last speaker, and is in doubt where a sentence begins.

    Captions name a speaker once and then go on; but nothing tells a forgotten name from a pause, so only the rest of
    a sentence is sure.
    """
    last = SpokenLine("", "")
    for line in lines:
        if not line.who and last.who:
            is_rest = last.is_sure and not ends_sentence(last.text)
            last = replace(line, who=last.who, is_sure=is_rest)
        else:
            last = replace(line, is_sure=bool(line.who))
        yield last
