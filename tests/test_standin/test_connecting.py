"""Logging in, staying connected, and coming back: the gateway as discord.py meets it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import discord
import pytest

from tests.standin import Application, Intent, PatientClock, StandIn, towns
from tests.standin.launch import pointed_at, running
from tests.test_standin.bots import INTENTS, Bot, ShardedBot, until

pytestmark = pytest.mark.asyncio


async def test_a_client_connects_and_knows_its_guild(standin: StandIn) -> None:
    """After `running` the guild is there with its channels, threads, roles and the bot's own member."""
    async with running(Bot(), standin) as bot:
        guild = bot.guilds[0]
        assert (guild.name, guild.me.id) == ("Course", standin.bot.id)
        assert {"questions", "general", "ask-forum"} <= {channel.name for channel in guild.channels}
        assert {thread.name for thread in guild.threads} == {"side talk", "first steps"}
        assert "Moderators" in {role.name for role in guild.roles}


async def test_the_addresses_are_restored(standin: StandIn) -> None:
    """Outside the block discord.py talks to Discord again."""
    with pointed_at(standin.rest_url, standin.gateway_url):
        assert standin.rest_url == discord.http.Route.BASE
    assert discord.http.Route.BASE == "https://discord.com/api/v10"
    assert discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY.host == "gateway.discord.gg"


async def test_commands_are_synced(standin: StandIn) -> None:
    """`tree.sync()` registers commands; a second sync keeps their ids."""
    bot = Bot()

    @bot.tree.command(description="Says nothing")
    async def ask(interaction: discord.Interaction) -> None: ...

    async with running(bot, standin):
        first = standin.commands.listed(None)
        await bot.tree.sync()
        assert [command.name for command in first] == ["ask"]
        assert [command.id for command in standin.commands.listed(None)] == [first[0].id]
        assert [command.name for command in await bot.tree.fetch_commands()] == ["ask"]


async def test_a_sharded_client_starts_every_shard(description: Path | None) -> None:
    """Three shards share seven guilds, each told only of its own."""
    world = towns(7, Application(shards=3))
    async with (
        StandIn(world, description=description, clock=PatientClock()) as standin,
        running(ShardedBot(), standin, shards=3) as bot,
    ):
        assert sorted(bot.shards) == [0, 1, 2]
        assert len(bot.guilds) == 7
        assert all(guild.shard_id == (guild.id >> 22) % 3 for guild in bot.guilds)


@pytest.mark.parametrize("kind", [Bot, ShardedBot])
async def test_a_cut_connection_is_resumed_with_what_was_missed(kind: type[Bot], standin: StandIn) -> None:
    """What is said while the bot is away arrives after the RESUME, and there is no second IDENTIFY."""
    asker = standin.person("asker")
    async with running(kind(), standin) as bot:
        standin.gateway.abort()
        asker.says(asker.dm, "are you there?")
        await until(lambda: "RESUMED" in bot.events and bot.heard)
        assert [message.content for message in bot.heard] == ["are you there?"]
        assert standin.gateway.identify_count == 1


@pytest.mark.parametrize("code", [1000, 1001, 4000])
async def test_after_these_close_codes_the_session_is_resumed(code: int, standin: StandIn) -> None:
    """Codes that leave the session alive."""
    async with running(Bot(), standin) as bot:
        standin.gateway.close(code)
        await until(lambda: "RESUMED" in bot.events)
        assert standin.gateway.identify_count == 1


async def test_op_7_makes_the_bot_resume(standin: StandIn) -> None:
    """RECONNECT."""
    async with running(Bot(), standin) as bot:
        standin.gateway.ask_to_reconnect()
        await until(lambda: "RESUMED" in bot.events)


@pytest.mark.parametrize("resumable", [True, False])
async def test_op_9_resumes_or_starts_anew(resumable: bool, standin: StandIn) -> None:
    """INVALID SESSION: with `true` the session goes on, with `false` there is a new IDENTIFY and READY."""
    async with running(Bot(), standin) as bot:
        standin.gateway.invalidate(resumable=resumable)
        await until(lambda: bot.events[-1] == "RESUMED" if resumable else bot.events.count("READY") == 2)
        assert standin.gateway.identify_count == (1 if resumable else 2)


