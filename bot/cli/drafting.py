"""`ways`: ways of asking drafted by whatever assistant there is, sieved, and taken by a person."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from bot import app
from bot.cli.curate import whoever_types
from bot.cli.options import configured
from bot.cli.terminal import InputFile, TerminalStyle, bar, page_here, pasted
from bot.cli.wiring import build_serving
from bot.config import Config
from bot.core.drafting.prompt import EACH, MOST_PART_CHARS, TopicFilter, prompts
from bot.core.phrases import counted
from bot.core.phrases import curating as phrases
from bot.errors import ConfigError, EditError
from bot.service import drafting

if TYPE_CHECKING:
    from bot.core.drafting.sieve import DraftedPhrasing, Sieved
    from bot.core.model import Knowledge, Topic

_SHOWN = 12


@click.group("ways")
def phrasings() -> None:
    """Have ways of asking drafted by an assistant, and take those that are worth it.

    \b
    Example: ontherecord ways prompt > prompt.txt
    Example: ontherecord ways take answer.txt
    """


def _choosing_topics(command: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the options that choose topics, and call it with `wanted` and with how many ways `each` is to get."""

    @click.argument("source", default="")
    @click.option("--topic", "topics", metavar="ID", multiple=True, help="Only for this topic; as often as you like.")
    @click.option("--each", type=click.IntRange(1, 40), default=EACH, show_default=True, help="Ways of asking a topic.")
    @click.option("--weak", "is_weak_only", is_flag=True, help="Only for topics that are found badly.")
    @wraps(command)
    def choosing(source: str, topics: tuple[str, ...], *, is_weak_only: bool, **options: Any) -> None:
        command(wanted=TopicFilter(frozenset({source} - {""}), frozenset(topics), is_weak_only), **options)

    return choosing


@phrasings.command()
@_choosing_topics
@click.option("--part", type=click.IntRange(1), help="Only this part of a long prompt, from 1.")
@configured
def prompt(config: Config, wanted: TopicFilter, each: int, part: int | None) -> None:
    """Print a prompt that any chat assistant can answer: the quotes, what is wanted, and in which form.

    \b
    Example: ontherecord ways prompt ada-2024 --weak
    """
    knowledge, chosen = _chosen(config, wanted)
    [whole] = prompts(chosen, knowledge, each)
    parts = prompts(chosen, knowledge, each, MOST_PART_CHARS)
    if part and part > len(parts):
        raise click.UsageError(f"The prompt has {counted(len(parts), 'part')}.")
    click.echo(parts[part - 1] if part else whole, nl=False)
    if not part and len(parts) > 1:
        click.echo(
            f"{counted(len(chosen), 'topic')}, {len(whole.split()):,} words. An assistant that does not take so much "
            f"gets it in parts: --part 1 to --part {len(parts)}; `take` reads their answers together or one by one.",
            err=True,
        )


def _chosen(config: Config, wanted: TopicFilter) -> tuple[Knowledge, tuple[Topic, ...]]:
    snapshot = app.build_snapshot(app.knowledge_folder(config))
    return snapshot.knowledge, drafting.chosen(snapshot, wanted)


@phrasings.command()
@click.argument("files", metavar="[FILE|-]...", nargs=-1, type=InputFile())
@click.option("--yes", "is_given", is_flag=True, help="Take what is recommended without asking.")
@click.option("--all", "takes_all", is_flag=True, help="Take also what is contested.")
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


@phrasings.command()
@_choosing_topics
@click.option("--yes", "is_given", is_flag=True, help="Send it, and take what is recommended, without asking.")
@click.option("--all", "takes_all", is_flag=True, help="Take also what is contested.")
@configured
def draft(config: Config, wanted: TopicFilter, each: int, *, is_given: bool, takes_all: bool) -> None:
    """Let the assistant of the settings draft (drafting.url and drafting.model, or drafting.command), then take.

    \b
    Example: ontherecord ways draft ada-2024 --weak
    """
    import asyncio

    assistant = app.build_assistant(config, os.environ)
    if assistant is None:
        raise ConfigError(
            "No assistant is set up: write drafting.url and drafting.model, or drafting.command, into config.yaml."
        )
    knowledge, topics = _chosen(config, wanted)
    request = drafting.DraftRequest(knowledge, topics, each, config.drafting.most_tokens)
    sent, written = request.expected_tokens()
    chosen = f"{counted(len(topics), 'topic')} in {counted(len(request.parts(topics)), 'prompt')}"
    where = config.drafting.url or config.drafting.command
    click.echo(f"{chosen} to {where}: about {sent:,} tokens, and {written:,} of answers.", err=True)
    if sent + written > request.most_tokens:
        raise EditError(
            f"That is more than drafting.most_tokens ({request.most_tokens:,}). Choose fewer topics, or raise it."
        )
    if not is_given and not click.confirm("Send it?", err=True):
        raise EditError("Nothing was sent.")
    result = asyncio.run(drafting.drafted(request, assistant, bar("Drafting", fewest=0)))
    for failure in result.failures:
        click.echo(failure, err=True)
    if result.missing:
        click.echo(f"{counted(len(result.missing), 'topic')} got no answer; --topic asks for them again.", err=True)
    if not result.texts:
        raise EditError("Nothing was drafted.")
    _take(config, result.texts, "drafted by an assistant", is_given=is_given, takes_all=takes_all)


