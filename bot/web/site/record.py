"""What the site shows of the record: only sources that may be published, without what was withdrawn."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple, TypeVar

from bot.core import phrases
from bot.core.addresses import (
    Addresses,
    Ledger,
    PublishedState,
    Sentence,
    addresses,
    interview_page,
    key_of,
    renewed,
    sentence_at,
)
from bot.core.curation.lookup import Archive
from bot.core.drafts import Drafts, Problem, RecordDraft, Severity
from bot.core.model import Knowledge, Publish, Quote, Source, Speaker, Topic
from bot.core.proof.transcript import Record
from bot.core.text import CUT, sentences

Span = tuple[int, int]

_BLANK_LINE = re.compile(r"\n\s*\n")


class TextRun(NamedTuple):
    """Part of a paragraph: a sentence with its `address`, or, without one, what stands between sentences.

    `former`: addresses that lead here too. `since`: what stood here was withdrawn on that day. `space` comes after it.
    """

    text: str
    address: str = ""
    former: tuple[str, ...] = ()
    since: str = ""
    space: str = ""


Paragraph = tuple[TextRun, ...]


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """A turn, as far as it is shown; `speaker` is None where nobody is sure who talks. `quotes` stand in it."""

    speaker: Speaker | None
    paragraphs: tuple[Paragraph, ...]
    quotes: tuple[Quote, ...]
    start_s: float | None


@dataclass(frozen=True)
class Interview:
    """A page of the site: a source as far as it is shown, or only what its addresses say once it is taken down.

    `gone`: addresses of sentences that the transcript does not hold any more, and since when; `at`: the address on
    which each of its quotes begins.
    """

    id: str
    source: Source | None
    turns: tuple[ShownTurn, ...]
    gone: tuple[tuple[str, str], ...]
    ledger: Ledger
    quotes: tuple[Quote, ...] = ()
    at: Mapping[str, str] = field(default_factory=dict)

    @property
    def page(self) -> str:
        return interview_page(self.id)

    @property
    def people(self) -> str:
        """Who answers, as who they were then, and who asks."""
        people = [*self.source.speakers.values()] if self.source else []
        answering = [phrases.joined(one.name, one.described) for one in people if one.role != "interviewer"]
        asking = [one.name for one in people if one.role == "interviewer"]
        return "; ".join(answering) + (f", asked by {' and '.join(asking)}" if asking else "")

    def link(self, quote: Quote) -> str:
        """Return the address of a quote of this interview, from the site's own root on."""
        return f"{self.page}#{self.at[quote.id]}"

    def new_on(self, quote: Quote) -> str:
        return self.ledger.quotes[quote.id]


@dataclass(frozen=True, slots=True)
class ShownTopic:
    """A topic with those of its quotes that are shown, the oldest first."""

    topic: Topic
    quotes: tuple[Quote, ...]

    @property
    def page(self) -> str:
        return f"topics/{self.topic.id}/"


@dataclass(frozen=True)
class PublicRecord:
    """All that the site shows; interviews by id, the newest first, then those that are gone.

    `problems`: withdrawn quotes whose words nobody can find in the transcript, so that they cannot be left out.
    """

    interviews: Mapping[str, Interview]
    topics: tuple[ShownTopic, ...]
    problems: tuple[Problem, ...] = ()

    def link(self, quote: Quote) -> str:
        return self.interviews[quote.source.id].link(quote)


