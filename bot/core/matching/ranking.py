"""What the engine gives back: quotes in order, each with the reasons why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.excerpts import Excerpt
from bot.core.model import Quote, Topic


@dataclass(frozen=True, slots=True)
class Match:
    """A quote, the topic it was found through, and why: each signal's part adds up to the score (0-1).

    `passage` is the span of the quote's text that is shown first: whole sentences.
    """

    quote: Quote
    topic: Topic
    score: float
    signals: Mapping[str, float]
    passage: tuple[int, int]

    @property
    def excerpt(self) -> Excerpt:
        return Excerpt(self.quote, self.passage)

    @property
    def text(self) -> str:
        return self.excerpt.text

    @property
    def shown(self) -> str:
        """The passage with a mark where the quote has more words."""
        return self.excerpt.shown

    @property
    def goes_on(self) -> bool:
        """Whether the quote has more words than the passage."""
        return self.excerpt.goes_on


@dataclass(frozen=True, slots=True)
class Ranking:
    """Matches of distinct quotes, best first. `confidence` (0-1) is that the first one answers.

    `matched`: the words of the question that the first match shares, as they were typed. `asks`: whether it can be
    taken for a question by somebody who was not asked.
    """

    matches: tuple[Match, ...]
    confidence: float
    matched: tuple[str, ...]
    asks: bool = True
