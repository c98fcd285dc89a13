"""What a file says about the one thing that an edit is about: told before it and after it, for the history."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from bot.core import edits
from bot.core.drafts import QuoteDraft, RecordDraft, Written
from bot.core.edits import Edit, ImpossibleError
from bot.core.edits.base import name_of, quote_of, topic_of


def standing(edit: Edit, draft: RecordDraft | Sequence[Written]) -> str | None:
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


def _use(edit: Any, draft: RecordDraft) -> Iterator[str]:
    yield from (edit.quote for listed in topic_of(draft, edit.topic).quotes if name_of(listed) == edit.quote)


def _silence(edit: Any, draft: Sequence[Written]) -> Iterator[str]:
    yield from (edit.text for message in draft if message.text == edit.text)


def _words(quote: QuoteDraft) -> str:
    return f"{quote.asked.text}\n{quote.text.text}" if quote.asked else quote.text.text


_TELLING: Mapping[type[Any], Callable[[Any, Any], Iterator[str]]] = MappingProxyType(
    dict.fromkeys((edits.AddQuote, edits.ChangeQuote), _new_quote)
    | dict.fromkeys((edits.RemoveQuote, edits.RetireQuote, edits.RestoreQuote), _quote)
    | dict.fromkeys((edits.AddTopic, edits.RemoveTopic), _topic)
    | dict.fromkeys((edits.AddPhrasing, edits.RemovePhrasing), _phrasing)
    | dict.fromkeys((edits.AddUse, edits.RemoveUse), _use)
    | dict.fromkeys((edits.AddSilence, edits.RemoveSilence), _silence)
    | {edits.ChangeTitle: _title}
)
