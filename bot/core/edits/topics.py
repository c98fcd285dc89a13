"""Edits of topics, of their titles and of the ways in which people ask."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.core.drafts import QuoteDraft, RecordDraft, TopicDraft, Written
from bot.core.edits.base import (
    ImpossibleError,
    NewQuote,
    NewUse,
    follower,
    inserted,
    new,
    refuse_taken,
    topic_of,
    with_topic,
)
from bot.core.edits.quotes import QuoteEdit


@dataclass(frozen=True, slots=True)
class AddTopic:
    """Begin a topic in this file; `title` is None where another file gives it."""

    id: str
    title: str | None
    questions: tuple[str, ...] = ()
    quotes: tuple[NewQuote | NewUse, ...] = ()
    related: tuple[str, ...] = ()
    before: str = ""

    def applied_to(self, record: RecordDraft) -> RecordDraft:
        if any(topic.id.text == self.id for topic in record.topics):
            raise ImpossibleError(f"There is a topic {self.id} in {record.file} already.")
        for quote in self.quotes:
            if isinstance(quote, NewQuote):
                refuse_taken(record, quote.id)
        return replace(record, topics=inserted(record.topics, self._draft(), self.before, lambda topic: topic.id.text))

    def taken_back(self, record: RecordDraft) -> RemoveTopic:  # noqa: ARG002 - as every edit
        return RemoveTopic(self.id)

    def _draft(self) -> TopicDraft:
        title = new(self.title) if self.title is not None else None
        questions, related = (tuple(map(new, texts)) for texts in (self.questions, self.related))
        return TopicDraft(new(self.id), title, questions, related, tuple(quote.draft() for quote in self.quotes))


@dataclass(frozen=True, slots=True)
class RemoveTopic:
    """Take a topic out of this file with all that it holds. Retire its quotes before if anybody has seen them."""

    id: str

    def applied_to(self, record: RecordDraft) -> RecordDraft:
        topic = topic_of(record, self.id)
        return replace(record, topics=tuple(draft for draft in record.topics if draft is not topic))

    def taken_back(self, record: RecordDraft) -> AddTopic:
        topic = topic_of(record, self.id)
        return AddTopic(
            id=self.id,
            title=topic.title.text if topic.title else None,
            questions=tuple(map(str, topic.questions)),
            quotes=tuple(NewQuote.of(q) if isinstance(q, QuoteDraft) else NewUse.of(q) for q in topic.quotes),
            related=tuple(map(str, topic.related)),
            before=follower(record.topics, topic, lambda draft: draft.id.text),
        )


@dataclass(frozen=True, slots=True)
class ChangeTitle:
    """Give a topic this title; None leaves it to another file."""

    topic: str
    title: str | None

    def applied_to(self, record: RecordDraft) -> RecordDraft:
        title = new(self.title) if self.title is not None else None
        return with_topic(record, replace(topic_of(record, self.topic), title=title))

    def taken_back(self, record: RecordDraft) -> ChangeTitle:
        old = topic_of(record, self.topic).title
        return ChangeTitle(self.topic, old.text if old else None)


@dataclass(frozen=True, slots=True)
class AddPhrasing:
    """Add a way of asking about a topic."""

    topic: str
    text: str
    before: str = ""

    def applied_to(self, record: RecordDraft) -> RecordDraft:
        topic = topic_of(record, self.topic)
        if any(question.text == self.text for question in topic.questions):
            raise ImpossibleError(f"“{self.text}” stands under {self.topic} already.")
        questions = inserted(topic.questions, new(self.text), self.before, str)
        return with_topic(record, replace(topic, questions=questions))

    def taken_back(self, record: RecordDraft) -> RemovePhrasing:  # noqa: ARG002 - as every edit
        return RemovePhrasing(self.topic, self.text)


@dataclass(frozen=True, slots=True)
class RemovePhrasing:
    """Take a way of asking out."""

    topic: str
    text: str

    def applied_to(self, record: RecordDraft) -> RecordDraft:
        topic, gone = self._found(record)
        questions = tuple(question for question in topic.questions if question is not gone)
        return with_topic(record, replace(topic, questions=questions))

    def taken_back(self, record: RecordDraft) -> AddPhrasing:
        topic, gone = self._found(record)
        return AddPhrasing(self.topic, self.text, follower(topic.questions, gone, str))

    def _found(self, record: RecordDraft) -> tuple[TopicDraft, Written]:
        topic = topic_of(record, self.topic)
        found = next((question for question in topic.questions if question.text == self.text), None)
        if found is None:
            raise ImpossibleError(f"“{self.text}” does not stand under {self.topic} in {record.file}.")
        return topic, found


TopicEdit: TypeAlias = AddTopic | RemoveTopic | ChangeTitle | AddPhrasing | RemovePhrasing


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
