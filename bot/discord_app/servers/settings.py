"""The commands /settings, and the actions of its buttons and selects."""

from __future__ import annotations

from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.daily import time_of_day
from bot.core.phrases import servers
from bot.core.records import ChannelMode, DailyQuote
from bot.discord_app import sending
from bot.discord_app.interactions import ActionContext, Choices, Services, suggested, zone_choices
from bot.discord_app.markdown import harmless, one_line
from bot.discord_app.permissions import why_not_set
from bot.discord_app.servers import render
from bot.discord_app.servers.daily import DailyPoster
from bot.discord_app.servers.render import SettingsView
from bot.service.daily import Due, zone_named

_TYPED_CHARS = 60
_TALKING = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.voice,
    discord.ChannelType.stage_voice,
    discord.ChannelType.forum,
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
    discord.ChannelType.news_thread,
]
_POSTING = [discord.ChannelType.text, discord.ChannelType.news]


class _Channels(app_commands.Transformer):
    """Any channel of these kinds, whether or not the bot sees it: nothing but its id is wanted."""

    def __init__(self, kinds: list[discord.ChannelType]) -> None:
        self._kinds = kinds

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return self._kinds

    async def transform(self, _: discord.Interaction, value: discord.abc.Snowflake, /) -> int:
        return value.id


class SettingsCommands(commands.Cog):
    """The commands /settings, for people who may manage the server where they use them."""

    settings = app_commands.Group(
        name="settings",
        description="What holds for this bot in this server.",
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
    )

    def __init__(self, services: Services, poster: DailyPoster) -> None:
        self._services = services
        self._poster = poster
        self._settings = services.memory.settings

    @settings.command(name="show", description="Show what holds in this server, and what I lack for it.")
    async def show(self, interaction: discord.Interaction) -> None:
        if view := await self._view(interaction):
            await sending.confide(interaction, render.settings_post(view))

    @settings.command(name="channel", description="Set when I answer in a channel or forum, and whom.")
    @app_commands.describe(
        channel=servers.WHICH_CHANNEL, answers=servers.WHEN_TO_ANSWER, private=servers.WHETHER_PRIVATE_THERE
    )
    async def channel(
        self,
        interaction: discord.Interaction,
        channel: app_commands.Transform[int, _Channels(_TALKING)] | None = None,
        answers: Literal["off", "mention", "questions", "as in the server"] | None = None,
        private: Literal["yes", "no", "as in the server"] | None = None,
    ) -> None:
        view, where = await self._view(interaction), channel or interaction.channel_id
        if view and where:
            is_kept = await self._set(view.guild.id, where, answers, private)
            view = await _view_of(self._services, interaction, view.guild)
            told = [render.channel_text(view, where), render.content_note(view, view.settings.mode_of(where))]
            await _tell(interaction, told, is_kept=is_kept)

    @settings.command(name="server", description="Set when I answer wherever nothing else is set, and whom.")
    @app_commands.describe(answers=servers.WHEN_TO_ANSWER, private=servers.WHETHER_PRIVATE_THERE)
    async def server(
        self,
        interaction: discord.Interaction,
        answers: Literal["off", "mention", "questions"] | None = None,
        private: Literal["yes", "no"] | None = None,
    ) -> None:
        if view := await self._view(interaction):
            is_kept = await self._set(view.guild.id, None, answers, private)
            view = await _view_of(self._services, interaction, view.guild)
            mode, is_private = view.settings.mode, view.settings.is_private
            told = servers.what_holds(servers.EVERYWHERE, mode, is_private=is_private)
            await _tell(interaction, [told, render.content_note(view, mode)], is_kept=is_kept)

    @settings.command(name="sources", description="Choose which interviews answer in this server.")
    async def sources(self, interaction: discord.Interaction) -> None:
        if view := await self._view(interaction):
            await sending.confide(interaction, render.sources_post(view.settings, view.snapshot))

    @settings.command(name="daily", description="Have a quote of the day posted, or not any more.")
    @app_commands.describe(
        channel=servers.WHERE_DAILY, time=servers.WHEN_DAILY, zone=servers.WHICH_ZONE, post=servers.WHETHER_DAILY
    )
    async def daily(
        self,
        interaction: discord.Interaction,
        channel: app_commands.Transform[int, _Channels(_POSTING)] | None = None,
        time: app_commands.Range[str, 1, _TYPED_CHARS] | None = None,
        zone: app_commands.Range[str, 1, _TYPED_CHARS] | None = None,
        post: Literal["on", "off"] = "on",
    ) -> None:
        view = await self._view(interaction)
        if view is None:
            return
        if post == "off":
            is_kept = await self._settings.set_daily(view.guild.id, None)
            await _tell(interaction, [servers.NO_DAILY], is_kept=is_kept)
            return
        wanted = _daily(interaction, view, channel, time, zone)
        if isinstance(wanted, str):
            await sending.confide(interaction, wanted)
            return
        is_kept = await self._settings.set_daily(view.guild.id, wanted)
        due = await self._services.dailies.begin(view.guild.id, wanted)
        view = await _view_of(self._services, interaction, view.guild, due)
        await _tell(interaction, [render.daily_text(view, due)], is_kept=is_kept)
        if due:
            await self._poster.post(due)

    @daily.autocomplete("zone")
    async def offer_zones(self, _: discord.Interaction, typed: str) -> Choices:
        where = "/settings daily, while the zone was being typed"
        return suggested(self._services.incidents, where, lambda: zone_choices(typed))

    async def _view(self, interaction: discord.Interaction) -> SettingsView | None:
        """Return what holds here; None, and a refusal in private, for whoever may not change it."""
        reason, guild = why_not_set(interaction), interaction.guild
        if reason or guild is None:
            await sending.confide(interaction, reason or servers.IN_SERVERS_ONLY)
            return None
        return await _view_of(self._services, interaction, guild)

    async def _set(self, guild: int, channel: int | None, answers: str | None, private: str | None) -> bool:
        """Set what was named, of a channel or of the server; return whether it could be kept."""
        known, is_kept = self._settings, True
        if answers:
            mode = None if answers == "as in the server" else ChannelMode(answers)
            is_kept = await known.set_mode(guild, channel, mode)
        if private:
            is_private = {"yes": True, "no": False}.get(private)
            is_kept = await known.set_privacy(guild, channel, is_private=is_private) and is_kept
        return is_kept


