"""An article or a transcript as text: "Name:" before somebody's words, questions perhaps without a name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from bot.errors import TranscriptError
from bot.importers.labels import Label, label_of, may_ask, recurring
from bot.importers.talk import About, Heading, Item, Line, Talk

ASKER = "Interviewer"
_LINE = re.compile(r"[^\n]*\n?")
_QUESTION_END = re.compile(r"""\?["'”’)\]]*$""")
_LABEL_CHARS = 60
_HEADING_CHARS = 100


@dataclass(frozen=True, slots=True)
class _Part:
    """A paragraph, or a line of it that begins with a name; `start` and `end` are offsets in the text."""

    start: int
    end: int
    words: str
    label: Label | None = None
    who: str = ""
    is_sure: bool = True


def detects(text: str) -> bool:
    """Whatever is text may be a transcript: this is tried last."""
    return bool(text.strip())


def reads(text: str) -> Talk:
    """Raises TranscriptError where nobody is named."""
    parts = list(_parts(text))
    names = [part.label.name for part in parts if part.label]
    if not names:
        raise TranscriptError("nobody is named in it. Write 'Name:' before what each person says.")
    sure = recurring(names)
    labels = {part.label.name: part.label.printed for part in parts if part.label}
    first = next(number for number, part in enumerate(parts) if part.label)
    blocks = list(_blocks(parts[first:]))
    asker = _asker(blocks)
    given = list(_before(parts[:first], asker))
    for block, following in zip(blocks, [*map(_name, blocks[1:]), ""], strict=True):
        given += _block(block, following, asker, sure)
    title = parts[0].words if not parts[0].label and _is_heading(parts[0].words) else ""
    return Talk(tuple(_items(text, given)), About(title=title), labels=labels, text=text)


def _parts(text: str) -> Iterator[_Part]:
    """Paragraphs, and each line within one that begins with a name."""
    start = end = 0
    for line in _LINE.finditer(text):
        is_new = label_of(text[line.start() : line.start() + _LABEL_CHARS]) is not None
        if end > start and (is_new or not line[0].strip()):
            yield _part(text[start:end].rstrip(), start)
            start = end = line.start()
        if line[0].strip():
            start = start if end > start else line.start()
            end = line.end()
    if end > start:
        yield _part(text[start:end].rstrip(), start)


def _part(words: str, start: int) -> _Part:
    label = label_of(words)
    bare = words.removeprefix(label.printed) if label else words
    return _Part(start, start + len(words), bare.strip(), label)


def _asker(blocks: Sequence[list[_Part]]) -> str:
    """Whoever's part it is to ask: somebody without a name where one alone is named.

    Each name is tried: how many of its parts end as a question, and how many of the others' do where they answer on.
    """
    names = [_name(block) for block in blocks]
    if len({*names}) == 1:
        return ASKER
    asked = Counter[str]()
    for block, following in zip(blocks, [*names[1:], ""], strict=True):
        if _QUESTION_END.search(block[-1].words):
            asks = {_name(block)} if following != _name(block) else {*names} - {following}
            asked.update(dict.fromkeys(asks, 1))
    return max(sorted({*names}), key=lambda name: (asked[name], -names.count(name)))


def _name(block: Sequence[_Part]) -> str:
    return block[0].label.name if block[0].label else ""


def _blocks(parts: Sequence[_Part]) -> Iterator[list[_Part]]:
    """A part with a name, and those without one that follow it."""
    starts = [number for number, part in enumerate(parts) if part.label]
    for start, end in zip(starts, [*starts[1:], len(parts)], strict=True):
        yield list(parts[start:end])


def _before(parts: Sequence[_Part], asker: str) -> Iterator[_Part]:
    """Before the first name somebody introduces the talk: most likely, but not surely, whoever asks."""
    yield from (replace(part, who=asker, is_sure=False) for part in parts)


def _block(block: list[_Part], following: str, asker: str, sure: frozenset[str]) -> Iterator[_Part]:
    """A named speaker goes on until somebody may have asked something: from there on it is in doubt who talks.

    Only where the same speaker's name comes again is it plain that somebody else came between: then the last words
    are the question, if they end as one.
    """
    name, rest = _name(block), block[1:]
    is_asked = name != asker and following == name and bool(rest) and bool(_QUESTION_END.search(rest[-1].words))
    own = rest[:-1] if is_asked else rest
    certain = _certain(own, _Around(name, following, asker))
    yield replace(block[0], who=name, is_sure=name in sure)
    for number, part in enumerate(own):
        is_sure = name in sure and number < certain and not _is_heading(part.words)
        yield replace(part, who=name, is_sure=is_sure)
    if is_asked:
        yield replace(rest[-1], who=asker)


class _Around(NamedTuple):
    """Who is named at the start of a block and at the next one (empty at the end), and whose part it is to ask."""

    name: str
    following: str
    asker: str


def _certain(own: Sequence[_Part], around: _Around) -> int:
    """How many parts without a name surely go on with what was said: none at the end, where notes may follow.

    An answer may have been followed up without a name: nothing is certain from a question on, nor, where the next
    name is not that of whoever asks, are words to somebody and the last part, which may lead to a question.
    """
    if not around.following or around.name == around.following == around.asker:
        return 0
    if around.name == around.asker:
        return len(own)
    certain = next((number for number, part in enumerate(own) if _QUESTION_END.search(part.words)), len(own))
    last = certain
    may_lead = last < len(own) or around.following != around.asker
    while may_lead and certain and (certain == last or may_ask(own[certain - 1].words)):
        certain -= 1
    return certain


def _items(text: str, parts: Sequence[_Part]) -> Iterator[Item]:
    """Parts of one speaker that belong together become one turn; what holds no sentence and no name is left out."""
    is_begun = False
    for key, group in groupby(_joined(parts), key=lambda pair: pair[0]):
        members = [part for _, part in group]
        first, last = members[0], members[-1]
        is_begun |= first.label is not None
        start = first.start + (len(first.label.printed) if first.label else 0)
        words = text[start : last.end].strip()
        if key < 0 or not words:
            yield Heading(text[first.start : last.end], is_topic=is_begun and any(map(str.isalpha, words)))
        else:
            yield Line(first.who, words, is_sure=first.is_sure)


def _joined(parts: Sequence[_Part]) -> Iterator[tuple[int, _Part]]:
    """Each part with the number of its turn; below 0 where it is in none."""
    number = 0
    before: _Part | None = None
    for part in parts:
        if not part.label and _is_heading(part.words) and not part.is_sure:
            number, before = number + 1, None
            yield -number, part
            continue
        goes_on = before and not part.label and (part.who, part.is_sure) == (before.who, before.is_sure)
        number += not goes_on
        before = part
        yield number, part


def _is_heading(words: str) -> bool:
    """A line that ends like no sentence, or holds no letters."""
    is_short = len(words) <= _HEADING_CHARS and "\n" not in words
    return is_short and (not any(map(str.isalpha, words)) or not re.search(r"""[.!?…:]["'”’)\]]*$""", words))
