"""Verbs that change quotes and topics, take changes back and list them: as curators do on Discord."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from bot.cli.options import configured
from bot.cli.terminal import TerminalStyle, nearest_lines, page_here, pasted, shown_quote
from bot.cli.unanswered import group_of, unanswered
from bot.cli.wiring import build_serving
from bot.config import Config
from bot.core.phrases import curating as phrases
from bot.errors import EditError

if TYPE_CHECKING:
    from bot.core.curation.impact import Impact
    from bot.core.curation.requests import Curator, Order
    from bot.core.model import Topic
    from bot.service.curating import Curating, Preview
    from bot.service.unanswered import UnansweredReview

_NOT_WRITTEN = "Nothing was written."


@dataclass(frozen=True, slots=True)
class _Consent:
    """Whether the preview is enough (--yes), and why the change is made (--why)."""

    is_given: bool
    why: str


Propose = Callable[["Curating", "UnansweredReview"], Awaitable["Preview"]]


def _changing(command: Callable[..., None]) -> Callable[..., None]:
    """Give a verb --yes and --why, and call it with the settings and with both as `consent`."""

    @click.option("--yes", "is_given", is_flag=True, help="Write it without asking, unless it is wrong.")
    @click.option("--why", default="", metavar="TEXT", help="Why, for the history.")
    @configured
    @wraps(command)
    def changing(config: Config, is_given: bool, why: str, **options: Any) -> None:
        command(config=config, consent=_Consent(is_given, why), **options)

    return changing


@click.group()
def quote() -> None:
    """Add, edit, withdraw and bring back quotes. Each change is shown first, and can be taken back.

    \b
    Example: ontherecord quote add "words of the interview" --topic "How to start?"
    """


@quote.command()
@click.argument("words", required=False)
@click.option("--topic", default="", metavar="NAME", help="What they answer: the id or the title of a topic.")
@click.option("--title", default="", metavar="TEXT", help="The title of a new topic.")
@click.option("--asked", metavar="TEXT", help='What they were asked, where the bot does not find it; "" for nothing.')
@click.option("--speaker", default="", metavar="ID", help="Who says them, if more than one does.")
@click.option("--source", default="", metavar="ID", help="In which interview to look.")
@click.option("--id", "name", default="", metavar="ID", help="The id of the quote; else it is made of its words.")
@click.option("--phrasing", "phrasings", multiple=True, metavar="TEXT", help="A way of asking; as often as you like.")
@_changing
def add(config: Config, consent: _Consent, words: str | None, topic: str, title: str, **more: Any) -> None:
    """Quote words that stand in a record, pasted as an argument or on standard input.

    \b
    Example: ontherecord quote add "It does not have to be big." --topic how-to-start
    Example: pbpaste | ontherecord quote add --title "How big?" --yes
    """
    from bot.core.curation.requests import AddWords

    if topic and title:
        raise click.UsageError("--topic names a topic that is there, --title a new one: give one of the two.")
    typed = _pasted(words, consent)
    asked, speaker, source = more["asked"], more["speaker"], more["source"]

    async def propose(curating: Curating, _: UnansweredReview) -> Preview:
        topics = await curating.topics_for(typed, source)
        named = (topic, title) if topic or title or consent.is_given else _chosen(topics)
        order = AddWords(typed, *named, source, speaker, asked, more["name"], more["phrasings"])
        preview = await curating.propose(order, whoever_types(), consent.why)
        found = preview.plan.found
        if consent.is_given and not speaker and found and not found.is_answer:
            who = found.speaker
            raise EditError(phrases.NAME_INTERVIEWER.format(speaker=who.name, id=who.id))
        return preview

    _change(config, consent, propose)


@quote.command()
@click.argument("name")
@click.option("--words", metavar="TEXT", help="Other words of the same interview; - for standard input.")
@click.option("--asked", metavar="TEXT", help='What they were asked; "" for nothing.')
@click.option("--speaker", metavar="ID", help="Who says them.")
@click.option("--title", metavar="TEXT", help="Of a topic: another title.")
@click.option("--phrasing", "add", multiple=True, metavar="TEXT", help="Of a topic: one more way of asking.")
@click.option("--no-phrasing", "remove", multiple=True, metavar="TEXT", help="Of a topic: a way of asking to take out.")
@_changing
def edit(config: Config, consent: _Consent, name: str, **parts: Any) -> None:
    """Change a quote, named by its whole id, or the title and the ways of asking of a topic, named by id or title.

    \b
    Example: ontherecord quote edit example-2024/one-small-project --words "One small project that people used."
    Example: ontherecord quote edit how-to-start --phrasing "where do I begin?"
    """
    from bot.core.curation.requests import EditQuote, EditTopic

    is_quote = "/" in name
    for_quote, for_topic = ("words", "asked", "speaker"), ("title", "add", "remove")
    strange = [part for part in (for_topic if is_quote else for_quote) if parts[part] not in (None, ())]
    if strange:
        kind = "a topic, but this is the id of a quote" if is_quote else "a quote, but this is no id of one"
        raise click.UsageError(f"That option is for {kind}.")
    if is_quote:
        words = _pasted(None, consent) if parts["words"] == "-" else parts["words"]
        _change(config, consent, _proposing(EditQuote(name, words, parts["asked"], parts["speaker"]), consent))
    else:
        _change(config, consent, _proposing(EditTopic(name, parts["title"], parts["add"], parts["remove"]), consent))


@quote.command()
@click.argument("name")
@click.option("--reason", required=True, metavar="TEXT", help="Why, in one line; it is kept beside the words.")
@_changing
def retire(config: Config, consent: _Consent, name: str, reason: str) -> None:
    """Withdraw a quote: it is shown no more, its id stays taken, and the same words are warned of.

    \b
    Example: ontherecord quote retire example-2024/one-small-project --reason "She asked for it."
    """
    from bot.core.curation.requests import Retire

    _change(config, consent, _proposing(Retire(name, reason), consent))


@quote.command()
@click.argument("name")
@click.option("--topic", default="", metavar="NAME", help="Under which topic, if not the one where it stood.")
@_changing
def restore(config: Config, consent: _Consent, name: str, topic: str) -> None:
    """Bring a withdrawn quote back.

    \b
    Example: ontherecord quote restore example-2024/one-small-project
    """
    from bot.core.curation.requests import Restore

    _change(config, consent, _proposing(Restore(name, topic), consent))


@click.command()
@click.argument("number", type=click.IntRange(1), required=False)
@_changing
def undo(config: Config, consent: _Consent, number: int | None) -> None:
    """Take a change back: the last one of anyone that stands, or the one with this number, also of an undo.

    \b
    Example: ontherecord undo --yes
    """
    _change(config, consent, lambda curating, _: curating.propose_undo(whoever_types(), number or 0, consent.why))


@unanswered.command()
@click.argument("number", type=click.IntRange(1))
@click.option("--topic", required=True, metavar="NAME", help="Which answers it: the id or the title of a topic.")
@click.option("--as", "text", metavar="TEXT", help="As people would ask, if it is not as it was asked.")
@_changing
def give(config: Config, consent: _Consent, number: int, topic: str, text: str | None) -> None:
    """Give the questions with this number to a topic, as a way of asking about it.

    \b
    Example: ontherecord unanswered give 12 --topic how-to-start --as "where do I begin?"
    """
    from bot.core.curation.requests import EditTopic
    from bot.core.unanswered import BLANK

    async def propose(curating: Curating, review: UnansweredReview) -> Preview:
        group = await group_of(review, number)
        draft = review.draft(group)
        if not text and BLANK in draft:
            raise EditError(phrases.HAS_BLANKS.format(draft=draft))
        why = consent.why or phrases.why_given(group.times, group.people)
        preview = await curating.propose(EditTopic(topic, add=(text or draft,)), whoever_types(), why)
        review.promise(preview.key, group)
        return preview

    _change(config, consent, propose)


@click.command()
@click.argument("subject", required=False)
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many at most.")
@configured
def history(config: Config, subject: str | None, limit: int) -> None:
    """Show who changed the knowledge, when, what and why; of one quote or topic, where its id is given.

    \b
    Example: ontherecord history
    """
    import asyncio

    from bot import app

    async def told() -> None:
        async with app.build_memory(config) as memory:
            changes = await memory.history(limit, subject)
            click.echo("\n".join(map(phrases.change_line, changes)) or phrases.NO_HISTORY)

    asyncio.run(told())


def _proposing(order: Order, consent: _Consent) -> Propose:
    return lambda curating, _: curating.propose(order, whoever_types(), consent.why)


def _change(config: Config, consent: _Consent, propose: Propose) -> None:
    """Show what would come of a change, ask, write, and say so."""
    import asyncio

    from bot import app
    from bot.service.unanswered import UnansweredReview

    async def changed() -> None:
        async with app.build_memory(config) as memory:
            serving = build_serving(config, memory)
            curating, review = serving.curating, UnansweredReview(serving.answering, memory)
            try:
                preview = await propose(curating, review)
            except EditError as error:
                raise EditError("\n".join([str(error), *nearest_lines(error.nearest, page_here())])) from None
            click.echo(previewed(preview, page_here()))
            if not preview.may_be_confirmed:
                raise EditError(_NOT_WRITTEN)
            click.echo(f"\n{compared(await curating.impact(preview), page_here())}\n")
            if not consent.is_given and not click.confirm("Write it?"):
                raise EditError(_NOT_WRITTEN)
            done = await curating.confirm(preview.key, whoever_types())
            await review.written(preview.key, done.number, done.change.undoes)
            click.echo(phrases.told(done.change, done.number))

    asyncio.run(changed())


def whoever_types() -> Curator:
    """Return the login name, and no id of Discord's."""
    import getpass

    from bot.core.curation.requests import Curator

    try:
        return Curator(0, getpass.getuser())
    except (OSError, KeyError, ImportError):  # a user without a name, as in some containers
        return Curator(0, "the command line")


