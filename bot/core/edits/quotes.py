"""Edits of quotes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.core.drafts import QuoteDraft, RecordDraft, RetiredDraft, TopicDraft, UseDraft
from bot.core.edits.base import (
    NOWHERE,
    ImpossibleError,
    NewQuote,
    follower,
    inserted,
    name_of,
    new,
    quote_of,
    refuse_taken,
    retired_of,
    topic_of,
    with_topic,
)


@dataclass(frozen=True, slots=True)
class AddQuote:
    """Put a quote under a topic of this file."""

    topic: str
    quote: NewQuote
    before: str = ""

    def applied_to(self, record: RecordDraft) -> RecordDraft:
        topic = topic_of(record, self.topic)
        refuse_taken(record, self.quote.id)
        return with_topic(record, _listing(topic, self.quote.draft(), self.before))

    def taken_back(self, record: RecordDraft) -> RemoveQuote:  # noqa: ARG002 - as every edit
        return RemoveQuote(self.quote.id)


@dataclass(frozen=True, slots=True)
class RemoveQuote:
    """Take a quote out and leave nothing of it, as if it had never been added: what nobody has seen yet."""

    id: str

    def applied_to(self, record: RecordDraft) -> RecordDraft:
        topic, quote = quote_of(record, self.id)
        return with_topic(record, _without(topic, quote))

    def taken_back(self, record: RecordDraft) -> AddQuote:
        topic, quote = quote_of(record, self.id)
        return AddQuote(topic.id.text, NewQuote.of(quote), follower(topic.quotes, quote, name_of))


@dataclass(frozen=True, slots=True)
class ChangeQuote:
    """Let the quote that has this id say this."""

    quote: NewQuote

    def applied_to(self, record: RecordDraft) -> RecordDraft:
        topic, old = quote_of(record, self.quote.id)
        quotes = tuple(self.quote.draft() if listed is old else listed for listed in topic.quotes)
        return with_topic(record, replace(topic, quotes=quotes))

    def taken_back(self, record: RecordDraft) -> ChangeQuote:
        _, quote = quote_of(record, self.quote.id)
        return ChangeQuote(NewQuote.of(quote))


@dataclass(frozen=True, slots=True)
class RetireQuote:
    """Withdraw a quote: it moves among the retired ones, with a reason (one line) and a day (2026-11-23)."""

    id: str
    reason: str
    since: str
    before: str = ""

    def applied_to(self, record: RecordDraft) -> RecordDraft:
        topic, quote = quote_of(record, self.id)
        if retired_of(record, self.id):
            raise ImpossibleError(f"A quote {self.id} was withdrawn before: give this one another id first.")
        retired = inserted(record.retired, self.left(topic, quote), self.before, lambda draft: draft.id.text)
        return replace(with_topic(record, _without(topic, quote)), retired=retired)

    def left(self, topic: TopicDraft, quote: QuoteDraft) -> RetiredDraft:
        """What is left of the quote."""
        return RetiredDraft(
            location=NOWHERE,
            id=quote.id,
            reason=new(self.reason),
            since=new(self.since),
            topic=topic.id,
            speaker=quote.speaker,
            text=quote.text,
            asked=quote.asked,
            asked_turn=quote.asked_turn,
        )

    def taken_back(self, record: RecordDraft) -> RestoreQuote:
        topic, quote = quote_of(record, self.id)
        return RestoreQuote(self.id, topic.id.text, follower(topic.quotes, quote, name_of))


@dataclass(frozen=True, slots=True)
class RestoreQuote:
    """Bring a withdrawn quote back, under the topic where it stood if no other is named."""

    id: str
    topic: str = ""
    before: str = ""

    def applied_to(self, record: RecordDraft) -> RecordDraft:
        retired = self._retired(record)
        topic = topic_of(record, self.under(record))
        changed = with_topic(record, _listing(topic, NewQuote.of(retired).draft(), self.before))
        return replace(changed, retired=tuple(draft for draft in record.retired if draft is not retired))

    def under(self, record: RecordDraft) -> str:
        """The id of the topic that it comes back to."""
        return self.topic or self._retired(record).topic.text

    def taken_back(self, record: RecordDraft) -> RetireQuote:
        retired = self._retired(record)
        before = follower(record.retired, retired, lambda draft: draft.id.text)
        return RetireQuote(self.id, retired.reason.text, retired.since.text, before)

    def _retired(self, record: RecordDraft) -> RetiredDraft:
        retired = retired_of(record, self.id)
        if retired is None:
            raise ImpossibleError(f"There is no withdrawn quote {self.id} in {record.file}.")
        if any(isinstance(q, QuoteDraft) and q.id.text == self.id for topic in record.topics for q in topic.quotes):
            raise ImpossibleError(f"There is a quote {self.id} again: give that one another id first.")
        return retired


QuoteEdit: TypeAlias = AddQuote | RemoveQuote | ChangeQuote | RetireQuote | RestoreQuote


def _listing(topic: TopicDraft, entry: QuoteDraft | UseDraft, before: str) -> TopicDraft:
    return replace(topic, quotes=inserted(topic.quotes, entry, before, name_of))


def _without(topic: TopicDraft, entry: QuoteDraft | UseDraft) -> TopicDraft:
    return replace(topic, quotes=tuple(listed for listed in topic.quotes if listed is not entry))
