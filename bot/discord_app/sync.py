"""Registering the commands: only when they changed, because Discord limits how often that may be done."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.service.memory import Memory

if TYPE_CHECKING:
    from discord.ext import commands

_SENT_LAST = "commands:global"

_log = logging.getLogger(__name__)


async def register(
    tree: app_commands.CommandTree[commands.AutoShardedBot], application_id: int | None, memory: Memory
) -> None:
    """Send the commands to Discord unless they are what was sent last; a failure is logged and the bot goes on."""
    digest = fingerprint(tree, application_id)
    if await memory.value(_SENT_LAST) == digest:
        return
    try:
        await tree.sync()
    except (discord.HTTPException, app_commands.AppCommandError) as error:
        _log.error("the commands could not be registered: %s", error)
        return
    await memory.put_value(_SENT_LAST, digest)


async def remember(tree: app_commands.CommandTree[Any], application_id: int | None, memory: Memory) -> None:
    """Note that Discord knows the commands as they are."""
    await memory.put_value(_SENT_LAST, fingerprint(tree, application_id))


def fingerprint(tree: app_commands.CommandTree[Any], application_id: int | None) -> str:
    """A hash of all commands, the application and the library's version."""
    payload = [command.to_dict(tree) for command in tree.get_commands()]
    text = json.dumps([payload, application_id, discord.__version__], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
