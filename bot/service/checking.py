"""What `check` finds: every problem, how much of each speaker is quoted, how well each topic is found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.core.answer import Mode, Policy
from bot.core.drafts import Problem, Severity
from bot.core.evaluation.errors import (
    Confusion,
    Coverage,
    Findability,
    confusions,
    coverage,
    findability,
    misses,
    unfindable,
)
from bot.core.evaluation.metrics import Figures, JudgedQuestion, Outcome, by_kind, figures
from bot.core.evaluation.tuning import Point, Promise, Tuning, curve, promise, split_promise, tune
from bot.core.model import Knowledge, Question
from bot.core.proof.lint import Phrasings, phrasing_problems
from bot.service.answering import Answering
from bot.service.snapshots import Snapshot


@dataclass(frozen=True, slots=True)
class Report:
    """The state of a knowledge folder; `quotes` and `topics` count what was admitted, `tier` is how they are found.

    `promises`: for each source, how many of its answers are wrong at most; None where no questions are judged.
    """

    problems: tuple[Problem, ...]
    coverage: tuple[Coverage, ...]
    findability: tuple[Findability, ...]
    phrasings: tuple[Phrasings, ...]
    topics: int
    quotes: int
    tier: str
    promises: Mapping[str, Promise] | None = None

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


def inspect(
    snapshot: Snapshot, phrasings: Iterable[Phrasings], tier: str, promises: Mapping[str, Promise] | None = None
) -> Report:
    """Look a snapshot over, and the ways of asking it was made from; problems come in the order of files and lines."""
    knowledge, phrasings = snapshot.knowledge, tuple(phrasings)
    problems = (*snapshot.problems, *phrasing_problems(phrasings))
    return Report(
        problems=tuple(sorted(problems, key=lambda problem: problem.order)),
        coverage=coverage(knowledge),
        findability=findability(knowledge, snapshot.matcher),
        phrasings=phrasings,
        topics=len(knowledge.topics),
        quotes=len(knowledge.quotes),
        tier=tier,
        promises=promises,
    )


@dataclass(frozen=True)
class Evaluation:
    """What came of every question, and what follows from it; `tuning` is there if a precision was wanted."""

    outcomes: tuple[Outcome, ...]
    policy: Policy
    knowledge: Knowledge
    warnings: tuple[Problem, ...]
    tuning: Tuning | None

    @cached_property
    def promise(self) -> Promise | None:
        """What the thresholds promise; with a wanted precision, one chosen on half of the questions for it."""
        if self.tuning is None:
            return promise(self.outcomes, self.policy.answer_at)
        return split_promise(self.outcomes, self.tuning.wanted, self.policy)

    @cached_property
    def figures(self) -> Figures:
        return figures(self.outcomes)

    @cached_property
    def by_kind(self) -> dict[str, Figures]:
        return by_kind(self.outcomes)

    @cached_property
    def misses(self) -> tuple[Outcome, ...]:
        return misses(self.outcomes)

    @cached_property
    def confusions(self) -> tuple[Confusion, ...]:
        return confusions(self.outcomes, self.knowledge)

    @cached_property
    def curve(self) -> tuple[Point, ...]:
        return curve(self.outcomes)

    @cached_property
    def tuned(self) -> tuple[Outcome, ...]:
        """What the wanted thresholds would have made of the questions; nothing where there are none."""
        policy = self.tuning.policy if self.tuning else None
        return tuple(outcome.at(policy) for outcome in self.outcomes) if policy else ()

    @cached_property
    def tuned_figures(self) -> Figures | None:
        return figures(self.tuned) if self.tuned else None


def evaluate(
    questions: Iterable[JudgedQuestion], answering: Answering, policy: Policy, precision: float | None = None
) -> Evaluation:
    """Ask everything in both modes. `policy` is the one that `answering` keeps; `precision` (0-1) asks for tuning."""
    asked = tuple(questions)
    knowledge = answering.snapshot.knowledge
    outcomes = []
    for each in asked:
        question = Question(each.text, after=each.after)
        put, overheard = (answering.reply(question, mode) for mode in (Mode.ASK, Mode.MESSAGE))
        outcomes.append(Outcome(each, put.ranking, put.decision, overheard.ranking, overheard.decision))
    tuning = None if precision is None else tune(outcomes, precision, policy)
    return Evaluation(tuple(outcomes), policy, knowledge, tuple(unfindable(asked, knowledge)), tuning)


def promises(evaluation: Evaluation) -> Mapping[str, Promise]:
    """Return for each source what is promised of the answers out of it, at the thresholds that are set."""
    by_source: dict[str, list[Outcome]] = {source: [] for source in evaluation.knowledge.sources}
    for outcome in evaluation.outcomes:
        for match in outcome.ranking.matches[:1]:
            by_source[match.quote.source.id].append(outcome)
    return {source: promise(outcomes, evaluation.policy.answer_at) for source, outcomes in by_source.items()}
