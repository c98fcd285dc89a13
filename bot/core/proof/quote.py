"""The proof of one quote: where its words stand, who says them, and what they had been asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.core.drafts import Original, Problem, QuoteDraft, Severity, TranscriptDraft, Written
from bot.core.proof.cuts import ends_sentence, lost_answer, lost_negation, negation_in
from bot.core.proof.nearest import nearest_passage
from bot.core.proof.speakers import Occurrence, pieces
from bot.core.proof.transcript import Record, prove
from bot.core.text import CUT, find_whole, folded, words

_TELLING_CHARS = 12  # fewer may stand within a word by chance


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
    """Return where the quote stands in the record; a Problem, with the nearest passage where it does not."""
    proof = _proved(draft, record)
    if isinstance(proof, Proof) and len(proof.spans) > 1:
        lost = lost_negation(proof.spans, record.voices.at(proof.turn, proof.spans[0][0]))
        if lost:
            message = f"A cut {CUT} takes “{lost}” out of a sentence, and may turn its meaning around."
            return Problem(draft.text.location, message, "Quote that sentence whole, or leave it out whole.")
    return proof


def _proved(draft: QuoteDraft, record: Record) -> Proof | Problem:
    standing, speaker = record.voices.standing(draft.text.text), draft.speaker.text
    sure = standing.sure.get(speaker)
    if not sure:
        unsure = standing.by_speaker.get(speaker)
        return _unsure(draft.text, unsure[0].turn.number) if unsure else _not_in_record(draft, record)
    if draft.asked is not None:
        return _asked(draft, draft.asked, record) or _not_asked(draft, draft.asked, sure[0], record)
    if draft.asked_turn is not None:
        message = "This quote has asked_turn, but no question under asked."
        return Problem(draft.location, message, "Write the question under asked, or remove asked_turn.")
    return _proof(sure[0], "", False, record)


def _asked(draft: QuoteDraft, asked: Written, record: Record) -> Proof | None:
    """Prove the question too: it must stand, whole, in the turn before or in the one that asked_turn names."""
    standing, speaker = record.voices.standing(draft.text.text), draft.speaker.text
    questions = record.voices.standing(asked.text).by_turn
    if draft.asked_turn is not None:
        stands = [(draft.asked_turn, stand) for stand in standing.sure[speaker]]
    else:
        numbers = sorted(standing.sure_after.keys() & questions.keys())
        stands = [(n, stand) for n in numbers for stand in standing.sure_after[n] if stand.voice.speaker == speaker]
    for number, stand in stands:
        for question in questions.get(number, ()):
            if question.turn.is_sure and question.may_ask(stand):
                return _proof(stand, _words(question, record), number != stand.turn_before, record)
    return None


def _proof(stand: Occurrence, asked: str, is_asked_earlier: bool, record: Record) -> Proof:
    url = record.link(stand.turn, stand.start, stand.end)
    return Proof(_words(stand, record), asked, is_asked_earlier, stand.turn.number, stand.spans, url)


def _words(stand: Occurrence, record: Record) -> str:
    """Return the record's own characters, cuts marked; a new paragraph after a cut stays one."""
    text = record.original[slice(*stand.spans[0])]
    for (_, before), (start, end) in pairwise(stand.spans):
        cut, piece = record.original[before:start], record.original[start:end]
        space = "\n\n" if cut.endswith("\n") else " " if piece[0].isalnum() or cut.endswith(" ") else ""
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
    """Return why: no words, another's words, words across turns or over an aside, or words nobody said."""
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
    """Return why published words cannot be quoted as they are, with the fix; None where they were not published."""
    wanted = pieces(quoted)
    joined = " ".join(wanted)
    for turn in record.transcript.turns:
        asides = [segment.text.strip() for segment in turn.segments if segment.by != turn.speaker]
        if not asides:
            continue
        unsaid = folded("".join(s.text for s in turn.segments if s.by == turn.speaker))
        if joined in folded(turn.text) or _tightened(joined) in _tightened(unsaid):
            return f"Somebody else's words stand in between: {', '.join(asides)}.", f"Write {CUT} in their place."
    if any(_holds(turn, wanted) for turn in record.unproved):
        message = "The turn that these words stand in is not proved."
        return message, "Mend the transcript first; this quote may be right."
    holds_parts = len(joined) >= _TELLING_CHARS and any(joined in turn for turn in record.folded_turns)
    if holds_parts or any(_holds(turn, wanted) for turn in record.folded_turns):
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


