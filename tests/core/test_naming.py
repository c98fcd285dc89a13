"""Ids: the first that is free, however often the same is wanted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import MAX_ID_CHARS, FreeIds, free_id

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
