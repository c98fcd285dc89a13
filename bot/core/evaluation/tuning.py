"""What every answer threshold would give, and the thresholds for a wanted precision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import inf

from bot.core.answer import Policy
from bot.core.evaluation.metrics import Outcome, Share, answerable_of, share, silent_of

# A list of topics claims nothing, so it may come up where the record is silent, but at more than every fifth such
# question people would take it for an answer, and the honest no would be lost.
SUGGESTED_SHARE = 0.2
ENOUGH_ANSWERABLE = 50
ENOUGH_SILENT = 30

_ALWAYS_ANSWER = Policy(0.0, 0.0, 0.0)
_ALWAYS_SUGGEST = Policy(inf, 0.0, inf)


@dataclass(frozen=True, slots=True)
class Point:
    """What answering from this confidence on gives in mode ask."""

    threshold: float
    precision: Share
    coverage: Share


@dataclass(frozen=True, slots=True)
class Tuning:
    """Thresholds for a wanted precision (0-1), chosen on these very questions; `policy` is None if none reaches it.

    `best` is the point of the highest precision there is, None where nothing can be answered.
    """

    wanted: float
    policy: Policy | None
    best: Point | None
    answerable: int
    silent: int


def curve(outcomes: Iterable[Outcome]) -> tuple[Point, ...]:
    """Return precision and coverage at every threshold that makes a difference, the highest first."""
    put = [outcome for outcome in outcomes if outcome.asked.is_put_to_bot]
    answerable = len(answerable_of(put))
    able = sorted((o for o in put if o.at(_ALWAYS_ANSWER).is_answer), key=lambda o: o.confidence, reverse=True)
    points: list[Point] = []
    given = right = 0
    for threshold, answered in groupby(able, key=lambda outcome: outcome.confidence):
        found = share(answered, Outcome.is_right)
        given, right = given + found.total, right + found.count
        points.append(Point(threshold, Share(right, given), Share(right, answerable)))
    return tuple(points)


def tune(outcomes: Sequence[Outcome], wanted: float, policy: Policy) -> Tuning:
    """Return the thresholds that reach the precision with the best coverage.

    `policy` holds what stays as it is where the questions do not tell. Suggestions go to at most SUGGESTED_SHARE of
    the silent questions, unasked replies to none.
    """
    points = curve(outcomes)
    best = max(points, key=lambda point: (point.precision.value, point.coverage.value), default=None)
    answerable, silent = len(answerable_of(outcomes)), len(silent_of(outcomes))
    reaching = [point for point in points if point.coverage.count and point.precision.value >= wanted]
    if not reaching:
        return Tuning(wanted, None, best, answerable, silent)
    chosen = max(reaching, key=lambda point: (point.coverage.count, -point.precision.total))
    below = (point.threshold for point in points if point.threshold < chosen.threshold)
    answer_at = roundest(max(below, default=0.0), chosen.threshold)
    suggest_at = _suggest_at(outcomes, answer_at, policy.suggest_at)
    message_at = _message_at(outcomes, policy.message_at)
    return Tuning(wanted, Policy(answer_at, suggest_at, max(answer_at, message_at)), best, answerable, silent)


def false_suggestions(outcomes: Iterable[Outcome]) -> Share:
    """Return the share of silent questions put to the bot that get suggestions."""
    silent = [outcome for outcome in silent_of(outcomes) if outcome.asked.is_put_to_bot]
    return share(silent, lambda outcome: outcome.is_suggestion)


def roundest(low: float, high: float) -> float:
    """Return the number above `low`, at most `high`, with the fewest decimals, the one nearest to the middle."""
    middle = (low + high) / 2
    rounded = (round(middle, digits) for digits in range(1, 16))
    return next((number for number in rounded if low < number <= high), high)


def _suggest_at(outcomes: Iterable[Outcome], answer_at: float, otherwise: float) -> float:
    """Return a threshold as low as the allowed share of silent questions permits, never above `answer_at`."""
    silent = [outcome for outcome in silent_of(outcomes) if outcome.asked.is_put_to_bot]
    able = [o.confidence for o in silent if o.at(_ALWAYS_SUGGEST).is_suggestion and o.confidence < answer_at]
    allowed = int(SUGGESTED_SHARE * len(silent))
    if len(able) <= allowed:
        return min(otherwise, answer_at)
    return _next_above(sorted(able, reverse=True)[allowed], able, answer_at)


def _next_above(level: float, values: Iterable[float], ceiling: float) -> float:
    """Return the roundest threshold above a confidence, but not above the next one."""
    return roundest(level, min((value for value in values if value > level), default=ceiling))


def _message_at(outcomes: Iterable[Outcome], otherwise: float) -> float:
    """Return a threshold above every silent question that could be replied to, below the next answerable one."""
    able = [outcome for outcome in outcomes if outcome.at(_ALWAYS_ANSWER).is_reply]
    silent = [outcome.heard.confidence for outcome in silent_of(able)]
    if not silent:
        return otherwise
    loudest = max(silent)
    return _next_above(loudest, (outcome.heard.confidence for outcome in able), 1.0) if loudest < 1 else 1.0