def public_record(knowledge: Knowledge, drafts: Drafts, today: str) -> PublicRecord:
    """Return what may be shown today (YYYY-MM-DD), and how the ledgers are once it is."""
    archive = Archive(knowledge, drafts.records)
    problems: list[Problem] = []
    shown: list[Interview] = []
    gone = [_taken_down(source, None, ledger, today) for source, ledger in sorted(drafts.ledgers.items())]
    for draft in drafts.records:
        source = knowledge.sources[draft.source.id.text]
        if source.publish and source.id in archive.records:
            quotes = [quote for quote in knowledge.quotes.values() if quote.source.id == source.id]
            showing = _Showing(draft, source, archive.records[source.id], quotes)
            shown.append(showing.interview(today))
            problems += showing.problems
        elif draft.ledger:
            gone.append(_taken_down(source.id, source, draft.ledger, today))
    shown.sort(key=lambda interview: interview.source.published if interview.source else "", reverse=True)
    interviews = {interview.id: interview for interview in (*shown, *gone)}
    public = {quote for interview in shown for quote in interview.at}
    answering = (
        (topic, [quote for quote in topic.quotes if quote.id in public]) for topic in knowledge.topics.values()
    )
    topics = tuple(
        ShownTopic(topic, tuple(sorted(quotes, key=lambda quote: quote.source.published)))
        for topic, quotes in answering
        if quotes
    )
    return PublicRecord(interviews, topics, tuple(problems))


def _taken_down(name: str, source: Source | None, ledger: Ledger, today: str) -> Interview:
    after = renewed(ledger, PublishedState(Addresses(())), today)
    return Interview(name, source, (), (*after.withdrawn.items(),), after)


class _Showing:
    """One source on its way to the page."""

    def __init__(self, draft: RecordDraft, source: Source, record: Record, quotes: Sequence[Quote]) -> None:
        self.problems: list[Problem] = []
        self._draft = draft
        self._source = source
        self._record = record
        self._quotes = sorted(quotes, key=lambda quote: quote.spans)
        self._ledger = draft.ledger or Ledger()
        self._now = addresses([sentence.key for sentence in record.sentences], self._ledger)
        self._address = dict(zip(record.sentences, self._now.each, strict=True))
        self._since = self._withdrawn()
        self._visible = self._visible_spans()

    def interview(self, today: str) -> Interview:
        shown = frozenset(at for one, at in self._address.items() if self._parts(one.start, one.end))
        withdrawn = {self._address[one]: since for one, since in self._since.items()}
        publication = PublishedState(self._now, shown, withdrawn, [quote.id for quote in self._quotes])
        ledger = renewed(self._ledger, publication, today)
        former: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
        for old, new in ledger.moved.items():
            former[new] += (old,)
        turns = tuple(turn for turn in self._turns(former, ledger.withdrawn) if turn.paragraphs)
        standing = set(self._now.each)
        gone = tuple((address, since) for address, since in ledger.withdrawn.items() if address not in standing)
        begins = {quote.id: sentence_at(self._record.sentences, quote.spans[0][0]) for quote in self._quotes}
        starts = {quote: self._now.each[at] for quote, at in begins.items()}
        return Interview(self._source.id, self._source, turns, gone, ledger, tuple(self._quotes), starts)

    def _withdrawn(self) -> dict[Sentence, str]:
        """Return the sentences that withdrawn quotes have words of, and since when."""
        found: dict[Sentence, str] = {}
        for retired in self._draft.retired:
            stands = self._record.voices.standing(retired.text.text).by_speaker.get(retired.speaker.text, ())
            spans = [span for stand in stands for span in stand.spans]
            keys = {key_of(one) for one in sentences(retired.text.text)} if not spans else set[str]()
            hit = [
                one
                for one in self._record.sentences
                if one.key in keys or any(start < one.end and one.start < end for start, end in spans)
            ]
            found |= dict.fromkeys(hit, retired.since.text)
            if not hit:
                message = f"The words of the withdrawn quote {retired.id} are not in the transcript."
                fix = "If they were reworded there, write them here as they stand, so that the site leaves them out."
                self.problems.append(Problem(retired.text.location, message, fix, Severity.WARNING))
        return found

    def _visible_spans(self) -> list[Span]:
        """Return what may be shown: all quotes, and of a source that is published whole what was not withdrawn.

        Spans that touch are one.
        """
        spans = [span for quote in self._quotes for span in quote.spans]
        if self._source.publish is Publish.WHOLE:
            hidden = sorted((one.start, one.end) for one in self._since)
            spans += zip(
                [0, *(end for _, end in hidden)],
                [*(start for start, _ in hidden), len(self._record.original)],
                strict=True,
            )
        merged: list[Span] = []
        for start, end in sorted(span for span in spans if span[0] < span[1]):
            if merged and start <= merged[-1][1]:
                merged[-1] = merged[-1][0], max(end, merged[-1][1])
            else:
                merged.append((start, end))
        return merged

    def _parts(self, start: int, end: int) -> list[Span]:
        """Return the parts of a span that may be shown."""
        first = bisect_right(self._visible, start, key=lambda span: span[1])
        last = bisect_right(self._visible, end - 1, key=lambda span: span[0])
        return [(max(start, begin), min(end, stop)) for begin, stop in self._visible[first:last]]

    def _turns(self, former: Mapping[str, tuple[str, ...]], since: Mapping[str, str]) -> Iterator[ShownTurn]:
        said, answering = _by_turn(self._record.sentences), _by_turn(self._quotes)
        for turn in self._record.transcript.turns:
            layout, at = _Layout(), turn.start
            for one in said.get(turn.number, ()):
                self._lay_between(layout, at, one.start)
                address, at = self._address[one], one.end
                parts = self._parts(one.start, one.end)
                if not parts and address in since:
                    layout.add(TextRun("", former=(address, *former.get(address, ())), since=since[address]))
                else:
                    self._lay_sentence(layout, one, parts, TextRun("", address, former.get(address, ())))
            self._lay_between(layout, at, turn.start + len(turn.text))
            speaker = self._source.speakers.get(turn.speaker) if turn.is_sure else None
            yield ShownTurn(speaker, layout.paragraphs, tuple(answering.get(turn.number, ())), turn.start_s)

    def _lay_sentence(self, layout: _Layout, one: Sentence, parts: Sequence[Span], piece: TextRun) -> None:
        """Lay out what is shown of a sentence; its address is that of the first part."""
        at = one.start
        for start, end in parts:
            if start > at:
                layout.cut()
            layout.add(piece._replace(text=self._record.original[start:end]))
            piece, at = TextRun(""), end
        if at < one.end:
            layout.cut()

    def _lay_between(self, layout: _Layout, start: int, end: int) -> None:
        """Lay out the white space, and what may be shown of stage directions and labels."""
        text = self._record.original[start:end]
        if text.strip() and not self._parts(start, end):
            text = "".join(filter(str.isspace, text)) or " "
        for number, words in enumerate(_BLANK_LINE.split(text)):
            if number:
                layout.new_paragraph()
            if words[:1].isspace():
                layout.space()
            if words.strip():
                layout.add(TextRun(" ".join(words.split()), space=" " if words[-1].isspace() else ""))


