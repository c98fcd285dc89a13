"""What is done at Discord without going online: registering the commands, reading the link that invites the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import discord

from bot.discord_app import sync
from bot.discord_app.client import Bot
from bot.discord_app.differences import Command, differences
from bot.discord_app.endings import ending
from bot.discord_app.failures import in_one_line
from bot.errors import RefusedError
from bot.service.answering import Answering
from bot.service.memory import Memory

_Result = TypeVar("_Result")

PERMISSIONS = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True, add_reactions=True
)
_REFUSALS = {400, 403, 404}
_SCOPES = ("bot", "applications.commands")


class _Errand(Bot):
    """The bot with its commands, logged in, but not connected and with nothing registered."""

    async def setup_hook(self) -> None:
        await self.add_cogs()


def register(answering: Answering, memory: Memory, token: str, guild: int | None, *, is_dry_run: bool) -> list[str]:
    """Register the commands, or with `guild` those of one server alone; a line for each one that changes by it.

    Raises an OnTheRecordError where Discord cannot be reached, or refuses the token or a command.
    """
    where = discord.Object(guild) if guild else None

    async def registered(bot: Bot) -> list[str]:
        wanted = [command.to_dict(bot.tree) for command in bot.tree.get_commands(guild=where)]
        found = differences(wanted, await _known(bot, guild))
        if not is_dry_run:
            await bot.tree.sync(guild=where)
            if where is None:
                async with memory:
                    await sync.remember(bot.tree, bot.application_id, memory)
        return found

    return _run(_Errand(answering, memory), token, registered)


def invitation(answering: Answering, memory: Memory, token: str) -> str:
    """The link that adds the bot to a server, with the least permissions that it can answer with."""

    async def link(bot: Bot) -> str:
        return discord.utils.oauth_url(bot.application_id or 0, permissions=PERMISSIONS, scopes=_SCOPES)

    return _run(_Errand(answering, memory), token, link)


def _run(bot: Bot, token: str, errand: Callable[[Bot], Awaitable[_Result]]) -> _Result:
    async def logged_in() -> _Result:
        async with bot:
            await bot.login(token)
            return await errand(bot)

    try:
        return asyncio.run(logged_in())
    except Exception as error:
        if isinstance(error, discord.HTTPException) and error.status in _REFUSALS:
            raise RefusedError(f"Discord refuses that: {in_one_line(error)}") from None
        if told := ending(error):
            raise told from None
        raise


async def _known(bot: Bot, guild: int | None) -> Sequence[Command]:
    """The commands as Discord has them: the library's own objects leave out permissions and contexts."""
    application = bot.application_id or 0
    if guild is None:
        return await bot.http.get_global_commands(application)
    return await bot.http.get_guild_commands(application, guild)
