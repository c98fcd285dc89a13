"""Asking in the terminal: one question, lines of them, or a dialogue."""

from __future__ import annotations

from io import TextIOWrapper
from typing import TYPE_CHECKING

import click

from bot.cli.options import configured
from bot.cli.streams import page_here, print_lines, standard_input
from bot.cli.tiers import build_answering
from bot.config import Config

if TYPE_CHECKING:
    from bot.core.answer import Mode
    from bot.service.answering import Answering

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
    from bot.batch import answer_lines

    return print_lines(answer_lines(standard_input(), answering, mode, top))
