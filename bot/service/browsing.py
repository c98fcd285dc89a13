"""What there is to browse in one place: the record, or what has been chosen of it there."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.catalogue import Catalogue
from bot.core.model import ANYWHERE, Question, Source, Topic
from bot.core.search import Found
from bot.core.text import words
from bot.service.snapshots import Snapshot


@dataclass(frozen=True, slots=True)
class Selection:
    """A snapshot, and the sources that answer somewhere; none named means all of them."""

    snapshot: Snapshot
    sources: frozenset[str] = ANYWHERE

    def narrowed(self, source: Source | None) -> Selection:
        """To one of its sources; None leaves it as it is."""
        return Selection(self.snapshot, frozenset({source.id})) if source else self

    @property
    def catalogue(self) -> Catalogue:
        return self.snapshot.catalogue.of(self.sources)

    def questions_like(self, typed: str, limit: int) -> list[str]:
        """Questions that people ask, while one is being typed."""
        return self.snapshot.offers.nearest(typed, limit, self.sources)

    def topics_like(self, typed: str, limit: int) -> list[Topic]:
        """Topics that people ask about in such words."""
        return self.snapshot.offers.topics(typed, limit, self.sources)

    def find(self, typed: str, most: int) -> Found:
        """Quotes by their words."""
        return self.snapshot.search.find(typed, most, self.sources)

    def nearest_topics(self, typed: str, limit: int) -> list[Topic]:
        """At most `limit` topics: those that would answer it as a question, then those asked about in such words."""
        if not words(typed):
            return []
        ranked = [match.topic for match in self.snapshot.matcher.rank(Question(typed, self.sources), limit).matches]
        near = {topic.id: topic for topic in (*ranked, *self.topics_like(typed, limit))}
        return [*near.values()][:limit]
