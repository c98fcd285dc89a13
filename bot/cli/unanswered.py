"""What members asked and got no answer to: listed, and settled."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import click

from bot.cli.options import configured
from bot.cli.wiring import build_answering
from bot.config import Config
from bot.core.citing import marked
from bot.core.model import Topic
from bot.core.phrases import curating as phrases
from bot.core.unanswered import NextQuestion, UnansweredGroup, as_markdown
from bot.errors import EditError, StateError

if TYPE_CHECKING:
    from bot.service.unanswered import UnansweredReview

_WORDINGS = 5


def _month(_: click.Context, __: click.Parameter, value: str) -> str:
    if value and not re.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])", value):
        raise click.BadParameter(f"{value} is no month. Write it as 2026-11.")
    return value


@click.group(invoke_without_command=True)
@click.option("--month", metavar="YYYY-MM", default="", callback=_month, help="Those of one month: 2026-11.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "markdown")),
    default="text",
    show_default=True,
    help="How to print.",
)
@click.option("--next-interview", is_flag=True, help="The list of questions for the next interview instead.")
@configured
def unanswered(config: Config, month: str, form: str, *, next_interview: bool) -> None:
    """Show what members asked and got no answer to, those that ask alike together, without names.

    \b
    Example: ontherecord unanswered
    Example: ontherecord unanswered --next-interview --format markdown > questions.md
    Example: ontherecord unanswered give 12 --topic how-to-start
    """

    async def told() -> str:
        async with _reviewing(config) as review:
            if next_interview:
                return interview_as(form, await review.next_interview())
            found = await review.groups(month=month)
            if not found.groups and not found.is_whole:
                raise StateError(phrases.OPEN_UNKNOWN)
            return groups_as(form, found.groups, review.topics)

    if click.get_current_context().invoked_subcommand is None:
        click.echo(asyncio.run(told()))


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
        async with _reviewing(config) as review:
            group = await group_of(review, number)
            _tell(await review.settle(group, QuestionStatus.OFF_TOPIC), phrases.SET_ASIDE.format(text=group.text))

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
        async with _reviewing(config) as review:
            group = await group_of(review, number)
            question = text or review.draft(group)
            _tell(await review.ask_next(group, question), phrases.LISTED.format(text=question))

    asyncio.run(list_it())


async def group_of(review: UnansweredReview, number: int) -> UnansweredGroup:
    """Return the open group of this number. Raises EditError where there is none."""
    group = (await review.groups()).group(number)
    if group is None:
        raise EditError(phrases.NO_SUCH_GROUP.format(number=number))
    return group


@asynccontextmanager
async def _reviewing(config: Config) -> AsyncIterator[UnansweredReview]:
    from bot import app
    from bot.service.unanswered import UnansweredReview

    async with app.build_memory(config) as memory:
        yield UnansweredReview(build_answering(config), memory)


def _tell(is_kept: bool, sentence: str) -> None:
    if not is_kept:
        raise EditError(phrases.NOT_SETTLED)
    click.echo(sentence)


def groups_as(form: str, groups: Sequence[UnansweredGroup], topics: Mapping[str, Topic]) -> str:
    """Return the groups in one format: as text a block each, with the numbers by which they are settled."""
    match form:
        case "json":
            rows = [
                {
                    "number": group.first_id,
                    "text": group.text,
                    "times": group.times,
                    "people": group.people,
                    "wordings": dict(group.wordings),
                    "reasons": {reason.value: count for reason, count in group.reasons.items()},
                    "nearest": list(group.nearest),
                    "last_at": group.last_at.isoformat(),
                }
                for group in groups
            ]
            return json.dumps(rows, ensure_ascii=False, indent=2)
        case "markdown":
            lines = [f"- {marked(group.text)} ({_asked(group)})" for group in groups]
            return "\n".join([f"# {phrases.OPEN}", "", *(lines or [phrases.NOTHING_OPEN])])
        case _:
            blocks = []
            for group in groups:  # with its first wordings; the others are counted
                first, *others = group.wordings
                lines = [
                    f"{group.first_id:>4} {first}",
                    f"     {_asked(group)}, last on {group.last_at.date().isoformat()}",
                ]
                lines += [f"     also: {text}" for text in others[:_WORDINGS]]
                lines += [f"     and in {len(others) - _WORDINGS} other ways"] if len(others) > _WORDINGS else []
                lines += [f"     near: {name} ({topics[name].title})" for name in group.nearest if name in topics]
                blocks.append("\n".join(lines))
            return "\n\n".join(blocks) or phrases.NOTHING_OPEN


def interview_as(form: str, questions: Sequence[NextQuestion]) -> str:
    """Return the list for the next interview in one format."""
    match form:
        case "json":
            rows = [{"text": one.text, "times": one.times, "people": one.people} for one in questions]
            return json.dumps(rows, ensure_ascii=False, indent=2)
        case "markdown":
            return as_markdown(questions)
        case _:
            lines = [f"{one.text} ({phrases.asked(one.times, one.people)})" for one in questions]
            return "\n".join(lines) or phrases.NOTHING_LISTED


def _asked(group: UnansweredGroup) -> str:
    return phrases.asked(group.times, group.people, group.not_asked)
