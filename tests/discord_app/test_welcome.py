"""A server that takes the bot in is told once what it is, where Discord itself welcomes people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.discord_app import registering
from bot.discord_app.client import Bot
from bot.discord_app.registering import TableTranslator
from tests.standin import Guild, Message, Overwrite, Permission, StandIn
from tests.test_standin.bots import until


def taken_in(discord: StandIn, *, may_write: bool = True) -> Guild:
    """A new server with a channel for Discord's own messages takes the bot in."""
    world = discord.world
    guild = world.add_guild("Elsewhere", owner=world.user("owner"))
    closed = Overwrite(guild.id, deny=Permission.SEND_MESSAGES)
    hall = world.add_channel(guild, "hall", overwrites=() if may_write else (closed,))
    world.guilds[guild.id] = replace(world.guilds[guild.id], system_channel=hall.id)
    discord.join(world.guilds[guild.id])
    return guild


def said(discord: StandIn) -> list[Message]:
    return [message for message in discord.messages_in("hall") if message.author == discord.bot]


async def test_it_says_hello_once(discord: StandIn, bot: Bot) -> None:
    """Whose words it gives, how to ask it, and where it is set."""
    await bot.wait_until_ready()  # what Discord lists until then are servers of old
    taken_in(discord)
    await until(lambda: said(discord))
    await discord.gateway.settled()
    [message] = said(discord)
    assert "Alexey Grigorev" in message.content
    assert all(command in message.content for command in ("`/ask`", "`/help`", "`/settings`"))


async def test_where_it_may_not_it_does_not(discord: StandIn, bot: Bot) -> None:
    """Nothing is tried."""
    guild = taken_in(discord, may_write=False)
    await until(lambda: bot.get_guild(guild.id))
    await discord.gateway.settled()
    assert said(discord) == []


@pytest.mark.parametrize("command", ["help", "about"])
async def test_help_shows_how_to_ask(command: str, discord: StandIn, bot: Bot) -> None:
    """With examples that are answered."""
    shown = await discord.person("asker").slash(command)
    assert shown.is_ephemeral
    assert "Ask with `/ask`" in shown.text
    example = shown.text.partition("For example:\n- ")[2].partition("\n")[0]
    assert "not on the record" not in (await discord.person("asker").slash("ask", question=example)).text


async def test_commands_can_be_shown_in_other_languages(discord: StandIn, bot: Bot) -> None:
    """Names and descriptions alike, whatever stands in the table."""
    table = {"de": {"topics": "themen", "Leaf through what the record answers.": "Durch die Themen blättern."}}
    await bot.tree.set_translator(TableTranslator(table))
    [topics] = [command for command in await registering.wanted(bot.tree, None) if command["name"] == "topics"]
    assert topics["name_localizations"] == {"de": "themen"}
    assert topics["description_localizations"] == {"de": "Durch die Themen blättern."}
