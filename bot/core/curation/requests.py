"""From what curators want to the edit of one file that does it, worked out and proved, not yet written."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from types import MappingProxyType
from typing import Any, TypeAlias, get_args

from bot.core.curation.lookup import Archive, LocatedWords, WordsQuery, find, one_line
from bot.core.drafts import OUT_OF_SCOPE_FILE, QuoteDraft, RecordDraft, Written
from bot.core.edits import (
    AddOutOfScope,
    AddPhrasing,
    AddPhrasings,
    AddQuote,
    AddTopic,
    ChangeQuote,
    ChangeTitle,
    Edit,
    ImpossibleError,
    NewQuote,
    NewUse,
    OutOfScopeEdit,
    QuoteEdit,
    RemovePhrasing,
    RemovePhrasings,
    RemoveQuote,
    RemoveTopic,
    RestoreQuote,
    RetireQuote,
    Several,
    TopicEdit,
    quote_of,
    topic_of,
)
from bot.core.model import as_id, free_id
from bot.core.records import ChangeKind
from bot.core.text import folded


@dataclass(frozen=True, slots=True)
class Curator:
    """Who changes the knowledge: Discord's id and the name shown there; on the command line 0 and the login name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Plan:
    """`subject` is the whole id of a quote, or the id of a topic; `undoes` the number of a change.

    `found`: the words in their record, where there are new ones.
    """

    file: str
    edit: Edit
    kind: ChangeKind
    subject: str
    undoes: int | None = None
    found: LocatedWords | None = None


@dataclass(frozen=True, slots=True)
class AddWords:
    """Quote pasted words under a topic (its id or title), or under a new one, for which `title` stands.

    `asked` None: what had been asked is found; "": nothing. `phrasings`: more ways of asking about the topic. `id`: of
    the quote, else made of its words.
    """

    words: str
    topic: str = ""
    title: str = ""
    source: str = ""
    speaker: str = ""
    asked: str | None = None
    id: str = ""
    phrasings: tuple[str, ...] = ()

    def planned(self, archive: Archive, today: str) -> Plan:  # noqa: ARG002 - as every order
        found = find(WordsQuery(self.words, self.source, self.speaker, self.asked), archive)
        record = archive.draft(found.source.id)
        quote = found.quote(as_id(self.id))
        phrasings = tuple(filter(None, map(one_line, self.phrasings)))
        title = None if self.topic else one_line(self.title)
        if title == "":
            raise ImpossibleError("Name the topic that these words belong to, or write the title of a new one.")
        if title and folded(title).casefold() in {folded(known).casefold() for known in archive.topics.values()}:
            raise ImpossibleError(f"There is a topic called “{title}” already: choose it, or write another title.")
        topic = free_id(as_id(title) or "topic", archive.topics) if title else archive.topic(self.topic)
        edit: Edit = AddTopic(topic, title, phrasings, (quote,))
        if record.file in archive.files_of(topic):
            edit = _together([AddQuote(topic, quote), *(AddPhrasing(topic, text) for text in phrasings)])
        return Plan(record.file, edit, ChangeKind.ADD, f"{found.source.id}/{quote.id}", found=found)


@dataclass(frozen=True, slots=True)
class EditQuote:
    """Let a quote ("source/quote") have other words, another speaker or question, and its topic another title.

    None: as it is; asked "": none.
    """

    quote: str
    words: str | None = None
    asked: str | None = None
    speaker: str | None = None
    title: str | None = None

    def planned(self, archive: Archive, today: str) -> Plan:  # noqa: ARG002 - as every order
        record, topic, draft = archive.quote(self.quote)
        old = NewQuote.of(draft)
        asked = (old.asked or "") if self.asked is None else self.asked
        words = old.text if self.words is None else self.words
        speaker = self.speaker or old.speaker
        found = find(WordsQuery(words, record.source.id.text, speaker, asked, self.quote), archive)
        new = found.quote(old.id, daily=old.daily)
        # white space and marks apart: nobody edits a quote to lay it out anew
        before, after = ((folded(q.text), folded(q.asked or ""), q.speaker, q.asked_turn) for q in (old, new))
        edits: list[QuoteEdit | TopicEdit] = [ChangeQuote(new)] if before != after else []

        title, name = one_line(self.title or ""), topic.id.text
        if title and title != archive.topics[name]:
            if topic.title is None:
                home = next(iter(archive.files_of(name)))
                raise ImpossibleError(f"The title of this topic stands in {home}: change it with a quote of that file.")
            edits.append(ChangeTitle(name, title))
        if not edits:
            raise ImpossibleError("That is what the quote says already, so there is nothing to change.")
        return Plan(record.file, _together(edits), ChangeKind.EDIT, self.quote, found=found)


