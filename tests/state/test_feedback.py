"""Votes are counted by quote, each person once for each answer."""

from __future__ import annotations

from bot.core.records import Tally, Verdict
from bot.state.store import Store
from tests.state.values import vote


def test_votes_are_counted_by_quote(store: Store) -> None:
    """Both verdicts."""
    for given in (
        vote(),
        vote(voter="q" * 16),
        vote(voter="r" * 16, verdict=Verdict.NOT_ASKED),
        vote(answer_message=201, quote="a/two", verdict=Verdict.NOT_ASKED),
    ):
        store.feedback.put(given)
    assert store.feedback.tallies() == {"a/one": Tally(2, 1), "a/two": Tally(0, 1)}


def test_what_was_asked_for_in_vain_most_comes_first(store: Store) -> None:
    """Then what helped most."""
    verdicts = {"a/one": "++", "a/two": "+-", "a/three": "--", "a/four": "+++", "a/five": "+++"}
    for quote, given in verdicts.items():
        for voter, mark in enumerate(given):
            verdict = Verdict.HELPFUL if mark == "+" else Verdict.NOT_ASKED
            store.feedback.put(vote(answer_message=len(quote), voter=f"{quote}{voter}", quote=quote, verdict=verdict))
    assert [*store.feedback.tallies()] == ["a/three", "a/two", "a/five", "a/four", "a/one"]


def test_a_second_vote_takes_the_place_of_the_first(store: Store) -> None:
    """People change their minds."""
    store.feedback.put(vote())
    store.feedback.put(vote(verdict=Verdict.NOT_ASKED))
    assert store.feedback.tallies() == {"a/one": Tally(0, 1)}


def test_the_votes_of_one_server(store: Store) -> None:
    """Without those of others and of direct messages."""
    store.feedback.put(vote())
    store.feedback.put(vote(answer_message=201, guild=2))
    store.feedback.put(vote(answer_message=202, guild=None))
    assert store.feedback.tallies(1) == {"a/one": Tally(1, 0)}
    assert store.feedback.tallies(3) == {}
