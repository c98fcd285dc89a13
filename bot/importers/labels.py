"""Names before words ("Ada: ..."), and whom words without a name may belong to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from bot.importers.talk import Line

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


def carried_on(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines of captions: one without a name goes on with the last speaker, and is in doubt where a sentence begins.

    Captions name a speaker once and then go on; but nothing tells a forgotten name from a pause, so only the rest of
    a sentence is sure.
    """
    last = Line("", "")
    for line in lines:
        if not line.who and last.who:
            is_rest = last.is_sure and not ends_sentence(last.text)
            last = replace(line, who=last.who, is_sure=is_rest)
        else:
            last = replace(line, is_sure=bool(line.who))
        yield last
