"""One log line for each question: what was decided, never what was asked."""

from __future__ import annotations

import logging

from bot.core.answer import Answer
from bot.service.answering import Reply

_log = logging.getLogger(__name__)


def note(surface: str, reply: Reply) -> None:
    """Log a reply: the surface it was asked on, the decision, the quote, the confidence, the time it took."""
    decision = reply.decision
    quote = decision.matches[0].quote.id if isinstance(decision, Answer) else "-"
    name = type(decision).__name__.lower()
    _log.info("%s %s %s confidence=%.2f ms=%.1f", surface, name, quote, reply.ranking.confidence, reply.duration_ms)
