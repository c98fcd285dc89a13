"""Paragraphs, some with a name before them: who says each, and of which that is in doubt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from bot.importers.dialogue import Heading, Item, Label, SpokenLine, may_ask, recurring

ASKER = "Interviewer"
ANSWERER = "Interviewee"
_QUESTION_END = re.compile(r"""\?["'”’)\]]*$""")
_HEADING_CHARS = 100


@dataclass(frozen=True, slots=True)
class TextPart:
    """A paragraph, or a line of it that begins with a name; `start` and `end` are offsets in the text.

    `is_heading`: whether it is nobody's words, unless somebody surely goes on with it; `is_topic`: whether it names
    what comes below it. `may_be_sure` is false where whoever read the text has a doubt of its own.
    """

    start: int
    end: int
    words: str
    label: Label | None = None
    is_heading: bool = False
    is_topic: bool = True
    may_be_sure: bool = True
    who: str = ""
    is_sure: bool = True


def asks(words: str) -> bool:
    """Whether it ends as a question."""
    return _QUESTION_END.search(words) is not None


def told(text: str, parts: Sequence[TextPart]) -> Iterator[Item]:
    """Lines and headings made of the parts, of which one at least has a label."""
    names = [part.label.name for part in parts if part.label]
    sure = recurring(names)
    first = next(number for number, part in enumerate(parts) if part.label)
    blocks = list(_blocks(parts[first:]))
    asker = _asker(blocks)
    given = list(_before(parts[:first], asker))
    for block, following in zip(blocks, [*map(_name, blocks[1:]), ""], strict=True):
        given += _block(block, following, asker, sure)
    yield from _items(text, given)


def _asker(blocks: Sequence[list[TextPart]]) -> str:
    """Whoever's part it is to ask: somebody without a name where one alone is named and does not ask.

    Each name is tried: how many of its parts end as a question, and how many of the others' do where they answer on.
    """
    names = [_name(block) for block in blocks]
    if len({*names}) == 1:
        is_asking = 2 * sum(asks(block[0].words) for block in blocks) > len(blocks)
        return names[0] if is_asking else ASKER
    asked = Counter[str]()
    for block, following in zip(blocks, [*names[1:], ""], strict=True):
        if asks(block[-1].words):
            asking = {_name(block)} if following != _name(block) else {*names} - {following}
            asked.update(dict.fromkeys(asking, 1))
    return max(sorted({*names}), key=lambda name: (asked[name], -names.count(name)))


def _name(block: Sequence[TextPart]) -> str:
    return block[0].label.name if block[0].label else ""


def _blocks(parts: Sequence[TextPart]) -> Iterator[list[TextPart]]:
    """A part with a name, and those without one that follow it."""
    starts = [number for number, part in enumerate(parts) if part.label]
    for start, end in zip(starts, [*starts[1:], len(parts)], strict=True):
        yield list(parts[start:end])


def _before(parts: Sequence[TextPart], asker: str) -> Iterator[TextPart]:
    """Before the first name somebody introduces the talk: most likely, but not surely, whoever asks."""
    yield from (replace(part, who=asker, is_sure=False) for part in parts)


def _block(block: list[TextPart], following: str, asker: str, sure: frozenset[str]) -> Iterator[TextPart]:
    """A named speaker goes on until somebody may have asked something: from there on it is in doubt who talks.

    Only where the same speaker's name comes again is it plain that somebody else came between: then the last words
    are the question, if they end as one.
    """
    name, rest = _name(block), block[1:]
    is_asked = name != asker and following == name and bool(rest) and asks(rest[-1].words)
    own = rest[:-1] if is_asked else rest
    certain = _certain(own, _Around(name, following, asker))
    yield replace(block[0], who=name, is_sure=name in sure and block[0].may_be_sure)
    for number, part in enumerate(own):
        is_sure = name in sure and number < certain and part.may_be_sure and not part.is_heading
        yield replace(part, who=name, is_sure=is_sure)
    if is_asked:
        yield replace(rest[-1], who=asker)


class _Around(NamedTuple):
    """Who is named at the start of a block and at the next one (empty at the end), and whose part it is to ask."""

    name: str
    following: str
    asker: str


def _certain(own: Sequence[TextPart], around: _Around) -> int:
    """How many parts without a name surely go on with what was said: none at the end, where notes may follow.

    An answer may have been followed up without a name: nothing is certain from a question on, nor, where the next
    name is not that of whoever asks, are words to somebody and the last part, which may lead to a question. Below a
    doubt of whoever read the text, nothing is.
    """
    if not around.following or around.name == around.following == around.asker:
        return 0
    own = own[: next((number for number, part in enumerate(own) if not part.may_be_sure), len(own))]
    if around.name == around.asker:
        return len(own)
    certain = next((number for number, part in enumerate(own) if asks(part.words)), len(own))
    last = certain
    may_lead = last < len(own) or around.following != around.asker
    while may_lead and certain and (certain == last or may_ask(own[certain - 1].words)):
        certain -= 1
    return certain


def _items(text: str, parts: Sequence[TextPart]) -> Iterator[Item]:
    """Parts of one speaker that belong together become one turn; what holds no sentence and no name is left out."""
    is_begun = False
    for key, group in groupby(_joined(parts), key=lambda pair: pair[0]):
        members = [part for _, part in group]
        first, last = members[0], members[-1]
        is_begun |= first.label is not None
        start = first.start + (len(first.label.printed) if first.label else 0)
        words = text[start : last.end].strip()
        if key < 0 or not words:
            is_topic = first.is_topic and is_begun and any(map(str.isalpha, words))
            yield Heading(text[first.start : last.end], is_topic)
        else:
            yield SpokenLine(first.who, words, is_sure=first.is_sure)


def _joined(parts: Sequence[TextPart]) -> Iterator[tuple[int, TextPart]]:
    """Each part with the number of its turn; below 0 where it is in none."""
    number = 0
    before: TextPart | None = None
    for part in parts:
        if not part.label and part.is_heading and not part.is_sure:
            number, before = number + 1, None
            yield -number, part
            continue
        goes_on = before and not part.label and (part.who, part.is_sure) == (before.who, before.is_sure)
        number += not goes_on
        before = part
        yield number, part


def is_like_heading(words: str) -> bool:
    """A line that ends like no sentence, or holds no letters."""
    is_short = len(words) <= _HEADING_CHARS and "\n" not in words
    return is_short and (not any(map(str.isalpha, words)) or not re.search(r"""[.!?…:]["'”’)\]]*$""", words))
