"""A quote as it is shown first: the passage that answers, with a mark wherever the quote says more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Self

from bot.core.model import Quote, Speaker, Transcript
from bot.core.text import CUT, passages, sentences, split

EXCERPT_CHARS = 600


@dataclass(frozen=True, slots=True)
class Excerpt:
    """`passage` is a span of the quote's text: whole sentences, or the opening words of one that is too long."""

    quote: Quote
    passage: tuple[int, int]

    @classmethod
    def of(cls, quote: Quote, number: int = 0) -> Self:
        """Return the passage of that number, counted from 0; where there is none, the first."""
        spans = passages(quote.text, EXCERPT_CHARS)
        return cls(quote, spans[number] if number < len(spans) else spans[0])

    @property
    def number(self) -> int:
        """Its number among the quote's passages, from 0."""
        spans = passages(self.quote.text, EXCERPT_CHARS)
        return spans.index(self.passage) if self.passage in spans else 0

    @property
    def text(self) -> str:
        return self.quote.text[slice(*self.passage)]

    @property
    def shown(self) -> str:
        """The passage with a mark where the quote has more words."""
        start, end = self.passage
        before = f"{CUT} " if self.quote.text[:start].strip() else ""
        return before + self.text + (f" {CUT}" if self.quote.text[end:].strip() else "")

    @property
    def goes_on(self) -> bool:
        """Whether the quote has more words than the passage."""
        return len(self.text) < len(self.quote.text)

    def narrowed(self, limit_chars: int) -> Self:
        """Return the opening of the passage: whole sentences within the limit, else whole words."""
        start = self.passage[0]
        opening = split(self.text, limit_chars)[0].rstrip()
        return type(self)(self.quote, (start, start + len(opening)))


AROUND_CHARS = 500


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one speaker says; a mark stands where sentences of the turn are left out."""

    speaker: Speaker
    text: str


def surroundings(quote: Quote, transcript: Transcript, around_chars: int = AROUND_CHARS) -> tuple[Utterance, ...]:
    """Return up to three turns in order, the quote's own words whole; nothing where the record lacks its turn.

    Of each turn, and on each side of the quote, about `around_chars` are given: whole sentences, at least one.
    """
    turns = {turn.number: turn for turn in transcript.turns}
    if quote.turn not in turns:
        return ()
    utterances: list[Utterance] = []
    for turn in (turns[number] for number in range(quote.turn - 1, quote.turn + 2) if number in turns):
        start = end = len(turn.text) if turn.number < quote.turn else 0  # the end of the turn that is next to the quote
        if turn.number == quote.turn:
            start, end = quote.spans[0][0] - turn.start, quote.spans[-1][1] - turn.start
        speaker = quote.source.speakers[turn.speaker]
        utterances.append(Utterance(speaker, _around(turn.text, start, end, around_chars)))
    return tuple(utterances)


def _around(text: str, start: int, end: int, most_chars: int) -> str:
    """Return the sentences that hold the span, with as many before and behind it as fit."""
    pieces = sentences(text)
    starts = [*accumulate(map(len, pieces), initial=0)]
    first = max((index for index, at in enumerate(starts[:-1]) if at <= start), default=0)
    last = min((index for index, at in enumerate(starts) if at >= end and index), default=len(pieces))
    first -= _fitting(pieces[:first][::-1], most_chars)
    last += _fitting(pieces[last:], most_chars)
    before = f"{CUT} " if first else ""
    after = f" {CUT}" if last < len(pieces) else ""
    return before + "".join(pieces[first:last]).strip() + after


def _fitting(pieces: Sequence[str], most_chars: int) -> int:
    """Count the sentences that fit, one after the other."""
    return sum(length <= most_chars for length in accumulate(map(len, pieces)))
