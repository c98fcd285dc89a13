"""Every change of the knowledge can be told of, and undone."""

from __future__ import annotations

from dataclasses import replace

from bot.core.records import ChangeKind
from bot.state.store import Store
from tests.state.values import change


def test_history_is_newest_first(store: Store) -> None:
    """Each as it was told, of all or of one subject."""
    numbers = [store.changes.append(change(subject=subject)) for subject in ("a/one", "a/two", "a/one")]
    assert [kept.id for kept in store.changes.history()] == numbers[::-1]
    assert [kept.id for kept in store.changes.history(subject="a/one")] == [numbers[2], numbers[0]]
    assert [kept.id for kept in store.changes.history(limit=1)] == [numbers[2]]
    assert store.changes.by_id(numbers[1]) == replace(change(subject="a/two"), id=numbers[1])
    assert store.changes.by_id(999) is None


def test_what_was_not_there_before_is_nothing(store: Store) -> None:
    """Which is not the same as an empty text."""
    number = store.changes.append(change(kind=ChangeKind.ADD, before=None, after=""))
    found = store.changes.by_id(number)
    assert found
    assert (found.before, found.after) == (None, "")


def test_the_last_one_standing(store: Store) -> None:
    """Undoing goes back step by step, and starts again from a new change."""
    assert store.changes.last_standing() is None
    first, second = (store.changes.append(change()) for _ in range(2))
    for expected in (second, first):
        found = store.changes.last_standing()
        assert found
        assert found.id == expected
        store.changes.append(change(kind=ChangeKind.UNDO, undoes=expected))
    assert store.changes.last_standing() is None
    assert not store.changes.stands(first)
    third = store.changes.append(change())
    found = store.changes.last_standing()
    assert found
    assert found.id == third


def test_an_undo_can_be_undone(store: Store) -> None:
    """What it took back stands again, and can be taken back again."""
    number = store.changes.append(change(undo='{"is": "RemoveUse"}'))
    undo = store.changes.append(change(kind=ChangeKind.UNDO, undoes=number))
    assert (store.changes.stands(number), store.changes.stands(undo)) == (False, True)
    redo = store.changes.append(change(kind=ChangeKind.UNDO, undoes=undo))
    assert (store.changes.stands(number), store.changes.stands(undo)) == (True, False)
    assert store.changes.last_standing() == replace(change(undo='{"is": "RemoveUse"}'), id=number)
    store.changes.append(change(kind=ChangeKind.UNDO, undoes=number))
    assert (store.changes.stands(number), store.changes.stands(redo)) == (False, True)
    assert store.changes.last_standing() is None
    assert not store.changes.stands(999)
