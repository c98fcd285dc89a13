"""What comes nearest to a name or to words that lead nowhere."""

from __future__ import annotations

from bot.core.model import Question, Topic
from bot.core.text import words
from bot.service.live import Snapshot


def nearest_topics(snapshot: Snapshot, typed: str, limit: int) -> list[Topic]:
    """At most `limit` topics: those that would answer it as a question, then those asked about in such words."""
    if not words(typed):
        return []
    ranked = [match.topic for match in snapshot.matcher.rank(Question(typed), limit).matches]
    near = {topic.id: topic for topic in (*ranked, *snapshot.offers.topics(typed, limit))}
    return [*near.values()][:limit]