def _tightened(text: str) -> str:
    return text.replace(" .", ".").replace(" ,", ",")


FEWEST_WORDS = 8
_POINTS_BACK = re.compile(
    r"(?:That|This|These|Those|Another|Also|And|But|So|Then|Thus|Therefore|Instead|However|Nonetheless|He|She|They)\b"
)


def quote_warnings(draft: QuoteDraft, proof: Proof, record: Record) -> Iterator[Problem]:
    """Warn of a quote that is too short, opens on words left out, or is cut out of a sentence.

    What the record's own turn does is no problem.
    """
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
    if before.strip() and not ends_sentence(before):
        negation = negation_in(before)
        behind = f", behind “{negation}”, which may turn its meaning around" if negation else ""
        message = f"This quote starts in the middle of a sentence{behind}."
        yield _warning(draft.text, message, "Start it where the sentence starts.")
    if proof.asked and not proof.is_asked_earlier and (answer := lost_answer(start, voice)):
        message = f"The answer to the question asked begins with “{answer}”, which is left out."
        yield _warning(draft.text, message, "Start the quote there, or mark nothing as asked.")
    for (_, cut), _ in pairwise(proof.spans):
        if record.original[:cut].rstrip().endswith("?"):
            message = f"A cut {CUT} follows right on a question, so what answers it is left out."
            yield _warning(draft.text, message, "Leave the answer in, or the question out.")
    asides = {segment.text.strip() for segment in voice.turn.segments if segment.by != voice.turn.speaker}
    for (_, cut), (resumed, _) in pairwise(proof.spans):  # what somebody else put in between may always go
        is_between = all(ends_sentence(record.original[:at]) for at in (cut, resumed))
        if not is_between and record.original[cut:resumed].strip() not in asides:
            message = f"A cut {CUT} falls inside a sentence, whose meaning it may turn."
            yield _warning(draft.text, message, "Cut whole sentences.")
            break
    if after.strip() and not (ends_sentence(proof.text) or after.startswith("\n")):
        yield _warning(draft.text, "This quote ends in the middle of a sentence.", "End it where the sentence ends.")


def _warning(at: Written, message: str, fix: str) -> Problem:
    return Problem(at.location, message, fix, Severity.WARNING)


Proved = tuple[Proof | Problem, tuple[Problem, ...]]


@dataclass(frozen=True)
class _Source:
    """A transcript, what it was proved against, and the outcome for it and for each quote out of it."""

    of: tuple[TranscriptDraft, Original, str, Mapping[str, str]]
    record: Record
    problems: tuple[Problem, ...]
    quotes: dict[QuoteDraft, Proved] = field(default_factory=dict)


class Proofs:
    """Cache of the sources of one folder as they were proved last. For one admission at a time.

    `site_url`: where the site of the record stands, "" for nowhere; quotes get their addresses there.
    """

    def __init__(self, site_url: str = "") -> None:
        self.site_url = site_url
        self._sources: dict[str, _Source] = {}

    def of_transcript(
        self, source: str, draft: TranscriptDraft, original: Original, url: str, names: Mapping[str, str]
    ) -> tuple[Record, tuple[Problem, ...]]:
        known = self._sources.get(source)
        if known is None or known.of != (draft, original, url, names):
            record, problems = prove(draft, original, url, names)
            known = self._sources[source] = _Source((draft, original, url, names), record, tuple(problems))
        return known.record, known.problems

    def of_quote(self, source: str, draft: QuoteDraft) -> Proved:
        """Return its proof with warnings about its style, or why there is none. `of_transcript` must come first."""
        known = self._sources[source]
        if draft not in known.quotes:
            proof = prove_quote(draft, known.record)
            warnings = () if isinstance(proof, Problem) else tuple(quote_warnings(draft, proof, known.record))
            known.quotes[draft] = proof, warnings
        return known.quotes[draft]
