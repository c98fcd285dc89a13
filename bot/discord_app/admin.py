"""Tasks at Discord without going online: registering commands, the invitation link, what `doctor` finds out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any, TypeVar

import discord

from bot.core.records import ChannelMode
from bot.discord_app import permissions, registering
from bot.discord_app.client import Bot
from bot.discord_app.errors import in_one_line
from bot.discord_app.registering import differences
from bot.discord_app.running import ending
from bot.errors import RefusedError
from bot.service.health import DoctorFinding, error, ok, warning
from bot.service.memory import Memory

_PORTAL = "in the developer portal (docs/operators.md)"


async def examined(bot: Bot, memory: Memory | None, curators: int | None) -> list[DoctorFinding]:
    """Return all that can be found out with a bot that is logged in.

    `memory`: where to look up what moderators have set; `curators`: the channel that the settings name.
    """
    limits = await bot.fetch_session_start_limits()
    left = f"{limits.remaining} of {limits.total} are left today"
    sessions = ok("sessions", left)
    if limits.remaining < 200:
        sessions = warning("sessions", f"{left}.", "Find out what starts the bot so often: journalctl -u ontherecord")
    findings = [_application(bot), _intents(bot), sessions, *[found async for found in _commands(bot)]]
    return findings + [found async for found in _channels(bot, memory, curators)]


def _application(bot: discord.Client) -> DoctorFinding:
    told = f"Discord takes it: this is {bot.user} ({bot.application_id})"
    application = bot.application
    if application and application.interactions_endpoint_url:
        return error(
            "token",
            f"{told}, but commands are sent to {application.interactions_endpoint_url}.",
            f"Empty the Interactions Endpoint URL {_PORTAL}.",
        )
    if application and application.bot_require_code_grant:
        return warning(
            "token", f"{told}, but nobody can add it by a link.", f"Switch off Requires OAuth2 Code Grant {_PORTAL}."
        )
    return ok("token", told)


def _intents(bot: discord.Client) -> DoctorFinding:
    flags = bot.application_flags
    if not bot.intents.message_content:
        return ok("intents", "none that are privileged are asked for")
    if flags.gateway_message_content or flags.gateway_message_content_limited:
        return ok("intents", "Message Content is granted")
    return error(
        "intents",
        "discord.message_content asks for the Message Content Intent, which is not granted.",
        f"Switch it on under Bot, Privileged Gateway Intents, {_PORTAL}, or set discord.message_content to false.",
    )


async def _commands(bot: Bot) -> AsyncIterator[DoctorFinding]:
    for scope in (None, *bot.trusted.guilds):
        what = f"curators' commands in {scope}" if scope else "commands"
        wanted = await registering.wanted(bot.tree, scope)
        try:
            changed = differences(wanted, await registering.known(bot, scope))
        except (discord.Forbidden, discord.NotFound) as refusal:
            yield error(what, f"They cannot be there: {in_one_line(refusal)}.", "Add the bot to it: ontherecord invite")
            continue
        if changed:
            fix = "The bot registers them at its next start, or at once: ontherecord sync"
            yield warning(what, f"{len(changed)} are not known to Discord as they are.", fix)
        else:
            yield ok(what, f"Discord knows all {len(wanted)}")


async def _channels(bot: discord.Client, memory: Memory | None, curators: int | None) -> AsyncIterator[DoctorFinding]:
    guilds = [guild async for guild in bot.fetch_guilds(limit=None, with_counts=False)]
    yield ok("servers", str(len(guilds)))
    if curators:
        yield await _curators_channel(bot, curators)
    if memory is None:
        return
    for guild in guilds:
        settings = await memory.settings.of(guild.id)
        if settings.mode is ChannelMode.QUESTIONS or ChannelMode.QUESTIONS in settings.modes.values():
            told = "Channels are open to unasked answers, but the bot cannot read what is said there."
            fix = "Set discord.message_content, and switch on the intent."
            is_deaf, what = not bot.intents.message_content, f"server {guild.name}"
            yield warning(what, told, fix) if is_deaf else ok(what, "channels are open to unasked answers")
        named = [settings.daily.channel] if settings.daily else []
        named += [channel for channel in settings.channels if not settings.is_silent_in(channel)]
        for found in await _lacking(bot, guild.id, named) if named else ():
            yield found


async def _curators_channel(bot: discord.Client, channel: int) -> DoctorFinding:
    what = "curators.channel"
    try:
        found = await bot.fetch_channel(channel)
    except discord.HTTPException as refusal:
        fix = "Correct the id, or let the bot see the channel."
        return error(what, f"{channel} cannot be found ({in_one_line(refusal)}).", fix)
    guild = getattr(found, "guild", None)
    if guild is None:
        return ok(what, f"{channel} is there")
    [finding] = await _lacking(bot, guild.id, [channel])
    return DoctorFinding(what, finding.level, finding.told, finding.fix)


async def _lacking(bot: discord.Client, guild_id: int, channels: Iterable[int]) -> list[DoctorFinding]:
    guild = await bot.fetch_guild(guild_id, with_counts=False)
    me = await guild.fetch_member(bot.user.id if bot.user else 0)
    there: dict[int, Any] = {channel.id: channel for channel in await guild.fetch_channels()}
    findings = []
    for number in dict.fromkeys(channels):
        what, channel = f"channel {number}", there.get(number)
        if channel is None:
            told = f"It is not there in {guild.name}, or the bot cannot see it."
            findings.append(warning(what, told, "/settings names another."))
        elif missing := permissions.missing(channel.permissions_for(me), channel):
            told = f"In #{channel.name} of {guild.name} the bot lacks {missing}."
            findings.append(error(what, told, "Grant it in its settings."))
        else:
            findings.append(ok(what, f"the bot may write in #{channel.name} of {guild.name}"))
    return findings


_Result = TypeVar("_Result")

PERMISSIONS = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True, add_reactions=True
)
_NOT_THERE = "! the bot is not a member of the server {guild}, so curators have no commands there (ontherecord invite)"


class Errand(Bot):
    """The bot with its commands, logged in, but not connected and with nothing registered."""

    async def setup_hook(self) -> None:
        await self.add_cogs()


def register(bot: Errand, token: str, guild: int | None, *, is_dry_run: bool) -> list[str]:
    """Register the commands, or with `guild` those of one server alone; a line for each one that changes by it.

    Raises an OnTheRecordError where Discord cannot be reached, or refuses the token or a command.
    """

    async def registered() -> list[str]:
        async with bot.memory:
            if guild:
                return await _registered(bot, guild, is_dry_run=is_dry_run)
            lines = []
            for scope in await registering.scopes(bot.memory, bot.trusted.guilds):
                try:
                    lines += await _registered(bot, scope, is_dry_run=is_dry_run)
                except (discord.Forbidden, discord.NotFound):
                    if scope is None:
                        raise
                    lines += [_NOT_THERE.format(guild=scope)] if await registering.wanted(bot.tree, scope) else []
            return lines

    return _run(bot, token, registered)


def invitation(bot: Errand, token: str) -> str:
    """Return the link that adds the bot to a server, with the least permissions that it can answer with."""

    async def link() -> str:
        return discord.utils.oauth_url(
            bot.application_id or 0, permissions=PERMISSIONS, scopes=("bot", "applications.commands")
        )

    return _run(bot, token, link)


async def _registered(bot: Errand, scope: int | None, *, is_dry_run: bool) -> list[str]:
    found = differences(await registering.wanted(bot.tree, scope), await registering.known(bot, scope))
    if not is_dry_run:
        await bot.tree.sync(guild=registering.where(scope))
        await registering.remember(bot.tree, bot.memory, scope)
    return [f"{line} (in the server {scope})" for line in found] if scope else found


def examination(bot: Errand, token: str, curators: int | None, *, looks_into_memory: bool) -> list[DoctorFinding]:
    """Return what Discord knows of the bot; `curators`: the channel of theirs that the settings name.

    Raises an OnTheRecordError where Discord cannot be reached, or refuses the token.
    """

    async def looked() -> list[DoctorFinding]:
        if not looks_into_memory:
            return await examined(bot, None, curators)
        async with bot.memory:
            return await examined(bot, bot.memory, curators)

    return _run(bot, token, looked)


def _run(bot: discord.Client, token: str, errand: Callable[[], Awaitable[_Result]]) -> _Result:
    async def logged_in() -> _Result:
        async with bot:
            await bot.login(token)
            return await errand()

    try:
        return asyncio.run(logged_in())
    except Exception as error:
        if isinstance(error, discord.HTTPException) and error.status in {400, 403, 404}:
            raise RefusedError(f"Discord refuses that: {in_one_line(error)}") from None
        if told := ending(error):
            raise told from None
        raise
