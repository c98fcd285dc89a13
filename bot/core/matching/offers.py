"""While somebody types: the questions people ask that the words so far could grow into."""

from __future__ import annotations

import heapq

from bot.core.matching.words import stem, tokens
from bot.core.model import Knowledge

_QUESTION_CHARS = 100


class Offers:
    """All titles and ways of asking that fit into a choice of 100 characters."""

    def __init__(self, knowledge: Knowledge) -> None:
        titles = [topic.title for topic in knowledge.topics.values()]
        questions = [question for topic in knowledge.topics.values() for question in topic.questions]
        fitting = dict.fromkeys(text for text in (*titles, *questions) if len(text) <= _QUESTION_CHARS)
        self._titles = titles
        self._offered = [(text, _words(text)) for text in fitting]

    def nearest(self, typed: str, limit: int) -> list[str]:
        """At most `limit` questions, those that share most with the words typed first; topics when none are."""
        wanted = _words(typed)
        if not wanted:
            return [title for title in self._titles if len(title) <= _QUESTION_CHARS][:limit]
        scored = ((_shared(wanted, words), -rank, text) for rank, (text, words) in enumerate(self._offered))
        best = heapq.nlargest(limit, (row for row in scored if row[0] > 0))
        return [text for _, _, text in best]


def _words(text: str) -> list[str]:
    return [stem(token.word) for token in tokens(text)]


def _shared(wanted: list[str], words: list[str]) -> float:
    """The share of the typed words that the question holds, the last one as a beginning; shorter questions first."""
    held = sum(word in words for word in wanted[:-1])
    last = any(word.startswith(wanted[-1]) for word in words)
    return (held + last) / len(wanted) + 1 / (100 + len(words)) if held + last else 0.0
