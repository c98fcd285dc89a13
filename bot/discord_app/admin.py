"""What is done at Discord without going online: registering the commands, reading the link that invites the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import discord

from bot.discord_app import registering
from bot.discord_app.client import Bot
from bot.discord_app.differences import differences
from bot.discord_app.endings import ending
from bot.discord_app.examining import examined
from bot.discord_app.failures import in_one_line
from bot.errors import RefusedError
from bot.service.findings import Finding

_Result = TypeVar("_Result")

PERMISSIONS = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True, add_reactions=True
)
_NOT_THERE = "! the bot is not a member of the server {guild}, so curators have no commands there (ontherecord invite)"
_REFUSALS = {400, 403, 404}
_SCOPES = ("bot", "applications.commands")


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
            scopes = await registering.scopes(bot.memory, bot.trusted.guilds)
            return [line for scope in scopes for line in await _tried(bot, scope, is_dry_run=is_dry_run)]

    return _run(bot, token, registered)


def invitation(bot: Errand, token: str) -> str:
    """The link that adds the bot to a server, with the least permissions that it can answer with."""

    async def link() -> str:
        return discord.utils.oauth_url(bot.application_id or 0, permissions=PERMISSIONS, scopes=_SCOPES)

    return _run(bot, token, link)


async def _tried(bot: Errand, scope: int | None, *, is_dry_run: bool) -> list[str]:
    """The same as `_registered`; a server that the bot is not in keeps no other from its commands."""
    try:
        return await _registered(bot, scope, is_dry_run=is_dry_run)
    except (discord.Forbidden, discord.NotFound):
        if scope is None:
            raise
        return [_NOT_THERE.format(guild=scope)] if bot.tree.get_commands(guild=registering.where(scope)) else []


async def _registered(bot: Errand, scope: int | None, *, is_dry_run: bool) -> list[str]:
    """What changes by it in one scope."""
    wanted = [command.to_dict(bot.tree) for command in bot.tree.get_commands(guild=registering.where(scope))]
    found = differences(wanted, await registering.known(bot, scope))
    if not is_dry_run:
        await bot.tree.sync(guild=registering.where(scope))
        await registering.remember(bot.tree, bot.application_id, bot.memory, scope)
    return [f"{line} (in the server {scope})" for line in found] if scope else found


def examination(bot: Errand, token: str, curators: int | None, *, looks_into_memory: bool) -> list[Finding]:
    """What Discord knows of the bot; `curators`: the channel of theirs that the settings name.

    Raises an OnTheRecordError where Discord cannot be reached, or refuses the token.
    """

    async def looked() -> list[Finding]:
        if not looks_into_memory:
            return await examined(bot, None, curators)
        async with bot.memory:
            return await examined(bot, bot.memory, curators)

    return _run(bot, token, looked)


def _run(bot: Errand, token: str, errand: Callable[[], Awaitable[_Result]]) -> _Result:
    async def logged_in() -> _Result:
        async with bot:
            await bot.login(token)
            return await errand()

    try:
        return asyncio.run(logged_in())
    except Exception as error:
        if isinstance(error, discord.HTTPException) and error.status in _REFUSALS:
            raise RefusedError(f"Discord refuses that: {in_one_line(error)}") from None
        if told := ending(error):
            raise told from None
        raise
