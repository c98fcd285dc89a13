"""Questions without an answer, put together where they ask alike."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.records import Reason, Unanswered
from bot.core.unanswered import UnansweredGroup, gaps
from bot.service.snapshots import Snapshot
from tests.state.values import MINUTE, question

ASKED = [
    "Should I learn Rust?",
    "is rust worth learning for data science?",
    "what about rust for ml, worth learning?",
    "should i learn rust",
    "shud I learn Rust??",
    "who won the world cup?",
    "who won the world cup in 2022?",
    "what is his salary?",
    "whats alexeys salary at olx",
    "where are the recordings of the zoomcamp?",
    "zoomcamp recordings link?",
    "🤷",
]


def kept(*texts: str) -> list[Unanswered]:
    return [replace(question(text=text, asker=f"asker {at}"), id=at + 1) for at, text in enumerate(texts)]


def one_each(counts: Mapping[str, int]) -> list[tuple[str, ...]]:
    return [(text,) for text in counts]


def together(found: tuple[UnansweredGroup, ...]) -> set[frozenset[int]]:
    return {frozenset(gap.ids) for gap in found}


def test_what_differs_in_marks_alone_is_one_wording() -> None:
    """As it was typed most often; what most people asked comes first."""
    texts = "Why Go?", "why go", "WHY go!", "why go", "why not?"
    first, second = gaps(kept(*texts), one_each)
    assert (first.wordings, first.times, first.people) == ({"why go": 4}, 4, 4)
    assert second.text == "why not?"


def test_people_count_more_than_questions() -> None:
    """Somebody who asks again and again is one."""
    insisting = [replace(one, asker="the same") for one in kept("why me?", "why me?", "why me?")]
    others = [replace(one, id=one.id + 3) for one in kept("why us?", "why us?")]
    assert [gap.text for gap in gaps([*insisting, *others], one_each)] == ["why us?", "why me?"]


def test_a_gap_says_why_and_what_was_near() -> None:
    """And when it was asked last."""
    first, second = kept("why go?", "why go")
    second = replace(second, reason=Reason.NOT_ASKED, nearest=("plan", "help"), kept_at=first.kept_at + MINUTE)
    [gap] = gaps([replace(first, nearest=("help",)), second], one_each)
    assert gap.reasons == {first.reason: 1, Reason.NOT_ASKED: 1}
    assert gap.nearest == ("help", "plan")
    assert gap.last_at == second.kept_at
    assert gap.first_id == 1


def test_nothing_asked_is_no_gap(snapshot: Snapshot) -> None:
    """Nor does one question need company; one without words stands alone."""
    assert gaps([], snapshot.matcher.grouped) == ()
    assert [gap.text for gap in gaps(kept("🤷"), snapshot.matcher.grouped)] == ["🤷"]


def test_what_asks_alike_is_together(snapshot: Snapshot) -> None:
    """Typed in a hurry, or in other words; what asks something else is not."""
    found = gaps(kept(*ASKED), snapshot.matcher.grouped)
    assert together(found) == {
        frozenset({1, 2, 3, 4, 5}),
        frozenset({6, 7}),
        frozenset({8, 9}),
        frozenset({10, 11}),
        frozenset({12}),
    }
    assert found[0].text in ASKED[:5]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_makes_no_difference(seed: int, snapshot: Snapshot) -> None:
    """The same groups, in the same order, each with the same first wording."""
    questions = kept(*ASKED)
    expected = gaps(questions, snapshot.matcher.grouped)
    random.Random(seed).shuffle(questions)
    assert gaps(questions, snapshot.matcher.grouped) == expected


WORDS = st.sampled_from(["rust", "salary", "phd", "berlin", "kids", "learn", "why", "how", "zoomcamp", "?", "cup"])


@given(texts=st.lists(st.lists(WORDS, max_size=5).map(" ".join), max_size=30), chance=st.randoms(use_true_random=False))
def test_every_question_is_in_one_gap(texts: list[str], chance: random.Random, snapshot: Snapshot) -> None:
    """Property: whatever was asked, in whatever order it is read."""
    questions = kept(*texts)
    found = gaps(questions, snapshot.matcher.grouped)
    assert sorted(number for gap in found for number in gap.ids) == [one.id for one in questions]
    chance.shuffle(questions)
    assert gaps(questions, snapshot.matcher.grouped) == found


def test_one_far_off_is_not_drawn_in_by_a_chain(snapshot: Snapshot) -> None:
    """Each is like the one that leads, not like anyone of the group."""
    chain = "berlin salary", "salary kids", "kids zoomcamp", "zoomcamp rust", "rust phd"
    found = gaps(kept(*chain), snapshot.matcher.grouped)
    assert all(gap.times <= 3 for gap in found)
