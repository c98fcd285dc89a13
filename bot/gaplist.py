"""Questions without an answer, and those for the next interview: for people, for programs, and to be pasted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.citing import marked
from bot.core.interview import NextQuestion, as_markdown
from bot.core.model import Topic
from bot.core.phrases import unanswered as phrases
from bot.core.unanswered import Gap

_WORDINGS = 5


def gaps_as(form: str, gaps: Sequence[Gap], topics: Mapping[str, Topic]) -> str:
    """In one of the formats: a block each, with the numbers by which they are settled; a list of objects; a list."""
    match form:
        case "json":
            return _as_json([_row(gap) for gap in gaps])
        case "markdown":
            lines = [f"- {marked(gap.text)} ({phrases.asked(gap.times, gap.people)})" for gap in gaps]
            return "\n".join([f"# {phrases.OPEN}", "", *(lines or [phrases.NOTHING_OPEN])])
        case _:
            return "\n\n".join(_block(gap, topics) for gap in gaps) or phrases.NOTHING_OPEN


def interview_as(form: str, questions: Sequence[NextQuestion]) -> str:
    """The same of the list for the next interview; as Markdown it can be taken along."""
    match form:
        case "json":
            return _as_json([{"text": one.text, "times": one.times, "people": one.people} for one in questions])
        case "markdown":
            return as_markdown(questions)
        case _:
            lines = [f"{one.text} ({phrases.asked(one.times, one.people)})" for one in questions]
            return "\n".join(lines) or phrases.NOTHING_LISTED


def _as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _block(gap: Gap, topics: Mapping[str, Topic]) -> str:
    """At most so many wordings; the others are counted."""
    first, *others = gap.wordings
    also = [f"     also: {text}" for text in others[:_WORDINGS]]
    more = [f"     and in {len(others) - _WORDINGS} other ways"] if len(others) > _WORDINGS else []
    near = [f"     near: {name} ({topics[name].title})" for name in gap.nearest if name in topics]
    counted = f"     {phrases.asked(gap.times, gap.people)}, last on {gap.last_at.date().isoformat()}"
    return "\n".join([f"{gap.first_id:>4} {first}", counted, *also, *more, *near])


def _row(gap: Gap) -> dict[str, Any]:
    return {
        "number": gap.first_id,
        "text": gap.text,
        "times": gap.times,
        "people": gap.people,
        "wordings": dict(gap.wordings),
        "reasons": {reason.value: count for reason, count in gap.reasons.items()},
        "nearest": list(gap.nearest),
        "last_at": gap.last_at.isoformat(),
    }