async def test_a_session_that_is_forgotten_cannot_be_resumed(standin: StandIn) -> None:
    """RESUME of an unknown session is answered with op 9, and the bot identifies again."""
    async with running(Bot(), standin) as bot:
        standin.gateway.forget(*standin.gateway.live())
        standin.gateway.hang_up()
        await until(lambda: bot.events.count("READY") == 2)


async def test_a_wrong_token_is_refused_by_rest(standin: StandIn) -> None:
    """401 at login."""
    bot = Bot()
    with pointed_at(standin.rest_url, standin.gateway_url), pytest.raises(discord.LoginFailure):
        await bot.start("not.the.token")
    await bot.close()


async def test_a_wrong_token_closes_the_gateway_with_4004(standin: StandIn) -> None:
    """A token that turns bad between login and IDENTIFY ends the bot."""

    class Forgetful(Bot):
        async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
            self.http.token = None

        async def setup_hook(self) -> None:
            standin.world.application = Application(token="another")

    with pytest.raises(discord.ConnectionClosed) as closed:
        async with running(Forgetful(), standin):
            pass
    assert closed.value.code == 4004


@pytest.mark.parametrize("kind", [Bot, ShardedBot])
async def test_an_intent_that_was_not_granted_closes_with_4014(kind: type[Bot], standin: StandIn) -> None:
    """Asking for message content without having it in the portal."""
    intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(kind(intents=intents), standin):
            pass


async def test_a_granted_intent_is_accepted(description: Path | None) -> None:
    """The same question with the intent granted."""
    granted = Application(privileged=Intent.MESSAGE_CONTENT)
    intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
    async with (
        StandIn(towns(1, granted), description=description, clock=PatientClock()) as standin,
        running(Bot(intents=intents), standin) as bot,
    ):
        assert bot.application_flags.gateway_message_content_limited


async def test_silence_makes_the_bot_reconnect(description: Path | None) -> None:
    """Nothing comes for longer than heartbeat_timeout: the bot closes and resumes."""
    async with (
        StandIn(description=description, heartbeat_interval_s=0.05, clock=PatientClock()) as standin,
        running(Bot(heartbeat_timeout=0.3), standin) as bot,
    ):
        standin.gateway.silence()
        await until(lambda: "RESUMED" in bot.events)


async def test_heartbeats_without_answer_change_nothing_by_themselves(description: Path | None) -> None:
    """While events flow, missing acknowledgements leave the connection as it is."""
    async with (
        StandIn(description=description, heartbeat_interval_s=0.05, clock=PatientClock()) as standin,
        running(Bot(), standin) as bot,
    ):
        with standin.gateway.without_acks():
            beats = len(standin.frames_in)
            await until(lambda: len(standin.frames_in) > beats + 2)
        assert "RESUMED" not in bot.events


async def test_an_outage_ends(standin: StandIn) -> None:
    """Nobody listens for a while; afterwards the bot comes back by itself."""
    async with running(Bot(), standin) as bot:
        async with standin.outage():
            await asyncio.sleep(0.05)
        await until(lambda: "RESUMED" in bot.events)


async def test_guilds_come_and_go(standin: StandIn) -> None:
    """Joining and leaving a guild reach the bot as they happen."""
    async with running(Bot(), standin) as bot:
        village = standin.world.add_guild("Village", owner=standin.world.user("owner"), with_bot=False)
        standin.join(village)
        await until(lambda: len(bot.guilds) == 2)
        standin.leave(village)
        await until(lambda: len(bot.guilds) == 1)


async def test_members_can_be_asked_for(standin: StandIn) -> None:
    """Op 8 is answered with a chunk."""
    async with running(Bot(), standin) as bot:
        found = await bot.guilds[0].query_members("ask")
        assert [member.name for member in found] == ["asker"]


async def test_every_frame_of_the_bot_is_recorded(standin: StandIn) -> None:
    """IDENTIFY shows the intents that were asked for."""
    async with running(Bot(), standin):
        identify = next(frame for frame in standin.frames_in if frame["op"] == 2)
        assert identify["d"]["intents"] == INTENTS.value
