"""A whole question set put to the bot, as a member would ask it and as a channel would say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from bot.core.answer import Mode, Policy
from bot.core.drafts import Problem
from bot.core.evaluation.errors import Confusion, confusions, misses, unfindable
from bot.core.evaluation.metrics import Asked, Figures, Outcome, by_kind, figures
from bot.core.evaluation.tuning import Point, Tuning, curve, tune
from bot.core.model import Knowledge, Question
from bot.service.answering import Answering


@dataclass(frozen=True)
class Evaluation:
    """What came of every question, and what follows from it; `tuning` is there if a precision was wanted."""

    outcomes: tuple[Outcome, ...]
    policy: Policy
    knowledge: Knowledge
    warnings: tuple[Problem, ...]
    tuning: Tuning | None

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
    questions: Iterable[Asked], answering: Answering, policy: Policy, precision: float | None = None
) -> Evaluation:
    """Ask everything in both modes. `policy` is the one that `answering` keeps; `precision` (0-1) asks for tuning."""
    asked = tuple(questions)
    knowledge = answering.snapshot.knowledge
    outcomes = tuple(_outcome(question, answering) for question in asked)
    tuning = None if precision is None else tune(outcomes, precision, policy)
    return Evaluation(outcomes, policy, knowledge, tuple(unfindable(asked, knowledge)), tuning)


def _outcome(asked: Asked, answering: Answering) -> Outcome:
    question = Question(asked.text)
    put, overheard = (answering.reply(question, mode) for mode in (Mode.ASK, Mode.MESSAGE))
    return Outcome(asked, put.ranking, put.decision, overheard.ranking, overheard.decision)
