"""What commands and actions are given: the services, requests made of interactions, the context of an action."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import discord

from bot.core.model import Knowledge, Question
from bot.discord_app import sending
from bot.discord_app.autocomplete import Choices, suggested
from bot.discord_app.components import CustomId, Post
from bot.discord_app.curation.previews import PreviewSession
from bot.discord_app.errors import Incidents
from bot.discord_app.permissions import CuratorPolicy
from bot.service.answering import Answering, Selection
from bot.service.daily import Dailies
from bot.service.health import Work
from bot.service.memory import Memory
from bot.service.replies import NO_QUESTION, Audience, ReplyLog, Request, Surface
from bot.service.responder import Responder, Response
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

    async def selection(self, interaction: discord.Interaction) -> Selection:
        """Return what of the live snapshot answers here."""
        sources = (await self.memory.settings.of(interaction.guild_id)).sources
        return Selection(self.answering.snapshot, frozenset(sources))

    async def suggest(
        self, interaction: discord.Interaction, where: str, choose: Callable[[Selection], Choices]
    ) -> Choices:
        """Return what is offered while an option is typed; `where` says which, for the log."""
        selection = await self.selection(interaction)
        return suggested(self.incidents, f"{where} was being typed", lambda: choose(selection))


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
    member = interaction.user
    where = guild, interaction.channel_id or 0
    return Request(surface, *where, member.id, question, message, audience, member.display_name)


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