def _daily(
    interaction: discord.Interaction, view: SettingsView, channel: int | None, time: str | None, zone: str | None
) -> DailyQuote | str:
    """Return what was typed, the rest as it was set before; or what to say of it."""
    before = view.settings.daily
    here = interaction.channel_id if isinstance(interaction.channel, discord.TextChannel) else None
    where = channel or (before.channel if before else here)
    at = time_of_day(time) if time else None
    named = zone_named(zone) if zone else before.zone if before else "UTC"
    if where is None:
        return servers.NAME_A_CHANNEL
    if time and at is None:
        return servers.NO_SUCH_TIME.format(time=one_line(harmless(time)))
    if named is None:
        return servers.NO_SUCH_ZONE.format(zone=one_line(harmless(zone or "")))
    clock = at.isoformat("minutes") if at else before.at if before else "09:00"
    daily = DailyQuote(where, clock, named)
    missing = render.daily_missing(view.guild, daily)
    return servers.NO_CHANNEL_FOR_DAILY.format(channel=f"<#{where}>", missing=missing) if missing else daily


async def _view_of(
    services: Services, interaction: discord.Interaction, guild: discord.Guild, after: Due | None = None
) -> SettingsView:
    settings = await services.memory.settings.of(guild.id)
    coming = await services.dailies.following(guild.id, settings.daily, after) if settings.daily else None
    reads_messages = interaction.client.intents.message_content
    return SettingsView(guild, settings, services.answering.snapshot, reads_messages, coming)


async def _tell(interaction: discord.Interaction, told: list[str], *, is_kept: bool) -> None:
    lines = [*told, "" if is_kept else servers.NOT_KEPT]
    await sending.confide(interaction, "\n".join(filter(None, lines)))


async def turn_settings(context: ActionContext) -> None:
    """Show another page of all that holds."""
    guild = context.interaction.guild
    if await _is_refused(context) or guild is None:
        return
    view = await _view_of(context.services, context.interaction, guild)
    await sending.change(context.interaction, render.settings_post(view, context.custom_id.at))


async def turn_sources(context: ActionContext) -> None:
    """Show another page of interviews to choose from."""
    if not await _is_refused(context):
        settings = await context.services.memory.settings.of(context.interaction.guild_id)
        await sending.change(context.interaction, render.sources_post(settings, context.snapshot, context.custom_id.at))


async def choose_sources(context: ActionContext) -> None:
    """Let what was picked on this page answer here, with what was chosen on others."""
    guild = context.interaction.guild_id
    if await _is_refused(context) or guild is None:
        return
    known, page = context.services.memory.settings, context.custom_id.at
    chosen = render.picked_sources(await known.of(guild), context.snapshot, page, context.picked)
    note = "" if await known.set_sources(guild, chosen) else servers.NOT_KEPT
    await sending.change(context.interaction, render.sources_post(await known.of(guild), context.snapshot, page, note))


async def _is_refused(context: ActionContext) -> bool:
    if reason := why_not_set(context.interaction):
        await sending.confide(context.interaction, reason)
    return bool(reason)
