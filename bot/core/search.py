"""Search by words: the quotes that hold all the words asked for, each with the sentence they stand in."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import accumulate, count, repeat

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.tokens import bare, stem
from bot.core.model import ANYWHERE, Quote
from bot.core.text import CUT, sentences

_LETTER = r"[^\W_][\u0300-\u036f]*"  # with the accents that are written as characters of their own
_WORD = re.compile(rf"{re.escape(CUT)}|(?:{_LETTER})+(?:['’‘ʼ`´](?:{_LETTER})+)*")
_ASKED = re.compile(r'"([^"]*)"?|([^\s"]+)')
_QUOTATION_MARKS = str.maketrans(dict.fromkeys("“”„‟″«»", '"'))
_WALL = 0  # the number of no word: it stands behind each quote, and where words were left out
_UNKNOWN = -1

Span = tuple[int, int]
Run = tuple[str, ...]
Numbers = NDArray[np.intc]
Positions = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Hit:
    """A quote that holds all that was looked for, the sentence of it that holds most of this, and where.

    `sentence` and `spans` are offsets in the quote's text, in characters; the spans are in order and do not overlap.
    """

    quote: Quote
    sentence: Span
    spans: tuple[Span, ...]

    @property
    def said(self) -> str:
        """The sentence."""
        return self.quote.text[slice(*self.sentence)]

    def window(self, limit_chars: int) -> Span:
        """Return the sentence; of one that is longer than the limit, whole words around the first span."""
        text, (start, end), (first, last) = self.quote.text, self.sentence, self.spans[0]
        if end - start <= limit_chars:
            return start, end
        if first - start > limit_chars // 2:
            start = text.find(" ", first - limit_chars // 2, first) + 1 or first
        if end - start > limit_chars:
            end = max(last, start + len(text[start : start + limit_chars + 1].rpartition(" ")[0]))
        return _without_space(text, start, end)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The first hits, one for each sentence, though several quotes may share it; `total` counts the quotes.

    `has_more`: whether there are quotes that were not looked into.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    has_more: bool = False


def wanted(typed: str) -> tuple[Run, ...]:
    """Return what was typed as runs of bare words: what stands in "double quotes", or is written in one, is one run."""
    parts = (quoted or word for quoted, word in _ASKED.findall(typed.translate(_QUOTATION_MARKS)))
    runs = (tuple(word for word, _ in _words(part) if word) for part in parts)
    return tuple(dict.fromkeys(run for run in runs if run))


class Search:
    """Index of all words of all quotes in one row of numbers: a phrase is found by comparing neighbours."""

    def __init__(self, quotes: Iterable[Quote]) -> None:
        self._quotes = tuple(quotes)
        self._firsts: list[int] = []  # where each quote's words begin in the row
        self._first_sentences = [0]
        numbers = defaultdict(count(_WALL + 1).__next__, {"": _WALL})
        row, said_in = array("i"), array("i")
        for quote in self._quotes:
            self._firsts.append(len(row))
            said = sentences(quote.text) or ("",)
            for number, sentence in enumerate(said, self._first_sentences[-1]):
                found = ((word, "" if word == CUT else bare(word)) for word in _WORD.findall(sentence))
                words = [plain for word, plain in found if plain or word == CUT]
                row.extend(map(numbers.__getitem__, words))
                said_in.extend(repeat(number, len(words)))
            self._first_sentences.append(self._first_sentences[-1] + len(said))
            row.append(_WALL)
            said_in.append(self._first_sentences[-1] - 1)
        self._typed = _Reading(np.array(row, dtype=np.intc), dict(numbers), str)
        self._said_in = np.array(said_in, dtype=np.intc)
        self._owners = np.repeat(np.arange(len(self._quotes), dtype=np.intc), np.diff([*self._firsts, len(row)]))

    def find(self, typed: str, most: int, sources: frozenset[str] = ANYWHERE) -> SearchResult:
        """Return at most `most` quotes that hold every word and phrase, first those with most of them in one sentence.

        Words count as they were typed; only where no quote of these sources holds them all so, in any form of theirs.
        """
        runs = wanted(typed)
        if not runs or not self._quotes:
            return SearchResult()
        rows = np.arange(len(self._quotes))
        if sources:
            own = [numbers for source, numbers in self._by_source.items() if source in sources]
            rows = np.sort(np.concatenate([*own, np.zeros(0, dtype=np.intp)]))
        return (
            self._found(self._typed, runs, most, rows) or self._found(self._stemmed, runs, most, rows) or SearchResult()
        )

    @cached_property
    def _stemmed(self) -> _Reading:
        """The same row with one number for all words of one stem."""
        numbers: dict[str, int] = {"": _WALL}
        stems = [numbers.setdefault(stem(word), len(numbers)) for word in self._typed.numbers]
        return _Reading(np.array(stems, dtype=np.intc)[self._typed.row], numbers, stem)

    @cached_property
    def _by_source(self) -> Mapping[str, Positions]:
        rows: dict[str, list[int]] = {}
        for row, quote in enumerate(self._quotes):
            rows.setdefault(quote.source.id, []).append(row)
        return {source: np.array(numbers, dtype=np.intp) for source, numbers in rows.items()}

    def _found(self, reading: _Reading, runs: Sequence[Run], most: int, among: Positions) -> SearchResult | None:
        starts = [reading.starts(run) for run in runs]
        rows = reduce(np.intersect1d, (self._owners[at] for at in starts), among)
        if not len(rows):
            return None
        held = np.zeros(self._first_sentences[-1], dtype=np.intc)
        for at in starts:
            held[np.unique(self._said_in[at])] += 1
        most_held = np.maximum.reduceat(held, self._first_sentences[:-1])[rows]
        best = rows[np.argsort(-most_held, kind="stable")][:most]
        hits: dict[tuple[str, int, str], Hit] = {}
        for owner in best:
            hit = self._hit(int(owner), runs, starts, held)
            hits.setdefault((hit.quote.source.id, hit.quote.turn, hit.said), hit)
        return SearchResult(tuple(hits.values()), len(rows), len(best) < len(rows))

    def _hit(self, owner: int, runs: Sequence[Run], run_starts: Sequence[Positions], held: Numbers) -> Hit:
        text = self._quotes[owner].text
        starts = [*accumulate(map(len, sentences(text)[:-1]), initial=0), len(text)]
        said = held[self._first_sentences[owner] : self._first_sentences[owner + 1]]
        sentence = int(np.argmax(said))
        words = [span for _, span in _words(text)]
        spans: list[Span] = []
        for run, at in zip(runs, run_starts, strict=True):
            here = at[self._said_in[at] == self._first_sentences[owner] + sentence] - self._firsts[owner]
            spans += [(words[first][0], words[first + len(run) - 1][1]) for first in here]
        merged = _merged(spans)
        end = starts[max(sentence + 1, bisect_right(starts, merged[-1][1] - 1))]
        return Hit(self._quotes[owner], _without_space(text, starts[sentence], end), merged)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A row of words as numbers; `form` makes of a bare word what has a number."""

    row: Numbers
    numbers: Mapping[str, int]
    form: Callable[[str], str]

    def starts(self, run: Run) -> Positions:
        """Return where the run begins. The wall at the row's end keeps the look at the neighbours within it."""
        first, *others = (self.numbers.get(self.form(word), _UNKNOWN) for word in run)
        at = np.flatnonzero(self.row == first)
        for step, number in enumerate(others, 1):
            at = at[self.row[at + step] == number]
        return at


def _words(text: str) -> Iterator[tuple[str, Span]]:
    """Yield each word, bare, and its span; "" where words were left out."""
    for match in _WORD.finditer(text):
        word = "" if match[0] == CUT else bare(match[0])
        if word or match[0] == CUT:
            yield word, match.span()


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans in order, those that overlap made one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _without_space(text: str, start: int, end: int) -> Span:
    said = text[start:end]
    return start + len(said) - len(said.lstrip()), start + len(said.rstrip())
