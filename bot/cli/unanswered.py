"""What members asked and got no answer to: listed, and settled."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import click

from bot.cli.options import configured
from bot.cli.wiring import build_answering
from bot.config import Config
from bot.core.citing import marked
from bot.core.model import Topic
from bot.core.phrases import curating as phrases
from bot.core.unanswered import NextQuestion, UnansweredGroup, as_markdown
from bot.errors import EditError

if TYPE_CHECKING:
    from bot.core.unanswered import UnansweredGroup
    from bot.service.unanswered import UnansweredReview


_WORDINGS = 5


def gaps_as(form: str, gaps: Sequence[UnansweredGroup], topics: Mapping[str, Topic]) -> str:
    """In one of the formats: a block each, with the numbers by which they are settled; a list of objects; a list."""
    match form:
        case "json":
            return _as_json([_row(gap) for gap in gaps])
        case "markdown":
            lines = [f"- {marked(gap.text)} ({phrases.asked(gap.times, gap.people, gap.not_asked)})" for gap in gaps]
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


def _block(gap: UnansweredGroup, topics: Mapping[str, Topic]) -> str:
    """At most so many wordings; the others are counted."""
    first, *others = gap.wordings
    also = [f"     also: {text}" for text in others[:_WORDINGS]]
    more = [f"     and in {len(others) - _WORDINGS} other ways"] if len(others) > _WORDINGS else []
    near = [f"     near: {name} ({topics[name].title})" for name in gap.nearest if name in topics]
    counted = f"     {phrases.asked(gap.times, gap.people, gap.not_asked)}, last on {gap.last_at.date().isoformat()}"
    return "\n".join([f"{gap.first_id:>4} {first}", counted, *also, *more, *near])


def _row(gap: UnansweredGroup) -> dict[str, Any]:
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


_FORMATS = ("text", "json", "markdown")
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")


def _month(_: click.Context, __: click.Parameter, value: str) -> str:
    if value and not _MONTH.fullmatch(value):
        raise click.BadParameter(f"{value} is no month. Write it as 2026-11.")
    return value


@click.group(invoke_without_command=True)
@click.option("--month", metavar="YYYY-MM", default="", callback=_month, help="Those of one month: 2026-11.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True, help="How to print.")
@click.option("--next-interview", is_flag=True, help="The list of questions for the next interview instead.")
@configured
def unanswered(config: Config, month: str, form: str, *, next_interview: bool) -> None:
    """Show what members asked and got no answer to, those that ask alike together, without names.

    \b
    Example: ontherecord unanswered
    Example: ontherecord unanswered --next-interview --format markdown > questions.md
    Example: ontherecord unanswered give 12 --topic how-to-start
    """
    if click.get_current_context().invoked_subcommand is None:
        asyncio.run(_show(config, month, form, next_interview))


@unanswered.command()
@click.argument("number", type=click.IntRange(1))
@configured
def aside(config: Config, number: int) -> None:
    """Set the questions with this number aside: they are off-topic.

    \b
    Example: ontherecord unanswered aside 12
    """
    from bot.core.records import QuestionStatus

    async def set_aside() -> None:
        async with _gathering(config) as gathering:
            gap = await gap_of(gathering, number)
            _tell(await gathering.settle(gap, QuestionStatus.OFF_TOPIC), phrases.SET_ASIDE.format(text=gap.text))

    asyncio.run(set_aside())


@unanswered.command()
@click.argument("number", type=click.IntRange(1))
@click.option("--as", "text", metavar="TEXT", help="As it is to be asked; else without names, links and numbers.")
@configured
def ask(config: Config, number: int, text: str | None) -> None:
    """Put the questions with this number on the list for the next interview.

    \b
    Example: ontherecord unanswered ask 12 --as "Is it worth to learn Rust?"
    """

    async def list_it() -> None:
        async with _gathering(config) as gathering:
            gap = await gap_of(gathering, number)
            question = text or gathering.draft(gap)
            _tell(await gathering.ask_next(gap, question), phrases.LISTED.format(text=question))

    asyncio.run(list_it())


async def gap_of(gathering: UnansweredReview, number: int) -> UnansweredGroup:
    """Raises EditError where there is none of this number."""
    gap = (await gathering.gathered()).gap(number)
    if gap is None:
        raise EditError(phrases.NO_SUCH_GAP.format(number=number))
    return gap


async def _show(config: Config, month: str, form: str, next_interview: bool) -> None:

    async with _gathering(config) as gathering:
        if next_interview:
            told = interview_as(form, await gathering.next_interview())
        else:
            told = gaps_as(form, (await gathering.gathered(month=month)).gaps, gathering.topics)
    click.echo(told)


@asynccontextmanager
async def _gathering(config: Config) -> AsyncIterator[UnansweredReview]:
    from bot import app
    from bot.service.unanswered import UnansweredReview

    async with app.build_memory(config) as memory:
        yield UnansweredReview(build_answering(config), memory)


def _tell(is_kept: bool, sentence: str) -> None:
    if not is_kept:
        raise EditError(phrases.NOT_SETTLED)
    click.echo(sentence)
