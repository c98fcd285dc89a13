"""Pasted words, looked up in the records: who says them, where, what had been asked, and what is known of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.core.curation.archive import Archive
from bot.core.drafts import Problem, QuoteDraft, RecordDraft
from bot.core.edits import ImpossibleError, NewQuote
from bot.core.model import Quote, Source, Speaker, as_id, free_id
from bot.core.proof.quote import Proof, misfit, nearest_passage, prove_quote
from bot.core.proof.speakers import WALL, Voice, pieces
from bot.core.proof.transcript import Record
from bot.core.text import CUT, asked_together, words

_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs"})
_MARKED = re.compile(r"^ *>{1,3} ?(.*)$", re.MULTILINE)
_SMALL_PRINT = re.compile(r"\n\s*(?:[—–-]|--|-#|\[[^\]\n]*\]\()[^\n]*\Z")
_LINK = re.compile(r"\[([^\]\n]+)\]\(<?https?://[^\s)]+>?\)")
_STRUCK = re.compile(r"~~|\|\|")
_ESCAPED = re.compile(r"\\([^\w\s])")
_OPENING, _CLOSING = "\"'“„‘«", "\"'”“’»"
_LEFT_OPEN = re.compile(r"^\s*(?:…|\.\.\.)\s*|\s*(?:…|\.\.\.)\s*$")


def readings(pasted: str) -> tuple[str, ...]:
    """What may be meant by it, the most literal first: each takes away a little more of what stands around the words.

    Nothing where there are no words.
    """
    found = [pasted.replace(WALL, ""), without_unseen(pasted)]
    for step in _STEPS:
        found.append(step(found[-1]))
    return tuple(dict.fromkeys(text.strip() for text in found if words(text)))


def one_line(typed: str) -> str:
    """A short text as somebody typed it: without line ends, control characters and what cannot be seen."""
    return " ".join(without_unseen(typed).split())


def without_unseen(text: str) -> str:
    """Line ends stay; accents are joined to their letters, as nearly everything that is published has them."""
    lines = unicodedata.normalize("NFC", "\n".join(text.splitlines()))
    return "".join(_visible(lines))


def _visible(text: str) -> Iterator[str]:
    for character in text:
        if character in "\n\t":
            yield "\n" if character == "\n" else " "
        elif unicodedata.category(character) not in _UNSEEN:
            yield character


def _marked_alone(text: str) -> str:
    """Of a message with lines marked as a quote, those lines."""
    marked = [line[1] for line in _MARKED.finditer(text)]
    return "\n".join(marked) if marked else text


def _without_small_print(text: str) -> str:
    """Without who said it and where, which stands below the words."""
    while (cut := _SMALL_PRINT.sub("", text)) != text and cut.strip():
        text = cut
    return text


def _plain(text: str) -> str:
    """Without what Discord lays words out with."""
    return _STRUCK.sub("", _ESCAPED.sub(r"\1", _LINK.sub(r"\1", text)))


def _unquoted(text: str) -> str:
    text = text.strip()
    is_quoted = len(text) > 1 and text[0] in _OPENING and text[-1] in _CLOSING
    return text[1:-1] if is_quoted else text


def _closed(text: str) -> str:
    """Without the dots that say that somebody left something out before or behind."""
    return _LEFT_OPEN.sub("", text)


_STEPS: tuple[Callable[[str], str], ...] = (_marked_alone, _without_small_print, _plain, _unquoted, _closed, _unquoted)


_INTERVIEWEE = "interviewee"
_ID_WORDS = 6
_TURNS_BACK = 3
_MOST_CHARS = 10_000


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A quote that was taken back: its whole id, why and since when."""

    id: str
    reason: str
    since: str


