"""What curators work on: what was written, what was admitted of it, and the records themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.core.drafts import QuoteDraft, RecordDraft, RetiredDraft, TopicDraft
from bot.core.edits import ImpossibleError
from bot.core.model import Knowledge
from bot.core.proof.transcript import Record
from bot.core.text import folded


@dataclass(frozen=True)
class Archive:
    """The sources of one snapshot: `drafts` as they are written, `knowledge` as far as they are proved."""

    knowledge: Knowledge
    drafts: Sequence[RecordDraft]

    @cached_property
    def records(self) -> Mapping[str, Record]:
        """By source, of those that are proved."""
        return {
            draft.source.id.text: Record(
                self.knowledge.transcripts[draft.source.id.text],
                draft.source.url.text,
                draft.original.text.replace("\r\n", "\n"),
            )
            for draft in self.drafts
            if draft.original and draft.source.id.text in self.knowledge.transcripts
        }

    def draft(self, source: str) -> RecordDraft:
        """Raises ImpossibleError."""
        found = next((draft for draft in self.drafts if draft.source.id.text == source), None)
        if found is None:
            raise ImpossibleError(f"There is no source {source}.")
        return found

    def quote(self, whole_id: str) -> tuple[RecordDraft, TopicDraft, QuoteDraft]:
        """A quote as it is written, proved or not. Raises ImpossibleError."""
        source, _, name = whole_id.partition("/")
        record = self.draft(source)
        for topic in record.topics:
            for listed in topic.quotes:
                if isinstance(listed, QuoteDraft) and listed.id.text == name:
                    return record, topic, listed
        raise ImpossibleError(f"There is no quote {whole_id}, or it has been withdrawn.")

    def withdrawn(self, whole_id: str) -> tuple[RecordDraft, RetiredDraft]:
        """What is left of a quote. Raises ImpossibleError."""
        source, _, name = whole_id.partition("/")
        record = self.draft(source)
        found = next((retired for retired in record.retired if retired.id.text == name), None)
        if found is None:
            raise ImpossibleError(f"There is no withdrawn quote {whole_id}.")
        return record, found

    def topic(self, name: str) -> str:
        """The id of the topic that has this id or this title, also where nothing answers it. Raises ImpossibleError."""
        if name.strip() in self.topics:
            return name.strip()
        key = folded(name).casefold()
        titled = (topic for topic, title in self.topics.items() if folded(title).casefold() == key)
        if found := next(titled, None):
            return found
        raise ImpossibleError(f"There is no topic called “{name}”.")

    @cached_property
    def topics(self) -> Mapping[str, str]:
        """The title of every topic that is written, by its id; "" where no file gives it one."""
        found: dict[str, str] = {}
        for topic in (topic for draft in self.drafts for topic in draft.topics):
            found[topic.id.text] = found.get(topic.id.text) or (topic.title.text if topic.title else "")
        return found

    def files_of(self, topic: str) -> dict[str, TopicDraft]:
        """What each file says of a topic; the one that gives it its title comes first."""
        found = {draft.file: own for draft in self.drafts for own in draft.topics if own.id.text == topic}
        return dict(sorted(found.items(), key=lambda item: item[1].title is None))
