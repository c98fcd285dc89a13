"""While somebody types: the questions people ask that the words so far could grow into."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import log

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.words import Token, bare, tokens
from bot.core.model import Knowledge

_QUESTION_CHARS = 100
_UNFINISHED_WEIGHT = 2.0  # what is being typed right now says most about where the question is going
_SHORTEST_SLIP_CHARS = 4
_TWO_SLIPS_CHARS = 8

Rows = NDArray[np.int64]


class Postings:
    """Which rows hold which words, sorted by word: those that begin alike are one run."""

    def __init__(self, words_of: Iterable[Iterable[str]]) -> None:
        holders: dict[str, list[int]] = {}
        for row, words in enumerate(words_of):
            for word in dict.fromkeys(words):
                holders.setdefault(word, []).append(row)
        self._words = sorted(holders)
        self._starts = [0, *accumulate(len(holders[word]) for word in self._words)]
        self._rows: Rows = np.array([row for word in self._words for row in holders[word]], dtype=np.int64)

    def of(self, word: str) -> Rows:
        """Rows that hold this very word."""
        first = bisect_left(self._words, word)
        is_known = first < len(self._words) and self._words[first] == word
        return self._run(first, first + is_known)

    def begun_with(self, *openings: str) -> Rows:
        """Rows that hold a word which begins like one of these."""
        runs = [self._run(*self._bounds(opening)) for opening in openings]
        return np.unique(np.concatenate(runs)) if runs else self._run(0, 0)

    def openings(self, letters: str, lengths: Sequence[int]) -> list[str]:
        """The first so many characters of all words that begin with one of these letters."""
        bounds = [self._bounds(letter) for letter in dict.fromkeys(letters)]
        words = [word for first, last in bounds for word in self._words[first:last]]
        return sorted({word[:length] for word in words for length in lengths})

    def _bounds(self, opening: str) -> tuple[int, int]:
        return bisect_left(self._words, opening), bisect_left(self._words, opening + "\U0010ffff")

    def _run(self, first: int, last: int) -> Rows:
        return self._rows[self._starts[first] : self._starts[last]]


class Offers:
    """All titles and ways of asking that fit into a choice of 100 characters."""

    def __init__(self, knowledge: Knowledge) -> None:
        topics = knowledge.topics.values()
        asked = [topic.title for topic in topics] + [question for topic in topics for question in topic.questions]
        self._titles = [topic.title for topic in topics if len(topic.title) <= _QUESTION_CHARS]
        self._asked = [text for text in dict.fromkeys(asked) if len(text) <= _QUESTION_CHARS]
        held = [tokens(text) for text in self._asked]
        self._words = Postings([bare(token.word) for token in row] for row in held)
        self._terms = Postings([token.term for token in row] for row in held)

    def nearest(self, typed: str, limit: int) -> list[str]:
        """At most `limit` questions that share the most telling words typed; topics when nothing is typed."""
        words = tokens(typed)
        if not words:
            return self._titles[:limit]
        *whole, unfinished = words
        scores = np.zeros(len(self._asked))
        for term in dict.fromkeys(token.term for token in whole):
            self._count(self._terms.of(term), 1.0, scores)
        self._count_unfinished(unfinished, scores)
        best = np.argsort(-scores, kind="stable")[: min(limit, np.count_nonzero(scores))]
        return [self._asked[row] for row in best]

    def _count_unfinished(self, token: Token, scores: NDArray[np.float64]) -> None:
        """The last word may be whole, have only begun, or have begun with a slip of the finger."""
        whole, begun = self._terms.of(token.term), self._words.begun_with(bare(token.word))
        if not len(whole) and not len(begun):
            begun = self._nearly_begun_with(bare(token.word))
        self._count(whole, 1.0, scores)
        self._count(begun, _UNFINISHED_WEIGHT, scores)

    def _nearly_begun_with(self, opening: str) -> Rows:
        """Rows that hold a word which begins most nearly like this: one slip apart, in a long word two.

        One of the first two letters must be right; that keeps the search short.
        """
        from rapidfuzz import process  # late, as in repair
        from rapidfuzz.distance import OSA

        length = len(opening)
        known = self._words.openings(opening[:2], (length - 1, length, length + 1))
        slips = 2 if length >= _TWO_SLIPS_CHARS else 1 if length >= _SHORTEST_SLIP_CHARS else 0
        found = process.extract(opening, known, scorer=OSA.distance, score_cutoff=slips, limit=None)
        fewest = min((distance for _, distance, _ in found), default=0)
        return self._words.begun_with(*(begun for begun, distance, _ in found if distance == fewest))

    def _count(self, rows: Rows, weight: float, scores: NDArray[np.float64]) -> None:
        """Rare words tell more."""
        scores[rows] += weight * log(1 + len(self._asked) / (1 + len(rows)))
