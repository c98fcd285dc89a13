"""The list of questions for the next interview: written once, so that it outlives the questions that led to it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.citing import marked
from bot.core.phrases import unanswered as phrases
from bot.core.text import folded

KEY = "interview:questions"  # of the single value that holds the list


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """As it is to be asked; by how many people, and how often, it was asked before."""

    text: str
    people: int
    times: int


def with_question(listed: Iterable[NextQuestion], question: NextQuestion) -> tuple[NextQuestion, ...]:
    """The list with one more; what stands there already, but for case and spacing, is asked for by more people."""
    known = [*listed]
    same = [one for one in known if _is_same(one.text, question.text)] + [question]
    asked = NextQuestion(question.text, sum(one.people for one in same), sum(one.times for one in same))
    return (*without_question(known, question.text), asked)


def without_question(listed: Iterable[NextQuestion], text: str) -> tuple[NextQuestion, ...]:
    return tuple(known for known in listed if not _is_same(known.text, text))


def as_markdown(listed: Iterable[NextQuestion]) -> str:
    """A heading and a list, to be taken to the interview."""
    lines = [f"- {marked(one.text)} ({phrases.asked(one.times, one.people)})" for one in listed]
    return "\n".join([f"# {phrases.NEXT_INTERVIEW}", "", *(lines or [phrases.NOTHING_LISTED])])


def written(listed: Iterable[NextQuestion]) -> str:
    return json.dumps([[one.text, one.people, one.times] for one in listed], ensure_ascii=False)


def read(kept: str | None) -> tuple[NextQuestion, ...]:
    """What cannot be read is as if nothing had been listed."""
    try:
        return tuple(NextQuestion(str(text), int(people), int(times)) for text, people, times in json.loads(kept or ""))
    except (TypeError, ValueError):
        return ()


def _is_same(text: str, other: str) -> bool:
    return " ".join(folded(text).casefold().split()) == " ".join(folded(other).casefold().split())
