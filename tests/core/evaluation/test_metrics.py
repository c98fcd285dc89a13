"""The figures: computed by hand on a small set, and what must hold of any set."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.answer import Policy
from bot.core.evaluation.metrics import Share, auroc, by_kind, figures, shown
from bot.core.matching import Match
from tests.core.evaluation.outcomes import KNOWLEDGE, RIGHT, WRONG, asked, match, outcome, right, second, silent, wrong

CONFIDENCES = st.lists(st.floats(0, 1), min_size=1, max_size=30)
SET = [
    right(0.95),
    right(0.8),
    second(0.75, kind="typo"),
    right(0.5),
    wrong(0.3, kind="typo"),
    outcome(asked(RIGHT), 0.0),
    silent(0.92),
    silent(0.45),
    silent(0.1),
    silent(0.91, kind="chat"),
    silent(0.2, kind="chat"),
]


def test_figures_by_hand() -> None:
    """Six answerable questions, three silent ones, two of chatter; answers from 0.7, unasked from 0.9."""
    found = figures(SET)
    assert (found.questions, found.answerable, found.silent) == (11, 6, 5)
    assert found.hit_1 == Share(3, 6)
    assert found.hit_3 == Share(4, 6)
    assert found.precision == Share(2, 4)  # 0.95, 0.8 right; 0.75, 0.92 wrong; the chatter at 0.91 was put to nobody
    assert found.coverage == Share(2, 6)
    assert found.false_answers == Share(1, 3)
    assert found.false_replies == Share(2, 5)
    assert found.auroc == pytest.approx((5 + 3 + 3 + 3 + 2 + 0) / 30)
    assert found.shown_chars == (len(WRONG) + len(RIGHT)) / 2


def test_figures_by_kind() -> None:
    """In the order in which they come up; AUROC lends what a kind has none of."""
    kinds = by_kind(SET)
    assert list(kinds) == ["direct", "typo", "oos", "chat"]
    assert kinds["typo"].hit_3 == Share(1, 2)
    assert kinds["typo"].precision == Share(0, 1)
    assert kinds["typo"].auroc == pytest.approx((3 + 2) / 10)
    assert kinds["chat"].false_answers == Share(0, 0)
    assert kinds["chat"].auroc == pytest.approx((1 + 5) / 12)
    assert kinds["oos"].hit_1.total == 0
    assert kinds["oos"].shown_chars is None


def test_nothing_asked_gives_no_figures() -> None:
    """And divides by nothing."""
    found = figures([])
    assert (found.hit_1.total, found.auroc, found.shown_chars) == (0, None, None)


def test_other_thresholds_decide_anew() -> None:
    """The same outcomes at another policy."""
    bold = [found.at(Policy(0.0, 0.0, 0.0)) for found in SET]
    assert figures(bold).precision == Share(3, 8)  # the one that found nothing stays unanswered
    assert figures(bold).false_replies == Share(5, 5)


def test_only_what_is_shown_counts() -> None:
    """Quotation marks, Markdown and white space are folded; words past 600 characters and cut ones are not seen."""
    question = asked("it isn't\n*easy*")
    assert question.is_answered_by("It was said that it isn’t easy.")
    assert not question.is_answered_by("It isn't so easy.")
    found = match("right")
    long = Match(found.quote, found.topic, 0.5, {}, (0, 7))
    assert shown(long) == RIGHT[:7]
    assert len(KNOWLEDGE.topics) == 3


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_published(count: int, total: int, low: float, high: float) -> None:
    """Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    assert Share(count, total).interval == pytest.approx((low, high), abs=0.00005)


@given(st.integers(0, 10_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_interval_holds_the_share(counts: tuple[int, int]) -> None:
    """And lies between 0 and 1."""
    share = Share(*counts)
    low, high = share.interval
    assert 0 <= low <= share.value <= high <= 1


@given(CONFIDENCES, CONFIDENCES)
def test_auroc_is_the_chance_of_a_win(inside: list[float], outside: list[float]) -> None:
    """As counted pair by pair, ties half."""
    wins = sum((a > b) + (a == b) / 2 for a in inside for b in outside)
    assert auroc(inside, outside) == pytest.approx(wins / len(inside) / len(outside))


@given(CONFIDENCES, CONFIDENCES)
def test_reversed_confidence_reverses_auroc(inside: list[float], outside: list[float]) -> None:
    """Whoever is surest of what is wrong is as far from chance as whoever is surest of what is right."""
    there, back = auroc(inside, outside), auroc([-c for c in inside], [-c for c in outside])
    assert there is not None
    assert back == pytest.approx(1 - there)
