"""What somebody asks in a turn: the sentences that end as a question."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from bot.core.text import sentences, words

MAX_ASKED_CHARS = 200
FEWEST_ASKED_WORDS = 4


def questions_in(text: str) -> list[str]:
    """Those that are no longer than a quote's `asked` may be, each on one line."""
    return [sentence for sentence in _flat(text) if _is_question(sentence)]


def asked_last(questions: Sequence[str]) -> str:
    """What was asked last; of several, the last that says more than a word or two."""
    telling = [question for question in questions if len(words(question)) >= FEWEST_ASKED_WORDS]
    return (telling or list(questions) or [""])[-1]


def asked_together(text: str) -> str:
    """The last run of questions that says more than a word or two, its end if `asked` cannot hold it; "" for none."""
    runs = [[*run] for is_asked, run in groupby(_flat(text), _is_question) if is_asked]
    together = [_end(run) for run in runs]
    telling = [asked for asked in together if len(words(asked)) >= FEWEST_ASKED_WORDS]
    return (telling or together or [""])[-1]


def _end(run: Sequence[str]) -> str:
    joined = (" ".join(run[start:]) for start in range(len(run)))
    return next(asked for asked in joined if len(asked) <= MAX_ASKED_CHARS)


def _flat(text: str) -> list[str]:
    return [" ".join(sentence.split()) for sentence in sentences(text)]


def _is_question(sentence: str) -> bool:
    return sentence.endswith("?") and len(sentence) <= MAX_ASKED_CHARS
