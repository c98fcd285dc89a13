"""Who says what within a record, and where words stand in it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TypeVar

from bot.core.model import Turn
from bot.core.text import CUT_MARK, Folded, cuts_a_word, find_whole, fold, folded

K = TypeVar("K")
V = TypeVar("V")

WALL = "\0"
_NEAR_CHARS = 64
_BETWEEN = "\n"  # stands in no folded text
_KEPT_STANDINGS = 256  # whoever says the same again and again is looked up once; a large record keeps little


@dataclass(frozen=True, slots=True)
class VoiceSpan:
    """Words of one voice in one turn: `start` and `end` are offsets in the original, in characters."""

    turn: Turn
    start: int
    end: int


@dataclass(frozen=True)
class Voice:
    """All that one speaker says within one turn: the turn itself, or an aside in somebody else's.

    `text` is as long as what it was taken from: words of others are walled off, so nothing matches across.
    """

    turn: Turn
    speaker: str
    start: int
    text: str

    @cached_property
    def folded(self) -> Folded:
        return fold(self.text)

    @property
    def is_aside(self) -> bool:
        return self.speaker != self.turn.speaker

    def before(self, offset: int) -> str:
        """Return what this voice says right before that offset of the original: a word at least, if there is one."""
        at = offset - self.start
        return self._near(at, lambda chars: slice(max(0, at - chars), at))

    def after(self, offset: int) -> str:
        """Return what this voice says from that offset of the original on: a word at least, if there is one."""
        at = offset - self.start
        return self._near(len(self.text) - at, lambda chars: slice(at, at + chars))

    def _near(self, there_chars: int, part: Callable[[int], slice]) -> str:
        chars = _NEAR_CHARS
        while chars < there_chars and not any(map(str.isalnum, self.text[part(chars)])):
            chars *= 2
        return self.text[part(chars)].replace(WALL, "")

    def find(self, wanted: Sequence[str]) -> tuple[VoiceSpan, ...]:
        """Return where the folded pieces of a quote stand, in order, no word cut in two; empty where one is missing."""
        spans: list[VoiceSpan] = []
        cursor = 0
        for piece in wanted:
            index = find_whole(piece, self.folded.text, cursor)
            while index >= 0 and cuts_a_word(self.text, *self.folded.span(index, index + len(piece))):
                index = find_whole(piece, self.folded.text, index + 1)
            if index < 0:
                return ()
            cursor = index + len(piece)
            start, end = self.folded.span(index, cursor)
            spans.append(VoiceSpan(self.turn, self.start + start, self.start + end))
        return tuple(spans)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A voice and the spans in which it says the words."""

    voice: Voice
    spans: tuple[VoiceSpan, ...]

    @property
    def start(self) -> int:
        return self.spans[0].start

    @property
    def end(self) -> int:
        return self.spans[-1].end

    @property
    def turn(self) -> Turn:
        return self.voice.turn

    @property
    def turn_before(self) -> int:
        """The number of the turn directly before; what is said around an aside is its own turn."""
        return self.turn.number - (not self.voice.is_aside)

    def may_ask(self, answer: Occurrence) -> bool:
        """Return whether somebody else says this, and before the answer."""
        return self.voice.speaker != answer.voice.speaker and self.end <= answer.start


@dataclass(frozen=True)
class Occurrences:
    """All occurrences of the same words, in order."""

    stands: tuple[Occurrence, ...]

    @cached_property
    def by_speaker(self) -> Mapping[str, tuple[Occurrence, ...]]:
        return _grouped((stand.voice.speaker, stand) for stand in self.stands)

    @cached_property
    def sure(self) -> Mapping[str, tuple[Occurrence, ...]]:
        """By speaker, without the turns of which nobody is sure who speaks."""
        return _grouped((stand.voice.speaker, stand) for stand in self.stands if stand.turn.is_sure)

    @cached_property
    def sure_after(self) -> Mapping[int, tuple[Occurrence, ...]]:
        """By the number of the turn before, without the turns of which nobody is sure who speaks."""
        return _grouped((stand.turn_before, stand) for stand in self.stands if stand.turn.is_sure)

    @cached_property
    def by_turn(self) -> Mapping[int, tuple[Occurrence, ...]]:
        return _grouped((stand.turn.number, stand) for stand in self.stands)


class Voices:
    """All voices of a record, in order. Words are looked up in their texts joined, so few voices are tried in vain."""

    def __init__(self, voices: Sequence[Voice]) -> None:
        self.all = tuple(voices)
        self.standing = lru_cache(_KEPT_STANDINGS)(self._standing)

    @cached_property
    def _by_turn(self) -> Mapping[int, tuple[Voice, ...]]:
        return _grouped((voice.turn.number, voice) for voice in self.all)

    def at(self, turn: int, offset: int) -> Voice:
        """Return the voice that says, in that turn, what stands at the offset: the turn's own, or an aside's."""
        own, *_ = voices = self._by_turn[turn]
        last = voices[bisect_right(voices, offset, key=lambda voice: voice.start) - 1]
        return last if offset < last.start + len(last.text) else own

    @cached_property
    def _text(self) -> str:
        return _BETWEEN.join(voice.folded.text for voice in self.all)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        """Where each voice starts in the joined text, and where one more would."""
        return tuple(accumulate((len(voice.folded.text) + len(_BETWEEN) for voice in self.all), initial=0))

    def _standing(self, words: str) -> Occurrences:
        """Return where a quote's pieces stand, whole and in order, in one voice."""
        wanted = pieces(words)
        stands: list[Occurrence] = []
        index = self._text.find(wanted[0]) if wanted else -1
        while index >= 0:
            number = bisect_right(self._starts, index)
            voice = self.all[number - 1]
            if spans := voice.find(wanted):
                stands.append(Occurrence(voice, spans))
            index = self._text.find(wanted[0], self._starts[number])
        return Occurrences(tuple(stands))


def pieces(quoted: str) -> list[str]:
    """Return the folded pieces of a quote between its `[…]` marks, without empty ones."""
    folded_pieces = (folded(piece) for piece in CUT_MARK.split(quoted))
    return [piece for piece in folded_pieces if piece]


def _grouped(pairs: Iterable[tuple[K, V]]) -> Mapping[K, tuple[V, ...]]:
    groups: defaultdict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
