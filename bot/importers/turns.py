"""A dialogue laid out: the text that is stored, and its turns, which together are that text again."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import accumulate

from bot.core.model import SegmentKind
from bot.core.text import CUT
from bot.importers.dialogue import Dialogue, Heading, Item, SpokenLine, ends_sentence
from bot.importers.labels import is_manner, is_note
from bot.importers.passages import MOST_CHARS, passages

_CUT = f" {CUT} "


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a turn: speech, a note such as "(laughs)", or words that `by` puts in between."""

    kind: SegmentKind
    text: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """A turn of the draft: `number` counts from 1, `heading` is the last one above it that names a topic.

    `runs` are its speaker's own words, cut where somebody else puts something in between; "[…]" stands for a note.
    """

    number: int
    line: SpokenLine
    pieces: tuple[Piece, ...]
    runs: tuple[str, ...]
    heading: str


@dataclass(frozen=True, slots=True)
class TranscriptLayout:
    """`text` is what is stored; labels, turns and what is left out make it up, white space aside."""

    text: str
    labels: Mapping[str, str]
    turns: tuple[SpokenTurn, ...]
    left_out: tuple[str, ...]


def laid_out(dialogue: Dialogue, interviewers: AbstractSet[str] = frozenset()) -> TranscriptLayout:
    """Lay out the published text where there is one; else a text made of the lines, in turns of whole thoughts."""
    if dialogue.text is not None:
        labels, items, text = dict(dialogue.labels), dialogue.items, dialogue.text
    else:
        labels, items = {name: f"{name}:" for name in dialogue.speakers}, tuple(_joined(dialogue.items, interviewers))
        printed = [
            f"{labels[item.who]} {item.text}" if isinstance(item, SpokenLine) and item.is_sure else item.text
            for item in items
        ]
        text = "\n\n".join(printed) + "\n"
    left_out = tuple(item.text for item in items if isinstance(item, Heading))
    return TranscriptLayout(text, labels, tuple(_turns(items, labels)), left_out)


def _joined(items: Iterable[Item], interviewers: AbstractSet[str]) -> Iterator[Item]:
    """Join the lines of one speaker, then cut long speech into passages, each from the second of its first line on.

    A line without a second of its own begins no sooner than the one before it.
    """
    start_s: float | None = None
    held: list[SpokenLine] = []
    for item in items:
        if isinstance(item, SpokenLine):
            start_s = start_s if item.start_s is None else item.start_s
            is_same = held and (held[-1].who, held[-1].is_sure) == (item.who, item.is_sure)
            if held and not (is_same and (item.is_sure or not ends_sentence(held[-1].text))):
                yield from _cut(held, interviewers)
                held = []
            held.append(replace(item, start_s=start_s))
        else:
            yield from _cut(held, interviewers)
            held = []
            yield item
    yield from _cut(held, interviewers)


def _cut(lines: Sequence[SpokenLine], interviewers: AbstractSet[str]) -> Iterator[SpokenLine]:
    if not lines:
        return
    text = " ".join(line.text for line in lines)
    spans = [(0, len(text))] if lines[0].who in interviewers or len(text) <= MOST_CHARS else passages(text)
    starts = list(accumulate((len(line.text) + 1 for line in lines), initial=0))
    for start, end in spans:
        first = lines[bisect_right(starts, start) - 1]
        yield replace(first, text=text[start:end].strip())


def _turns(items: Iterable[Item], labels: Mapping[str, str]) -> Iterator[SpokenTurn]:
    names = {label: name for name, label in labels.items()}
    printed = "|".join(map(re.escape, names)) or "(?!)"
    called = "|".join(re.escape(name.split()[0]) for name in labels) or "(?!)"
    aside = re.compile(
        rf"\((?P<label>{printed})[^()\n]*\S[^()\n]*\)|♪[^♪\n]*♪?|[♫♬]+"
        rf"|(?P<named>\[(?:{called})\b[^\[\]\n]*\])|(?P<bracketed>\[[^\[\]\n]{{1,80}}\]|\([^()\n]{{1,40}}\))"
    )
    heading, number = "", 0
    for item in items:
        if isinstance(item, Heading):
            heading = item.text if item.is_topic else heading
            continue
        number += 1
        pieces = tuple(_pieces(item.text, aside, names))
        yield SpokenTurn(number, item, pieces, tuple(_runs(item.text, pieces)), heading)


def _pieces(text: str, aside: re.Pattern[str], names: Mapping[str, str]) -> Iterator[Piece]:
    end = 0
    for found in aside.finditer(text):
        if found["bracketed"] and not is_note(found["bracketed"]):
            continue
        if speech := text[end : found.start()].strip():
            yield Piece(SegmentKind.SPEECH, speech)
        by = names.get(found["label"] or "", "")
        yield Piece(SegmentKind.ASIDE if by else SegmentKind.STAGE, found[0], by)
        end = found.end()
    if speech := text[end:].strip():
        yield Piece(SegmentKind.SPEECH, speech)


def _runs(text: str, pieces: Iterable[Piece]) -> Iterator[str]:
    run, start, end = "", 0, 0
    for piece in pieces:
        at = text.index(piece.text, end)
        end = at + len(piece.text)
        if piece.by:
            yield (run + text[start:at]).strip()
            run, start = "", end
        elif piece.kind is SegmentKind.STAGE and not is_manner(piece.text):
            run += text[start:at].rstrip() + _CUT
            start = len(text) - len(text[end:].lstrip())
    yield (run + text[start:]).strip()
