"""Figures of the bot on questions whose answers somebody has written down.

A result is right if the words shown, 600 characters at most, hold one of the question's spans. White space,
typographic quotes and dashes, and Markdown marks are folded on both sides; nothing else is forgiven.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from statistics import NormalDist, median

from bot.core.answer import Answer, Decision, Mode, Policy, Suggestions, decide
from bot.core.drafts import Location
from bot.core.matching import Match, Ranking
from bot.core.text import folded

SHOWN_CHARS = 600
CHATTER = "chat"
_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """One question of a set. `spans`: passages of the record that a fair judge accepts, none if it does not answer.

    `kind` is free; only "chat" means something: what people say in a channel, put to nobody. `after`: the question
    before, where this one is a follow-up.
    """

    id: str
    text: str
    kind: str
    spans: tuple[str, ...]
    location: Location
    after: str = ""

    @property
    def is_silent(self) -> bool:
        """Whether the record does not answer it, so that the bot must not."""
        return not self.spans

    @property
    def is_put_to_bot(self) -> bool:
        return self.kind != CHATTER

    def is_answered_by(self, words: str) -> bool:
        shown = folded(words)
        return any(folded(span) in shown for span in self.spans)


@dataclass(frozen=True)
class Outcome:
    """What came of a question: put to the bot (`ranking`, `decision`), overheard in a channel (`heard`, `unasked`)."""

    asked: JudgedQuestion
    ranking: Ranking
    decision: Decision
    heard: Ranking
    unasked: Decision

    def at(self, policy: Policy) -> Outcome:
        """Return what would have come of it with other thresholds."""
        decision = decide(self.ranking, policy, Mode.ASK)
        unasked = decide(self.heard, policy, Mode.MESSAGE)
        return Outcome(self.asked, self.ranking, decision, self.heard, unasked)

    @property
    def confidence(self) -> float:
        return self.ranking.confidence

    @property
    def is_answer(self) -> bool:
        return isinstance(self.decision, Answer)

    @property
    def is_given(self) -> bool:
        """Whether it was put to the bot and answered."""
        return self.is_answer and self.asked.is_put_to_bot

    @property
    def is_suggestion(self) -> bool:
        return isinstance(self.decision, Suggestions)

    @property
    def is_reply(self) -> bool:
        """Whether the bot would have spoken up unasked."""
        return isinstance(self.unasked, Answer)

    @cached_property
    def right_place(self) -> int:
        """Which of the first three results is the first right one, from 1; 0 for none."""
        matches = enumerate(self.ranking.matches[:3], 1)
        return next((place for place, match in matches if self.asked.is_answered_by(shown(match))), 0)

    def is_right(self, top: int = 1) -> bool:
        return 0 < self.right_place <= top


def shown(match: Match) -> str:
    """Return the words of a result that count: the first 600 characters of what is shown first."""
    return match.text[:SHOWN_CHARS]


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `total`."""

    count: int
    total: int

    @property
    def value(self) -> float:
        """From 0 to 1; nothing of nothing is 0."""
        return self.count / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % score interval, 0 to 1 (E. B. Wilson, JASA 22, 1927, p. 209); of nothing, everything from 0 to 1."""
        if not self.total:
            return 0.0, 1.0
        spread = _Z * _Z / self.total
        middle = (self.value + spread / 2) / (1 + spread)
        half = sqrt(spread * (self.value * (1 - self.value) + spread / 4)) / (1 + spread)
        return min(self.value, max(0.0, middle - half)), max(self.value, min(1.0, middle + half))


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a set, or of one kind of question in it; those that ask for nothing there have a total of 0.

    `hit_1`, `hit_3`: the first result, or one of the first three, is right; over answerable questions.
    `precision`: right answers of all given; `coverage`: answerable questions answered rightly; `false_answers`: silent
    questions answered; these three without chatter, put to the bot. `false_replies`: silent questions replied to
    unasked. `auroc`: the chance that an answerable question gets more confidence than a silent one. `shown_chars`:
    the median length of the first result over answerable questions.
    """

    answerable: int
    silent: int
    hit_1: Share
    hit_3: Share
    auroc: float | None
    precision: Share
    coverage: Share
    false_answers: Share
    false_replies: Share
    shown_chars: float | None

    @property
    def questions(self) -> int:
        return self.answerable + self.silent


def figures(outcomes: Sequence[Outcome], everything: Sequence[Outcome] = ()) -> Figures:
    """Return the figures of some outcomes.

    `everything` lends the AUROC the answerable or the silent questions that the outcomes themselves have none of.
    """
    answerable, silent = answerable_of(outcomes), silent_of(outcomes)
    put = [outcome for outcome in outcomes if outcome.asked.is_put_to_bot]
    inside, outside = answerable or answerable_of(everything), silent or silent_of(everything)

    def first_chars(outcome: Outcome) -> int:
        return len(shown(outcome.ranking.matches[0])) if outcome.ranking.matches else 0

    return Figures(
        answerable=len(answerable),
        silent=len(silent),
        hit_1=share(answerable, Outcome.is_right),
        hit_3=share(answerable, lambda outcome: outcome.is_right(3)),
        precision=share((outcome for outcome in outcomes if outcome.is_given), Outcome.is_right),
        coverage=share(answerable_of(put), lambda outcome: outcome.is_answer and outcome.is_right()),
        false_answers=share(silent_of(put), lambda outcome: outcome.is_answer),
        false_replies=share(silent, lambda outcome: outcome.is_reply),
        auroc=auroc([o.confidence for o in inside], [o.confidence for o in outside]),
        shown_chars=median(map(first_chars, answerable)) if answerable else None,
    )


def by_kind(outcomes: Sequence[Outcome]) -> dict[str, Figures]:
    """Return the figures of each kind, in the order in which the kinds come up."""
    kinds = dict.fromkeys(outcome.asked.kind for outcome in outcomes)
    return {kind: figures([o for o in outcomes if o.asked.kind == kind], outcomes) for kind in kinds}


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float | None:
    """Return the chance that a value of `inside` is above one of `outside`, ties counting half; None if one is empty.

    The area under the receiver operating characteristic is Mann and Whitney's U over the number of pairs
    (Hanley and McNeil, Radiology 143, 1982, p. 29).
    """
    if not inside or not outside:
        return None
    ordered = sorted(outside)
    wins = sum(bisect_left(ordered, value) + bisect_right(ordered, value) for value in inside) / 2
    return wins / (len(inside) * len(outside))


def share(outcomes: Iterable[Outcome], is_so: Callable[[Outcome], bool]) -> Share:
    found = [is_so(outcome) for outcome in outcomes]
    return Share(sum(found), len(found))


def answerable_of(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if not outcome.asked.is_silent]


def silent_of(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.asked.is_silent]
