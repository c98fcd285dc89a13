"""Questions and topics to offer while somebody types."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import count, islice
from math import log
from operator import attrgetter
from typing import TypeVar

import numpy as np

from bot.core.matching.bm25 import Rows, Scores, descending
from bot.core.matching.tokens import Token, bare, tokens
from bot.core.model import ANYWHERE, Knowledge, Topic

_QUESTION_CHARS = 100
_UNFINISHED_WEIGHT = 2.0  # what is being typed right now says most about where the question is going
_SHORTEST_SLIP_CHARS = 4
_TWO_SLIPS_CHARS = 8
_MOST_SLIPS = 8  # words before the last one; each is a search of its own

T = TypeVar("T")


class Postings:
    """Which rows hold which words, sorted by word, so that words with the same opening are one run."""

    def __init__(self, words_of: Iterable[Iterable[str]]) -> None:
        numbers: defaultdict[str, int] = defaultdict(count().__next__)
        held, lengths = array("q"), array("q")
        for words in words_of:
            distinct = dict.fromkeys(words)
            held.extend(map(numbers.__getitem__, distinct))
            lengths.append(len(distinct))
        self._size = len(lengths)
        self._words = sorted(numbers)
        places = np.empty(len(numbers), np.int64)
        places[[numbers[word] for word in self._words]] = np.arange(len(numbers))
        sorted_in = places[np.array(held, np.int64)]
        self._starts = [0, *np.cumsum(np.bincount(sorted_in, minlength=len(numbers))).tolist()]
        self._rows: Rows = np.repeat(np.arange(self._size), lengths)[np.argsort(sorted_in, kind="stable")]

    def of(self, word: str) -> Rows:
        """Return the rows that hold this very word."""
        first = bisect_left(self._words, word)
        is_known = first < len(self._words) and self._words[first] == word
        return self._run(first, first + is_known)

    def begun_with(self, *openings: str) -> Rows:
        """Return the rows that hold a word with one of these openings."""
        is_held = np.zeros(self._size, dtype=np.bool_)
        for opening in openings:
            is_held[self._run(*self._bounds(opening))] = True
        return np.flatnonzero(is_held)

    def openings(self, letters: str, lengths: Sequence[int]) -> list[str]:
        """Return the first so many characters of all words that begin with one of these letters."""
        bounds = [self._bounds(letter) for letter in dict.fromkeys(letters)]
        words = [word for first, last in bounds for word in self._words[first:last]]
        return sorted({word[:length] for word in words for length in lengths})

    def _bounds(self, opening: str) -> tuple[int, int]:
        return bisect_left(self._words, opening), bisect_left(self._words, opening + "\U0010ffff")

    def _run(self, first: int, last: int) -> Rows:
        return self._rows[self._starts[first] : self._starts[last]]


class Autocomplete:
    """All titles and phrasings, and the topics behind them."""

    def __init__(self, knowledge: Knowledge) -> None:
        topics = knowledge.topics.values()
        asked = [(question, topic) for topic in topics for question in topic.questions]
        self._useful = useful(topics)
        self._asked = [*((topic.title, topic) for topic in topics), *asked]
        self._sources = {topic.id: frozenset(quote.source.id for quote in topic.quotes) for topic in topics}
        held = [tokens(text) for text, _ in self._asked]
        self._words = Postings([bare(token.word) for token in row] for row in held)
        self._terms = Postings([token.term for token in row] for row in held)

    def nearest(self, typed: str, limit: int, sources: frozenset[str] = ANYWHERE) -> list[str]:
        """Return at most `limit` questions of 100 characters that share the most telling words typed.

        When nothing is typed: the titles of the most useful topics.
        """
        texts = (text for text, _ in self._found(typed, sources) if len(text) <= _QUESTION_CHARS)
        return [*islice(_distinct(texts, str), limit)]

    def topics(self, typed: str, limit: int, sources: frozenset[str] = ANYWHERE) -> list[Topic]:
        """Return at most `limit` topics that are asked about in the most telling words typed, else the most useful."""
        topics = (topic for _, topic in self._found(typed, sources))
        return [*islice(_distinct(topics, attrgetter("id")), limit)]

    def _found(self, typed: str, sources: frozenset[str]) -> Iterator[tuple[str, Topic]]:
        """Return what has quotes of one of these sources; of any, if none is named."""
        words = tokens(typed)
        found = self._sharing(words) if words else ((topic.title, topic) for topic in self._useful)
        return ((text, topic) for text, topic in found if not sources or sources & self._sources[topic.id])

    def _sharing(self, words: Sequence[Token]) -> Iterator[tuple[str, Topic]]:
        """Yield what shares any of the words, the most telling first.

        The last word may be whole, have only begun, or have begun with a slip of the finger.
        """
        *finished, unfinished = words
        scores = np.zeros(len(self._asked), np.float32)
        slips = 0
        for token in {token.term: token for token in finished}.values():
            rows = self._terms.of(token.term)
            if not len(rows) and slips < _MOST_SLIPS:
                slips, rows = slips + 1, self._nearly_begun_with(bare(token.word))
            self._count(rows, 1.0, scores)
        rows, begun = self._terms.of(unfinished.term), self._words.begun_with(bare(unfinished.word))
        if not len(rows) and not len(begun):
            begun = self._nearly_begun_with(bare(unfinished.word))
        self._count(rows, 1.0, scores)
        self._count(begun, _UNFINISHED_WEIGHT, scores)
        return (self._asked[row] for row in descending(scores))

    def _nearly_begun_with(self, opening: str) -> Rows:
        """Return the rows that hold a word with nearly this opening: one slip away, in a long word two.

        One of the first two letters must be right; that keeps the search short.
        """
        from rapidfuzz import process  # late: most words begin without a slip
        from rapidfuzz.distance import OSA

        length = len(opening)
        known = self._words.openings(opening[:2], (length - 1, length, length + 1))
        slips = 2 if length >= _TWO_SLIPS_CHARS else 1 if length >= _SHORTEST_SLIP_CHARS else 0
        found = process.extract(opening, known, scorer=OSA.distance, score_cutoff=slips, limit=None)
        fewest = min((distance for _, distance, _ in found), default=0)
        return self._words.begun_with(*(begun for begun, distance, _ in found if distance == fewest))

    def _count(self, rows: Rows, weight: float, scores: Scores) -> None:
        """Add to the score of the rows: rare words tell more."""
        scores[rows] += weight * log(1 + len(self._asked) / (1 + len(rows)))


def useful(topics: Iterable[Topic]) -> list[Topic]:
    """Return the topics that lead furthest first: those that most others are related to, then those with most quotes.

    Nobody's questions are counted; what moderators have related is the best sign there is. The sources take turns.
    """
    listed = [*topics]
    pointed_at = Counter(related for topic in listed for related in topic.related)
    turns: Counter[str] = Counter()
    turn: dict[str, int] = {}
    for topic in (ranked := sorted(listed, key=lambda topic: (-pointed_at[topic.id], -len(topic.quotes)))):
        source = topic.quotes[0].source.id
        turn[topic.id] = turns[source]
        turns[source] += 1
    return sorted(ranked, key=lambda topic: turn[topic.id])


def _distinct(found: Iterable[T], key: Callable[[T], Hashable]) -> Iterator[T]:
    """Yield the first of those with the same key."""
    seen: set[Hashable] = set()
    for one in found:
        if (own := key(one)) not in seen:
            seen.add(own)
            yield one
