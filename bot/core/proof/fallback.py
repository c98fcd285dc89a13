"""The last good version of what became bad: it is served while an edit has problems.

What is proved now stands as it is, and what was taken out of a file is gone. From before come whole files that are
missing or cannot be read, transcripts that lost turns by an error, and entries that are still written in their file
but can no longer be read or proved. All of it goes through `admit` again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from bot.core.drafts import Drafts, Location, Problem, QuoteDraft, RecordDraft, TopicDraft, UseDraft
from bot.core.model import Knowledge


@dataclass(frozen=True, slots=True, order=True)
class StaleEntry:
    """Something that is served as it was before: the file it is from and `what`, as in "the quote talk/degree".

    `quote` is the whole id, where it is one.
    """

    file: str
    what: str
    quote: str = ""

    @classmethod
    def of_quote(cls, file: str, quote: str) -> StaleEntry:
        return cls(file, f"the quote {quote}", quote)


WHOLE_FILE = "the whole file"
GONE = "This file is gone. What stood in it is served as it was."

_Restored = tuple[Drafts, tuple[StaleEntry, ...]]


def with_lost(now: Drafts, proved: Knowledge, wrong: Sequence[Problem], before: Drafts, served: Knowledge) -> _Restored:
    """Return the drafts with what was lost by accident: files, turns, entries that are not well-shaped any more.

    `proved` and `wrong`: what came of the drafts as they are; `served`: what came of those before.
    """
    past = {record.source.id.text: record for record in before.records}
    present = {record.source.id.text for record in now.records}
    records: list[RecordDraft] = []
    kept: list[StaleEntry] = []
    for record in now.records:
        source = record.source.id.text
        if earlier := past.get(source):
            restored, of_record = _with_earlier_turns(record, earlier, wrong, proved, served)
            restored, of_entries = _with_lost_entries(restored, earlier, now)
            kept += [*of_record, *of_entries]
        records.append(restored if earlier else record)
    gone = [record for source, record in past.items() if source not in present and source in served.sources]
    is_lost = bool(before.out_of_scope) and before.out_of_scope[0].location.file not in now.texts
    out_of_scope = before.out_of_scope if is_lost else now.out_of_scope
    kept += [StaleEntry(record.file, WHOLE_FILE) for record in gone]
    kept += [StaleEntry(out_of_scope[0].location.file, WHOLE_FILE)] if is_lost else []
    in_order = sorted((*records, *gone), key=lambda record: (_is_missing(record.file, now), record.file))
    return replace(now, records=tuple(in_order), out_of_scope=out_of_scope), tuple(kept)


def with_unproved(now: Drafts, proved: Knowledge, before: Drafts, served: Knowledge) -> _Restored:
    """Return the drafts with the earlier version of each quote that was served and is not proved as it is now."""
    kept: list[StaleEntry] = []
    records: list[RecordDraft] = []
    past = {record.source.id.text: _quotes(record) for record in before.records}
    for record in now.records:
        source = record.source.id.text
        ours = _quotes(record)
        bad = {
            name: quote
            for name, quote in past.get(source, {}).items()
            if name in ours and f"{source}/{name}" in served.quotes and f"{source}/{name}" not in proved.quotes
        }
        kept += [StaleEntry.of_quote(record.file, f"{source}/{name}") for name in bad]
        topics: list[TopicDraft] = []
        for topic in record.topics:
            quotes = (q if isinstance(q, UseDraft) else bad.get(q.id.text, q) for q in topic.quotes)
            topics.append(replace(topic, quotes=tuple(quotes)))
        records.append(replace(record, topics=tuple(topics)) if bad else record)
    return replace(now, records=tuple(records)), tuple(kept)


def missing_files(now: Drafts, kept: Iterable[StaleEntry]) -> tuple[Problem, ...]:
    """Return a problem for each file that is not there any more, which its reader does not report."""
    if not now.texts and any("/" not in problem.location.file for problem in now.problems):
        return ()  # there is no folder, which is reported already
    fix = "Put it back, or confirm that it is meant to be gone: ontherecord forget {}"
    gone = dict.fromkeys(one.file for one in kept if one.what == WHOLE_FILE and _is_missing(one.file, now))
    return tuple(Problem(Location(file), GONE, fix.format(file.rpartition("/")[2])) for file in gone)


def without_files(before: Drafts, now: Drafts, names: AbstractSet[str]) -> Drafts:
    """Return the earlier drafts without the missing files of these names, which are meant to be gone."""

    def is_meant(file: str) -> bool:
        return file.rpartition("/")[2] in names and _is_missing(file, now)

    records = tuple(record for record in before.records if not is_meant(record.file))
    out_of_scope = () if before.out_of_scope and is_meant(before.out_of_scope[0].location.file) else before.out_of_scope
    return replace(before, records=records, out_of_scope=out_of_scope)


def _is_missing(file: str, now: Drafts) -> bool:
    return file not in now.texts and all(problem.location.file != file for problem in now.problems)


def _with_earlier_turns(
    record: RecordDraft, earlier: RecordDraft, wrong: Sequence[Problem], proved: Knowledge, served: Knowledge
) -> tuple[RecordDraft, list[StaleEntry]]:
    """Put back the transcript and the original where by an error fewer turns are proved now."""
    source = record.source.id.text
    turns = [len(of.transcripts[source].turns) if source in of.transcripts else 0 for of in (proved, served)]
    folder = record.file.rpartition("/")[0]
    files = {f"{folder}/transcripts/{source}.yaml", f"{folder}/originals/{source}.txt"}
    is_wrong = any(
        p.is_error and (p.location.file in files or p.location == record.source.sha256.location) for p in wrong
    )
    if turns[0] >= turns[1] or not is_wrong:
        return record, []
    restored = replace(
        record,
        source=replace(record.source, sha256=earlier.source.sha256),
        transcript=earlier.transcript,
        original=earlier.original,
    )
    return restored, [StaleEntry(record.file, f"the transcript of {source}")]


def _with_lost_entries(record: RecordDraft, earlier: RecordDraft, now: Drafts) -> tuple[RecordDraft, list[StaleEntry]]:
    lines = [p.location.line for p in now.problems if p.is_error and p.location.file == record.file]
    if not lines:
        return record, []
    written = now.texts.get(record.file, frozenset())
    known = {speaker.id.text for speaker in record.speakers}
    speakers = [s for s in earlier.speakers if s.id.text not in known and s.id.text in written]
    named = {topic.id.text for topic in record.topics}
    quoted = _quotes(record).keys() | {retired.id.text for retired in record.retired}
    lost = {name: quote for name, quote in _quotes(earlier).items() if name not in quoted and name in written}
    gone = [topic for topic in earlier.topics if topic.id.text not in named and topic.id.text in written]
    past = {topic.id.text: topic for topic in earlier.topics}
    topics: list[TopicDraft] = []
    kept = [StaleEntry(record.file, f"the speaker {speaker.id}") for speaker in speakers]
    for topic in record.topics:
        if topic.id.text in past:
            starts = sorted(other.id.location.line for other in record.topics)
            first = topic.id.location.line
            last = next((line for line in starts if line > first), max(lines) + 1) - 1
            is_wrong = any(first <= line <= last for line in lines)
            restored, stale = _with_lost_parts(record, topic, past[topic.id.text], lost, is_wrong)
            topics.append(restored)
            kept += stale
        else:
            topics.append(topic)
    for topic in gone:  # without what is defined elsewhere in the file by now, or withdrawn
        kept.append(StaleEntry(record.file, f"the topic {topic.id}"))
        quotes = (quote for quote in topic.quotes if isinstance(quote, UseDraft) or quote.id.text not in quoted)
        topics.append(replace(topic, quotes=tuple(quotes)))
    return replace(record, speakers=(*record.speakers, *speakers), topics=tuple(topics)), kept


def _with_lost_parts(
    record: RecordDraft, topic: TopicDraft, earlier: TopicDraft, lost: Mapping[str, QuoteDraft], is_wrong: bool
) -> tuple[TopicDraft, list[StaleEntry]]:
    """Put back its lost quotes where they stood, and its title and phrasings if something is wrong within it."""
    quotes = list(topic.quotes)
    kept: list[StaleEntry] = []
    for index, quote in enumerate(earlier.quotes):
        if isinstance(quote, QuoteDraft) and quote.id.text in lost:
            quotes.insert(index, quote)
            kept.append(StaleEntry.of_quote(record.file, f"{record.source.id}/{quote.id}"))
    if not is_wrong:
        return replace(topic, quotes=tuple(quotes)), kept
    asked = {question.text for question in topic.questions}
    missing = tuple(question for question in earlier.questions if question.text not in asked)
    if topic.title is None and earlier.title:
        kept.append(StaleEntry(record.file, f"the title of {topic.id}"))
    if missing:
        kept.append(StaleEntry(record.file, f"ways of asking about {topic.id}"))
    title, questions = topic.title or earlier.title, (*topic.questions, *missing)
    return replace(topic, title=title, questions=questions, quotes=tuple(quotes)), kept


def _quotes(record: RecordDraft) -> dict[str, QuoteDraft]:
    return {q.id.text: q for topic in record.topics for q in topic.quotes if isinstance(q, QuoteDraft)}
