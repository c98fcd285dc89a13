"""A talk as a file tells it: who says what, in order, before any of it is laid out or proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a publication; empty where the file does not tell."""

    title: str = ""
    url: str = ""
    author: str = ""
    published: str = ""


UNTOLD = About()


@dataclass(frozen=True, slots=True)
class Line:
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


Item = Line | Heading


@dataclass(frozen=True, slots=True)
class Talk:
    """All that a file tells. `text` is the published text where the file itself is it; else it is made of the items.

    `labels`: speaker -> what the text prints before that speaker's words. `guests`: words that tell who is asked.
    `dropped`: how many pieces of the file are in no item, because they stand in it twice or hold no words.
    """

    items: tuple[Item, ...]
    about: About = UNTOLD
    guests: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    dropped: int = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(item for item in self.items if isinstance(item, Line))

    @property
    def speakers(self) -> tuple[str, ...]:
        """Everyone who is named, in the order of their first words."""
        return tuple(dict.fromkeys(line.who for line in self.lines if line.who))