def _chosen(topics: Sequence[Topic]) -> tuple[str, str]:
    """Ask for a topic: its id or the title of a new one, the other of which is empty."""
    for number, topic in enumerate(topics, 1):
        click.echo(f"{number}. {topic.title}")
    answer = str(click.prompt("Which topic? A number, or the title of a new one")).strip()
    chosen = next((topic.id for number, topic in enumerate(topics, 1) if answer == str(number)), "")
    return (chosen, "") if chosen else ("", answer)


def _pasted(words: str | None, consent: _Consent) -> str:
    """Return the words themselves, or what stands on standard input."""
    if words is not None and words != "-":
        return words
    return pasted("the words", is_given=consent.is_given)


def previewed(preview: Preview, page: TerminalStyle) -> str:
    """Return what would be done, how it would be shown, what `check` would say, and the lines that change."""
    found = preview.plan.found
    known = [phrases.found(found), *phrases.known(found)] if found else []
    parts = ["\n".join(map(page.paragraph, [phrases.would(preview.plan), *known]))]
    if preview.quote:
        parts.append(f"{phrases.IT_WOULD_SAY}\n\n{shown_quote(preview.quote, preview.quote.text, page)}")
    elif preview.quote_before:
        parts.append(phrases.NOTHING_THERE)
    if preview.problems:
        lines = [phrases.CHECK_WOULD_SAY, *map(phrases.problem_line, preview.problems)]
        parts.append("\n".join(map(page.paragraph, lines)))
    return "\n\n".join([*parts, preview.proposal.diff])


def compared(impact: Impact, page: TerminalStyle) -> str:
    """Return which questions would get another answer, a line each."""
    return "\n".join(map(page.paragraph, [phrases.impact_head(impact), *map(phrases.changed_line, impact.changed)]))
