"""One log line for each question: what was decided; what was asked only where the operator wants it kept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass

from bot.core.answer import Answer
from bot.core.model import Question
from bot.service.answering import Reply

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Noted:
    """What is told of a question: where it was asked, the decision, the quote, how sure, how long it took."""

    surface: str
    decision: str
    quote: str | None
    confidence: float
    ms: float


class Journal:
    """Notes replies in the log, and tells whoever counts them; the words stand in the log where it `has_words`."""

    def __init__(self, *, has_words: bool = False) -> None:
        self.told: list[Callable[[Noted], None]] = []
        self._has_words = has_words

    def note(self, surface: str, question: Question, reply: Reply) -> None:
        """`surface`: where it was asked."""
        noted = _noted(surface, reply)
        words = {"words": question.text} if self._has_words else {}
        _log.info(
            "%s: %s %s confidence=%.2f ms=%.1f%s",
            noted.surface,
            noted.decision,
            noted.quote or "-",
            noted.confidence,
            noted.ms,
            f" words={question.text!r}" if self._has_words else "",
            extra=asdict(noted) | words,
        )
        for tell in self.told:
            tell(noted)


def _noted(surface: str, reply: Reply) -> Noted:
    decision = reply.decision
    quote = decision.matches[0].quote.id if isinstance(decision, Answer) else None
    confidence, ms = round(reply.ranking.confidence, 4), round(reply.duration_ms, 2)
    return Noted(surface, type(decision).__name__.lower(), quote, confidence, ms)
