"""What every answer threshold would give, and the thresholds for a wanted precision."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import ceil, exp, inf, log, log1p

from bot.core.answer import Policy
from bot.core.evaluation.metrics import Outcome, Share, answerable_of, share, silent_of

# A list of topics claims nothing, so it may come up where the record is silent, but at more than every fifth such
# question people would take it for an answer, and the honest no would be lost.
SUGGESTED_SHARE = 0.2
ENOUGH_ANSWERABLE = 50
ENOUGH_SILENT = 30
PROMISED = 0.05  # the share of wrong answers that people want to stay below
CERTAINTY = 0.95
FEWEST_CERTIFYING = 20
_MOST_ANSWERS = 1_000_000

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

    # as low as the allowed share of silent questions permits, never above `answer_at`
    silent_put = [outcome for outcome in silent_of(outcomes) if outcome.asked.is_put_to_bot]
    able = [o.confidence for o in silent_put if o.at(_ALWAYS_SUGGEST).is_suggestion and o.confidence < answer_at]
    allowed = int(SUGGESTED_SHARE * len(silent_put))
    suggest_at = min(policy.suggest_at, answer_at)
    if len(able) > allowed:
        suggest_at = _next_above(sorted(able, reverse=True)[allowed], able, answer_at)

    # above every silent question that could be replied to, below the next answerable one
    replied = [outcome for outcome in outcomes if outcome.at(_ALWAYS_ANSWER).is_reply]
    loudest = max((outcome.heard.confidence for outcome in silent_of(replied)), default=None)
    message_at = policy.message_at if loudest is None else 1.0
    if loudest is not None and loudest < 1:
        message_at = _next_above(loudest, (outcome.heard.confidence for outcome in replied), 1.0)
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


def _next_above(level: float, values: Iterable[float], ceiling: float) -> float:
    """Return the roundest threshold above a confidence, but not above the next one."""
    return roundest(level, min((value for value in values if value > level), default=ceiling))


@dataclass(frozen=True, slots=True)
class Promise:
    """How many answers are wrong at most, with 95 % certainty, at a threshold that was not chosen on them.

    `wrong`: wrong answers of those given. `at_most` (0-1) is None where too few were given to say anything. `missing`:
    how many questions more it takes to promise PROMISED, were as many of them wrong; None where no number would do.
    """

    answer_at: float
    wrong: Share
    at_most: float | None
    missing: int | None


def promise(outcomes: Iterable[Outcome], answer_at: float) -> Promise:
    """Certify a threshold on questions that it was not chosen on."""
    put = [outcome for outcome in outcomes if outcome.asked.is_put_to_bot]
    given = [outcome for outcome in put if outcome.at(Policy(answer_at, 0.0, inf)).is_answer]
    wrong = share(given, lambda outcome: not outcome.is_right())
    at_most = highest_rate(wrong.count, wrong.total) if wrong.total >= FEWEST_CERTIFYING else None
    needed = answers_needed(wrong.value) if wrong.total else None
    more = None if needed is None else ceil(max(0, needed - wrong.total) * len(put) / wrong.total)
    return Promise(answer_at, wrong, at_most, more)


def split_promise(outcomes: Sequence[Outcome], wanted: float, policy: Policy) -> Promise | None:
    """Choose a threshold for a precision on every other question, and certify it on those between.

    None where no threshold reaches the precision.
    """
    in_order = sorted(outcomes, key=lambda outcome: (outcome.asked.kind, outcome.asked.id))
    chosen = tune(in_order[::2], wanted, policy).policy
    return promise(in_order[1::2], chosen.answer_at) if chosen else None


def highest_rate(count: int, total: int) -> float:
    """Return the one-sided 95 % upper bound of a rate (Clopper and Pearson, Biometrika 26, 1934, p. 404)."""
    if count >= total:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(50):
        rate = (low + high) / 2
        low, high = (rate, high) if _chance_of_at_most(count, total, rate) > 1 - CERTAINTY else (low, rate)
    return high


def answers_needed(rate: float) -> int | None:
    """Return the fewest answers that promise PROMISED if this share of them is wrong; None if none suffices.

    So many wrong ones allow a number of answers, and take a number: the fewest that are allowed are looked for.
    """
    if rate >= PROMISED:
        return None
    share_wrong = Fraction(rate).limit_denominator(_MOST_ANSWERS)

    def allowed(wrong: int) -> int:
        return int(wrong / share_wrong) if share_wrong else _MOST_ANSWERS

    def suffices(wrong: int, total: int) -> bool:
        return _chance_of_at_most(wrong, total, PROMISED) <= 1 - CERTAINTY

    every = range(int(share_wrong * _MOST_ANSWERS) + 1)
    fewest = bisect_left(every, 1, key=lambda wrong: suffices(wrong, allowed(wrong)))
    if fewest == len(every):
        return None
    return bisect_left(range(allowed(fewest)), 1, lo=fewest, key=lambda total: suffices(fewest, total))


def _chance_of_at_most(count: int, total: int, rate: float) -> float:
    """Return the binomial chance of at most so many, 0 < rate < 1."""
    term = total * log1p(-rate)
    chance = exp(term)
    for number in range(count):
        term += log((total - number) / (number + 1)) + log(rate) - log1p(-rate)
        chance += exp(term)
    return chance
