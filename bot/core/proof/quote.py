"""The proof of one quote: where its words stand, who says them, and what he had been asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, KeysView, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

from bot.core.drafts import Original, Problem, QuoteDraft, Severity, TranscriptDraft, Written
from bot.core.proof.speakers import WALL, Occurrence, Voice, pieces
from bot.core.proof.transcript import Record, prove
from bot.core.text import CUT, find_whole, folded, words

_KEPT_WORDS = 5
_COMPARED_CHARS = 4000  # as much as several of the longest quotes


def nearest_passage(quoted: str, voices: Sequence[Voice]) -> str:
    """`[-written-]{+recorded+}` where the words differ from the nearest passage; empty without any record."""
    from rapidfuzz import fuzz  # late: where all is proved, nothing is near

    missing = _missing_piece(quoted, voices)[:_COMPARED_CHARS]
    alignments = ((fuzz.partial_ratio_alignment(missing, voice.folded.text), voice) for voice in voices)
    scored = [(found.score, voice.folded.text, found) for found, voice in alignments if found]
    if not scored or not missing:
        return ""
    _, text, found = max(scored, key=lambda scored_one: scored_one[0])
    start, end = _grown_to_words(text, found.dest_start, found.dest_end)
    return _word_diff(missing.split(), text[start:end].replace(WALL, " ").split())


def _missing_piece(quoted: str, voices: Sequence[Voice]) -> str:
    found = pieces(quoted)
    missing = (p for p in found if all(find_whole(p, voice.folded.text) < 0 for voice in voices))
    return next(missing, " ".join(found))


def _grown_to_words(text: str, start: int, end: int) -> tuple[int, int]:
    closing = text.find(" ", end)
    return text.rfind(" ", 0, start) + 1, len(text) if closing < 0 else closing


def _word_diff(written: list[str], recorded: list[str]) -> str:
    matcher = SequenceMatcher(None, written, recorded, autojunk=False)
    return " ".join(_changes(matcher, written, recorded))


def _changes(matcher: SequenceMatcher[str], written: list[str], recorded: list[str]) -> Iterator[str]:
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            yield " ".join(_shortened(written[i1:i2]))
            continue
        removed = f"[-{' '.join(written[i1:i2])}-]" if i1 < i2 else ""
        added = f"{{+{' '.join(recorded[j1:j2])}+}}" if j1 < j2 else ""
        yield removed + added


def _shortened(words: list[str]) -> list[str]:
    return words if len(words) <= 2 * _KEPT_WORDS else [*words[:_KEPT_WORDS], "…", *words[-_KEPT_WORDS:]]


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a quote stands. `text` and `asked` are cut out of the original, not taken from the draft."""

    text: str
    asked: str
    is_asked_earlier: bool
    turn: int
    spans: tuple[tuple[int, int], ...]
    url: str


def prove_quote(draft: QuoteDraft, record: Record) -> Proof | Problem:
    """The quote's place in the record; a Problem with the nearest passage where it has none."""
    standing, speaker = record.voices.standing(draft.text.text), draft.speaker.text
    sure = standing.sure.get(speaker)
    if not sure:
        unsure = standing.by_speaker.get(speaker)
        return _unsure(draft.text, unsure[0].turn.number) if unsure else _not_in_record(draft, record)
    if draft.asked is None:
        return _unasked(draft, sure[0], record)
    return _asked(draft, draft.asked, record) or _not_asked(draft, draft.asked, sure[0], record)


def _unasked(draft: QuoteDraft, stand: Occurrence, record: Record) -> Proof | Problem:
    if draft.asked_turn is not None:
        message = "This quote has asked_turn, but no question under asked."
        return Problem(draft.location, message, "Write the question under asked, or remove asked_turn.")
    return _proof(stand, "", False, record)


def _asked(draft: QuoteDraft, asked: Written, record: Record) -> Proof | None:
    """The question must stand, whole, in the turn before or in the earlier one that asked_turn names."""
    questions = record.voices.standing(asked.text).by_turn
    for number, stand in _answering(draft, questions.keys(), record):
        for question in questions.get(number, ()):
            if question.turn.is_sure and question.may_ask(stand):
                return _proof(stand, _words(question, record), number != stand.turn_before, record)
    return None


def _answering(draft: QuoteDraft, asked: KeysView[int], record: Record) -> Iterator[tuple[int, Occurrence]]:
    """Where the words surely stand, in order, each with the turn that must ask; of these are only those `asked`."""
    standing, speaker = record.voices.standing(draft.text.text), draft.speaker.text
    if draft.asked_turn is not None:
        yield from ((draft.asked_turn, stand) for stand in standing.sure[speaker])
        return
    for number in sorted(standing.sure_after.keys() & asked):
        yield from ((number, stand) for stand in standing.sure_after[number] if stand.voice.speaker == speaker)


