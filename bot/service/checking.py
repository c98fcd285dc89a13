"""What `check` finds: every problem, how much of each speaker is quoted, how well each topic is found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.drafts import Problem, Severity
from bot.core.evaluation.errors import Coverage, Findability, coverage, findability
from bot.core.proof.lint import Phrasings, phrasing_problems
from bot.service.snapshots import Snapshot


@dataclass(frozen=True, slots=True)
class Report:
    """The state of a knowledge folder; `quotes` and `topics` count what was admitted, `tier` is how they are found."""

    problems: tuple[Problem, ...]
    coverage: tuple[Coverage, ...]
    findability: tuple[Findability, ...]
    phrasings: tuple[Phrasings, ...]
    topics: int
    quotes: int
    tier: str

    def of(self, severity: Severity) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity is severity)

    @property
    def hit_1(self) -> float:
        """The share of all ways of asking that find their topic while they are held out."""
        asked = sum(found.asked for found in self.findability)
        return sum(found.found for found in self.findability) / asked if asked else 1.0

    @property
    def hardest(self) -> tuple[Findability, ...]:
        """All topics, the one that its own ways of asking find worst first."""
        return tuple(sorted(self.findability, key=lambda found: (found.hit_1, found.topic)))

    @property
    def exit_code(self) -> int:
        return 1 if self.of(Severity.ERROR) else 0


def inspect(snapshot: Snapshot, phrasings: Iterable[Phrasings], tier: str) -> Report:
    """Look a snapshot over, and the ways of asking it was made from; problems come in the order of files and lines."""
    knowledge, phrasings = snapshot.knowledge, tuple(phrasings)
    problems = (*snapshot.problems, *phrasing_problems(phrasings))
    return Report(
        problems=tuple(sorted(problems, key=lambda problem: problem.place)),
        coverage=coverage(knowledge),
        findability=findability(knowledge, snapshot.matcher),
        phrasings=phrasings,
        topics=len(knowledge.topics),
        quotes=len(knowledge.quotes),
        tier=tier,
    )
