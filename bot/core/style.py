"""What makes a proved quote hard to use: warnings, never reasons to set it aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.core.drafts import Problem, QuoteDraft, Severity, Written
from bot.core.proof.quote import Proof
from bot.core.proof.transcript import Record
from bot.core.text import CUT, words

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


def _warning(at: Written, message: str, mend: str) -> Problem:
    return Problem(at.place, message, mend, Severity.WARNING)
