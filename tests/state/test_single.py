"""Single values, and how one process of several comes to put one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from bot.state.store import Store
from tests.state.values import NOON


def test_what_was_put_is_there(store: Store) -> None:
    """The last of it."""
    assert store.single.get("k") is None
    store.single.put("k", "one", NOON)
    store.single.put("k", "two", NOON)
    store.single.put("other", "three", NOON)
    assert store.single.get("k") == "two"


def test_it_is_put_only_where_the_old_one_stands(store: Store) -> None:
    """Nothing is an old one, too."""
    assert not store.single.put_if("k", "one", "two", NOON)
    assert store.single.put_if("k", None, "one", NOON)
    assert not store.single.put_if("k", None, "two", NOON)
    assert store.single.put_if("k", "one", "two", NOON)
    assert store.single.get("k") == "two"


def test_one_of_many_puts_it(store: Store) -> None:
    """Whoever comes first, at each step."""
    with ThreadPoolExecutor(8) as threads:
        for old, new in ((None, "one"), ("one", "two")):
            tries = [threads.submit(store.single.put_if, "k", old, new, NOON) for _ in range(8)]
            assert sum(attempt.result() for attempt in tries) == 1
