"""Questions in the terminal: one, lines of them, or a dialogue."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from io import TextIOWrapper
from typing import Any

import click

from bot.cli.options import configured
from bot.cli.rank import answer_each, text_of
from bot.cli.terminal import TerminalStyle, page_here, print_lines, shown_quote, standard_input
from bot.cli.wiring import build_answering
from bot.config import Config
from bot.core import phrases
from bot.core.answer import Abstention, Answer, Mode, Policy, Suggestions
from bot.core.matching import is_follow_up, standing_for
from bot.core.model import Question
from bot.core.phrases import curating
from bot.service.answering import Answering, Reply

_EXAMPLE = '{"id": 1, "q": "a question"}'
_TOP = 3
_BAR_CHARS = 30
_GET_ON_DISCORD = (
    "No DISCORD_TOKEN is set, so the bot answers here, in this terminal, by {tier}. "
    "To get on Discord, set it (docs/operators.md tells how). /topics lists what can be asked; /help shows more, "
    "/quit ends."
)
_HELP = """Type a question; a follow-up such as "and why?" is understood.
/topics: what can be asked; /topics 2 and so on: the next pages
/help: this
/quit, quit, exit or Ctrl-D: the end"""
_NO_COMMAND = "There is no {command}. Type a question, or /help."
_ENDS = frozenset({"/quit", "/exit", "quit", "exit"})
_TOPICS_A_PAGE = 15


@click.command()
@click.argument("question", required=False)
@click.option("--jsonl", "form", flag_value="jsonl", help="Read questions as JSON lines, write answers as JSON lines.")
@click.option("--explain", "form", flag_value="explain", help="Show why: each signal's part of the first scores.")
@click.option(
    "--mode",
    type=click.Choice(("ask", "message")),
    default="ask",
    show_default=True,
    help="message: nobody asked the bot.",
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

    answering, page = build_answering(config, stops=not is_jsonl), page_here()
    if question is None:
        raise SystemExit(print_lines(answer_lines(standard_input(), answering, Mode(mode), top or _TOP)))
    reply = answering.reply(Question(question), Mode(mode))
    click.echo(rendered(reply, page))
    if form == "explain":
        click.echo("\n" + explained(reply, answering.policy, Mode(mode), page))


def rendered(reply: Reply, page: TerminalStyle) -> str:
    """Return a reply as people see it."""
    decision = reply.decision
    if isinstance(decision, Answer):
        return shown_quote(decision.matches[0].quote, decision.matches[0].shown, page)
    if isinstance(decision, Suggestions):
        line = phrases.nearest(reply.snapshot.speakers, is_twin=decision.is_twin)
        return f"{page.paragraph(line)}\n{page.listed(decision.topics)}"
    sentence = page.paragraph(reply.told or phrases.no_answer(reply.snapshot.speakers))
    if not decision.topics:
        return sentence
    return f"{sentence}\n{page.paragraph(phrases.NEAREST_AFTER_NO)}\n{page.listed(decision.topics)}"


def explained(reply: Reply, policy: Policy, mode: Mode, page: TerminalStyle) -> str:
    """Return what the decision rests on, and why the first quotes were found."""
    ranking = reply.ranking
    blocks = [page.paragraph(f"{curating.decided(reply.decision, ranking, policy, mode)}; {curating.matched(ranking)}")]
    for match in ranking.matches:
        lines = [page.styled(f"{match.score:.2f}  {match.quote.id}", bold=True), f"      under {match.topic.id}"]
        if match is not ranking.matches[0]:
            lines.append(f"      {curating.behind(ranking.matches[0], match)}")
        for name, part in curating.parts(match):  # a full bar would be all of the score
            lines.append(f"      {part:.3f}  {name:<18}{'█' * round(_BAR_CHARS * part / match.score)}".rstrip())
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def answer_lines(lines: Iterable[bytes], answering: Answering, mode: Mode, top: int) -> Iterator[tuple[bytes, bool]]:
    """Yield one line for each that is not empty, in order, and whether it could be answered."""

    def answer(fields: dict[str, Any]) -> dict[str, Any]:
        text, source = text_of(fields, "q", is_needed=True), text_of(fields, "source")
        after, known = text_of(fields, "after"), answering.snapshot.knowledge.sources
        if source and source not in known:
            raise ValueError(f"There is no source {source}. The sources are: {', '.join(known)}.")
        return _row(answering.reply(Question(text, frozenset({source} - {""}), after), mode, top))

    return answer_each(lines, _EXAMPLE, answer)


def _row(reply: Reply) -> dict[str, Any]:
    is_answer, is_suggestion = (isinstance(reply.decision, kind) for kind in (Answer, Suggestions))
    reason = reply.decision.reason if isinstance(reply.decision, Abstention) else None
    return {
        "decision": "answer" if is_answer else "suggest" if is_suggestion else "abstain",
        **({"reason": reason.value} if reason else {}),
        "confidence": round(reply.ranking.confidence, 4),
        "ms": round(reply.duration_ms, 3),
        "matched": list(reply.ranking.matched),
        "results": [
            {
                "quote": match.quote.id,
                "topic": match.topic.id,
                "speaker": match.quote.speaker.name,
                "text": match.text,
                "more": match.goes_on,
                "asked": match.quote.asked,
                "date": match.quote.source.published,
                "source": match.quote.source.id,
                "url": match.quote.url,
                **({"site_url": match.quote.site_url} if match.quote.site_url else {}),
                "score": round(match.score, 6),
            }
            for match in reply.ranking.matches
        ],
    }


def converse(config: Config) -> None:
    """Answer what a person types, or what comes through a pipe, until its end."""
    given = standard_input()
    answering = build_answering(config, waits=not given.isatty())
    page = page_here()
    click.echo(page.paragraph(_GET_ON_DISCORD.format(tier=answering.snapshot.tier)), err=True)
    lines = prompted() if given.isatty() else TextIOWrapper(given, encoding="utf-8", errors="replace")
    dialogue(lines, answering, page, click.echo)


def dialogue(lines: Iterable[str], answering: Answering, page: TerminalStyle, say: Callable[[str], None]) -> None:
    """Answer line by line, until `quit`; a follow-up is understood with the question before."""
    before = ""
    for line in map(str.strip, lines):
        if line.casefold() in _ENDS:
            return
        if line.startswith("/"):
            say(commanded(line, answering, page) + "\n")
        elif line:
            after = before if is_follow_up(line) else ""
            say(rendered(answering.reply(Question(line, after=after), Mode.ASK), page) + "\n")
            before = standing_for(line, after) if after else line


def commanded(line: str, answering: Answering, page: TerminalStyle) -> str:
    """Return what /topics, /topics 2 or /help shows."""
    command, *after = line.casefold().split()
    match command, after:
        case "/help", []:
            return page.paragraph(_HELP)
        case "/topics", []:
            return topics(answering, page)
        case "/topics", [number] if re.fullmatch("[0-9]{1,6}", number):
            return topics(answering, page, int(number))
    return page.paragraph(_NO_COMMAND.format(command=line))


def topics(answering: Answering, page: TerminalStyle, number: int = 1) -> str:
    """Return a page of the titles of topics, the nearest to its number; in a pipe all titles."""
    every = list(answering.snapshot.knowledge.topics.values())
    size = _TOPICS_A_PAGE if page.width else max(1, len(every))
    pages = max(1, -(-len(every) // size))
    number = max(1, min(number, pages))
    shown = f"{page.paragraph(phrases.TOPICS)}\n{page.listed(every[(number - 1) * size : number * size])}"
    if pages == 1:
        return shown
    onward = f": /topics {number + 1} shows the next." if number < pages else "."
    return f"{shown}\n{page.paragraph(f'Page {number} of {pages}{onward}')}"


def prompted() -> Iterator[str]:
    """Yield lines that a person types, with line editing, until Ctrl-D."""
    with suppress(ImportError):  # Windows has line editing without it
        import readline  # noqa: F401 - importing it gives input() its line editing

    while True:
        try:
            yield input("\n> ")
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return