def _take(config: Config, texts: Sequence[str], why: str, *, is_given: bool, takes_all: bool) -> None:
    import asyncio

    from bot.core.curation.impact import Side
    from bot.core.curation.requests import AddExamples
    from bot.core.drafting.sieve import sieve
    from bot.core.drafts import OUT_OF_SCOPE_FILE

    async def taken() -> None:
        async with app.build_memory(config) as memory:
            serving = build_serving(config, memory)
            snapshot, curating = serving.answering.snapshot, serving.curating
            knowledge = snapshot.knowledge
            answer = drafting.read(knowledge, texts)
            side = Side(knowledge, snapshot.matcher, serving.answering.policy)
            click.echo(
                f"Putting {counted(answer.count, 'way')} of asking to the record; 500 take about a minute.", err=True
            )
            sieved = sieve(side, answer, takes_all=takes_all)
            click.echo("\n".join(sifted(sieved, knowledge, page_here())))
            revisions = drafting.revisions(sieved, knowledge, takes_all=takes_all)
            previews = [*await curating.propose_revisions(revisions, whoever_types(), why)]
            if sieved.kept_misses and (app.knowledge_folder(config) / OUT_OF_SCOPE_FILE).exists():
                order = AddExamples(sieved.kept_misses)
                previews.append(await curating.propose(order, whoever_types(), why))
            elif sieved.kept_misses:
                click.echo(f"The near misses are left out: there is no {OUT_OF_SCOPE_FILE} to keep them in.", err=True)
            if not previews:
                raise EditError(phrases.NOTHING_TO_TAKE)
            for problem in (preview.error for preview in previews if preview.error):
                raise EditError(phrases.IS_WRONG.format(problem=phrases.problem_line(problem)))
            if not is_given and not click.confirm("\nTake them?"):
                raise EditError("Nothing was written.")
            for preview in previews:
                done = await curating.confirm(preview.key, whoever_types())
                click.echo(phrases.told(done.change, done.number))
            if len(previews) > 1:
                click.echo(phrases.CHANGES.format(count=len(previews)))

    asyncio.run(taken())


def sifted(sieved: Sieved, knowledge: Knowledge, page: TerminalStyle) -> Iterator[str]:
    """Yield the three piles, what was dropped, and what taking them is worth."""
    from bot.core.drafting.sieve import Pile

    piles = {pile: sieved.of(pile) for pile in Pile}
    kept = [one for one in piles[Pile.FOUND] if one.is_recommended]
    yield page.styled(f"{counted(len(sieved.phrasings), 'way')} of asking drafted.", bold=True)
    yield f"{len(piles[Pile.NEW]):5}  newly found, and nothing else is harmed: recommended"
    yield f"{len(piles[Pile.FOUND]):5}  found anyway; {len(kept)} of them add words: recommended"
    yield f"{len(piles[Pile.CONTESTED]):5}  contested: another topic answers it, or loses a question to it (--all)"
    yield from _listed(piles[Pile.CONTESTED], sieved, knowledge)
    yield f"{len(piles[Pile.DROPPED]):5}  dropped"
    yield from _listed(piles[Pile.DROPPED], sieved, knowledge)
    if sieved.unknown:
        yield phrases.UNKNOWN_KEYS.format(keys=", ".join(sieved.unknown[:_SHOWN]))
    if sieved.titles:
        yield f"{len(sieved.titles):5}  topics get another title"
    if sieved.nothing:
        yield f"{len(sieved.nothing):5}  topics that nobody would ask about are taken out:"
        yield from (f"         {knowledge.topics[topic].title}" for topic in sieved.nothing)
    if sieved.near_misses:
        dropped = [miss for miss in sieved.near_misses if miss.why]
        yield f"{len(sieved.kept_misses):5}  of {len(sieved.near_misses)} near misses become out-of-scope examples"
        yield from (f"         “{miss.text}” does not: {miss.why}" for miss in dropped[:_SHOWN])
    for worth, kind in reversed([*zip(sieved.worths, phrases.WORTHS, strict=True)]):
        if worth.asked:
            before, after = (f"{found / worth.asked:.0%}" for found in (worth.before, worth.after))
            yield page.styled(kind.format(asked=f"{worth.asked:,}", before=before, after=after), bold=True)


def _listed(drafted: Sequence[DraftedPhrasing], sieved: Sieved, knowledge: Knowledge) -> Iterator[str]:
    for one in drafted[:_SHOWN]:
        instead = knowledge.topics.get(one.instead)
        title = sieved.titles.get(instead.id, instead.title) if instead else ""
        yield f"         “{one.text}”: {one.why}" + (f": {title}" if title else "")
    if len(drafted) > _SHOWN:
        yield f"         and {len(drafted) - _SHOWN} more"