@dataclass(frozen=True, slots=True)
class LocatedWords:
    """Words that stand in a record. `text` and `asked` are the record's own characters; `id` is free in its source.

    `asked_turn` is the turn that asks where it is not the one before; `places`: how often these words are said.
    `standing`: quotes that share words with them; `retired`: quotes of these words that were withdrawn.
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
    retired: tuple[Withdrawn, ...] = ()

    def quote(self, name: str = "") -> NewQuote:
        """To be written, under this name or the free one."""
        return NewQuote(name or self.id, self.speaker.id, self.text, self.asked or None, self.asked_turn)


@dataclass(frozen=True, slots=True)
class Missing:
    """Why words cannot be quoted, what to do, and the nearest passage of the records as a word diff, if any."""

    message: str
    fix: str
    nearest: str = ""

    def __str__(self) -> str:
        return f"{self.message} {self.fix}"


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


def find(wanted: WordsQuery, archive: Archive) -> LocatedWords | Missing:
    """The first place where somebody surely says these words, in the order of the sources."""
    if len(wanted.words) > _MOST_CHARS:
        return Missing(f"That is more than {_MOST_CHARS:,} characters.", "Paste the words of one quote.")
    meant = readings(wanted.words)
    if not meant:
        return Missing("There are no words to look for.", "Copy them from the transcript.")
    searched = [draft for draft in archive.drafts if _is_searched(draft, wanted, archive)]
    refused: list[Problem] = []
    for text in meant:
        for draft in searched:
            record = archive.records[draft.source.id.text]
            for quote in _said(text, wanted.speaker, draft, record):
                proof = prove_quote(quote, record)
                if isinstance(proof, Proof):
                    return _Finding(quote, proof, draft, record, archive).found(wanted)
                refused.append(proof)
    if refused:
        return Missing(refused[0].message, refused[0].fix)
    return _missing(meant, [archive.records[draft.source.id.text] for draft in searched])


def _is_searched(draft: RecordDraft, wanted: WordsQuery, archive: Archive) -> bool:
    return draft.source.id.text in archive.records and wanted.source in ("", draft.source.id.text)


def _said(text: str, wanted: str, draft: RecordDraft, record: Record) -> Iterator[QuoteDraft]:
    """The words as a quote of each who says them, or of the one who is wanted."""
    speaking = record.voices.standing(text).by_speaker
    for speaker in (speaker.id.text for speaker in draft.speakers if speaker.id.text in speaking):
        yield NewQuote("", wanted or speaker, text).draft()


def _missing(meant: Sequence[str], records: Sequence[Record]) -> Missing:
    for record in records:
        for text in meant:
            if reason := misfit(text, record):
                return Missing(*reason)
    voices = [voice for record in records for voice in record.voices.all]
    fix = f"Copy them from the transcript, and mark what you leave out with {CUT}."
    return Missing("These words are not in the record.", fix, nearest_passage(meant[-1], voices))


@dataclass(frozen=True, slots=True)
class _Finding:
    """Words that somebody surely says, in their source."""

    quote: QuoteDraft
    proof: Proof
    draft: RecordDraft
    record: Record
    archive: Archive

    def found(self, wanted: WordsQuery) -> LocatedWords:
        """Raises ImpossibleError where somebody names a question that nobody asked."""
        source = self.archive.knowledge.sources[self.draft.source.id.text]
        question = self._asked(source) if wanted.asked is None else wanted.asked
        proof, turn = self._with(question) if question else (self.proof, None)
        return LocatedWords(
            source=source,
            speaker=source.speakers[self.quote.speaker.text],
            turn=proof.turn,
            text=proof.text,
            asked=" ".join(proof.asked.split()),
            asked_turn=turn,
            url=proof.url,
            id=self._free_id(),
            places=len(self.record.voices.standing(proof.text).stands),
            standing=tuple(quote for quote in self._standing(source, proof) if quote.id != wanted.quote),
            retired=tuple(self._retired(source)),
        )

    def _asked(self, source: Source) -> str:
        """What the last turns of interviewers asked last; nothing where they ask nothing, or it is one of them."""
        speaker, start = self.quote.speaker.text, self.proof.spans[0][0]
        if source.speakers[speaker].role != _INTERVIEWEE:
            return ""
        asking = {one.id for one in source.speakers.values() if one.role != _INTERVIEWEE}
        before = [v for v in self.record.voices.all if v.speaker in asking and v.turn.is_sure and v.start < start]
        asked = (asked_together(_said_before(voice, start)) for voice in reversed(before[-_TURNS_BACK:]))
        return next(filter(None, asked), "")

    def _with(self, asked: str) -> tuple[Proof, int | None]:
        """The proof with what was asked, and the turn that asks, if it is not the one before."""
        for text in readings(asked):
            asking = [*self.record.voices.standing(text).by_turn]
            for turn in (None, *asking[::-1]):
                proof = prove_quote(_asking(self.quote, text, turn), self.record)
                if isinstance(proof, Proof):
                    return proof, turn
        message = "This question was not asked before these words, by anybody."
        raise ImpossibleError(f"{message} Copy it from an earlier turn, or leave it out.")

    def _free_id(self) -> str:
        quotes = (q.id.text for topic in self.draft.topics for q in topic.quotes if isinstance(q, QuoteDraft))
        taken = {*quotes, *(retired.id.text for retired in self.draft.retired)}
        return free_id(as_id(" ".join(words(self.proof.text)[:_ID_WORDS])) or "quote", taken)

    def _standing(self, source: Source, proof: Proof) -> Iterator[Quote]:
        for quote in self.archive.knowledge.quotes.values():
            if quote.source.id == source.id and _overlap(quote.spans, proof.spans):
                yield quote

    def _retired(self, source: Source) -> Iterator[Withdrawn]:
        for retired in self.draft.retired:
            if pieces(retired.text.text) == pieces(self.proof.text):
                yield Withdrawn(f"{source.id}/{retired.id}", retired.reason.text, retired.since.text)


def _said_before(voice: Voice, offset: int) -> str:
    return voice.text[: offset - voice.start].replace(WALL, "")


def _asking(quote: QuoteDraft, asked: str, turn: int | None) -> QuoteDraft:
    return NewQuote("", quote.speaker.text, quote.text.text, asked, turn).draft()


def _overlap(some: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> bool:
    return any(start < end_too and start_too < end for start, end in some for start_too, end_too in others)
