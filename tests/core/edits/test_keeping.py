"""Edits kept as text come back as they were."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.edits import Edit, ImpossibleError
from bot.core.edits.serialising import as_text, from_text


@given(st.one_of(*map(st.from_type, get_args(Edit))))
def test_every_edit_comes_back(edit: Edit) -> None:
    """With all its texts, on one line."""
    assert from_text(as_text(edit)) == edit
    assert "\n" not in as_text(edit)


@pytest.mark.parametrize(
    "text",
    [
        *("", "null", "[]", "{}", '{"is": "AddFoo"}', '{"is": "AddQuote"}', '{"is": "NewUse", "quote": "x"}'),
        '{"is": "AddUse", "topic": "a", "quote": "b", "before": ""}',
        '{"is": "Several", "edits": [{"is": "RemoveSilence", "text": "lol"}]}',
    ],
)
def test_what_is_no_edit_is_told(text: str) -> None:
    """As after a downgrade."""
    with pytest.raises(ImpossibleError, match="another version"):
        from_text(text)
