"""What commands and actions are given: the services, requests, the context of an action, choices for an option."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

import discord
from cachetools import FIFOCache
from discord import app_commands

from bot.core.model import Knowledge, Question
from bot.discord_app import sending
from bot.discord_app.components import OPTION_CHARS, CustomId, Post, shortened
from bot.discord_app.curation.previews import PreviewSession
from bot.discord_app.errors import Incidents
from bot.discord_app.permissions import CuratorPolicy
from bot.discord_app.sending import CHOICES
from bot.service.answering import Answering, Selection
from bot.service.daily import Dailies, zones_like
from bot.service.health import Work
from bot.service.memory import Memory
from bot.service.responder import NO_QUESTION, Audience, ReplyLog, Request, Responder, Response, Surface
from bot.service.snapshots import Snapshot
from bot.service.unanswered import UnansweredReview


@dataclass(frozen=True, slots=True)
class Services:
    """All that commands and actions may ask of the rest of the bot."""

    answering: Answering
    memory: Memory
    responder: Responder
    replies: ReplyLog
    dailies: Dailies
    trusted: CuratorPolicy
    review: UnansweredReview
    work: Work
    incidents: Incidents
    session: PreviewSession | None = None
    posted: FIFOCache[tuple[int, str], bool] = field(default_factory=partial(FIFOCache, 10_000))

    async def selection(self, interaction: discord.Interaction) -> Selection:
        """Return what of the live snapshot answers here."""
        sources = (await self.memory.settings.of(interaction.guild_id)).sources
        return Selection(self.answering.snapshot, frozenset(sources))

    async def suggest(self, interaction: discord.Interaction, where: str, choices: Chooser, typed: str) -> Choices:
        """Return what is offered while an option is typed; `where` says which, for the log."""
        selection = await self.selection(interaction)
        return suggested(self.incidents, f"{where} was being typed", lambda: choices(selection, typed))


def request_of(
    interaction: discord.Interaction,
    surface: Surface,
    audience: Audience,
    question: Question = NO_QUESTION,
    message: int | None = None,
) -> Request:
    """Return what somebody asks by a command, a button or a form; `message`: the one that they ask about.

    A server counts where the bot is a member of it, not where somebody brought it along.
    """
    guild = interaction.guild_id if interaction.is_guild_integration() else None
    channel, member = interaction.channel_id or 0, interaction.user
    return Request(surface, guild, channel, member.id, question, message, audience, member.display_name)


async def deliver(interaction: discord.Interaction, services: Services, response: Response, post: Post | None) -> None:
    """Send the post of a response to whoever used a command, a button or a form, and remember it."""
    if post:
        sent = await sending.answer(interaction, [post], is_private=response.is_private)
        services.responder.remember(response, sent)


@dataclass(frozen=True, slots=True)
class ActionContext:
    """The use of a button, of a select (with what was `picked`), or of a form (with what was `written`, by field)."""

    interaction: discord.Interaction
    custom_id: CustomId
    services: Services
    picked: tuple[str, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)

    @property
    def snapshot(self) -> Snapshot:
        return self.services.answering.snapshot

    @property
    def knowledge(self) -> Knowledge:
        return self.snapshot.knowledge

    async def selection(self) -> Selection:
        """Return what answers here."""
        return await self.services.selection(self.interaction)

    @property
    def session(self) -> PreviewSession:
        """Where changes are made. There is one wherever somebody may curate."""
        if self.services.session is None:
            raise LookupError("there is no server in which anybody may curate")
        return self.services.session

    @contextmanager
    def once(self) -> Iterator[bool]:
        """Yield whether this button of this message is used for the first time, but for uses that failed."""
        message, posted = self.interaction.message, self.services.posted
        key = message.id if message else 0, self.custom_id.text
        is_first = key not in posted
        posted[key] = True
        try:
            yield is_first
        except BaseException:
            if is_first:
                posted.pop(key, None)
            raise

    @property
    def is_private(self) -> bool:
        """Whether it stands below a message that its user alone sees."""
        message = self.interaction.message
        return message is not None and message.flags.ephemeral


Action = Callable[[ActionContext], Awaitable[None]]


def by_curators(action: Action) -> Action:
    """Return the action for curators alone; anybody else is refused in private."""

    async def guarded(context: ActionContext) -> None:
        if reason := context.services.trusted.why_not(context.interaction):
            await sending.confide(context.interaction, reason)
        else:
            await action(context)

    return guarded


Choices = list[app_commands.Choice[str]]
Chooser = Callable[[Selection, str], Choices]


def suggested(incidents: Incidents, where: str, choose: Callable[[], Choices]) -> Choices:
    """Return the choices; none where it fails, which is noted, as nobody can be told."""
    found: Choices = []
    with incidents.noted(where):
        found += choose()
    return found


def question_choices(selection: Selection, typed: str, source: str) -> Choices:
    """Return questions that people ask; of one interview, if it is named already."""
    narrowed = selection.narrowed(selection.catalogue.source(source))
    return [_choice(question, question) for question in narrowed.questions_like(typed, CHOICES)]


def topic_choices(selection: Selection, typed: str) -> Choices:
    """Return topics by their titles and by all phrasings."""
    return [_choice(topic.title, topic.id) for topic in selection.topics_like(typed, CHOICES)]


def quote_choices(selection: Selection, typed: str) -> Choices:
    """Return quotes by their ids, with the words they open on."""
    quotes = selection.catalogue.quotes_like(typed, CHOICES)
    return [_choice(f"{quote.id}: {quote.text[:OPTION_CHARS]}", quote.id) for quote in quotes]


def withdrawn_choices(selection: Selection, typed: str) -> Choices:
    """Return quotes that were withdrawn, whose id or words hold what was typed."""
    wanted = typed.casefold().strip()
    withdrawn = (
        (f"{record.source.id.text}/{retired.id.text}", retired.text.text)
        for record in selection.snapshot.drafts.records
        for retired in record.retired
    )
    found = ((name, text) for name, text in withdrawn if wanted in f"{name} {text}".casefold())
    return [_choice(f"{name}: {text[:OPTION_CHARS]}", name) for name, text in islice(found, CHOICES)]


def person_choices(selection: Selection, typed: str) -> Choices:
    """Return everybody who is quoted."""
    return [_choice(name, name[:OPTION_CHARS]) for name in selection.catalogue.people_like(typed, CHOICES)]


def source_choices(selection: Selection, typed: str) -> Choices:
    """Return the interviews by their titles."""
    return [_choice(source.title, source.id) for source in selection.catalogue.sources_like(typed, CHOICES)]


def zone_choices(typed: str) -> Choices:
    """Return time zones by the names of their cities."""
    return [_choice(name, name) for name in zones_like(typed, CHOICES)]


def _choice(name: str, value: str) -> app_commands.Choice[str]:
    return app_commands.Choice(name=shortened(name, OPTION_CHARS), value=value)
