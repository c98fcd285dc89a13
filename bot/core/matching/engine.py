"""Ranking: a question in, quotes in order and one absolute confidence out."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp

import numpy as np

from bot.core.matching.field import Field, Scores
from bot.core.matching.index import Entry, Index, Query, build_index
from bot.core.matching.ranking import Match, Ranking
from bot.core.matching.repair import Speller
from bot.core.matching.signals import SIGNALS
from bot.core.matching.words import plain
from bot.core.model import Knowledge, Question
from bot.core.text import passages, sentences

SHOWN_CHARS = 600
_CONTEXT_WEIGHT = 0.4
# The logistic curve through the scores of right and wrong first results on tests/eval/tuning.jsonl.
_EVEN_SCORE = 0.265
_STEEPNESS = 8.3


class Matcher:
    """Built once from admitted knowledge; ranking changes nothing in it and may run in any thread."""

    def __init__(self, index: Index) -> None:
        self._index = index
        words = index.lexicon.words
        self._speller = Speller(words, (token.term for word in words for token in index.lexicon.merged(word)))

    @classmethod
    def of(cls, knowledge: Knowledge) -> Matcher:
        return cls(build_index(knowledge))

    def without(self, held_out: frozenset[str]) -> Matcher:
        """The same engine as if nobody had ever asked like this, so that it can be asked so."""
        return Matcher(self._index.without(held_out))

    def rank(self, question: Question, top: int = 3) -> Ranking:
        """At most `top` distinct quotes that share anything with the question, best first."""
        query = self._query(question)
        parts = self._parts(query)
        total: Scores = np.sum(list(parts.values()), axis=0)
        rows = self._best_rows(total, question.source, top)
        matches = tuple(self._match(row, total, parts, query) for row in rows)
        if not matches:
            return Ranking((), 0.0, ())
        return Ranking(matches, _confidence(matches[0].score), self._matched(rows[0], query))

    def nearest(self, question: Question) -> Entry | None:
        """The best entry alone, for whoever asks many questions and needs no reasons."""
        total: Scores = np.sum(list(self._parts(self._query(question)).values()), axis=0)
        row = int(np.argmax(total)) if len(total) else 0
        return self._index.entries[row] if len(total) and total[row] > 0 else None

    def _parts(self, query: Query) -> dict[str, Scores]:
        return {name: signal.weight * signal.score(query, self._index) for name, signal in SIGNALS.items()}

    def _query(self, question: Question) -> Query:
        terms: dict[str, float] = {}
        typed: dict[str, str] = {}
        for text, weight in ((question.text, 1.0), (question.after, _CONTEXT_WEIGHT)):
            for token in self._index.lexicon.merged(plain(text)):
                repaired, kept = self._speller.repair(token)
                terms[repaired.term] = max(terms.get(repaired.term, 0.0), weight * kept)
                typed.setdefault(repaired.term, token.word)
        return Query(terms, typed)

    def _best_rows(self, total: Scores, source: str, top: int) -> list[int]:
        """Rows of the best entry of each quote."""
        best: dict[str, int] = {}
        for row in np.argsort(-total, kind="stable"):
            entry = self._index.entries[row]
            if total[row] <= 0 or len(best) == top:
                break
            if not source or entry.quote.source.id == source:
                best.setdefault(entry.quote.id, int(row))
        return list(best.values())

    def _match(self, row: int, total: Scores, parts: dict[str, Scores], query: Query) -> Match:
        entry = self._index.entries[row]
        signals = {name: float(scores[row]) for name, scores in parts.items()}
        return Match(entry.quote, entry.topic, float(total[row]), signals, self._passage(entry, query))

    def _passage(self, entry: Entry, query: Query) -> tuple[int, int]:
        """The run of whole sentences that says most of what was asked; the earlier one if two say as much."""
        spans = passages(entry.quote.text, SHOWN_CHARS)
        if len(spans) == 1:
            return spans[0]
        texts = [entry.quote.text[start:end] for start, end in spans]
        scores = [self._said(text, query) for text in texts]
        return spans[int(np.argmax(scores))]

    def _said(self, text: str, query: Query) -> float:
        field = self._index.quotes.sentences.field
        terms = {token.term for sentence in sentences(text) for token in self._index.lexicon.merged(sentence)}
        return sum(weight * field.idf(term) for term, weight in query.terms.items() if term in terms)

    def _matched(self, row: int, query: Query) -> tuple[str, ...]:
        """The typed words that the entry shares, the most telling first."""
        topic, quote = int(self._index.topic_of[row]), int(self._index.quote_of[row])
        fields = ((self._index.topics.together, topic), (self._index.quotes.whole, quote))
        shared = [term for term in query.terms if any(field.holds(term, document) for field, document in fields)]
        return tuple(query.typed[term] for term in _telling(shared, self._index.topics.together))


def _telling(terms: Iterable[str], field: Field) -> list[str]:
    """Terms that tell topics apart, the rarest first; those that nearly every topic holds are left out."""
    common = 0.5
    return sorted((term for term in terms if field.idf(term) > common), key=field.idf, reverse=True)


def _confidence(score: float) -> float:
    """The chance that a match with this score answers."""
    return 1 / (1 + exp(-_STEEPNESS * (score - _EVEN_SCORE)))
