"""A talk laid out: the text that is kept, and its turns, which are that text again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.core.model import SegmentKind
from bot.importers.dialogue import Dialogue, Heading, Item, SpokenLine, ends_sentence

_TURN_CHARS = 900
_NOTES = "laughs?|laughing|laughter|smiles?|chuckles?|nods|applause|music|pause|crosstalk|inaudible"
_NOTE = rf"[(\[](?:(?:both|all)\s)?(?:{_NOTES})[)\]]"


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a turn: speech, a note such as "(laughs)", or what `by` puts in between."""

    kind: SegmentKind
    text: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """A turn to be: `number` counts from 1, `heading` is the last one above it that names a topic.

    `runs` are its speaker's own words, cut where somebody else puts something in between.
    """

    number: int
    line: SpokenLine
    pieces: tuple[Piece, ...]
    runs: tuple[str, ...]
    heading: str


@dataclass(frozen=True, slots=True)
class TranscriptLayout:
    """`text` is what is kept; labels, turns and what is left out make it up, white space apart."""

    text: str
    labels: Mapping[str, str]
    said: tuple[SpokenTurn, ...]
    left_out: tuple[str, ...]


def laid_out(talk: Dialogue) -> TranscriptLayout:
    """Turns of one speaker run on until they are long enough, then end with a sentence."""
    labels = dict(talk.labels) if talk.text is not None else {name: f"{name}:" for name in talk.speakers}
    items = talk.items if talk.text is not None else tuple(_run_on(_timed(talk.items)))
    text = talk.text if talk.text is not None else "\n\n".join(_printed(item, labels) for item in items) + "\n"
    left_out = tuple(item.text for item in items if isinstance(item, Heading))
    return TranscriptLayout(text, labels, tuple(_said(items, labels)), left_out)


def _printed(item: Item, labels: Mapping[str, str]) -> str:
    is_labelled = isinstance(item, SpokenLine) and item.is_sure
    return f"{labels[item.who]} {item.text}" if isinstance(item, SpokenLine) and is_labelled else item.text


def _timed(items: tuple[Item, ...]) -> Iterator[Item]:
    """A line without a second of its own begins no sooner than the one before it."""
    start_s: float | None = None
    for item in items:
        if isinstance(item, SpokenLine):
            start_s = start_s if item.start_s is None else item.start_s
            yield replace(item, start_s=start_s)
        else:
            yield item


def _run_on(items: Iterator[Item]) -> Iterator[Item]:
    held: SpokenLine | None = None
    for item in items:
        if held and isinstance(item, SpokenLine) and _goes_on(held, item):
            held = replace(held, text=f"{held.text} {item.text}")
            continue
        if held:
            yield held
        held = item if isinstance(item, SpokenLine) else None
        if not isinstance(item, SpokenLine):
            yield item
    if held:
        yield held


def _goes_on(held: SpokenLine, line: SpokenLine) -> bool:
    if (held.who, held.is_sure) != (line.who, line.is_sure):
        return False
    is_long = len(held.text) + len(line.text) > _TURN_CHARS
    return not (ends_sentence(held.text) and (is_long or not held.is_sure))


def _said(items: tuple[Item, ...], labels: Mapping[str, str]) -> Iterator[SpokenTurn]:
    names = {label: name for name, label in labels.items()}
    printed = "|".join(map(re.escape, names)) or "(?!)"
    aside = re.compile(rf"\((?P<label>{printed})[^()\n]*\S[^()\n]*\)|(?i:{_NOTE})")
    heading, number = "", 0
    for item in items:
        if isinstance(item, Heading):
            heading = item.text if item.is_topic else heading
            continue
        number += 1
        pieces = tuple(_pieces(item, aside, names))
        yield SpokenTurn(number, item, pieces, tuple(_runs(item.text, pieces)), heading)


def _runs(text: str, pieces: tuple[Piece, ...]) -> Iterator[str]:
    start = end = 0
    for piece in pieces:
        at = text.index(piece.text, end)
        end = at + len(piece.text)
        if piece.by:
            yield text[start:at].strip()
            start = end
    yield text[start:].strip()


def _pieces(line: SpokenLine, aside: re.Pattern[str], names: Mapping[str, str]) -> Iterator[Piece]:
    """The words of a line without what is put in between them."""
    end = 0
    for found in aside.finditer(line.text):
        if line.text[end : found.start()].strip():
            yield Piece(SegmentKind.SPEECH, line.text[end : found.start()].strip())
        by = names.get(found["label"] or "", "")
        yield Piece(SegmentKind.ASIDE if by else SegmentKind.STAGE, found[0], by)
        end = found.end()
    if line.text[end:].strip():
        yield Piece(SegmentKind.SPEECH, line.text[end:].strip())
