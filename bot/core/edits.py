"""What curators do to a file of the knowledge, as values: each gives the drafts after it, and the edit that undoes it.

A place in a list is named by the entry that it comes `before`; "" is the end, and so is an entry that is not there (any
more). The names of the classes are stored with the history, so they stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

from bot.core.drafts import Location, Nearest, QuoteDraft, RecordDraft, RetiredDraft, TopicDraft, UseDraft, Written

_Entry: TypeAlias = QuoteDraft | UseDraft | RetiredDraft | TopicDraft | Written
T = TypeVar("T", bound=_Entry)

NOWHERE = Location("")


class ImpossibleError(Exception):
    """An edit that these drafts do not allow; its text is one sentence for the person.

    `nearest`: words that no record holds and the passage nearest to them, if there are any.
    """

    def __init__(self, message: str, nearest: Nearest = ()) -> None:
        super().__init__(message)
        self.nearest = nearest


@dataclass(frozen=True, slots=True)
class NewQuote:
    """All that a quote says; `id` is the one within its source."""

    id: str
    speaker: str
    text: str
    asked: str | None = None
    asked_turn: int | None = None
    daily: bool = True

    @classmethod
    def of(cls, draft: QuoteDraft | RetiredDraft) -> NewQuote:
        asked = draft.asked.text if draft.asked else None
        return cls(draft.id.text, draft.speaker.text, draft.text.text, asked, draft.asked_turn, draft.daily)

    def draft(self) -> QuoteDraft:
        asked = _new(self.asked) if self.asked is not None else None
        words = (_new(self.speaker), _new(self.text), asked, self.asked_turn)
        return QuoteDraft(NOWHERE, _new(self.id), *words, self.daily)


@dataclass(frozen=True, slots=True)
class NewUse:
    """A quote of another topic that answers this one too; `quote` is its id, with "source/" where that is another."""

    quote: str

    def draft(self) -> UseDraft:
        return UseDraft(NOWHERE, _new(self.quote))


# edits of quotes


@dataclass(frozen=True, slots=True)
class AddQuote:
    """Put a quote under a topic of this file."""

    topic: str
    quote: NewQuote
    before: str = ""

    def applied_to(self, record: RecordDraft) -> RecordDraft:
        topic = topic_of(record, self.topic)
        _refuse_taken(record, self.quote.id)
        return _with_topic(record, _listing(topic, self.quote.draft(), self.before))

    def taken_back(self, record: RecordDraft) -> RemoveQuote:  # noqa: ARG002 - as every edit
        return RemoveQuote(self.quote.id)


@dataclass(frozen=True, slots=True)
class RemoveQuote:
    """Take a quote out and leave nothing of it, as if it had never been added: what nobody has seen yet."""

    id: str

    def applied_to(self, record: RecordDraft) -> RecordDraft:
        topic, quote = quote_of(record, self.id)
        return _with_topic(record, _without(topic, quote))

    def taken_back(self, record: RecordDraft) -> AddQuote:
        topic, quote = quote_of(record, self.id)
        return AddQuote(topic.id.text, NewQuote.of(quote), _follower(topic.quotes, quote))


@dataclass(frozen=True, slots=True)
class ChangeQuote:
    """Let the quote that has this id say this."""

    quote: NewQuote

    def applied_to(self, record: RecordDraft) -> RecordDraft:
        topic, old = quote_of(record, self.quote.id)
        quotes = tuple(self.quote.draft() if listed is old else listed for listed in topic.quotes)
        return _with_topic(record, replace(topic, quotes=quotes))

    def taken_back(self, record: RecordDraft) -> ChangeQuote:
        return ChangeQuote(NewQuote.of(quote_of(record, self.quote.id)[1]))


@dataclass(frozen=True, slots=True)
class RetireQuote:
    """Withdraw a quote: it moves among the retired ones, with a reason (one line) and a day (2026-11-23)."""

    id: str
    reason: str
    since: str
    before: str = ""

    def applied_to(self, record: RecordDraft) -> RecordDraft:
        topic, quote = quote_of(record, self.id)
        if _retired_of(record, self.id):
            raise ImpossibleError(f"A quote {self.id} was withdrawn before: give this one another id first.")
        words = (quote.speaker, quote.text, quote.asked, quote.asked_turn, quote.daily)
        left = RetiredDraft(NOWHERE, quote.id, _new(self.reason), _new(self.since), topic.id, *words)
        retired = _inserted(record.retired, left, self.before)
        return replace(_with_topic(record, _without(topic, quote)), retired=retired)

    def taken_back(self, record: RecordDraft) -> RestoreQuote:
        topic, quote = quote_of(record, self.id)
        return RestoreQuote(self.id, topic.id.text, _follower(topic.quotes, quote))


@dataclass(frozen=True, slots=True)
class RestoreQuote:
    """Bring a withdrawn quote back, under the topic where it stood if no other is named."""

    id: str
    topic: str = ""
    before: str = ""

    def applied_to(self, record: RecordDraft) -> RecordDraft:
        retired = self._retired(record)
        topic = topic_of(record, self.under(record))
        changed = _with_topic(record, _listing(topic, NewQuote.of(retired).draft(), self.before))
        return replace(changed, retired=tuple(draft for draft in record.retired if draft is not retired))

    def under(self, record: RecordDraft) -> str:
        """Return the id of the topic that it comes back to."""
        return self.topic or self._retired(record).topic.text

    def taken_back(self, record: RecordDraft) -> RetireQuote:
        retired = self._retired(record)
        return RetireQuote(self.id, retired.reason.text, retired.since.text, _follower(record.retired, retired))

    def _retired(self, record: RecordDraft) -> RetiredDraft:
        retired = _retired_of(record, self.id)
        if retired is None:
            raise ImpossibleError(f"There is no withdrawn quote {self.id} in {record.file}.")
        if self.id in _quote_ids(record):
            raise ImpossibleError(f"There is a quote {self.id} again: give that one another id first.")
        return retired


# edits of topics


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
                _refuse_taken(record, quote.id)
        title = _new(self.title) if self.title is not None else None
        questions, related = (tuple(map(_new, texts)) for texts in (self.questions, self.related))
        topic = TopicDraft(_new(self.id), title, questions, related, tuple(quote.draft() for quote in self.quotes))
        return replace(record, topics=_inserted(record.topics, topic, self.before))

    def taken_back(self, record: RecordDraft) -> RemoveTopic:  # noqa: ARG002 - as every edit
        return RemoveTopic(self.id)


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
            quotes=tuple(NewQuote.of(q) if isinstance(q, QuoteDraft) else NewUse(q.quote.text) for q in topic.quotes),
            related=tuple(map(str, topic.related)),
            before=_follower(record.topics, topic),
        )


@dataclass(frozen=True, slots=True)
class ChangeTitle:
    """Give a topic this title; None leaves it to another file."""

    topic: str
    title: str | None

    def applied_to(self, record: RecordDraft) -> RecordDraft:
        title = _new(self.title) if self.title is not None else None
        return _with_topic(record, replace(topic_of(record, self.topic), title=title))

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
        questions = _inserted(topic.questions, _new(self.text), self.before)
        return _with_topic(record, replace(topic, questions=questions))

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
        return _with_topic(record, replace(topic, questions=questions))

    def taken_back(self, record: RecordDraft) -> AddPhrasing:
        topic, gone = self._found(record)
        return AddPhrasing(self.topic, self.text, _follower(topic.questions, gone))

    def _found(self, record: RecordDraft) -> tuple[TopicDraft, Written]:
        topic = topic_of(record, self.topic)
        found = next((question for question in topic.questions if question.text == self.text), None)
        if found is None:
            raise ImpossibleError(f"“{self.text}” does not stand under {self.topic} in {record.file}.")
        return topic, found


@dataclass(frozen=True, slots=True)
class AddPhrasings:
    """Add ways of asking about a topic, one behind the other."""

    topic: str
    texts: tuple[str, ...]
    before: str = ""

    def applied_to(self, record: RecordDraft) -> RecordDraft:
        for text in self.texts:
            record = AddPhrasing(self.topic, text, self.before).applied_to(record)
        return record

    def taken_back(self, record: RecordDraft) -> RemovePhrasings:  # noqa: ARG002 - as every edit
        return RemovePhrasings(self.topic, self.texts)


@dataclass(frozen=True, slots=True)
class RemovePhrasings:
    """Take ways of asking out; taken back, they stand together where the last of them stood."""

    topic: str
    texts: tuple[str, ...]

    def applied_to(self, record: RecordDraft) -> RecordDraft:
        for text in self.texts:
            record = RemovePhrasing(self.topic, text).applied_to(record)
        return record

    def taken_back(self, record: RecordDraft) -> AddPhrasings:
        last = RemovePhrasing(self.topic, self.texts[-1]).taken_back(record)
        return AddPhrasings(self.topic, self.texts, last.before)


QuoteEdit: TypeAlias = AddQuote | RemoveQuote | ChangeQuote | RetireQuote | RestoreQuote
PhrasingEdit: TypeAlias = AddPhrasing | RemovePhrasing | AddPhrasings | RemovePhrasings
TopicEdit: TypeAlias = AddTopic | RemoveTopic | ChangeTitle | PhrasingEdit


@dataclass(frozen=True, slots=True)
class Several:
    """Edits of one file, one after the other."""

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


# edits of silence.yaml


@dataclass(frozen=True, slots=True)
class AddOutOfScope:
    """Add out-of-scope examples, at the end."""

    texts: tuple[str, ...]

    def applied_to(self, examples: tuple[Written, ...]) -> tuple[Written, ...]:
        return (*examples, *map(_new, self.texts))

    def taken_back(self, examples: tuple[Written, ...]) -> RemoveOutOfScope:  # noqa: ARG002 - as every edit
        return RemoveOutOfScope(self.texts)


@dataclass(frozen=True, slots=True)
class RemoveOutOfScope:
    """Take out-of-scope examples out; taken back, they stand at the end."""

    texts: tuple[str, ...]

    def applied_to(self, examples: tuple[Written, ...]) -> tuple[Written, ...]:
        if gone := {*self.texts} - {example.text for example in examples}:
            raise ImpossibleError(f"“{min(gone)}” is no out-of-scope example any more.")
        return tuple(example for example in examples if example.text not in self.texts)

    def taken_back(self, examples: tuple[Written, ...]) -> AddOutOfScope:  # noqa: ARG002 - as every edit
        return AddOutOfScope(self.texts)


OutOfScopeEdit: TypeAlias = AddOutOfScope | RemoveOutOfScope
RecordEdit: TypeAlias = QuoteEdit | TopicEdit | Several
Edit: TypeAlias = RecordEdit | OutOfScopeEdit

# drafts: what is found in them, and how they are changed


def topic_of(record: RecordDraft, topic: str) -> TopicDraft:
    """Return the topic in this file. Raises ImpossibleError."""
    found = next((draft for draft in record.topics if draft.id.text == topic), None)
    if found is None:
        raise ImpossibleError(f"There is no topic {topic} in {record.file}.")
    return found


def quote_of(record: RecordDraft, quote: str) -> tuple[TopicDraft, QuoteDraft]:
    """Return the quote that this file defines, and the topic it stands under. Raises ImpossibleError."""
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


def _retired_of(record: RecordDraft, quote: str) -> RetiredDraft | None:
    return next((draft for draft in record.retired if draft.id.text == quote), None)


def _refuse_taken(record: RecordDraft, quote: str) -> None:
    """Raise ImpossibleError where an id is given already, be it to a quote that was withdrawn."""
    if retired := _retired_of(record, quote):
        raise ImpossibleError(f"The quote {quote} was withdrawn on {retired.since}: restore it, or take another id.")
    if quote in _quote_ids(record):
        raise ImpossibleError(f"There is a quote {quote} in {record.file} already: take another id.")


def _quote_ids(record: RecordDraft) -> set[str]:
    return {listed.id.text for topic in record.topics for listed in topic.quotes if isinstance(listed, QuoteDraft)}


def _new(text: str) -> Written:
    return Written(text, NOWHERE)


def _name_of(entry: _Entry) -> str:
    """Return what an entry of a list is called; a use and a quote may have the same name."""
    if isinstance(entry, Written):
        return entry.text
    return entry.quote.text if isinstance(entry, UseDraft) else entry.id.text


def _with_topic(record: RecordDraft, changed: TopicDraft) -> RecordDraft:
    topics = tuple(changed if draft.id.text == changed.id.text else draft for draft in record.topics)
    return replace(record, topics=topics)


def _listing(topic: TopicDraft, entry: QuoteDraft | UseDraft, before: str) -> TopicDraft:
    return replace(topic, quotes=_inserted(topic.quotes, entry, before))


def _without(topic: TopicDraft, entry: QuoteDraft | UseDraft) -> TopicDraft:
    return replace(topic, quotes=tuple(listed for listed in topic.quotes if listed is not entry))


def _inserted(entries: tuple[T, ...], entry: T, before: str) -> tuple[T, ...]:
    """Return the entries with a new one in front of the one called `before`, else at the end."""
    at = next((number for number, other in enumerate(entries) if _name_of(other) == before), len(entries))
    return (*entries[:at], entry, *entries[at:])


def _follower(entries: Iterable[T], wanted: T) -> str:
    """Return the name of the entry after `wanted`; "" at the end."""
    rest = iter(entries)
    next(entry for entry in rest if entry is wanted)
    return next((_name_of(entry) for entry in rest), "")