@dataclass(frozen=True, slots=True)
class EditTopic:
    """Give a topic (its id or title) another title, and more or fewer ways of asking."""

    topic: str
    title: str | None = None
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def planned(self, archive: Archive, today: str) -> Plan:  # noqa: ARG002 - as every order
        topic = archive.topic(self.topic)
        files = archive.files_of(topic)
        edits: dict[str, list[QuoteEdit | TopicEdit]] = {file: [] for file in files}
        home, own = next(iter(files.items()))
        title = one_line(self.title) if self.title is not None else ""
        if title and (own.title is None or own.title.text != title):
            edits[home].append(ChangeTitle(topic, title))
        edits[home] += [AddPhrasing(topic, text) for text in filter(None, map(one_line, self.add))]
        for text in self.remove:
            holding = (file for file, of in files.items() if text in map(str, of.questions))
            edits[next(holding, home)].append(RemovePhrasing(topic, text))
        changed = {file: those for file, those in edits.items() if those}
        if not changed:
            raise ImpossibleError("There is nothing to change.")
        if len(changed) > 1:
            raise ImpossibleError(f"These ways of asking stand in {' and '.join(changed)}: change one file at a time.")
        [(file, those)] = changed.items()
        return Plan(file, _together(those), ChangeKind.EDIT, topic)


@dataclass(frozen=True, slots=True)
class Retire:
    """Withdraw a quote, for a reason."""

    quote: str
    reason: str

    def planned(self, archive: Archive, today: str) -> Plan:
        record, _, draft = archive.quote(self.quote)
        reason = one_line(self.reason)
        if not reason:
            raise ImpossibleError("Write why the quote is withdrawn: those who come after you will want to know.")
        return Plan(record.file, RetireQuote(draft.id.text, reason, today), ChangeKind.RETIRE, self.quote)


@dataclass(frozen=True, slots=True)
class Restore:
    """Bring a withdrawn quote back, under the topic where it stood unless another one is named."""

    quote: str
    topic: str = ""

    def planned(self, archive: Archive, today: str) -> Plan:  # noqa: ARG002 - as every order
        record, draft = archive.withdrawn(self.quote)
        topic = archive.topic(self.topic) if self.topic else ""
        return Plan(record.file, RestoreQuote(draft.id.text, topic), ChangeKind.RESTORE, self.quote)


@dataclass(frozen=True, slots=True)
class TopicRevision:
    """Ways of asking to add to a topic, and another title unless that is ""; `is_removed`: the topic goes instead."""

    topic: str
    phrasings: tuple[str, ...] = ()
    title: str = ""
    is_removed: bool = False

    def edits(self) -> Iterator[TopicEdit]:
        if self.is_removed:
            yield RemoveTopic(self.topic)
            return
        if self.title:
            yield ChangeTitle(self.topic, self.title)
        if self.phrasings:
            yield AddPhrasings(self.topic, self.phrasings)


@dataclass(frozen=True, slots=True)
class ReviseTopics:
    """Revise topics whose titles stand in one file, all in one change."""

    file: str
    revisions: tuple[TopicRevision, ...]

    def planned(self, archive: Archive, today: str) -> Plan:  # noqa: ARG002 - as every order
        draft = next((draft for draft in archive.drafts if draft.file == self.file), None)
        edits = [edit for revision in self.revisions for edit in revision.edits()]
        if draft is None or not edits:
            raise ImpossibleError("There is nothing to change.")
        return Plan(self.file, _together(edits), ChangeKind.EDIT, draft.source.id.text)


