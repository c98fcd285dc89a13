"""What was asked: the questions in what somebody says, and which of them is still open when another begins to speak."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from bot.core.drafting.form import names_nothing
from bot.core.text import CUT, sentences, words

MAX_ASKED_CHARS = 200
FEWEST_ASKED_WORDS = 4


def questions_in(text: str) -> list[str]:
    """Return the questions that are no longer than a quote's `asked` may be, each on one line."""
    return [sentence for sentence in _flat(text) if _is_question(sentence)]


def asked_last(questions: Sequence[str]) -> str:
    """Return what was asked last; of several, the last that says more than a word or two."""
    telling = [question for question in questions if len(words(question)) >= FEWEST_ASKED_WORDS]
    return (telling or [*questions] or [""])[-1]


def asked_together(text: str) -> str:
    """Return all that is asked, from the first question to the last, without the first ones if `asked` cannot hold it.

    What names nothing by itself, as "How did that happen?", begins with what was said before it, as far as that fits.
    "" where nothing is asked.
    """
    flat = _flat(text)
    asking = [number for number, sentence in enumerate(flat) if _is_question(sentence)]
    if not asking:
        return ""
    behind = [*accumulate(len(sentence) + 1 for sentence in reversed(flat[: asking[-1] + 1]))]
    first = next(number for number in asking if behind[asking[-1] - number] <= MAX_ASKED_CHARS + 1)
    fitting = " ".join(flat[first : asking[-1] + 1])
    if names_nothing(fitting) and (subject := _subject(flat[:first], MAX_ASKED_CHARS - len(fitting) - 1)):
        return f"{subject} {fitting}"
    return fitting if len(words(fitting)) >= FEWEST_ASKED_WORDS else asked_last([flat[number] for number in asking])


def _subject(before: Sequence[str], most_chars: int) -> str:
    """Return the last sentences from one on that names something, "" where they are too long."""
    for number in range(len(before) - 1, -1, -1):
        text = " ".join(before[number:])
        if len(text) > most_chars or CUT in text:
            break
        if len(words(before[number])) >= FEWEST_ASKED_WORDS and not names_nothing(before[number]):
            return text
    return ""


def _flat(text: str) -> list[str]:
    return [" ".join(sentence.split()) for sentence in sentences(text)]


_QUESTION_END = re.compile(r"""\?["'”’)\]]*+\.?["'”’)\]]*+$""")
_STATEMENT_THAT_ASKS = re.compile(
    r"""(?:(?:so|and|but|okay|ok|well|then|now|yeah|right|maybe|please|also|all ?right)[,. ]+)*"""
    r"""(?:please )?(?:(?:tell|walk|take|give|remind) (?:me|us)|(?:explain|describe|share|elaborate)\b"""
    r"""|let(?:'s|’s| us) talk about"""
    r"""|i(?:'d|’d| would) (?:like|love|want) (?:to (?:know|hear|ask|understand)|you to)"""
    r"""|i(?:'m|’m| am| was) (?:just |really |very |also )?(?:curious|wondering|interested (?:in|to))|i wonder\b"""
    r"""|i want(?:ed)? to (?:know|ask|hear|understand))""",
    re.IGNORECASE,
)


def _is_question(sentence: str) -> bool:
    asks = _QUESTION_END.search(sentence) or _STATEMENT_THAT_ASKS.match(sentence)
    return asks is not None and len(sentence) <= MAX_ASKED_CHARS


@dataclass(frozen=True, slots=True)
class Remark:
    """What one speaker says at one go, in the turn of that number."""

    turn: int
    text: str
    is_interviewers: bool
    is_sure: bool = True


_REMARKS_BACK = 3
_STALLING = re.compile(
    r"""(?:\W*\b(?:well|um+|uh+|er+m?|h+m+|m+|ah+|oh+|so|let me (?:think|see)|let['’]s see"""
    r"""|(?:(?:that['’]s )?an? )?(?:good|great|interesting) question)\b)*\W*""",
    re.IGNORECASE,
)
_STALLING_CHARS = 60


def open_question(before: Sequence[Remark]) -> Remark | None:
    """Return the remark that asks what is said next; None where nothing was asked, or it was answered already.

    Whatever others than interviewers say is an answer, "No." as well, unless it only stalls.
    """
    telling = (
        remark
        for remark in reversed(before)
        if remark.is_interviewers or len(remark.text) > _STALLING_CHARS or not _STALLING.fullmatch(remark.text)
    )
    for remark in islice(telling, _REMARKS_BACK):
        if not (remark.is_interviewers and remark.is_sure):
            return None
        if asked_together(remark.text):
            return remark
    return None