def _proof(stand: Occurrence, asked: str, is_asked_earlier: bool, record: Record) -> Proof:
    turn = stand.turn
    return Proof(
        text=_words(stand, record),
        asked=asked,
        is_asked_earlier=is_asked_earlier,
        turn=turn.number,
        spans=tuple((span.start, span.end) for span in stand.spans),
        url=record.link(turn, stand.start, stand.end),
    )


def _words(stand: Occurrence, record: Record) -> str:
    """The record's own characters, cuts marked; a new paragraph after a cut stays one."""
    text = record.original[stand.start : stand.spans[0].end]
    for before, span in zip(stand.spans, stand.spans[1:], strict=False):
        gap = record.original[before.end : span.start]
        piece = record.original[span.start : span.end]
        space = "\n\n" if gap.endswith("\n") else " " if piece[0].isalnum() or gap.endswith(" ") else ""
        text += f" {CUT}{space}{piece}"
    return text


def _unsure(written: Written, turn: int) -> Problem:
    message = f"These words stand in turn {turn}, of which nobody is sure who speaks."
    return Problem(written.location, message, "Find out who says them and remove sure: false, or quote other words.")


def _not_asked(draft: QuoteDraft, asked: Written, stand: Occurrence, record: Record) -> Problem:
    wanted = stand.turn_before if draft.asked_turn is None else draft.asked_turn
    asking = [question for question in record.voices.standing(asked.text).stands if question.may_ask(stand)]
    if not asking:
        message = "This question was not asked before these words, by anybody."
        fix = "Copy the question from an earlier turn of another speaker, or remove asked."
        earlier = [v for v in record.voices.all if v.speaker != stand.voice.speaker and v.start < stand.start]
        return Problem(asked.location, message, fix, nearest=nearest_passage(asked.text, earlier))
    number = asking[-1].turn.number
    if number == wanted:
        return _unsure(asked, number)
    message = f"This question was not asked in turn {wanted}, but in turn {number}."
    is_before = number == stand.turn_before
    return Problem(
        asked.location, message, "Remove asked_turn." if is_before else f"Write asked_turn: {number} below it."
    )


def _not_in_record(draft: QuoteDraft, record: Record) -> Problem:
    """Say why: no words, another's words, words across turns or over an aside, or words nobody said."""
    text, speaker = draft.text, draft.speaker.text
    if not pieces(text.text):
        return Problem(text.location, "This quote has no words.", "Copy them from the transcript.")
    if others := record.voices.standing(text.text).stands:
        voice = others[0].voice
        message = f"These are the words of {voice.speaker} (turn {voice.turn.number}), not of {speaker}."
        return Problem(draft.speaker.location, message, f"Write speaker: {voice.speaker}, or quote other words.")
    if reason := misfit(text.text, record):
        return Problem(text.location, *reason)
    own = [voice for voice in record.voices.all if voice.speaker == speaker]
    fix = f"Copy them from the transcript, and mark what you leave out with {CUT}."
    nearest = nearest_passage(text.text, own or record.voices.all)
    return Problem(text.location, "These words are not in the record.", fix, nearest=nearest)


def misfit(quoted: str, record: Record) -> tuple[str, str] | None:
    """Why words that were published cannot be quoted as they are, with the mend; None where they were not."""
    if interrupted := _interrupted_by(quoted, record):
        return f"Somebody else's words stand in between: {interrupted}.", f"Write {CUT} in their place."
    return _misplaced(quoted, record)


def _misplaced(quoted: str, record: Record) -> tuple[str, str] | None:
    wanted = pieces(quoted)
    if any(_holds(turn, wanted) for turn in record.unproved):
        return (
            "The turn that these words stand in is not proved.",
            "Mend the transcript first; this quote may be right.",
        )
    if any(_holds(turn, wanted) for turn in record.folded_turns):
        return "This quote cuts a word or a number in two.", "Start and end it with whole ones."
    if _holds(" ".join(record.folded_turns), wanted):
        return "These words run from one turn into another.", "Quote one turn at a time."
    if _holds(record.folded, wanted):
        return "These words were published, but in no turn.", "Quote what somebody says."
    return None


def _holds(text: str, wanted: Sequence[str]) -> bool:
    cursor = 0
    for piece in wanted:
        found = find_whole(piece, text, cursor)
        if found < 0:
            return False
        cursor = found + len(piece)
    return True


