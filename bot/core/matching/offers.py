"""While somebody types: the questions people ask that the words so far could grow into."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import defaultdict
from math import log

from bot.core.matching.words import stem, tokens
from bot.core.model import Knowledge

_QUESTION_CHARS = 100
_UNFINISHED_WEIGHT = 2.0  # what is being typed right now says most about where the question is going


class Offers:
    """All titles and ways of asking that fit into a choice of 100 characters."""

    def __init__(self, knowledge: Knowledge) -> None:
        topics = knowledge.topics.values()
        asked = [topic.title for topic in topics] + [question for topic in topics for question in topic.questions]
        self._titles = [topic.title for topic in topics if len(topic.title) <= _QUESTION_CHARS]
        self._asked = [text for text in dict.fromkeys(asked) if len(text) <= _QUESTION_CHARS]
        self._holders: dict[str, set[int]] = defaultdict(set)
        for row, text in enumerate(self._asked):
            for term in _terms(text):
                self._holders[term].add(row)
        self._terms = sorted(self._holders)

    def nearest(self, typed: str, limit: int) -> list[str]:
        """At most `limit` questions that share the most telling words typed; topics when nothing is typed."""
        *whole, unfinished = _terms(typed) or [""]
        if not unfinished:
            return self._titles[:limit]
        scores: dict[int, float] = defaultdict(float)
        for term in whole:
            self._count(self._holders.get(term, set()), 1.0, scores)
        self._count(self._begun_with(unfinished), _UNFINISHED_WEIGHT, scores)
        return [self._asked[row] for row in heapq.nlargest(limit, scores, key=lambda row: (scores[row], -row))]

    def _count(self, rows: set[int], weight: float, scores: dict[int, float]) -> None:
        """Rare words tell more."""
        for row in rows:
            scores[row] += weight * log(1 + len(self._asked) / (1 + len(rows)))

    def _begun_with(self, opening: str) -> set[int]:
        """Rows that hold a word which begins like this."""
        first = bisect_left(self._terms, opening)
        last = bisect_left(self._terms, opening + "\U0010ffff")
        return set().union(*(self._holders[term] for term in self._terms[first:last]))


def _terms(text: str) -> list[str]:
    return [stem(token.word) for token in tokens(text)]
