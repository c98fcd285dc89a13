"""The decision."""

from __future__ import annotations

import pytest

from bot.core.answer import Abstention, Answer, Mode, Policy, Suggestions, decide
from bot.core.matching import Ranking
from bot.core.model import Question
from bot.service.snapshots import Snapshot

POLICY = Policy(answer_at=0.6, suggest_at=0.3, message_at=0.9)


def ranking(snapshot: Snapshot, confidence: float) -> Ranking:
    found = snapshot.matcher.rank(Question("should I do a master's degree?"), 5)
    return Ranking(found.matches, confidence, found.matched)


@pytest.mark.parametrize(
    ("confidence", "mode", "decision"),
    [
        (0.6, Mode.ASK, Answer),
        (0.59, Mode.ASK, Suggestions),
        (0.3, Mode.ASK, Suggestions),
        (0.29, Mode.ASK, Abstention),
        (0.9, Mode.MESSAGE, Answer),
        (0.89, Mode.MESSAGE, Abstention),
    ],
)
def test_confidence_decides(snapshot: Snapshot, confidence: float, mode: Mode, decision: type) -> None:
    """Two bars when asked; one, higher, when not."""
    assert isinstance(decide(ranking(snapshot, confidence), POLICY, mode), decision)


def test_nothing_found_is_an_abstention() -> None:
    """Without any topic to name."""
    assert decide(Ranking((), 0.0, ()), POLICY) == Abstention()


def test_suggestions_are_distinct_topics(snapshot: Snapshot) -> None:
    """Three at most, the nearest first."""
    decision = decide(ranking(snapshot, 0.4), POLICY)
    assert isinstance(decision, Suggestions)
    ids = [topic.id for topic in decision.topics]
    assert len(set(ids)) == len(ids) <= 3


def test_nobody_is_answered_who_did_not_plainly_ask(snapshot: Snapshot) -> None:
    """However sure: a statement that holds the right words is no question; put to the bot, it is."""
    found = ranking(snapshot, 0.99)
    stated = Ranking(found.matches, 0.99, found.matched, asks=False)
    assert isinstance(decide(stated, POLICY, Mode.MESSAGE), Abstention)
    assert isinstance(decide(stated, POLICY, Mode.ASK), Answer)
