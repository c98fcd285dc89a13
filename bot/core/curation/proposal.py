"""An edit worked out and proved, not yet written: what a curator is shown before confirming."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, cast

from bot.core.drafts import RecordDraft, Written
from bot.core.edits import Edit


@dataclass(frozen=True, slots=True)
class Proposal:
    """`old` and `new` are the bytes of the file, `draft` is what `new` says, and `undo` takes the edit back."""

    file: str
    edit: Edit
    undo: Edit
    old: bytes
    new: bytes
    draft: RecordDraft | tuple[Written, ...]

    @property
    def revision(self) -> str:
        """What tells the file that the edit was made from: the hash of its bytes."""
        return hashlib.sha256(self.old).hexdigest()

    @property
    def diff(self) -> str:
        """The lines that change, with those around them, as programmers read them."""
        old, new = (data.decode("utf-8-sig").splitlines() for data in (self.old, self.new))
        return "\n".join(difflib.unified_diff(old, new, self.file, self.file, lineterm=""))

    @property
    def old_draft(self) -> RecordDraft | tuple[Written, ...]:
        """What the file says without the edit."""
        undo: Any = self.undo  # of the same file as the edit
        return cast("RecordDraft | tuple[Written, ...]", undo.applied_to(self.draft))

    def records(self, records: Iterable[RecordDraft]) -> tuple[RecordDraft, ...]:
        """Those of a folder as they would be: the edited one has the transcript and the original that it had."""
        return tuple(self._changed(record) if record.file == self.file else record for record in records)

    def silence(self, silence: tuple[Written, ...]) -> tuple[Written, ...]:
        """The folder's silence as it would be."""
        return silence if isinstance(self.draft, RecordDraft) else self.draft

    def _changed(self, record: RecordDraft) -> RecordDraft:
        if not isinstance(self.draft, RecordDraft):
            return record
        return replace(self.draft, transcript=record.transcript, original=record.original)
