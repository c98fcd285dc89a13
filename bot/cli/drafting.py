"""`ways`: ways of asking drafted by whatever assistant there is, sieved, and taken by a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from bot import app
from bot.cli.curate import whoever_types
from bot.cli.options import configured
from bot.cli.terminal import InputFile, TerminalStyle, page_here, pasted
from bot.cli.wiring import build_serving
from bot.config import Config
from bot.core.drafting.prompt import EACH, MOST_PART_CHARS, Choice, prompts
from bot.core.phrases import counted
from bot.core.phrases import curating as phrases
from bot.errors import EditError
from bot.service import drafting

if TYPE_CHECKING:
    from bot.core.drafting.sieve import DraftedPhrasing, Sieved
    from bot.core.model import Knowledge

_SHOWN = 12
_LONG_CHARS = 60_000


@click.group("ways")
def phrasings() -> None:
    """Have ways of asking drafted by an assistant, and take those that are worth it.

    \b
    Example: ontherecord ways prompt > prompt.txt
    Example: ontherecord ways take answer.txt
    """


@phrasings.command()
@click.argument("source", default="")
@click.option("--topic", "topics", metavar="ID", multiple=True, help="Only for this topic; as often as you like.")
@click.option("--each", type=click.IntRange(1, 40), default=EACH, show_default=True, help="Ways of asking a topic.")
@click.option("--weak", "is_weak_only", is_flag=True, help="Only for topics that are found badly.")
@click.option("--part", type=click.IntRange(1), help="Only this part of a long prompt, from 1.")
@configured
def prompt(config: Config, source: str, topics: tuple[str, ...], *, is_weak_only: bool, **size: Any) -> None:
    """Print a prompt that any chat assistant can answer: the quotes, what is wanted, and in which form.

    \b
    Example: ontherecord ways prompt ada-2024 --weak
    """
    snapshot = app.build_snapshot(app.knowledge_folder(config))
    choice = Choice(frozenset({source} - {""}), frozenset(topics), is_weak_only)
    chosen = drafting.chosen(snapshot, choice)
    [whole] = prompts(chosen, snapshot.knowledge, size["each"])
    parts = prompts(chosen, snapshot.knowledge, size["each"], MOST_PART_CHARS)
    part = size["part"]
    if part and part > len(parts):
        raise click.UsageError(f"The prompt has {counted(len(parts), 'part')}.")
    click.echo(parts[part - 1] if part else whole, nl=False)
    if not part and len(parts) > 1:
        click.echo(
            f"{counted(len(chosen), 'topic')}, {len(whole.split()):,} words. An assistant that does not take so much "
            f"gets it in parts: --part 1 to --part {len(parts)}; `take` reads their answers together or one by one.",
            err=True,
        )


@phrasings.command()
@click.argument("files", metavar="[FILE|-]...", nargs=-1, type=InputFile())
@click.option("--yes", "is_given", is_flag=True, help="Take what is recommended without asking.")
@click.option("--all", "takes_all", is_flag=True, help="Take also what finds another topic first.")
@click.option("--why", default="", metavar="TEXT", help="Why, for the history.")
@configured
def take(config: Config, files: tuple[BinaryIO, ...], why: str, *, is_given: bool, takes_all: bool) -> None:
    """Read what an assistant answered, sieve it by asking, show what it is worth, and write what is taken.

    \b
    Example: ontherecord ways take answer.txt
    Example: pbpaste | ontherecord ways take --yes
    """
    texts = [file.read().decode("utf-8", "replace") for file in files] or [pasted("the answer", is_given=is_given)]
    _take(config, texts, why or "drafted by an assistant", is_given=is_given, takes_all=takes_all)


def _take(config: Config, texts: Sequence[str], why: str, *, is_given: bool, takes_all: bool) -> None:
    import asyncio

    from bot.core.drafting.sieve import sieve

    async def taken() -> None:
        async with app.build_memory(config) as memory:
            serving = build_serving(config, memory)
            snapshot, curating = serving.answering.snapshot, serving.curating
            knowledge = snapshot.knowledge
            answer = drafting.read(knowledge, texts)
            sieved = sieve(knowledge, snapshot.matcher, answer, takes_all=takes_all)
            click.echo("\n".join(sifted(sieved, knowledge, page_here())))
            revisions = drafting.revisions(sieved, knowledge, takes_all=takes_all)
            previews = await curating.propose_revisions(revisions, whoever_types(), why)
            for problem in (preview.error for preview in previews if preview.error):
                raise EditError(phrases.IS_WRONG.format(problem=phrases.problem_line(problem)))
            if not is_given and not click.confirm("\nTake them?"):
                raise EditError("Nothing was written.")
            for preview in previews:
                done = await curating.confirm(preview.key, whoever_types())
                click.echo(phrases.told(done.change, done.number))

    asyncio.run(taken())


def sifted(sieved: Sieved, knowledge: Knowledge, page: TerminalStyle) -> Iterator[str]:
    """Yield the three piles, what was dropped, and what taking them is worth."""
    from bot.core.drafting.sieve import Pile

    piles = {pile: sieved.of(pile) for pile in Pile}
    kept = [one for one in piles[Pile.FOUND] if one.is_recommended]
    yield page.styled(f"{counted(len(sieved.phrasings), 'way')} of asking drafted.", bold=True)
    yield f"{len(piles[Pile.NEW]):5}  newly found, and no other topic loses a question: recommended"
    yield f"{len(piles[Pile.FOUND]):5}  found anyway; {len(kept)} of them add words: recommended"
    yield f"{len(piles[Pile.CONTESTED]):5}  contested: another topic is found first, or loses a question (--all)"
    yield from _listed(piles[Pile.CONTESTED], knowledge)
    yield f"{len(piles[Pile.DROPPED]):5}  dropped"
    yield from _listed(piles[Pile.DROPPED], knowledge)
    if sieved.titles:
        yield f"{len(sieved.titles):5}  topics get another title"
    if sieved.nothing:
        yield f"{len(sieved.nothing):5}  topics that nobody would ask about are taken out:"
        yield from (f"         {knowledge.topics[topic].title}" for topic in sieved.nothing)
    worth = sieved.worth
    if worth.asked:
        before, after = (f"{found / worth.asked:.0%}" for found in (worth.before, worth.after))
        yield page.styled(
            f"Held out by turns, {before} of {worth.asked:,} ways of asking find their topic now, {after} afterwards.",
            bold=True,
        )


def _listed(drafted: Sequence[DraftedPhrasing], knowledge: Knowledge) -> Iterator[str]:
    for one in drafted[:_SHOWN]:
        instead = knowledge.topics.get(one.instead)
        why = one.why + (f": {instead.title}" if instead else "")
        yield f"         “{one.text}”: {why}"
    if len(drafted) > _SHOWN:
        yield f"         and {len(drafted) - _SHOWN} more"
