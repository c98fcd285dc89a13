"""Small knowledge for the bot on the loopback Discord: as many topics and interviews as a test needs."""

from __future__ import annotations

from bot.core.drafts import Location, QuoteDraft, RecordDraft, TopicDraft, UseDraft
from bot.service.snapshots import Snapshot, build
from tests.core.drafts import quote, record, topic, written

HELP = "I would ask for help sooner"
PROJECT = "One small project helped me most."


def topics(*titles: str) -> list[TopicDraft]:
    """Topics t0, t1 ... with these titles, all about the same words."""
    use = UseDraft(Location("knowledge/talk-2024.yaml", 9, 1), written("a-quote"))
    words: list[QuoteDraft | UseDraft] = [quote(PROJECT), *([use] * (len(titles) - 1))]
    return [
        topic(words[at], id=f"t{at}", title=title, questions=[f"question {at}?"]) for at, title in enumerate(titles)
    ]


def interviews(count: int) -> list[RecordDraft]:
    """So many interviews, talk-0 and on, each with a topic of its own and one that all speak to."""
    return [
        record(
            topic(quote(PROJECT), id=f"start-{at}", title=f"How to start {at}?"),
            topic(quote(HELP, id="help"), id="help", title="Whom to ask?" if at == 0 else None, questions=[]),
            source=f"talk-{at}",
        )
        for at in range(count)
    ]


def shelf(*drafts: RecordDraft) -> Snapshot:
    """What is admitted of them, which must be all."""
    snapshot = build(drafts)
    assert [str(problem) for problem in snapshot.problems if problem.is_error] == []
    return snapshot
