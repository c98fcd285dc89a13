"""Registering commands at Discord: only when they changed, because Discord limits how often that may be done.

Members' commands are registered for all servers, the curators' in their own servers alone. A scope is the id of such a
server, or None for all.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import discord
from discord import app_commands

from bot.core.phrases import TRANSLATIONS
from bot.discord_app.errors import is_outage
from bot.service.memory import Memory

Command = Mapping[str, Any]

_NOT_COMPARED = frozenset({"id", "application_id", "version", "guild_id", "dm_permission"})  # Discord's own, or old
_ENTRY_BY_TYPE = {1: "/{name}", 2: "{name} (on a user)", 3: "{name} (on a message)"}


def differences(wanted: Sequence[Command], registered: Sequence[Command]) -> list[str]:
    """Return what would be new (+), gone (-) or changed (~, with the fields), a line each."""
    ours, theirs = _by_entry(wanted), _by_entry(registered)
    new = [f"+ {entry}" for entry in ours if entry not in theirs]
    gone = [f"- {entry}" for entry in theirs if entry not in ours]
    changes = []
    for entry in (entry for entry in ours if entry in theirs):
        our_fields, their_fields = dict(_fields(ours[entry])), dict(_fields(theirs[entry]))
        names = sorted(our_fields.keys() | their_fields.keys())
        if changed := [name for name in names if our_fields.get(name) != their_fields.get(name)]:
            changes.append(f"~ {entry}: {', '.join(changed)}")
    return [*new, *gone, *changes]


def _by_entry(commands: Sequence[Command]) -> dict[str, Command]:
    return {_ENTRY_BY_TYPE[command.get("type", 1)].format(name=command["name"]): command for command in commands}


def _fields(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every field that says anything, an option's with its name ("options.question.max_length").

    What is empty, false or null is the same as left out.
    """
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in _NOT_COMPARED:
                yield from _fields(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        names = [inner.get("name", n) if isinstance(inner, Mapping) else n for n, inner in enumerate(value)]
        if value:
            yield f"{path} (order)", names
        for name, inner in zip(names, value, strict=True):
            yield from _fields(inner, f"{path}.{name}")
    elif value or (value == 0 and not isinstance(value, bool)):
        yield path, str(value)  # of permissions Discord makes a text


_GUILDS = "commands:guilds"  # the servers that may have commands of their own

_log = logging.getLogger(__name__)

Tree = app_commands.CommandTree[Any]


async def register(tree: Tree, memory: Memory, guilds: Collection[int]) -> None:
    """Send the commands to Discord unless they are what was sent last; a failure is logged and the bot goes on.

    `guilds`: the servers that are to have commands of their own; those that had some before lose them.
    """
    for scope in await scopes(memory, guilds):
        if await memory.value(_key(scope)) != await _fingerprint(tree, scope):
            await send(tree, memory, scope)


async def scopes(memory: Memory, guilds: Collection[int]) -> Sequence[int | None]:
    """Return all servers, these servers, and those that may have commands from before; note them."""
    noted = await memory.value(_GUILDS) or ""
    known = dict.fromkeys([*guilds, *map(int, noted.split())])
    if (wanted := " ".join(map(str, known))) != noted:
        await memory.put_value(_GUILDS, wanted)
    return [None, *known]


async def send(tree: Tree, memory: Memory, scope: int | None) -> None:
    """Send the commands of one scope, whatever was sent last."""
    try:
        await tree.sync(guild=where(scope))
    except Exception as error:
        if not (is_outage(error) or isinstance(error, discord.HTTPException | app_commands.AppCommandError)):
            raise
        is_out = scope is not None and isinstance(error, discord.Forbidden | discord.NotFound)
        if not is_out:
            _log.error("the commands could not be registered: %s (server: %s)", error, scope or "all")
            return
        if tree.get_commands(guild=where(scope)):
            _log.error(
                "the curators' commands could not be registered: %s. "
                "The bot has to be a member of the server %s (ontherecord invite); then they come by themselves.",
                error,
                scope,
            )
            return
    await remember(tree, memory, scope)


async def known(client: discord.Client, scope: int | None) -> Sequence[Command]:
    """Return the commands as Discord has them: the library's own objects leave out permissions and contexts."""
    application = client.application_id or 0
    if scope is None:
        return await client.http.get_global_commands(application)
    return await client.http.get_guild_commands(application, scope)


async def remember(tree: Tree, memory: Memory, scope: int | None) -> None:
    """Note that Discord knows the commands of a scope as they are."""
    await memory.put_value(_key(scope), await _fingerprint(tree, scope))


async def _fingerprint(tree: Tree, scope: int | None) -> str:
    """Return a hash of all commands of a scope, the application and the library's version."""
    text = json.dumps([await wanted(tree, scope), tree.client.application_id, discord.__version__], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


async def wanted(tree: Tree, scope: int | None) -> list[Command]:
    """Return the commands of a scope as they are to be registered."""
    commands, translator = tree.get_commands(guild=where(scope)), tree.translator
    if translator is None:
        return [command.to_dict(tree) for command in commands]
    return [await command.get_translated_payload(tree, translator) for command in commands]


class TableTranslator(app_commands.Translator):
    """Translator of names and descriptions by a table: locale -> English text -> its translation."""

    def __init__(self, table: Mapping[str, Mapping[str, str]] = TRANSLATIONS) -> None:
        self._table = table

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, _: app_commands.TranslationContextTypes
    ) -> str | None:
        return self._table.get(locale.value, {}).get(string.message)


def where(scope: int | None) -> discord.Object | None:
    return discord.Object(scope) if scope else None


def _key(scope: int | None) -> str:
    return f"commands:{scope or 'global'}"
