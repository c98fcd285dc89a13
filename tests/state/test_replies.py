"""Replies are found by what asked for them, by what was sent, by question and by quote."""

from __future__ import annotations

import pytest

from bot.core.records import Decided
from bot.state.store import Store
from tests.state.values import MINUTE, NOON, reply


def test_a_reply_is_found_whole(store: Store) -> None:
    """By the question, and by each of its own messages."""
    store.replies.add(reply())
    assert store.replies.of_question(100) == (reply(),)
    assert store.replies.of_answer(200) == store.replies.of_answer(201) == reply()
    assert not store.replies.of_question(200)
    assert store.replies.of_answer(100) is None


def test_a_reply_in_a_direct_message_to_a_command(store: Store) -> None:
    """No server, no question message, no quotes."""
    store.replies.add(reply(guild=None, question_message=None, quotes=(), decided=Decided.SUGGESTIONS))
    found = store.replies.of_answer(200)
    assert found == reply(guild=None, question_message=None, quotes=(), decided=Decided.SUGGESTIONS)


def test_messages_and_quotes_keep_their_order(store: Store) -> None:
    """Which is neither that of their numbers nor of their names."""
    kept = reply(answer_messages=(9, 3, 5), quotes=("b/z", "a/a", "b/b"))
    store.replies.add(kept)
    assert store.replies.of_answer(5) == kept


@pytest.mark.parametrize(
    "other",
    [{"channel": 11}, {"question_digest": "e" * 16}, {"decided": Decided.ABSTENTION}, {"kept_at": NOON - 2 * MINUTE}],
    ids=lambda fields: next(iter(fields)),
)
def test_only_the_same_question_in_the_same_channel_is_a_repeat(other: dict[str, object], store: Store) -> None:
    """Answered, and not too long ago."""
    store.replies.add(reply(**other))
    assert store.replies.latest(10, "d" * 16, NOON - MINUTE) is None


def test_the_latest_is_the_newest(store: Store) -> None:
    """Whatever the order in which they were kept."""
    for minutes in (1, 3, 2):
        store.replies.add(reply(question_message=minutes, kept_at=NOON + minutes * MINUTE))
    found = store.replies.latest(10, "d" * 16, NOON)
    assert found
    assert found.question_message == 3


def test_replies_with_a_quote(store: Store) -> None:
    """Newest first; not the older ones, nor those with other quotes."""
    for number, quotes in enumerate([("a/one",), ("a/two",), ("b/x", "a/one"), ("a/one",)]):
        store.replies.add(reply(question_message=number, quotes=quotes, kept_at=NOON + number * MINUTE))
    found = store.replies.with_quote("a/one", NOON + MINUTE)
    assert [(kept.question_message, kept.quotes) for kept in found] == [(3, ("a/one",)), (2, ("b/x", "a/one"))]


@pytest.mark.parametrize("gone", [100, 200, 201])
def test_a_message_that_is_gone_is_forgotten(gone: int, store: Store) -> None:
    """The question, or any of the answer's; other replies stay."""
    store.replies.add(reply())
    store.replies.add(reply(question_message=101, answer_messages=(202,)))
    assert store.replies.forget_message(gone) == 1
    assert store.replies.of_answer(201) is None
    assert store.replies.of_question(101)


def test_a_moment_needs_its_zone(store: Store) -> None:
    """What is kept without one could mean any hour."""
    with pytest.raises(Exception, match="has no zone"):
        store.replies.add(reply(kept_at=NOON.replace(tzinfo=None)))
