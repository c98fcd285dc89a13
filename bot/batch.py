"""Questions as JSON lines in, answers as JSON lines out: for scripts, and for whoever wants to measure the bot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.core.answer import Answer, Decision, Mode, Suggestions
from bot.core.matching import Match
from bot.core.model import Question
from bot.jsonlines import read_object, written
from bot.service.answering import Answering, Reply

_EXAMPLE = '{"id": 1, "q": "a question"}'


def answer_lines(lines: Iterable[bytes], answering: Answering, mode: Mode, top: int) -> Iterator[tuple[bytes, bool]]:
    """One line out for each line in that is not empty, in order, and whether it could be answered."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            row = _row(line, number, answering, mode, top)
            yield written(row), "error" not in row


def _row(line: bytes, number: int, answering: Answering, mode: Mode, top: int) -> dict[str, Any]:
    given: object = number
    try:
        fields = read_object(line, _EXAMPLE)
        given = fields.get("id", number)
        return {"id": given, **_answered(answering.reply(_question(fields, answering), mode, top))}
    except ValueError as error:
        return {"id": given, "line": number, "error": str(error)}


def _question(fields: dict[str, Any], answering: Answering) -> Question:
    optional: dict[str, Any] = {key: "" if fields.get(key) is None else fields[key] for key in ("source", "after")}
    texts = {"q": fields.get("q"), **optional}
    wrong = next((key for key, text in texts.items() if not isinstance(text, str)), None)
    if wrong:
        raise ValueError(f'"{wrong}" must be a text.')
    if texts["source"] and texts["source"] not in answering.snapshot.knowledge.sources:
        known = ", ".join(answering.snapshot.knowledge.sources)
        raise ValueError(f"There is no source {texts['source']}. The sources are: {known}.")
    return Question(texts["q"], frozenset({texts["source"]} - {""}), texts["after"])


def _answered(reply: Reply) -> dict[str, Any]:
    return {
        "decision": _name(reply.decision),
        "confidence": round(reply.ranking.confidence, 4),
        "ms": round(reply.duration_ms, 3),
        "matched": list(reply.ranking.matched),
        "results": [_result(match) for match in reply.ranking.matches],
    }


def _name(decision: Decision) -> str:
    if isinstance(decision, Answer):
        return "answer"
    return "suggest" if isinstance(decision, Suggestions) else "abstain"


def _result(match: Match) -> dict[str, Any]:
    quote = match.quote
    return {
        "quote": quote.id,
        "topic": match.topic.id,
        "speaker": quote.speaker.name,
        "text": match.text,
        "more": match.goes_on,
        "asked": quote.asked,
        "date": quote.source.published,
        "source": quote.source.id,
        "url": quote.url,
        "score": round(match.score, 6),
    }
