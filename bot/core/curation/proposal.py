"""An edit worked out and proved, not yet written: what a curator is shown before confirming."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from bot.core import edits
from bot.core.drafts import QuoteDraft, RecordDraft
from bot.core.edits import Edit, ImpossibleError
from bot.core.edits.base import quote_of, topic_of


@dataclass(frozen=True, slots=True)
class Proposal:
    """`old` and `new` are the bytes of the file, `draft` is what `new` says, and `undo` takes the edit back."""

    file: str
    edit: Edit
    undo: Edit
    old: bytes
    new: bytes
    draft: RecordDraft

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
    def old_draft(self) -> RecordDraft:
        """What the file says without the edit."""
        return self.undo.applied_to(self.draft)


def standing(edit: Edit, draft: RecordDraft) -> str | None:
    """The words, title or ways of asking that the edit is about, as this draft has them; None where it has none."""
    told = dict.fromkeys(_standing(edit, draft))
    return "\n".join(told) if told else None


def _standing(edit: Any, draft: Any) -> Iterator[str]:
    for part in edit.edits if isinstance(edit, edits.Several) else (edit,):
        with suppress(ImpossibleError):
            yield from _TELLING[type(part)](part, draft)


def _quote(edit: Any, draft: RecordDraft) -> Iterator[str]:
    yield _words(quote_of(draft, edit.id)[1])


def _new_quote(edit: Any, draft: RecordDraft) -> Iterator[str]:
    yield _words(quote_of(draft, edit.quote.id)[1])


def _topic(edit: Any, draft: RecordDraft) -> Iterator[str]:
    topic = topic_of(draft, edit.id)
    yield from filter(None, [topic.title.text if topic.title else "", *map(str, topic.questions)])
    for listed in topic.quotes:
        yield _words(listed) if isinstance(listed, QuoteDraft) else listed.quote.text


def _title(edit: Any, draft: RecordDraft) -> Iterator[str]:
    title = topic_of(draft, edit.topic).title
    yield from [title.text] if title else []


def _phrasing(edit: Any, draft: RecordDraft) -> Iterator[str]:
    yield from (edit.text for question in topic_of(draft, edit.topic).questions if question.text == edit.text)


def _words(quote: QuoteDraft) -> str:
    return f"{quote.asked.text}\n{quote.text.text}" if quote.asked else quote.text.text


_TELLING: Mapping[type[Any], Callable[[Any, Any], Iterator[str]]] = MappingProxyType(
    dict.fromkeys((edits.AddQuote, edits.ChangeQuote), _new_quote)
    | dict.fromkeys((edits.RemoveQuote, edits.RetireQuote, edits.RestoreQuote), _quote)
    | dict.fromkeys((edits.AddTopic, edits.RemoveTopic), _topic)
    | dict.fromkeys((edits.AddPhrasing, edits.RemovePhrasing), _phrasing)
    | {edits.ChangeTitle: _title}
)
