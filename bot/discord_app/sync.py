"""Registering the commands: only when they changed, because Discord limits how often that may be done."""

from __future__ import annotations

import hashlib
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

if TYPE_CHECKING:
    from discord.ext import commands

_NOTE = "commands.sha256"

_log = logging.getLogger(__name__)


async def register(
    tree: app_commands.CommandTree[commands.AutoShardedBot], application_id: int | None, state: Path
) -> None:
    """Send the commands to Discord unless they are what was sent last; a failure is logged and the bot goes on."""
    digest = fingerprint(tree, application_id)
    note = state / _NOTE
    if _noted(note) == digest:
        return
    try:
        await tree.sync()
    except (discord.HTTPException, app_commands.AppCommandError) as error:
        _log.error("the commands could not be registered: %s", error)
        return
    _remember(note, digest)


def remember(tree: app_commands.CommandTree[Any], application_id: int | None, state: Path) -> None:
    """Note that Discord knows the commands as they are."""
    _remember(state / _NOTE, fingerprint(tree, application_id))


def fingerprint(tree: app_commands.CommandTree[Any], application_id: int | None) -> str:
    """A hash of all commands, the application and the library's version."""
    payload = [command.to_dict(tree) for command in tree.get_commands()]
    text = json.dumps([payload, application_id, discord.__version__], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _noted(note: Path) -> str:
    try:
        return note.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _remember(note: Path, digest: str) -> None:
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(digest + "\n", encoding="ascii")
    except OSError as error:
        _log.warning(
            "%s cannot be written (%s), so the commands are registered again at the next start", note, error.strerror
        )
