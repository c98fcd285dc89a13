"""The engine over any collection of texts: candidates in, the nearest of them out.

    ranker = Ranker.over([Candidate("a", questions=("how do I start?",)), Candidate("b", text="Save early.")])
    ranked = ranker.rank("where to begin")
    ranked.confidence, [found.id for found in ranked.results]

A ranker is built once and asked as often as wanted, from any thread.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal

from bot.core.matching.corpus import Corpus, Encoder, Entry, QuoteText, TopicText
from bot.core.matching.engine import Engine
from bot.core.matching.weights import AS_IT_IS, Usage
from bot.core.model import Question

Id = str | int
GroupBy = Literal["topic", "none"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What can be found, by any of its texts. Without a topic it is a topic by itself.

    Candidates of one topic share their titles and questions, whatever collections they are in.
    """

    id: Id
    collection: str = ""
    topic: Id | None = None
    title: str = ""
    questions: tuple[str, ...] = ()
    asked: str = ""
    text: str = ""

    @property
    def of(self) -> Id:
        """Its topic, or itself."""
        return self.id if self.topic is None else self.topic

    @property
    def topic_key(self) -> tuple[bool, Id]:
        """A topic that is named like a candidate without a topic is another one."""
        return self.topic is None, self.of


@dataclass(frozen=True, slots=True)
class CandidateMatch:
    """A candidate and how near it is (0-1)."""

    candidate: Candidate
    score: float

    @property
    def id(self) -> Id:
        return self.candidate.id


@dataclass(frozen=True, slots=True)
class Ranked:
    """Results, best first. `confidence` (0-1) is that the first one is what was looked for."""

    confidence: float
    results: tuple[CandidateMatch, ...]


class Ranker:
    """The engine over candidates."""

    def __init__(self, candidates: Sequence[Candidate], engine: Engine) -> None:
        self._candidates = candidates
        self._engine = engine

    @classmethod
    def over(cls, candidates: Iterable[Candidate], encoder: Encoder | None = None, usage: Usage = AS_IT_IS) -> Ranker:
        """Raises ValueError where two candidates have the same id."""
        kept = tuple(candidates)
        return cls(kept, Engine.over(corpus_of_candidates(kept), encoder, usage))

    def rank(
        self, text: str, within: frozenset[str] = frozenset(), top: int = 10, group_by: GroupBy = "topic"
    ) -> Ranked:
        """Return at most `top` candidates that share anything with the text, the best one of each topic or all.

        `within`: only these collections; empty for all.
        """
        scored = self._engine.score(Question(text), within)
        rows = self._engine.best(scored, top, each="topic" if group_by == "topic" else "quote")
        confidence = self._engine.confidence(scored, rows[0]) if rows else 0.0
        return Ranked(
            confidence, tuple(CandidateMatch(self._candidates[row], float(scored.total[row])) for row in rows)
        )


def corpus_of_candidates(candidates: Sequence[Candidate]) -> Corpus:
    """Return the corpus of candidates, in their order. Raises ValueError where two have the same id."""
    seen: set[Id] = set()
    topics: dict[tuple[bool, Id], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.id in seen:
            raise ValueError(f"Two candidates have the id {candidate.id}.")
        seen.add(candidate.id)
        topics[candidate.topic_key].append(candidate)
    rows = {key: row for row, key in enumerate(topics)}
    places = {key: count() for key in topics}
    return Corpus(
        topics=tuple(TopicText(str(members[0].of), _phrasings(members)) for members in topics.values()),
        quotes=tuple(QuoteText(str(c.id), c.text, c.asked, c.collection) for c in candidates),
        entries=tuple(
            Entry(rows[candidate.topic_key], row, next(places[candidate.topic_key]))
            for row, candidate in enumerate(candidates)
        ),
    )


def _phrasings(members: Sequence[Candidate]) -> tuple[str, ...]:
    """Return titles, then questions, each text once."""
    texts = [member.title for member in members] + [text for member in members for text in member.questions]
    return tuple(dict.fromkeys(text for text in texts if text.strip()))
