"""What a quote leaves out at its cuts, and where that turns a sentence around."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.core.proof.speakers import WALL, Voice
from bot.core.text import sentences

Spans = Sequence[tuple[int, int]]

_ENDS_SENTENCE = re.compile(r"""[.!?…]["'”’)\]]*\s*$|\n\s*$""")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|no one|nothing|nowhere|neither|nor|cannot|without|hardly|barely|scarcely|rarely"
    r"|seldom|unless|[a-z]+n['’]t)\b",
    re.IGNORECASE,
)
_ANSWERS = re.compile(r"\W*(?:yes|yeah|no|nope|never|not|of course|certainly|absolutely|definitely)\b", re.IGNORECASE)


def ends_sentence(text: str) -> bool:
    """Return whether a sentence, or a paragraph, ends where the text ends."""
    return _ENDS_SENTENCE.search(text) is not None


def left_out(spans: Spans, voice: Voice) -> tuple[str, ...]:
    """Return the words of this voice between the spans, one text for each cut that leaves out any."""
    cuts = (_own(voice, before, after).strip() for (_, before), (after, _) in pairwise(spans))
    return tuple(cut for cut in cuts if any(map(str.isalnum, cut)))


def lost_negation(spans: Spans, voice: Voice) -> str:
    """Return the negation that a cut takes out of a sentence of which words are left; "" where none is."""
    for (_, before), (after, _) in pairwise(spans):
        pieces = sentences(_own(voice, before, after)) or ("",)
        begun = "" if ends_sentence(_own(voice, voice.start, before)) else pieces[0]
        ended = "" if ends_sentence(_own(voice, voice.start, after)) else pieces[-1]
        if negation := _NEGATION.search(begun) or _NEGATION.search(ended):
            return negation[0]
    return ""


def lost_answer(start: int, voice: Voice) -> str:
    """Return the yes or no that a turn opens with where the quote starts behind it; "" where it does not."""
    opening = next(iter(sentences(_own(voice, voice.start, start))), "").strip()
    return opening if _ANSWERS.match(opening) and ends_sentence(opening) else ""


def negation_in(text: str) -> str:
    """Return the first negation of the last sentence begun in a text; "" where there is none."""
    found = _NEGATION.search(next(reversed(sentences(text)), ""))
    return found[0] if found else ""


def _own(voice: Voice, start: int, end: int) -> str:
    return voice.text[start - voice.start : end - voice.start].replace(WALL, "")
