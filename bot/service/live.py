"""The knowledge that is being served: built aside, swapped in by one assignment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.core.drafts import RecordDraft
from bot.core.matching import Matcher, Offers
from bot.core.model import Knowledge, Speaker
from bot.core.problems import Problem, Written
from bot.core.verify import admit


@dataclass(frozen=True)
class Snapshot:
    """Admitted knowledge, the engine built from it, and what was set aside."""

    knowledge: Knowledge
    matcher: Matcher
    problems: tuple[Problem, ...]

    @cached_property
    def offers(self) -> Offers:
        return Offers(self.knowledge)

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        return tuple(s for source in self.knowledge.sources.values() for s in source.speakers.values())


def build(
    records: Sequence[RecordDraft], problems: Sequence[Problem] = (), silence: Sequence[Written] = ()
) -> Snapshot:
    """Prove the drafts and index what was admitted; the reader's own problems come first."""
    knowledge, found = admit(records, silence)
    return Snapshot(knowledge, Matcher.of(knowledge), (*problems, *found))


class Live:
    """Holds the snapshot that is served. Whoever answers takes it once per question."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
