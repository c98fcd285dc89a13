"""What members asked and got no answer to: listed, and settled."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import click

from bot.cli.options import configured
from bot.cli.tiers import build_answering
from bot.config import Config
from bot.core.phrases import unanswered as phrases
from bot.errors import EditError

if TYPE_CHECKING:
    from bot.core.unanswered import Gap
    from bot.service.unanswered import Gathering

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
    from bot.core.records import Status

    async def set_aside() -> None:
        async with _gathering(config) as gathering:
            gap = await gap_of(gathering, number)
            _tell(await gathering.settle(gap, Status.OFF_TOPIC), phrases.SET_ASIDE.format(text=gap.text))

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


async def gap_of(gathering: Gathering, number: int) -> Gap:
    """Raises EditError where there is none of this number."""
    gap = (await gathering.gathered()).gap(number)
    if gap is None:
        raise EditError(phrases.NO_SUCH_GAP.format(number=number))
    return gap


async def _show(config: Config, month: str, form: str, next_interview: bool) -> None:
    from bot import gaplist

    async with _gathering(config) as gathering:
        if next_interview:
            told = gaplist.interview_as(form, await gathering.next_interview())
        else:
            told = gaplist.gaps_as(form, (await gathering.gathered(month=month)).gaps, gathering.topics)
    click.echo(told)


@asynccontextmanager
async def _gathering(config: Config) -> AsyncIterator[Gathering]:
    from bot import app
    from bot.service.unanswered import Gathering

    async with app.build_memory(config) as memory:
        yield Gathering(build_answering(config), memory)


def _tell(is_kept: bool, sentence: str) -> None:
    if not is_kept:
        raise EditError(phrases.NOT_SETTLED)
    click.echo(sentence)
