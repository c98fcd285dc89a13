"""Edits that belong together: all of them are made, or none."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.drafts import RecordDraft
from bot.core.edits.quotes import QuoteEdit
from bot.core.edits.topics import TopicEdit


@dataclass(frozen=True, slots=True)
class Several:
    """One after the other, of one file."""

    edits: tuple[QuoteEdit | TopicEdit, ...]

    def applied_to(self, record: RecordDraft) -> RecordDraft:
        for edit in self.edits:
            record = edit.applied_to(record)
        return record

    def taken_back(self, record: RecordDraft) -> Several:
        undone: list[QuoteEdit | TopicEdit] = []
        for edit in self.edits:
            undone.insert(0, edit.taken_back(record))
            record = edit.applied_to(record)
        return Several(tuple(undone))
