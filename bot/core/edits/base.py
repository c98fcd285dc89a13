"""What all edits share: the new parts, finding what is meant, putting it in and taking it out.

A place in a list is named by what it comes `before`; "" is the end, and so is what is not there (any more).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

from bot.core.drafts import Location, QuoteDraft, RecordDraft, RetiredDraft, TopicDraft, UseDraft, Written

T = TypeVar("T")

NOWHERE = Location("")


class ImpossibleError(Exception):
    """An edit that these drafts do not allow; its text is one sentence for the person."""


@dataclass(frozen=True, slots=True)
class NewQuote:
    """All that a quote says; `id` is the one within its source."""

    id: str
    speaker: str
    text: str
    asked: str | None = None
    asked_turn: int | None = None

    @classmethod
    def of(cls, draft: QuoteDraft | RetiredDraft) -> NewQuote:
        asked = draft.asked.text if draft.asked else None
        return cls(draft.id.text, draft.speaker.text, draft.text.text, asked, draft.asked_turn)

    def draft(self) -> QuoteDraft:
        asked = new(self.asked) if self.asked is not None else None
        return QuoteDraft(NOWHERE, new(self.id), new(self.speaker), new(self.text), asked, self.asked_turn)


@dataclass(frozen=True, slots=True)
class NewUse:
    """A quote of another topic that answers this one too; `quote` is its id, with "source/" where that is another."""

    quote: str

    @classmethod
    def of(cls, draft: UseDraft) -> NewUse:
        return cls(draft.quote.text)

    def draft(self) -> UseDraft:
        return UseDraft(NOWHERE, new(self.quote))


def new(text: str) -> Written:
    return Written(text, NOWHERE)


def said(value: Any) -> Any:
    """A draft without places: what two drafts must share to say the same."""
    if isinstance(value, Written):
        return value.text
    if isinstance(value, tuple):
        return tuple(map(said, value))
    if is_dataclass(value):
        held = (getattr(value, field.name) for field in fields(value))
        return type(value).__name__, *(said(part) for part in held if not isinstance(part, Location))
    return value


def name_of(listed: QuoteDraft | UseDraft) -> str:
    """What a topic calls an entry of its list; a use and a quote may have the same name."""
    return listed.quote.text if isinstance(listed, UseDraft) else listed.id.text


def inserted(entries: tuple[T, ...], entry: T, before: str, name: Callable[[T], str]) -> tuple[T, ...]:
    """With `entry` in front of the one called `before`, else at the end."""
    at = next((number for number, other in enumerate(entries) if name(other) == before), len(entries))
    return (*entries[:at], entry, *entries[at:])


def follower(entries: Iterable[T], wanted: T, name: Callable[[T], str]) -> str:
    """What `wanted` comes before; "" at the end."""
    rest = iter(entries)
    next(entry for entry in rest if entry is wanted)
    return next((name(entry) for entry in rest), "")


def topic_of(record: RecordDraft, topic: str) -> TopicDraft:
    """The topic in this file. Raises ImpossibleError."""
    found = next((draft for draft in record.topics if draft.id.text == topic), None)
    if found is None:
        raise ImpossibleError(f"There is no topic {topic} in {record.file}.")
    return found


def with_topic(record: RecordDraft, changed: TopicDraft) -> RecordDraft:
    """The record with this topic in the place of the one that has its id."""
    topics = tuple(changed if draft.id.text == changed.id.text else draft for draft in record.topics)
    return replace(record, topics=topics)


def quote_of(record: RecordDraft, quote: str) -> tuple[TopicDraft, QuoteDraft]:
    """The quote that this file defines, and the topic it stands under. Raises ImpossibleError."""
    found = [
        (topic, listed)
        for topic in record.topics
        for listed in topic.quotes
        if isinstance(listed, QuoteDraft) and listed.id.text == quote
    ]
    if len(found) > 1:
        raise ImpossibleError(f"The quote {quote} stands in {record.file} twice: give one of the two another id first.")
    if not found:
        raise ImpossibleError(f"There is no quote {quote} in {record.file}.")
    return found[0]


def retired_of(record: RecordDraft, quote: str) -> RetiredDraft | None:
    return next((draft for draft in record.retired if draft.id.text == quote), None)


def refuse_taken(record: RecordDraft, quote: str) -> None:
    """An id is given once, also where its quote was withdrawn. Raises ImpossibleError."""
    if retired := retired_of(record, quote):
        raise ImpossibleError(f"The quote {quote} was withdrawn on {retired.since}: restore it, or take another id.")
    if any(isinstance(q, QuoteDraft) and q.id.text == quote for topic in record.topics for q in topic.quotes):
        raise ImpossibleError(f"There is a quote {quote} in {record.file} already: take another id.")
