"""Titles are changed with the quote, in the file where they stand; edits are stored as text, and read again."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.curation.lookup import Archive
from bot.core.curation.requests import EditQuote, as_text, from_text
from bot.core.drafts import RecordDraft
from bot.core.edits import ChangeTitle, Edit, ImpossibleError, Several
from bot.core.proof.admit import admit
from tests.core.drafts import quote, record, topic

NAME = "talk-2024/small-project"
PROJECT = "One small project helped me most."


def archive(draft: RecordDraft) -> Archive:
    return Archive(admit((draft,))[0], (draft,))


def test_the_title_with_or_without_the_words() -> None:
    """What stays as it is, is not written."""
    known = archive(record(topic(quote(PROJECT, id="small-project"), id="start", title="How to start?")))
    title = EditQuote(NAME, title="How did you  start?").planned(known, "2026-01-02")
    assert title.edit == ChangeTitle("start", "How did you start?")
    both = EditQuote(NAME, words="One small project", title="How did you start?").planned(known, "2026-01-02")
    assert isinstance(both.edit, Several)
    with pytest.raises(ImpossibleError, match="nothing to change"):
        EditQuote(NAME, title="How to start?").planned(known, "2026-01-02")


def test_a_title_that_another_file_gives_is_left_to_it() -> None:
    """It says which."""
    here = record(topic(quote(PROJECT, id="small-project"), id="start", title=None))
    other = record(topic(id="start", title="How to start?"), source="other")
    known = Archive(admit((here,))[0], (here, other))
    with pytest.raises(ImpossibleError, match=r"stands in knowledge/other\.yaml"):
        EditQuote(NAME, title="How did you start?").planned(known, "2026-01-02")


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
