"""A dialogue as a file holds it: who says what, in order, before any of it is laid out or proved."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.importers.labels import seconds_of


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


_CLOCK = re.compile(r"(?:\d{1,4}:)?\d{1,3}:\d{2}(?:[.,]\d{1,6})?")
_YOU = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"""[.!?…。！？]["'”’)\]]*$""")


def may_ask(text: str) -> bool:
    """Tell whether a text could be said by whoever asks: it holds a question or addresses somebody."""
    return "?" in text or _YOU.search(text) is not None


def ends_sentence(text: str) -> bool:
    return _ENDS_SENTENCE.search(text.rstrip()) is not None


def carried_on(lines: Iterable[SpokenLine]) -> Iterator[SpokenLine]:
    """Give each line without a name to the last speaker, as unsure where it begins a sentence.

    Captions name a speaker once and then go on; nothing tells a forgotten name from a pause, so only the rest of a
    sentence is sure. Below a line that is in doubt itself, so are all others without a name.
    """
    last = SpokenLine("", "", is_sure=False)
    for line in lines:
        if line.is_sure and not line.who:
            last = replace(line, who=last.who, is_sure=last.is_sure and not ends_sentence(last.text))
        else:
            last = line
        yield last


def flat(value: Any) -> str:
    """Return a text on one line; "" for anything that is no text."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def seconds(value: Any) -> float | None:
    """Return a number, or a text as "12.5", "12.5s" or "0:12", as a second of a recording; None for anything else."""
    if isinstance(value, str) and _CLOCK.fullmatch(value.strip()):
        return seconds_of(value)
    try:
        bare = value.strip().removesuffix("s") if isinstance(value, str) else value
        second = float(bare) if isinstance(bare, str | int | float) and not isinstance(value, bool) else -1
    except (ValueError, OverflowError):
        return None
    return second if math.isfinite(second) and 0 <= second < 1e9 else None
