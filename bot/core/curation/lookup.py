"""Pasted words, looked up in the records: who says them, where, what had been asked, and what is known of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, partial
from itertools import accumulate, groupby, islice, product
from operator import itemgetter

from bot.core.asking import FEWEST_ASKED_WORDS, Remark, asked_together, open_question
from bot.core.drafts import Problem, QuoteDraft, RecordDraft, RetiredDraft, TopicDraft
from bot.core.edits import ImpossibleError, NewQuote
from bot.core.model import Knowledge, Quote, SegmentKind, Source, Speaker, Turn, as_id, free_id
from bot.core.proof.admit import nearest_id
from bot.core.proof.cuts import left_out
from bot.core.proof.nearest import nearest_passage
from bot.core.proof.quote import Proof, misfit, prove_quote
from bot.core.proof.speakers import WALL, pieces
from bot.core.proof.transcript import Record
from bot.core.text import CUT, CUT_MARK, folded, words


@dataclass(frozen=True)
class Archive:
    """The sources of one snapshot: `drafts` as they are written, `knowledge` as far as they are proved."""

    knowledge: Knowledge
    drafts: Sequence[RecordDraft]

    @cached_property
    def records(self) -> Mapping[str, Record]:
        """The records of the sources that are proved, by source."""
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
        """Return a source as it is written. Raises ImpossibleError."""
        found = next((draft for draft in self.drafts if draft.source.id.text == source), None)
        if found is None:
            raise ImpossibleError(f"There is no source {source}.")
        return found

    def quote(self, whole_id: str) -> tuple[RecordDraft, TopicDraft, QuoteDraft]:
        """Return a quote as it is written, proved or not. Raises ImpossibleError."""
        written: list[str] = []
        for record in self.drafts:
            for topic, listed in ((own, one) for own in record.topics for one in own.quotes):
                if isinstance(listed, QuoteDraft):
                    written.append(f"{record.source.id}/{listed.id}")
                    if written[-1] == whole_id:
                        return record, topic, listed
        meant = nearest_id(whole_id, written)
        fix = f"Did you mean {meant}?" if meant else "Give the id of its source and its own, as talk-2024/my-quote."
        raise ImpossibleError(f"There is no quote {whole_id}, or it has been withdrawn. {fix}")

    def withdrawn(self, whole_id: str) -> tuple[RecordDraft, RetiredDraft]:
        """Return what is left of a withdrawn quote. Raises ImpossibleError."""
        source, _, name = whole_id.partition("/")
        record = self.draft(source)
        found = next((retired for retired in record.retired if retired.id.text == name), None)
        if found is None:
            raise ImpossibleError(f"There is no withdrawn quote {whole_id}.")
        return record, found

    def topic(self, name: str) -> str:
        """Return the id of the topic with this id or title, also where nothing answers it. Raises ImpossibleError."""
        if name.strip() in self.topics:
            return name.strip()
        key = folded(name).casefold()
        titled = (topic for topic, title in self.topics.items() if folded(title).casefold() == key)
        if found := next(titled, None):
            return found
        called = {known.casefold(): topic for topic, title in self.topics.items() for known in (title, topic)}
        near = [called[known] for known in get_close_matches(key, called, 1)]
        meant = nearest_id(name, self.knowledge.quotes) if "/" not in name else ""
        fix = f" Did you mean {near[0]}?" if near else f" {meant} is a quote." if meant else ""
        raise ImpossibleError(f"There is no topic called “{name}”.{fix}")

    @cached_property
    def topics(self) -> Mapping[str, str]:
        """The title of every topic that is written, by its id; "" where no file gives it one."""
        found: dict[str, str] = {}
        for topic in (topic for draft in self.drafts for topic in draft.topics):
            found[topic.id.text] = found.get(topic.id.text) or (topic.title.text if topic.title else "")
        return found

    def files_of(self, topic: str) -> dict[str, TopicDraft]:
        """Return what each file says of a topic; the one that gives it its title comes first."""
        found = {draft.file: own for draft in self.drafts for own in draft.topics if own.id.text == topic}
        return dict(sorted(found.items(), key=lambda item: item[1].title is None))


_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs"})
_MARKED = re.compile(r"^ *>{1,3} ?(.*)$", re.MULTILINE)
_SMALL_PRINT = re.compile(r"\n\s*(?:[—–-]|--|-#|\[[^\]\n]*\]\()[^\n]*\Z")
_LINK = re.compile(r"\[([^\]\n]+)\]\(<?https?://[^\s)]+>?\)")
_STRUCK = re.compile(r"~~|\|\|")
_ESCAPED = re.compile(r"\\([^\w\s])")
_OPENING, _CLOSING = "\"'“„‘«", "\"'”“’»"
_DOTS = re.compile(r"(?<=[^\s\[(])\s*[\[(]?\s*(?:…|\.{3,})\s*[\])]?\s+(?=\w)")
_LEFT_OPEN = re.compile(r"^\s*(?:…|\.\.\.)\s*|\s*(?:…|\.\.\.)\s*$")


def readings(pasted: str) -> tuple[str, ...]:
    """Return what may be meant by it, the most literal first; nothing where there are no words.

    Each reading takes away a little more of what stands around the words.
    """
    found = [pasted.replace(WALL, ""), without_unseen(pasted)]
    for step in _STEPS:
        found.append(step(found[-1]))
    return tuple(dict.fromkeys(text.strip() for text in found if words(text)))


def one_line(typed: str) -> str:
    """Return a typed text on one line, without control characters and what cannot be seen."""
    return " ".join(without_unseen(typed).split())


def without_unseen(text: str) -> str:
    """Return a text without what cannot be seen; line ends stay.

    Accents are joined to their letters, as nearly everything that is published has them.
    """
    lines = unicodedata.normalize("NFC", "\n".join(text.splitlines())).replace("\t", " ")
    return "".join(one for one in lines if one == "\n" or unicodedata.category(one) not in _UNSEEN)


def _without_small_print(text: str) -> str:
    """Return the words without the lines below them that say who said them and where."""
    while (cut := _SMALL_PRINT.sub("", text)) != text and cut.strip():
        text = cut
    return text


def _unquoted(text: str) -> str:
    text = text.strip()
    is_quoted = len(text) > 1 and text[0] in _OPENING and text[-1] in _CLOSING
    return text[1:-1] if is_quoted else text


_STEPS: tuple[Callable[[str], str], ...] = (
    # the lines marked as a quote, where any are
    lambda text: "\n".join(_MARKED.findall(text)) if _MARKED.search(text) else text,
    _without_small_print,
    lambda text: _STRUCK.sub("", _ESCAPED.sub(r"\1", _LINK.sub(r"\1", text))),  # Discord's layout
    _unquoted,
    lambda text: _LEFT_OPEN.sub("", text),  # dots that say that something was left out
    _unquoted,
    lambda text: _DOTS.sub(f" {CUT} ", text),
)


def _with_other_first_letters(text: str) -> str:
    """Return the words, each piece begun in the other case: who quotes out of a sentence begins with a capital."""
    begun = re.compile(rf"(?:\A|{CUT_MARK.pattern})\W*[^\W\d_]")
    return begun.sub(lambda found: found[0][:-1] + found[0][-1].swapcase(), text)


def _speaker_called(name: str, draft: RecordDraft) -> str:
    """Return the id of the speaker of this id, name or first name; the name itself where there is none."""
    key = name.strip().casefold()
    ids = {one.id.text: (one.id.text.casefold(), one.name.text.casefold()) for one in draft.speakers}
    full = [id_ for id_, names in ids.items() if key in names]
    first = [id_ for id_, (_, called) in ids.items() if called.split()[:1] == [key]]
    return next(iter(full or (first if len(first) == 1 else [name])))


_INTERVIEWEE = "interviewee"
_ID_WORDS = 6
_MOST_CHARS = 10_000


@dataclass(frozen=True, slots=True)
class LocatedWords:
    """Words that stand in a record. `text` and `asked` are the record's own characters; `id` is free in its source.

    `asked_turn` is the turn that asks where it is not the one before; `places`: how often these words are said.
    `standing`: quotes that share words with them; `retired`: quotes of these words that were withdrawn; `left_out`:
    what is said at each cut.
    """

    source: Source
    speaker: Speaker
    turn: int
    text: str
    asked: str
    asked_turn: int | None
    url: str
    id: str
    places: int = 1
    standing: tuple[Quote, ...] = ()
    retired: tuple[RetiredDraft, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def is_answer(self) -> bool:
        """Whether whoever answers says them, not whoever asks."""
        return self.speaker.role == _INTERVIEWEE

    def quote(self, name: str = "", *, daily: bool = True) -> NewQuote:
        """Return the quote to be written, under this name or the free one."""
        return NewQuote(name or self.id, self.speaker.id, self.text, self.asked or None, self.asked_turn, daily)


@dataclass(frozen=True, slots=True)
class WordsQuery:
    """Pasted words, and what is known of them: which source, who speaks, what was asked (None: that is to be found).

    `quote`: the whole id of the one that is to have these words, if there is one.
    """

    words: str
    source: str = ""
    speaker: str = ""
    asked: str | None = None
    quote: str = ""


def find(wanted: WordsQuery, archive: Archive) -> LocatedWords:
    """Return the first place where somebody surely says these words, in the order of the sources.

    Raises ImpossibleError, with the nearest passage, where there is none.
    """
    if len(wanted.words) > _MOST_CHARS:
        raise ImpossibleError(f"That is more than {_MOST_CHARS:,} characters. Paste the words of one quote.")
    meant = readings(wanted.words)
    tried = tuple(dict.fromkeys((*meant, *map(_with_other_first_letters, meant))))
    if not meant:
        raise ImpossibleError("There are no words to look for. Copy them from the transcript.")
    searched = [
        (draft, archive.records[draft.source.id.text])
        for draft in archive.drafts
        if draft.source.id.text in archive.records and wanted.source in ("", draft.source.id.text)
    ]
    refused: list[Problem] = []
    for text, (draft, record) in product(tried, searched):
        speaking = record.voices.standing(text).by_speaker
        for speaker in (speaker.id.text for speaker in draft.speakers if speaker.id.text in speaking):
            quote = NewQuote("", _speaker_called(wanted.speaker, draft) or speaker, text)
            proof = prove_quote(quote.draft(), record)
            if isinstance(proof, Proof):
                return _Finding(quote, proof, draft, record, archive).located(wanted)
            refused.append(proof)
    if refused:
        raise ImpossibleError(f"{refused[0].message} {refused[0].fix}")

    for (_, record), text in product(searched, meant):
        if reason := misfit(text, record):
            raise ImpossibleError(" ".join(reason))
    voices = [voice for _, record in searched for voice in record.voices.all]
    fix = f"Copy them from the transcript, and mark what you leave out with {CUT}."
    raise ImpossibleError(f"These words are not in the record. {fix}", nearest_passage(meant[-1], voices))


@dataclass(frozen=True, slots=True)
class _Finding:
    """Words that somebody surely says, in their source."""

    quote: NewQuote
    proof: Proof
    draft: RecordDraft
    record: Record
    archive: Archive

    def located(self, wanted: WordsQuery) -> LocatedWords:
        """Raises ImpossibleError where a question is wanted that nobody asked."""
        source = self.archive.knowledge.sources[self.draft.source.id.text]
        question = self._asked(source) if wanted.asked is None else wanted.asked
        proof, turn = self._proof_with(question) if question else (self.proof, None)
        sharing = [
            quote
            for quote in self.archive.knowledge.quotes.values()
            if quote.source.id == source.id
            and quote.id != wanted.quote
            and any(
                start < end_of and start_of < end
                for (start, end), (start_of, end_of) in product(quote.spans, proof.spans)
            )
        ]
        written = (q.id.text for topic in self.draft.topics for q in topic.quotes if isinstance(q, QuoteDraft))
        taken = {*written, *(retired.id.text for retired in self.draft.retired)}
        return LocatedWords(
            source=source,
            speaker=source.speakers[self.quote.speaker],
            turn=proof.turn,
            text=proof.text,
            asked=" ".join(proof.asked.split()),
            asked_turn=turn,
            url=proof.url,
            id=free_id(as_id(" ".join(words(proof.text)[:_ID_WORDS])) or "quote", taken),
            places=len(self.record.voices.standing(proof.text).stands),
            standing=tuple(sharing),
            retired=tuple(one for one in self.draft.retired if pieces(one.text.text) == pieces(proof.text)),
            left_out=left_out(proof.spans, self.record.voices.at(proof.turn, proof.spans[0][0])),
        )

    def _asked(self, source: Source) -> str:
        """Return what an interviewer asked that these words answer; nothing where they are an interviewer's own."""
        if source.speakers[self.quote.speaker].role != _INTERVIEWEE:
            return ""
        start, here = self.proof.spans[0][0], (self.proof.turn, self.quote.speaker)
        said: list[tuple[Turn, str, str]] = []
        for turn in (turn for turn in self.record.transcript.turns if turn.number <= self.proof.turn):
            ends = accumulate((len(segment.text) for segment in turn.segments), initial=turn.start)
            for segment, end in zip(turn.segments, islice(ends, 1, None), strict=True):
                text = segment.text[slice(*segment.said)]
                # whoever is interrupted by a word or two just goes on
                tells = segment.by == turn.speaker or len(words(text)) >= FEWEST_ASKED_WORDS or asked_together(text)
                if end <= start and tells and segment.kind is not SegmentKind.STAGE:
                    said.append((turn, segment.by, text))
        groups = [(*key, "".join(text for *_, text in those)) for key, those in groupby(said, key=itemgetter(0, 1))]
        if groups and (groups[-1][0].number, groups[-1][1]) == here:
            groups.pop()
        remarks = [
            Remark(turn.number, text, source.speakers[by].role != _INTERVIEWEE, turn.is_sure)
            for turn, by, text in groups
        ]
        asking = open_question(remarks)
        return asked_together(asking.text) if asking else ""

    def _proof_with(self, asked: str) -> tuple[Proof, int | None]:
        """Return the proof with what was asked, and the turn that asks, if it is not the one before."""
        asked_with = partial(NewQuote, "", self.quote.speaker, self.quote.text)
        for text in readings(asked):
            asking = [*self.record.voices.standing(text).by_turn]
            for turn in (None, *asking[::-1]):
                proof = prove_quote(asked_with(text, turn).draft(), self.record)
                if isinstance(proof, Proof):
                    return proof, turn
        message = "This question was not asked before these words, by anybody."
        raise ImpossibleError(f"{message} Copy it from an earlier turn, or leave it out.")
