"""Ids: the first that is free, however often the same is wanted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import MAX_ID_CHARS, FreeIds, free_id, short_id
from bot.core.proof.admit import admit
from tests.core.drafts import quote, record, topic

IDS = st.sampled_from(["start", "start-2", "start-3", "s" * MAX_ID_CHARS, "s" * (MAX_ID_CHARS - 2) + "-2"])


@given(st.lists(IDS), st.frozensets(IDS))
def test_ids_in_a_row_are_each_the_first_that_is_free(wanted: list[str], taken: frozenset[str]) -> None:
    """Given one after the other, they are the same as looked for each time anew."""
    ids, given_so_far = FreeIds(taken), set(taken)
    for name in wanted:
        expected = free_id(name, given_so_far)
        assert ids.give(name) == expected
        assert len(expected) <= MAX_ID_CHARS
        given_so_far.add(expected)


SMALL = "One small project helped me most."
SPECIAL = "They should not specialise early."


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_handle_fits_into_a_button(name: str) -> None:
    """Property: eight letters and digits."""
    assert len(short_id(name)) == 8
    assert set(short_id(name)) <= set("abcdefghijklmnopqrstuvwxyz234567")


def test_a_handle_stays_what_it_is() -> None:
    """Buttons that were sent years ago must still be understood."""
    assert short_id("alexey-grigorev-2020/masters") == "7sgxl6a3"


def test_quotes_and_topics_are_found_by_their_handles() -> None:
    """And nothing is found by one that nothing has, or has any more."""
    knowledge, _ = admit([record(topic(quote(SMALL, id="small"), id="begin"))])
    small = knowledge.quotes["talk-2024/small"]
    assert knowledge.quote_by_short_id(short_id("talk-2024/small")) is small
    assert knowledge.topic_by_short_id(short_id("begin")) is knowledge.topics["begin"]
    assert knowledge.quote_by_short_id(short_id("begin")) is None
    assert knowledge.topic_by_short_id("aaaaaaaa") is None
    assert knowledge.topics_of(small) == (knowledge.topics["begin"],)


def test_two_quotes_with_one_handle_are_refused() -> None:
    """The later one is set aside, and its line is told."""
    first, second = quote(SMALL, id="q468799"), quote(SPECIAL, id="q2746229", line=9)
    knowledge, problems = admit([record(topic(first), topic(second, id="other", title="What else?"))])
    assert list(knowledge.quotes) == ["talk-2024/q468799"]
    told = next(problem for problem in problems if "handle" in problem.message)
    assert str(told.location) == "knowledge/talk-2024.yaml:9:1"
    assert told.message == "talk-2024/q2746229 cannot be told from talk-2024/q468799 by its handle, vew56xuv."


def test_two_topics_with_one_handle_are_refused() -> None:
    """As well."""
    drafts = topic(quote(SMALL, id="small"), id="t979591"), topic(quote(SPECIAL, id="early"), id="t1105937")
    knowledge, problems = admit([record(*drafts)])
    assert list(knowledge.topics) == ["t979591"]
    assert [problem.message for problem in problems if problem.is_error] == [
        "t1105937 cannot be told from t979591 by its handle, rr4yiiu3."
    ]
