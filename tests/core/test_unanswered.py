"""Questions without an answer, put together where they ask alike; what could tell who asked is blanked."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.records import Reason, Unanswered
from bot.core.unanswered import UnansweredGroup, blanked, groups_of
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
    return {frozenset(group.ids) for group in found}


def test_what_differs_in_marks_alone_is_one_wording() -> None:
    """As it was typed most often; what most people asked comes first."""
    texts = "Why Go?", "why go", "WHY go!", "why go", "why not?"
    first, second = groups_of(kept(*texts), one_each)
    assert (first.wordings, first.times, first.people) == ({"why go": 4}, 4, 4)
    assert second.text == "why not?"


def test_people_count_more_than_questions() -> None:
    """Somebody who asks again and again is one."""
    insisting = [replace(one, asker="the same") for one in kept("why me?", "why me?", "why me?")]
    others = [replace(one, id=one.id + 3) for one in kept("why us?", "why us?")]
    assert [group.text for group in groups_of([*insisting, *others], one_each)] == ["why us?", "why me?"]


def test_a_group_says_why_and_what_was_near() -> None:
    """And when it was asked last."""
    first, second = kept("why go?", "why go")
    second = replace(second, reason=Reason.NOT_ASKED, nearest=("plan", "help"), kept_at=first.kept_at + MINUTE)
    [group] = groups_of([replace(first, nearest=("help",)), second], one_each)
    assert group.reasons == {first.reason: 1, Reason.NOT_ASKED: 1}
    assert group.nearest == ("help", "plan")
    assert group.last_at == second.kept_at
    assert group.first_id == 1


def test_nothing_asked_is_no_group(snapshot: Snapshot) -> None:
    """Nor does one question need company; one without words stands alone."""
    assert groups_of([], snapshot.matcher.grouped) == ()
    assert [group.text for group in groups_of(kept("🤷"), snapshot.matcher.grouped)] == ["🤷"]


def test_what_asks_alike_is_together(snapshot: Snapshot) -> None:
    """Typed in a hurry, or in other words; what asks something else is not."""
    found = groups_of(kept(*ASKED), snapshot.matcher.grouped)
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
    expected = groups_of(questions, snapshot.matcher.grouped)
    random.Random(seed).shuffle(questions)
    assert groups_of(questions, snapshot.matcher.grouped) == expected


WORDS = st.sampled_from(["rust", "salary", "phd", "berlin", "kids", "learn", "why", "how", "zoomcamp", "?", "cup"])


@given(texts=st.lists(st.lists(WORDS, max_size=5).map(" ".join), max_size=30), chance=st.randoms(use_true_random=False))
def test_every_question_is_in_one_group(texts: list[str], chance: random.Random, snapshot: Snapshot) -> None:
    """Property: whatever was asked, in whatever order it is read."""
    questions = kept(*texts)
    found = groups_of(questions, snapshot.matcher.grouped)
    assert sorted(number for group in found for number in group.ids) == [one.id for one in questions]
    chance.shuffle(questions)
    assert groups_of(questions, snapshot.matcher.grouped) == found


def test_one_far_off_is_not_drawn_in_by_a_chain(snapshot: Snapshot) -> None:
    """Each is like the one that leads, not like anyone of the group."""
    chain = "berlin salary", "salary kids", "kids zoomcamp", "zoomcamp rust", "rust phd"
    found = groups_of(kept(*chain), snapshot.matcher.grouped)
    assert all(group.times <= 3 for group in found)


KNOWN = {"phd", "alexey", "berlin", "python", "i", "machine"}


def is_known(word: str) -> bool:
    return word.casefold() in KNOWN


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Should I do a PhD in Berlin?", "Should I do a PhD in Berlin?"),
        ("<@123> and <@!4> ask in <#5> for <@&6> <:smile:7>", "… and … ask in … for …"),
        ("@everyone @anna.b does Alexey like it", "… does Alexey like it"),
        ("see https://x.org/a?b=c, www.x.org or x.org/me", "see … or …"),
        ("join <https://discord.gg/abc> discord.gg/abc", "join …"),
        ("mail anna@x.org or call +49 (30) 123-456", "mail … or call …"),
        ("I am 35, is it too late? in 2024?", "I am …, is it too late? in …?"),
        ("is word2vec, k8s or s3 worth it", "is word2vec, k8s or s3 worth it"),
        ("my friend Anna Müller's boss Jean-Luc", "my friend … boss …"),
        ("Anna, should I? Bob: why", "…, should I? …: why"),
        ("hi Anna! I'm Bob. My name is Carl", "hi …! I'm …. My name is …"),
        ("Wondering about AWS. Kubernetes too", "Wondering about AWS. Kubernetes too"),
        ("does\n\nit   work", "does it work"),
        ("", ""),
    ],
)
def test_mentions_names_links_and_numbers(typed: str, shown: str) -> None:
    """What the record itself uses stays, and what cannot tell."""
    assert blanked(typed, is_known) == shown


PIECES = st.sampled_from(
    ["<@12345>", "anna@x.org", "https://x.org/1", "@bob", "+49 30 1234", " ", "why", "\n", "Anna", "…"]
)


@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_nothing_of_it_is_left(text: str) -> None:
    """Property: however it is put together; and what was blanked is not blanked again."""
    shown = blanked(text, is_known)
    assert not any(character.isdigit() or character in "@<\n" for character in shown)
    assert "x.org" not in shown
    assert blanked(shown, is_known) == shown


@given(st.text(max_size=200))
def test_whatever_is_typed(text: str) -> None:
    """Property: one line."""
    assert "\n" not in blanked(text, is_known)