def _interrupted_by(quoted: str, record: Record) -> str:
    """The aside within one turn that the quote runs over, said or unsaid; else empty."""
    wanted = " ".join(pieces(quoted))
    for turn in record.transcript.turns:
        asides = [segment.text.strip() for segment in turn.segments if segment.by != turn.speaker]
        if not asides:
            continue
        unsaid = folded("".join(s.text for s in turn.segments if s.by == turn.speaker))
        if wanted in folded(turn.text) or _tightened(wanted) in _tightened(unsaid):
            return ", ".join(asides)
    return ""


def _tightened(text: str) -> str:
    return text.replace(" .", ".").replace(" ,", ",")


FEWEST_WORDS = 8
_POINTS_BACK = re.compile(
    r"(?:That|This|These|Those|Another|Also|And|But|So|Then|Thus|Therefore|Instead|However|Nonetheless|He|She|They)\b"
)
_ENDS_SENTENCE = re.compile(r"""[.!?…]["'”’)\]]*\s*$|\n\s*$""")


def quote_warnings(draft: QuoteDraft, proof: Proof, record: Record) -> Iterator[Problem]:
    """Too short, opening on words left out, or cut out of a sentence, unless the record's own turn is so."""
    start, end = proof.spans[0][0], proof.spans[-1][1]
    voice = record.voices.at(proof.turn, start)
    before, after = voice.before(start), voice.after(end)
    count = len(words(proof.text))
    if count < FEWEST_WORDS and (before.strip() or after.strip()):
        yield _warning(draft.text, f"This quote has only {count} words.", "Quote the sentences around it as well.")
    opening = _POINTS_BACK.match(proof.text)
    if opening and before.strip():
        message = f"This quote opens on “{opening[0]}”, which points back to words that are not in it."
        yield _warning(draft.text, message, "Start it earlier, so that it can be understood alone.")
    if before.strip() and not _ENDS_SENTENCE.search(before):
        yield _warning(
            draft.text, "This quote starts in the middle of a sentence.", "Start it where the sentence starts."
        )
    if any(
        _is_within_sentence(record.original, before_cut, after_cut) for before_cut, after_cut in _cuts(proof, record)
    ):
        yield _warning(
            draft.text, f"A cut {CUT} falls inside a sentence, whose meaning it may turn.", "Cut whole sentences."
        )
    if after.strip() and not (_ENDS_SENTENCE.search(proof.text) or after.startswith("\n")):
        yield _warning(draft.text, "This quote ends in the middle of a sentence.", "End it where the sentence ends.")


def _cuts(proof: Proof, record: Record) -> Iterator[tuple[int, int]]:
    """Start and end of each cut in the original; what somebody else put in between may always go."""
    if len(proof.spans) == 1:
        return
    turn = record.voices.at(proof.turn, proof.spans[0][0]).turn
    asides = {segment.text.strip() for segment in turn.segments if segment.by != turn.speaker}
    for (_, start), (end, _) in pairwise(proof.spans):
        if record.original[start:end].strip() not in asides:
            yield start, end


def _is_within_sentence(original: str, start: int, end: int) -> bool:
    return not (_ENDS_SENTENCE.search(original[:start]) and _ENDS_SENTENCE.search(original[:end]))


def _warning(at: Written, message: str, fix: str) -> Problem:
    return Problem(at.location, message, fix, Severity.WARNING)


Proved = tuple[Proof | Problem, tuple[Problem, ...]]


@dataclass(frozen=True)
class _Source:
    """A transcript, what it was proved against, and what came of it and of each quote out of it."""

    of: tuple[TranscriptDraft, Original, str]
    record: Record
    problems: tuple[Problem, ...]
    quotes: dict[QuoteDraft, Proved] = field(default_factory=dict)


class Proofs:
    """The sources of one folder as they were proved last. For one admission at a time."""

    def __init__(self) -> None:
        self._sources: dict[str, _Source] = {}

    def of_transcript(
        self, source: str, draft: TranscriptDraft, original: Original, url: str
    ) -> tuple[Record, tuple[Problem, ...]]:
        known = self._sources.get(source)
        if known is None or known.of != (draft, original, url):
            record, problems = prove(draft, original, url)
            known = self._sources[source] = _Source((draft, original, url), record, tuple(problems))
        return known.record, known.problems

    def of_quote(self, source: str, draft: QuoteDraft) -> Proved:
        """Its proof with warnings about its style, or why there is none. The source's transcript comes first."""
        known = self._sources[source]
        if draft not in known.quotes:
            proof = prove_quote(draft, known.record)
            warnings = () if isinstance(proof, Problem) else tuple(quote_warnings(draft, proof, known.record))
            known.quotes[draft] = proof, warnings
        return known.quotes[draft]