class _Layout:
    """The paragraphs of one turn, as they grow."""

    def __init__(self) -> None:
        self._paragraphs: list[list[TextRun]] = [[]]

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """What is shown; nothing where all is left out."""
        shown = tuple(tuple(paragraph) for paragraph in self._paragraphs if paragraph)
        return shown if any(piece.text != CUT for piece in chain(*shown)) else ()

    def new_paragraph(self) -> None:
        self._paragraphs.append([])

    def space(self) -> None:
        if last := self._paragraphs[-1]:
            last[-1] = last[-1]._replace(space=" ")

    def add(self, piece: TextRun) -> None:
        """Add a piece; what was withdrawn on one day, one after the other, is one piece."""
        last = self._paragraphs[-1]
        if last and piece.since and last[-1].since == piece.since:
            last[-1] = last[-1]._replace(former=last[-1].former + piece.former)
        else:
            last.append(piece)

    def cut(self) -> None:
        """Mark that something is left out, once."""
        before = next(chain.from_iterable(map(reversed, reversed(self._paragraphs))), None)
        if before is None or before.text != CUT:
            self.space()
            self._paragraphs[-1].append(TextRun(CUT, space=" "))


_OfTurn = TypeVar("_OfTurn", Sentence, Quote)


def _by_turn(each: Iterable[_OfTurn]) -> dict[int, list[_OfTurn]]:
    found: defaultdict[int, list[_OfTurn]] = defaultdict(list)
    for one in each:
        found[one.turn].append(one)
    return found
