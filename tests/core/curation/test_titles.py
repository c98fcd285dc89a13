"""The title of a quote's topic is changed with the quote, in the file where it stands."""

from __future__ import annotations

import pytest

from bot.core.curation import Archive, EditQuote
from bot.core.drafts import RecordDraft
from bot.core.edits import ChangeTitle, ImpossibleError, Several
from bot.core.proof.admit import admit
from tests.core.drafts import quote, record, topic

NAME = "talk-2024/small-project"
PROJECT = "One small project helped me most."


def archive(draft: RecordDraft) -> Archive:
    return Archive(admit((draft,))[0], (draft,))


def test_alone_or_with_the_words() -> None:
    """What stays as it is, is not written."""
    known = archive(record(topic(quote(PROJECT, id="small-project"), id="start", title="How to start?")))
    alone = EditQuote(NAME, title="How did you  start?").planned(known, "2026-01-02")
    assert alone.edit == ChangeTitle("start", "How did you start?")
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
