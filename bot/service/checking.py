"""What `check` finds: every problem, how much of each speaker is quoted, which topics cannot be told apart."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.problems import Problem
from bot.core.review import Coverage, Findability, coverage, findability
from bot.service.live import Snapshot


@dataclass(frozen=True, slots=True)
class Report:
    """The state of a knowledge folder; `quotes` and `topics` count what was admitted, `tier` is how they are found."""

    problems: tuple[Problem, ...]
    coverage: tuple[Coverage, ...]
    findability: tuple[Findability, ...]
    topics: int
    quotes: int
    tier: str

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.is_error)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.is_error)

    @property
    def exit_code(self) -> int:
        return 1 if self.errors else 0


def inspect(snapshot: Snapshot, tier: str) -> Report:
    """Look a snapshot over; its problems come in the order of files and lines."""
    knowledge = snapshot.knowledge
    return Report(
        problems=tuple(sorted(snapshot.problems, key=lambda problem: problem.place)),
        coverage=coverage(knowledge),
        findability=findability(knowledge, snapshot.matcher),
        topics=len(knowledge.topics),
        quotes=len(knowledge.quotes),
        tier=tier,
    )
