"""Asking in the terminal: one question, lines of them, or a dialogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

import click

from bot.cli.options import configured
from bot.cli.rank import read_object, written
from bot.cli.terminal import page_here, print_lines, standard_input
from bot.cli.wiring import build_answering
from bot.config import Config
from bot.core.answer import Answer, Decision, Mode, Suggestions
from bot.core.matching import Match
from bot.core.model import Question
from bot.service.answering import Answering, Reply

if TYPE_CHECKING:
    from bot.core.answer import Mode
    from bot.service.answering import Answering


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


_MODES = ("ask", "message")
_TOP = 3
_GET_ON_DISCORD = (
    "No DISCORD_TOKEN is set, so the bot answers here, in this terminal, by {tier}. "
    "To get on Discord, set it (docs/operators.md tells how). /topics lists what can be asked; Ctrl-D ends."
)


@click.command()
@click.argument("question", required=False)
@click.option("--jsonl", "form", flag_value="jsonl", help="Read questions as JSON lines, write answers as JSON lines.")
@click.option("--explain", "form", flag_value="explain", help="Show why: each signal's part of the first scores.")
@click.option(
    "--mode", type=click.Choice(_MODES), default="ask", show_default=True, help="message: nobody asked the bot."
)
@click.option("--top", type=click.IntRange(1, 100), help="Results a line, with --jsonl; 3 without it.")
@configured
def ask(config: Config, question: str | None, form: str | None, mode: str, top: int | None) -> None:
    """Answer one question, or with --jsonl as many as come in.

    \b
    Example: ontherecord ask "Should I do a Master's?"
    Example: echo '{"q": "is grad school worth it?"}' | ontherecord ask --jsonl
    """
    is_jsonl = form == "jsonl"
    if is_jsonl == (question is not None):
        raise click.UsageError("Give either a question in quotes, or --jsonl and the questions on standard input.")
    if top and not is_jsonl:
        raise click.UsageError("--top counts the results of a line, so it needs --jsonl.")
    from bot.core.answer import Mode

    answering = build_answering(config)
    if question is None:
        raise SystemExit(_answer_lines(answering, Mode(mode), top or _TOP))
    from bot.cli import terminal
    from bot.core.model import Question

    reply = answering.reply(Question(question), Mode(mode))
    click.echo(terminal.rendered(reply, page_here()))
    if form == "explain":
        click.echo("\n" + terminal.explained(reply, answering.policy, Mode(mode), page_here()))


def converse(config: Config) -> None:
    from bot.cli import terminal

    given = standard_input()
    answering = build_answering(config)
    click.echo(_GET_ON_DISCORD.format(tier=answering.snapshot.tier), err=True)
    lines = terminal.prompted() if given.isatty() else TextIOWrapper(given, encoding="utf-8", errors="replace")
    terminal.converse(lines, answering, page_here(), click.echo)


def _answer_lines(answering: Answering, mode: Mode, top: int) -> int:

    return print_lines(answer_lines(standard_input(), answering, mode, top))
