"""An interview as it is read: its turns, and which of their words are quoted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, takewhile

from bot.core.model import Knowledge, SegmentKind, Speaker, Turn
from bot.core.text import words

_WORTH_QUOTING_WORDS = 25

Span = tuple[int, int, str]  # start and end in the original, and the id of the quote that holds it


@dataclass(frozen=True, slots=True)
class Fragment:
    """Part of a turn that is alike all through: whose words it is of, and the ids of the quotes that hold it.

    `start` is its offset in the turn's text, in characters.
    """

    text: str
    start: int
    kind: SegmentKind
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadTurn:
    """A turn in fragments: joined, they are its text again."""

    turn: Turn
    speaker: Speaker
    fragments: tuple[Fragment, ...]

    @property
    def is_interviewee(self) -> bool:
        return self.speaker.role == "interviewee"

    @property
    def quotes(self) -> tuple[str, ...]:
        """The ids of the quotes that hold words of it, in the order in which they begin."""
        return tuple(dict.fromkeys(name for fragment in self.fragments for name in fragment.quotes))

    @property
    def is_worth_quoting(self) -> bool:
        """Whether whoever answers surely says a good part of it that no quote holds."""
        longest = max((len(words(one.text)) for one in self.fragments if not one.quotes), default=0)
        return self.is_interviewee and self.turn.is_sure and longest >= _WORTH_QUOTING_WORDS


def read_turns(source: str, knowledge: Knowledge) -> tuple[ReadTurn, ...]:
    """Return the turns of an interview, in order; nothing where its transcript is not proved."""
    transcript, speakers = knowledge.transcripts.get(source), knowledge.sources[source].speakers
    if transcript is None:
        return ()
    quotes = [quote for quote in knowledge.quotes.values() if quote.source.id == source]
    spans = sorted((*span, quote.id) for quote in quotes for span in quote.spans)
    first, turns = 0, list[ReadTurn]()
    for turn in transcript.turns:
        end = turn.start + len(turn.text)
        while first < len(spans) and spans[first][1] <= turn.start:
            first += 1
        within = [one for one in takewhile(lambda one: one[0] < end, spans[first:]) if one[1] > turn.start]  # noqa: B023
        speaker = speakers.get(turn.speaker) or Speaker(turn.speaker, turn.speaker, "")  # the file does not name them
        turns.append(ReadTurn(turn, speaker, tuple(_fragments(turn, within))))
    return tuple(turns)


def _fragments(turn: Turn, spans: Sequence[Span]) -> Iterator[Fragment]:
    """Yield a turn, cut where a quote or somebody else's words begin or end."""
    text, segments = turn.text, turn.segments
    starts = [*accumulate((len(segment.text) for segment in segments), initial=0)]
    quoted = [(max(0, start - turn.start), min(len(text), end - turn.start), name) for start, end, name in spans]
    for start, end in pairwise(sorted({*starts, *(at for opens, closes, _ in quoted for at in (opens, closes))})):
        names = tuple(dict.fromkeys(name for opens, closes, name in quoted if opens <= start < closes))
        yield Fragment(text[start:end], start, segments[bisect_right(starts, start) - 1].kind, names)