@dataclass(frozen=True, slots=True)
class AddExamples:
    """Add out-of-scope examples: questions that the record is not to answer."""

    texts: tuple[str, ...]

    def planned(self, archive: Archive, today: str) -> Plan:  # noqa: ARG002 - as every order
        known = {text.casefold() for text in archive.knowledge.out_of_scope}
        given = {text.casefold(): text for text in filter(None, map(one_line, self.texts))}
        new = tuple(given[text] for text in given if text not in known)
        if not new:
            raise ImpossibleError("There is nothing to change.")
        folder = archive.drafts[0].file.rpartition("/")[0]
        file = f"{folder}/{OUT_OF_SCOPE_FILE}".lstrip("/")
        return Plan(file, AddOutOfScope(new), ChangeKind.EDIT, "silence")


Order: TypeAlias = AddWords | EditQuote | EditTopic | Retire | Restore | ReviseTopics | AddExamples


def _together(edits: Sequence[QuoteEdit | TopicEdit]) -> Edit:
    return edits[0] if len(edits) == 1 else Several(tuple(edits))


FileDraft: TypeAlias = RecordDraft | tuple[Written, ...]
"""What a knowledge file says, or silence.yaml."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """`old` and `new` are the bytes of the file, `before` and `after` what they say, and `undo` takes the edit back."""

    file: str
    edit: Edit
    undo: Edit
    old: bytes
    new: bytes
    before: FileDraft
    after: FileDraft

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
    def text_before(self) -> str | None:
        """The words, title or ways of asking that the edit is about, without the edit; None where there are none."""
        return _joined(self.edit, self.before)

    @property
    def text_after(self) -> str | None:
        """The same with the edit."""
        return _joined(self.edit, self.after)


def _joined(edit: Edit, draft: FileDraft) -> str | None:
    if isinstance(edit, OutOfScopeEdit) or isinstance(draft, tuple):
        said = {*map(str, draft)} if isinstance(draft, tuple) else set()
        return "\n".join(text for text in getattr(edit, "texts", ()) if text in said) or None
    found: dict[str, None] = {}
    for part in edit.edits if isinstance(edit, Several) else (edit,):
        with suppress(ImpossibleError):
            found |= dict.fromkeys(filter(None, _texts(part, draft)))
    return "\n".join(found) if found else None


def _texts(edit: QuoteEdit | TopicEdit, draft: RecordDraft) -> Iterator[str]:
    """Yield what this draft says where the edit is about it. Raises ImpossibleError where it says nothing."""
    match edit:
        case AddQuote(quote=quote) | ChangeQuote(quote=quote):
            yield _words(quote_of(draft, quote.id)[1])
        case RemoveQuote(id=name) | RetireQuote(id=name) | RestoreQuote(id=name):
            yield _words(quote_of(draft, name)[1])
        case AddTopic(id=name) | RemoveTopic(id=name):
            topic = topic_of(draft, name)
            yield from [topic.title.text if topic.title else "", *map(str, topic.questions)]
            yield from (_words(one) if isinstance(one, QuoteDraft) else one.quote.text for one in topic.quotes)
        case ChangeTitle(topic=name):
            title = topic_of(draft, name).title
            yield title.text if title else ""
        case AddPhrasing(topic=name, text=text) | RemovePhrasing(topic=name, text=text):
            yield from (text for question in topic_of(draft, name).questions if question.text == text)
        case AddPhrasings(topic=name, texts=texts) | RemovePhrasings(topic=name, texts=texts):
            yield from (question.text for question in topic_of(draft, name).questions if question.text in texts)


def _words(quote: QuoteDraft) -> str:
    return f"{quote.asked.text}\n{quote.text.text}" if quote.asked else quote.text.text


# an edit as a line of text, so that what undoes a change can be stored with it

_KINDS: Mapping[str, type[Any]] = MappingProxyType(
    {kind.__name__: kind for kind in (*get_args(Edit), NewQuote, NewUse)}
)
_KIND = "is"


def as_text(edit: Edit) -> str:
    """Return an edit as one line of JSON."""
    return json.dumps(_plain(edit), ensure_ascii=False)


def from_text(text: str) -> Edit:
    """Return the edit that `as_text` wrote. Raises ImpossibleError where it is none, or one of another version."""

    def built(values: dict[str, Any]) -> Any:
        kind = _KINDS[values.pop(_KIND)]
        return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})

    try:
        edit = json.loads(text, object_hook=built)
    except (ValueError, KeyError, TypeError):
        edit = None
    if not isinstance(edit, get_args(Edit)):
        raise ImpossibleError("This change was kept by another version of On the Record: take it back by hand.")
    return edit  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {_KIND: type(value).__name__} | {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value
