"""Questions without an answer wait for a curator."""

from __future__ import annotations

from dataclasses import replace

from bot.core.kept import Reason, Status
from bot.state.store import Store
from tests.state.values import MINUTE, NOON, question


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
    assert store.unanswered.set_status([kept.id for kept in everywhere], Status.OFF_TOPIC, guild=1) == 1
    assert own.id not in [kept.id for kept in store.unanswered.open_ones()]


def test_what_is_settled_is_counted(store: Store) -> None:
    """And no longer open."""
    for _ in range(3):
        store.unanswered.add(question())
    first, second, _ = (kept.id for kept in store.unanswered.open_ones())
    assert store.unanswered.set_status([first, second, 999], Status.NEXT_INTERVIEW) == 2
    counts = store.unanswered.counts(guild=1)
    assert counts == {Status.OPEN: 1, Status.GIVEN: 0, Status.OFF_TOPIC: 0, Status.NEXT_INTERVIEW: 2}
    assert len(store.unanswered.open_ones()) == 1


def test_no_number_is_given_twice(store: Store) -> None:
    """What a curator looks at never turns into another question."""
    store.unanswered.add(question())
    [first] = store.unanswered.open_ones()
    store.unanswered.forget_message(100)
    store.unanswered.add(question(text="another"))
    assert store.unanswered.open_ones()[0].id > first.id
