"""Questions without an answer wait for a curator."""

from __future__ import annotations

from dataclasses import replace

from bot.core.records import QuestionStatus, Reason, Verdict
from bot.state.store import Store
from tests.state.values import MINUTE, NOON, question, vote


def test_open_ones_come_newest_first(store: Store) -> None:
    """As they were kept, each with an id."""
    store.unanswered.add(question())
    store.unanswered.add(question(text="and then?", reason=Reason.NOT_ASKED, nearest=(), kept_at=NOON + MINUTE))
    last, first = store.unanswered.open_ones()
    assert (first.text, last.text) == ("who won?", "and then?")
    assert replace(first, id=0) == question()
    assert store.unanswered.open_ones(limit=1) == (last,)


def test_a_server_sees_its_own(store: Store) -> None:
    """And may settle no others."""
    for guild in (1, 2, None):
        store.unanswered.add(question(guild=guild))
    everywhere = store.unanswered.open_ones()
    [own] = store.unanswered.open_ones(guild=1)
    assert len(everywhere) == 3
    assert store.unanswered.set_status([kept.id for kept in everywhere], QuestionStatus.OFF_TOPIC, guild=1) == 1
    assert own.id not in [kept.id for kept in store.unanswered.open_ones()]


def test_what_is_settled_is_no_longer_open(store: Store) -> None:
    """As many as there are of those named."""
    for _ in range(3):
        store.unanswered.add(question())
    first, second, _ = (kept.id for kept in store.unanswered.open_ones())
    assert store.unanswered.set_status([first, second, 999], QuestionStatus.NEXT_INTERVIEW) == 2
    assert len(store.unanswered.open_ones()) == 1


def test_what_a_message_asked_may_be_kept_once(store: Store) -> None:
    """Whatever has become of it; without a message, each is another."""
    for _ in range(2):
        store.unanswered.add(question(), is_once=True)
    [kept] = store.unanswered.open_ones()
    store.unanswered.set_status([kept.id], QuestionStatus.OFF_TOPIC)
    store.unanswered.add(question(), is_once=True)
    assert store.unanswered.open_ones() == ()
    for _ in range(2):
        store.unanswered.add(question(question_message=None), is_once=True)
    assert len(store.unanswered.open_ones()) == 2


def test_what_was_answered_after_all_is_withdrawn(store: Store) -> None:
    """When nobody says any more that it was not; what is decided, or never was answered, stays."""
    for at, reason in enumerate((Reason.NOT_ASKED, Reason.NOT_ASKED, Reason.ABSTENTION), 100):
        store.unanswered.add(question(question_message=at, reason=reason))
    decided = next(kept for kept in store.unanswered.open_ones() if kept.question_message == 101)
    store.unanswered.set_status([decided.id], QuestionStatus.GIVEN)
    store.feedback.put(vote(answer_message=200, verdict=Verdict.NOT_ASKED))
    assert store.reconsider(200, 100) == 0
    store.feedback.put(vote(answer_message=200, verdict=Verdict.HELPFUL))
    assert [store.reconsider(200, at) for at in (100, 101, 102)] == [1, 0, 0]
    assert [kept.question_message for kept in store.unanswered.open_ones()] == [102]
    assert store.unanswered.forget_message(101) == 1


def test_no_number_is_given_twice(store: Store) -> None:
    """What a curator looks at never turns into another question."""
    store.unanswered.add(question())
    [first] = store.unanswered.open_ones()
    store.unanswered.forget_message(100)
    store.unanswered.add(question(text="another"))
    assert store.unanswered.open_ones()[0].id > first.id
