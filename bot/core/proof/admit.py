"""Admission: the one way from drafts to Knowledge, which holds nothing but what the record proves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType

from bot.core.addresses import SiteLinks
from bot.core.drafts import (
    Location,
    Problem,
    QuoteDraft,
    RecordDraft,
    RetiredDraft,
    Severity,
    TopicDraft,
    UseDraft,
    Written,
)
from bot.core.model import Knowledge, Publish, Quote, Source, Speaker, Topic, short_id
from bot.core.proof.quote import Proofs
from bot.core.proof.transcript import Record
from bot.core.text import folded

_NEAR = 0.8  # of two ids: how much they share at least


class Retired:
    """The retired quotes of a knowledge folder, by their whole ids ("source/quote")."""

    def __init__(self) -> None:
        self._by_id: dict[str, RetiredDraft] = {}
        self._by_words: dict[tuple[str, str], RetiredDraft] = {}

    @property
    def topics(self) -> set[str]:
        """The ids of the topics that they stood under."""
        return {draft.topic.text for draft in self._by_id.values()}

    def __contains__(self, whole_id: str) -> bool:
        return whole_id in self._by_id

    def take(self, draft: RetiredDraft, source_id: str) -> Problem | None:
        """Add a quote; return a Problem where its id is retired already."""
        whole_id = f"{source_id}/{draft.id}"
        if first := self._by_id.get(whole_id):
            message = f"The quote {draft.id} is retired already at {first.id.location}."
            return Problem(draft.id.location, message, "Remove one of the two.")
        self._by_id[whole_id] = draft
        self._by_words[source_id, _key(draft.text)] = draft
        return None

    def returned(self, draft: QuoteDraft, source_id: str) -> Problem | None:
        """Return a Problem where a quote has the id of a retired one."""
        retired = self._by_id.get(f"{source_id}/{draft.id}")
        if retired is None:
            return None
        message = f"The quote {draft.id} was withdrawn on {retired.since}: {retired.reason}"
        return Problem(draft.id.location, message, "Give this one another id, or take the old one out of 'retired'.")

    def warnings(self, draft: QuoteDraft, source_id: str) -> Iterator[Problem]:
        """Warn where the very words were withdrawn under another id."""
        if self._by_words and (retired := self._by_words.get((source_id, _key(draft.text)))):
            message = f"These words were withdrawn on {retired.since} as {retired.id}: {retired.reason}"
            fix = f"Leave them out; or, if they are right again, restore {retired.id}."
            yield Problem(draft.text.location, message, fix, Severity.WARNING)


def _key(text: Written) -> str:
    return folded(text.text).casefold()


def admit(
    drafts: Sequence[RecordDraft], out_of_scope: Sequence[Written] = (), proofs: Proofs | None = None
) -> tuple[Knowledge, tuple[Problem, ...]]:
    """Prove every entry of a knowledge folder; what is not proved is set aside with a Problem.

    `proofs`: what was proved before, which is not proved again.
    """
    admission = _Admission(proofs or Proofs())
    for draft in drafts:
        admission.take_source(draft)
    for draft in drafts:
        admission.take_topics(draft)
    admission.take_out_of_scope(out_of_scope)
    return admission.knowledge(), tuple(admission.problems)


@dataclass
class _Entry:
    """A topic put together from all files; `id` as it stands in the first, `questions` by their folded text."""

    id: Written
    title: Written | None = None
    questions: dict[str, str] = field(default_factory=dict)
    related: list[Written] = field(default_factory=list)
    listed: dict[str, Written] = field(default_factory=dict)


class _Admission:
    """What has been admitted so far, and what was wrong with the rest."""

    def __init__(self, proofs: Proofs) -> None:
        self.problems: list[Problem] = []
        self._proofs = proofs
        self._sources: dict[str, Source] = {}
        self._records: dict[str, Record] = {}
        self._site: dict[str, SiteLinks] = {}
        self._quotes: dict[str, Quote] = {}
        self._quote_locations: dict[str, Location] = {}
        self._short_ids: dict[str, str] = {}
        self._retired = Retired()
        self._entries: dict[str, _Entry] = {}
        self._question_locations: dict[str, Location] = {}
        self._synonyms: list[tuple[str, ...]] = []
        self._out_of_scope: list[str] = []

    def take_source(self, draft: RecordDraft) -> None:
        """Take a source, its transcript proved against its original, and every quote that the file defines."""
        source_id = draft.source.id.text
        if source_id in self._sources:
            self._report(draft.source.id, f"There are two sources called {source_id}.", "Give one of them another id.")
            return
        speakers = {
            s.id.text: Speaker(s.id.text, s.name.text, s.role.text, s.described.text if s.described else "")
            for s in draft.speakers
        }
        of = draft.source
        self._sources[source_id] = Source(
            id=source_id,
            title=of.title.text,
            url=of.url.text,
            author=of.author.text,
            published=of.published.text,
            retrieved=of.retrieved.text,
            speakers=MappingProxyType(speakers),
            publish=Publish(of.publish.text),
        )
        self._synonyms += draft.synonyms
        self.problems += _unknowns(draft)
        self._prove_transcript(draft)
        for retired in draft.retired:
            if problem := self._retired.take(retired, source_id):
                self.problems.append(problem)
            else:  # it keeps its id and short id, so that no old button ever shows something else
                self._is_unique(f"{source_id}/{retired.id}", retired.id)
        for topic in draft.topics:
            for quote in topic.quotes:
                if isinstance(quote, QuoteDraft):
                    self._take_quote(quote, self._sources[source_id])

    def take_topics(self, draft: RecordDraft) -> None:
        for topic in draft.topics:
            if not self._is_unique(topic.id.text, topic.id):
                continue
            entry = self._entries.setdefault(topic.id.text, _Entry(topic.id))
            if topic.title and entry.title and entry.title.text != topic.title.text:
                message = f"The topic {topic.id} has another title at {entry.title.location}: “{entry.title}”."
                self._report(topic.title, message, "Keep one title and remove the other.")
            entry.title = entry.title or topic.title
            entry.questions |= {key: question.text for question in topic.questions if (key := self._new_key(question))}
            entry.related += topic.related
            self._take_list(topic, entry, draft.source.id.text)

    def knowledge(self) -> Knowledge:
        """Return all topics that have a title and a proved quote, their relations resolved."""
        for name, entry in self._entries.items():
            for topic in entry.related:
                if topic.text not in self._entries or topic.text == name:
                    fix = "Write the id of a topic of this folder."
                    self._report(topic, f"There is no other topic {topic}.", fix)
        answerable = {name: entry for name, entry in self._entries.items() if self._is_answerable(name, entry)}
        topics: dict[str, Topic] = {}
        for name, entry in answerable.items():
            quotes = tuple(self._quotes[whole_id] for whole_id in entry.listed if whole_id in self._quotes)
            related = dict.fromkeys(r.text for r in entry.related if r.text in answerable and r.text != name)
            topics[name] = Topic(name, str(entry.title), tuple(entry.questions.values()), tuple(related), quotes)
        transcripts = {name: record.transcript for name, record in self._records.items()}
        return Knowledge(
            MappingProxyType(self._sources),
            MappingProxyType(topics),
            tuple(self._synonyms),
            tuple(self._out_of_scope),
            MappingProxyType(transcripts),
        )

    def _prove_transcript(self, draft: RecordDraft) -> None:
        if draft.transcript is None or draft.original is None:
            return
        if draft.original.sha256 != draft.source.sha256.text:
            message = f"{draft.original.file} is not the text that was published: its hash is {draft.original.sha256}."
            fix = "Put the published text back, or prove every quote anew and write the new hash."
            self._report(draft.source.sha256, message, fix)
            return
        known = {speaker.id.text: speaker.name.text for speaker in draft.speakers}
        for stranger in sorted(set(draft.transcript.labels) - set(known)):
            message = f"There is a label for {stranger}, who is not among the speakers."
            self.problems.append(Problem(draft.transcript.location, message, "Correct its name, or remove it."))
        source, url = draft.source.id.text, draft.source.url.text
        record, problems = self._proofs.of_transcript(source, draft.transcript, draft.original, url, known)
        self.problems += problems
        turns = draft.transcript.turns
        for speaker in [turn.speaker for turn in turns] + [s.by for turn in turns for s in turn.segments if s.by]:
            if speaker.text not in known:
                self._report(speaker, f"Nobody called {speaker} is among the speakers.", _one_of(known, speaker))
        self._records[source] = record
        if draft.source.publish.text and self._proofs.site_url:
            self._site[source] = SiteLinks(self._proofs.site_url, source, record.sentences, draft.ledger)

    def _take_quote(self, draft: QuoteDraft, source: Source) -> None:
        whole_id = f"{source.id}/{draft.id}"
        speaker = source.speakers.get(draft.speaker.text)
        if returned := self._retired.returned(draft, source.id):
            self.problems.append(returned)
            return
        if whole_id in self._quote_locations:
            message = f"The id {draft.id} is taken by the quote at {self._quote_locations[whole_id]}."
            self._report(draft.id, message, "Give this quote another id; the other one may be linked to already.")
            return
        self._quote_locations[whole_id] = draft.id.location
        if not self._is_unique(whole_id, draft.id):
            return
        if speaker is None:
            fix = _one_of({one.id: one.name for one in source.speakers.values()}, draft.speaker)
            self._report(draft.speaker, f"Nobody called {draft.speaker} is among the speakers.", fix)
        elif source.id in self._records:
            proof, warnings = self._proofs.of_quote(source.id, draft)
            if isinstance(proof, Problem):
                self.problems.append(proof)
                return
            words = (proof.text, proof.asked, proof.is_asked_earlier)
            site = self._site.get(source.id)
            links = proof.url, site.link(proof.spans[0][0]) if site else ""
            self._quotes[whole_id] = Quote(
                whole_id, source, speaker, *words, proof.turn, proof.spans, *links, draft.daily
            )
            self.problems += [*warnings, *self._retired.warnings(draft, source.id)]

    def _is_unique(self, whole_id: str, at: Written) -> bool:
        """Return whether no other quote or topic has the same short id, by which buttons name what they show."""
        holder = self._short_ids.setdefault(short_id(whole_id), whole_id)
        if holder != whole_id:
            message = f"{whole_id} cannot be told from {holder} by its handle, {short_id(holder)}."
            self._report(at, message, "Give it another id.")
        return holder == whole_id

    def take_out_of_scope(self, out_of_scope: Sequence[Written]) -> None:
        """Take what is not to be answered, without messages that a topic answers."""
        self._out_of_scope += [message.text for message in out_of_scope if self._new_key(message)]

    def _new_key(self, asked: Written) -> str:
        """Return what makes a question the same as another; "" with a problem where it stands elsewhere already."""
        key = folded(asked.text).casefold().rstrip("?!. ") or asked.text
        if key in self._question_locations:
            message = f"“{asked}” is asked already at {self._question_locations[key]}."
            self._report(asked, message, "Keep it where it belongs best and remove it here.")
            return ""
        self._question_locations[key] = asked.location
        return key

    def _take_list(self, topic: TopicDraft, entry: _Entry, source_id: str) -> None:
        for listed in topic.quotes:
            name = listed.quote if isinstance(listed, UseDraft) else listed.id
            whole_id = name.text if "/" in name.text else f"{source_id}/{name}"
            if whole_id in self._retired:
                if isinstance(listed, UseDraft):  # it may stay, and the quote comes back here when it is restored
                    message = f"The quote {whole_id} was withdrawn, so it is not shown here."
                    fix = "Remove this line if the quote is never to come back."
                    self._report(name, message, fix, Severity.ADVICE)
            elif whole_id not in self._quote_locations:
                meant = nearest_id(whole_id, self._quote_locations)
                wanted = meant.removeprefix(f"{source_id}/") or "the id of a quote as it stands in its file"
                self._report(name, f"There is no quote {whole_id}.", f"Write {wanted}.")
            elif whole_id in entry.listed:
                if not isinstance(listed, UseDraft) and name.location != self._quote_locations[whole_id]:
                    continue  # a doubled id, which is reported already
                self._report(name, f"The topic {topic.id} lists {whole_id} already.", "Remove one of the two.")
            else:
                entry.listed[whole_id] = name

    def _is_answerable(self, name: str, entry: _Entry) -> bool:
        has_quote = any(whole_id in self._quotes for whole_id in entry.listed)
        if entry.title is None:
            self._report(
                entry.id, f"The topic {name} has no title in any file.", "Write title: in the file it belongs to."
            )
            return False
        is_reported = any(whole_id.split("/")[0] not in self._records for whole_id in entry.listed)
        if not has_quote and name in self._retired.topics:
            message = f"The topic {name} cannot be answered since its quote was withdrawn."
            self._report(entry.title, message, "Give it another quote, or remove it.", Severity.WARNING)
        elif not has_quote and not is_reported:
            message = f"The topic {name} has no quote that is proved, so it cannot be answered."
            at = entry.title.location
            self.problems.append(Problem(at, message, "Give it a quote, or remove it.", is_consequence=True))
        return has_quote

    def _report(self, at: Written, message: str, fix: str, severity: Severity = Severity.ERROR) -> None:
        self.problems.append(Problem(at.location, message, fix, severity))


def nearest_id(wanted: str, ids: Iterable[str]) -> str:
    """Return the whole id ("source/quote") that is meant by a wrong one, or by one without its source; "" if none."""
    own = {one.rpartition("/")[2]: one for one in ids}
    name = wanted.rpartition("/")[2]
    near = get_close_matches(name, own, 1, _NEAR)
    return own.get(name) or (own[near[0]] if near else "")


def _unknowns(draft: RecordDraft) -> Iterator[Problem]:
    """Return a warning for each thing about the publication that nobody has written down."""
    source = draft.source
    missing = (
        ("published", source.published, "its answers have no date", "when it was published, as 2020 or 2020-11-30"),
        ("url", source.url, "its answers have no link", "where it was published, as https://..."),
        ("author", source.author, "nobody is named who published it", "who published it"),
    )
    for name, written, effect, fix in missing:
        if not written.text:
            message = f"The source {source.id} has no '{name}', so {effect}."
            yield Problem(source.id.location, message, f"Write '{name}:' with {fix}.", Severity.WARNING)


def _one_of(names: Mapping[str, str], written: Written) -> str:
    """Return what to write for a speaker: the id that is meant, if it can be told by id or name, else all of them."""
    told = " ".join(written.text.split()).casefold()
    called = {id_: {id_, name.casefold(), *name.casefold().split()} for id_, name in names.items()}
    meant = [id_ for id_, known in called.items() if told in known]
    near = get_close_matches(told, [known for those in called.values() for known in those], 1, _NEAR)
    meant = meant or [id_ for id_, known in called.items() if known & {*near}]
    return f"Write {meant[0]}." if len(meant) == 1 else f"Write one of: {', '.join(sorted(names))}."
