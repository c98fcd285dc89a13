"""An interview as it is read: its turns in sentences, each with an address, and which of the words are quoted."""

from __future__ import annotations

import re
from base64 import b32encode
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate, pairwise, takewhile

from bot.core.model import Knowledge, Quote, SegmentKind, Speaker, Turn, as_id
from bot.core.text import folded, sentences, words

_ADDRESS_WORDS = 5
_ADDRESS_CHARS = 40
_WORTH_QUOTING_WORDS = 25


class Addresses:
    """Gives the sentences of one record their addresses, in order.

    An address is made of the words alone, so that it stays while sentences around it come and go: their first words,
    and a hash of all of them. A second equal sentence gets "-2".
    """

    def __init__(self) -> None:
        self._given = Counter[str]()

    def give(self, sentence: str) -> str:
        """Return the address of the next sentence: letters a-z, digits and hyphens; "" where it has no words."""
        said = folded(sentence).casefold()
        if not re.search(r"\w", said):
            return ""
        opening = as_id(" ".join(said.split()[:_ADDRESS_WORDS]))[:_ADDRESS_CHARS].strip("-")
        digest = b32encode(blake2b(said.encode("utf-8", "surrogatepass"), digest_size=5).digest()).decode().lower()
        address = f"{opening}-{digest}" if opening else digest
        self._given[address] += 1
        return address if self._given[address] == 1 else f"{address}-{self._given[address]}"


@dataclass(frozen=True, slots=True)
class Fragment:
    """Part of a sentence that is alike all through: whose words it is of, and the ids of the quotes that hold it.

    `start` is its offset in the turn's text, in characters.
    """

    text: str
    start: int
    kind: SegmentKind
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence with the white space after it."""

    address: str
    fragments: tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class ReadTurn:
    """A turn in sentences: joined, their fragments are the turn's text again."""

    turn: Turn
    speaker: Speaker
    sentences: tuple[ReadSentence, ...]

    @property
    def is_interviewee(self) -> bool:
        return self.speaker.role == "interviewee"

    @property
    def quotes(self) -> tuple[str, ...]:
        """The ids of the quotes that hold words of it, in the order in which they begin."""
        fragments = (fragment for sentence in self.sentences for fragment in sentence.fragments)
        return tuple(dict.fromkeys(name for fragment in fragments for name in fragment.quotes))

    @property
    def is_worth_quoting(self) -> bool:
        """Whether whoever answers surely says a good part of it that no quote holds."""
        longest = held = 0
        for fragment in (fragment for sentence in self.sentences for fragment in sentence.fragments):
            held = 0 if fragment.quotes else held + len(words(fragment.text))
            longest = max(longest, held)
        return self.is_interviewee and self.turn.is_sure and longest >= _WORTH_QUOTING_WORDS


def read_turns(source: str, knowledge: Knowledge) -> tuple[ReadTurn, ...]:
    """Return the turns of an interview, in order; nothing where its transcript is not proved."""
    transcript, speakers = knowledge.transcripts.get(source), knowledge.sources[source].speakers
    if transcript is None:
        return ()
    spans = [(*span, quote) for quote in knowledge.quotes.values() if quote.source.id == source for span in quote.spans]
    spans.sort(key=lambda span: span[:2])
    addresses, first, turns = Addresses(), 0, list[ReadTurn]()
    for turn in transcript.turns:
        end = turn.start + len(turn.text)
        while first < len(spans) and spans[first][1] <= turn.start:
            first += 1
        within = [span for span in takewhile(lambda span: span[0] < end, spans[first:]) if span[1] > turn.start]  # noqa: B023
        speaker = speakers.get(turn.speaker) or Speaker(turn.speaker, turn.speaker, "")  # the file does not name them
        turns.append(ReadTurn(turn, speaker, tuple(_sentences(turn, within, addresses))))
    return tuple(turns)


Span = tuple[int, int, Quote]


def _sentences(turn: Turn, spans: Sequence[Span], addresses: Addresses) -> Iterator[ReadSentence]:
    """Yield the sentences of a turn, cut where a quote or somebody else's words begin or end."""
    text, segments = turn.text, turn.segments
    ends = [*accumulate(len(segment.text) for segment in segments)]
    quoted = [(max(0, start - turn.start), min(len(text), end - turn.start), quote.id) for start, end, quote in spans]
    cuts = {*ends, *(at for start, end, _ in quoted for at in (start, end))}
    at = 0
    for sentence in sentences(text):
        end = at + len(sentence)
        bounds = sorted({at, end, *(cut for cut in cuts if at < cut < end)})
        fragments = tuple(
            Fragment(
                text[start:stop],
                start,
                segments[next(number for number, last in enumerate(ends) if start < last)].kind,
                tuple(dict.fromkeys(name for opens, closes, name in quoted if opens <= start < closes)),
            )
            for start, stop in pairwise(bounds)
        )
        yield ReadSentence(addresses.give(sentence), fragments)
        at = end
