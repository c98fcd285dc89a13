"""From what somebody marked in a turn to the words of a quote: whole words, whole sentences, nobody else's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Self

from bot.core.model import Turn
from bot.core.text import CUT, sentences, word_spans

Span = tuple[int, int]

_BETWEEN = f" {CUT} "
_MOST_PIECES = 20


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a turn, as a browser counts it: in UTF-16, where an emoji takes two units."""

    turn: int
    start: int
    end: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read "12.5.80": the turn's number, start and end; None for anything else."""
        numbers = text.split(".")
        if len(numbers) != 3 or not all(one.isascii() and one.isdecimal() and len(one) < 9 for one in numbers):
            return None
        turn, start, end = map(int, numbers)
        return cls(turn, start, end) if start < end else None

    def within(self, text: str) -> Span:
        """Return the same part as offsets in characters of the turn's text."""
        return _characters(text, self.start), _characters(text, self.end)


def _characters(text: str, units: int) -> int:
    """Return how many characters so many UTF-16 units are; half of a pair counts as none of it."""
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore"))


def marked_words(turn: Turn, spans: Iterable[Span], *, is_exact: bool = False) -> str:
    """Return the words of the parts, in order, with a mark where something between them is left out.

    What was marked becomes whole sentences, or, if it is meant exactly, whole words. Where it is said by the turn's
    speaker, what others put in between is left out. "" where no word was marked.
    """
    fitted = (whole_words(turn.text, span) if is_exact else whole_sentences(turn.text, span) for span in spans)
    said = (own for span in _merged(filter(None, fitted), turn.text) for own in own_parts(turn, span))
    pieces = (turn.text[start:end].strip() for start, end in said)
    return _BETWEEN.join([piece for piece in pieces if piece][:_MOST_PIECES])


def sentence_spans(text: str) -> tuple[Span, ...]:
    """Return where each sentence stands, without the white space around it."""
    bounds = pairwise(accumulate(map(len, sentences(text)), initial=0))
    return tuple(_bare(text, span) for span in bounds)


def whole_words(text: str, span: Span) -> Span | None:
    """Return the span grown to the words that it touches, with the marks that close them; None if it touches none."""
    touched = [word for word in word_spans(text) if word[0] < span[1] and span[0] < word[1]]
    if not touched:
        return None
    start, end = min(span[0], touched[0][0]), max(span[1], touched[-1][1])
    return _bare(text, (start, end))


def whole_sentences(text: str, span: Span) -> Span | None:
    """Return the sentences of which at least half is marked, or the one that is marked most; None without a word."""
    words = whole_words(text, span)
    if words is None:
        return None
    shares = {one: _shared(one, words) / max(1, one[1] - one[0]) for one in sentence_spans(text) if _shared(one, words)}
    meant = [one for one, share in shares.items() if share >= 0.5] or [max(shares, key=lambda one: shares[one])]
    return meant[0][0], meant[-1][1]


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _bare(text: str, span: Span) -> Span:
    """Return a span without the white space at its ends."""
    start, end = span
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _merged(spans: Iterable[Span], text: str) -> Iterator[Span]:
    """Yield the spans in order; those with nothing but white space between them as one."""
    held: Span | None = None
    for span in sorted(spans):
        if held and not text[held[1] : span[0]].strip():
            held = held[0], max(held[1], span[1])
            continue
        if held:
            yield held
        held = span
    if held:
        yield held


def own_parts(turn: Turn, span: Span) -> Sequence[Span]:
    """Return the parts of a span that the turn's speaker says; of one within somebody else's words, what was said."""
    starts = accumulate((len(segment.text) for segment in turn.segments), initial=0)
    placed = [*zip(starts, turn.segments, strict=False)]
    own = [
        (start, start + len(s.text))
        for start, s in placed
        if s.by == turn.speaker and _shared(span, (start, start + len(s.text)))
    ]
    said = own or [(start + s.said[0], start + s.said[1]) for start, s in placed]
    joined = _merged([(max(a, span[0]), min(b, span[1])) for a, b in said if _shared((a, b), span)], turn.text)
    return [*joined]
