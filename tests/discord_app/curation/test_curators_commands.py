"""The curators' commands: registered in their servers and nowhere else."""

from __future__ import annotations

import pytest

from bot.discord_app.permissions import CuratorPolicy
from bot.service.memory import Memory
from tests.discord_app import voices
from tests.discord_app.curators_room import curated_bot, curators_server
from tests.standin import Guild, ImpossibleError, StandIn
from tests.standin.launch import running


def names(discord: StandIn, guild: Guild | None) -> list[str]:
    return [command.name for command in discord.commands.listed(guild.id if guild else None)]


async def start(discord: StandIn, memory: Memory, *guilds: Guild) -> None:
    """A bot with curators in these servers, until it has registered its commands."""
    trusted = CuratorPolicy(guilds=tuple(guild.id for guild in guilds))
    async with running(curated_bot(voices.answering(voices.ada()), memory, trusted), discord):
        pass


def another(discord: StandIn, *, with_bot: bool = True) -> Guild:
    guild = discord.world.add_guild("Elsewhere", owner=discord.world.user("owner"), with_bot=with_bot)
    discord.world.add_channel(guild, "hall")
    return guild


async def test_they_are_in_the_curators_server_alone(discord: StandIn, memory: Memory) -> None:
    """Once; the second start leaves Discord alone."""
    elsewhere = another(discord)
    for _ in range(2):
        await start(discord, memory, curators_server(discord))
    assert "curate" in names(discord, curators_server(discord))
    assert "curate" not in names(discord, None)
    assert names(discord, elsewhere) == []
    assert len(discord.requests.to("PUT", f"/guilds/{curators_server(discord).id}/commands$")) == 1
    with pytest.raises(ImpossibleError):
        discord.person("owner").at("hall").slash("curate status")


async def test_without_servers_there_are_none(discord: StandIn, memory: Memory) -> None:
    """Neither here nor for all."""
    await start(discord, memory)
    assert names(discord, curators_server(discord)) == []
    assert "curate" not in names(discord, None)


async def test_a_server_that_is_named_no_more_loses_them(discord: StandIn, memory: Memory) -> None:
    """Another one gets them."""
    elsewhere = another(discord)
    await start(discord, memory, curators_server(discord))
    await start(discord, memory, elsewhere)
    assert names(discord, curators_server(discord)) == []
    assert "curate" in names(discord, elsewhere)


async def test_a_server_that_the_bot_is_not_in(
    discord: StandIn, memory: Memory, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told in the log, the others get theirs; once the bot is added there, the commands come by themselves."""
    elsewhere = another(discord, with_bot=False)
    trusted = CuratorPolicy(guilds=(elsewhere.id, curators_server(discord).id))
    async with running(curated_bot(voices.answering(voices.ada()), memory, trusted), discord) as bot:
        [told] = [record.getMessage() for record in caplog.records if "curators' commands" in record.getMessage()]
        assert f"The bot has to be a member of the server {elsewhere.id}" in told
        assert "curate" in names(discord, curators_server(discord))
        await bot.wait_until_ready()  # before, discord.py takes every server for one that it was in already
        discord.requests.clear()
        discord.join(elsewhere)
        await discord.requested("PUT", f"/guilds/{elsewhere.id}/commands$")
        assert "curate" in names(discord, elsewhere)


async def test_a_server_that_threw_the_bot_out_is_no_trouble(
    discord: StandIn, memory: Memory, caplog: pytest.LogCaptureFixture
) -> None:
    """Its commands went with the bot."""
    elsewhere = another(discord)
    await start(discord, memory, curators_server(discord), elsewhere)
    del discord.world.members[elsewhere.id][discord.bot.id]
    await start(discord, memory, curators_server(discord))
    assert not [record for record in caplog.records if "registered" in record.getMessage()]
