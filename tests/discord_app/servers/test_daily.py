"""The quote of the day as members see it: at its time, once, quietly, and nothing where it may not be."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.records import DailyQuote
from bot.discord_app.client import Bot
from bot.discord_app.servers.daily import DailyPoster
from bot.service.answering import Answering
from bot.service.daily import Dailies
from bot.service.memory import Memory
from tests.conftest import memory_in
from tests.discord_app import voices
from tests.discord_app.client_view import quoted_in
from tests.standin import Flag, Message, PatientClock, StandIn, towns
from tests.standin.launch import running
from tests.state.values import NOON
from tests.test_standin.bots import until
from tests.watch import Watch

SENT = r"/channels/\d+/messages$"
BEFORE = NOON - timedelta(minutes=1)


@pytest.fixture
def watch() -> Watch:
    return Watch(BEFORE)


@pytest.fixture
def now(watch: Watch) -> Watch:
    return watch


@pytest.fixture
def known() -> Answering:
    return voices.answering(voices.ada(), voices.eve())


@pytest.fixture
async def bot(discord: StandIn, known: Answering, memory: Memory) -> AsyncIterator[Bot]:
    async with running(Bot(known, memory), discord) as connected:
        yield connected


def posted(discord: StandIn, channel: str = "general") -> list[Message]:
    said = discord.messages_in(channel)
    return [message for message in said if message.author == discord.bot and not message.is_ephemeral]


async def set_up(discord: StandIn, memory: Memory, channel: str = "general") -> None:
    """A quote for everybody at noon."""
    found = discord.channel(channel)
    await memory.settings.set_daily(found.guild_id or 0, DailyQuote(found.id, "12:00", "UTC"))


async def test_it_comes_at_its_time(discord: StandIn, bot: Bot, memory: Memory, watch: Watch) -> None:
    """An answer that nobody asked for: the words, who, when, where, the buttons; no ping, no preview."""
    await set_up(discord, memory)
    await bot.daily_poster.once()
    assert posted(discord) == []
    watch.now = NOON
    for _ in range(3):
        await bot.daily_poster.once()
    [message] = posted(discord)
    assert quoted_in([message.content])
    assert message.content.splitlines()[-1] == "-# quote of the day"
    assert not message.mentions
    assert Flag.SUPPRESS_EMBEDS in message.flags
    assert {"In context", "Source", "Delete"} <= {button.label for button in message.buttons}
    assert not {"Helpful", "Not what I asked"} & {button.label for button in message.buttons}
    watch.now += timedelta(days=1)
    await bot.daily_poster.once()
    first, second = posted(discord)
    assert quoted_in([first.content]) != quoted_in([second.content])


async def test_moderators_alone_delete_it(discord: StandIn, bot: Bot, memory: Memory, watch: Watch) -> None:
    """It is nobody's answer."""
    await set_up(discord, memory)
    watch.now = NOON
    await bot.daily_poster.once()
    [message] = posted(discord)
    refused = await discord.person("asker").at("general").click(message, "Delete")
    assert refused.text.startswith("Only whoever asked, or a moderator")
    gone = discord.person("moderator").at("general").click(message, "Delete")
    await gone.until(lambda each: each.callback is not None and each.message is None)


async def test_it_is_remembered_with_its_quote(discord: StandIn, bot: Bot, memory: Memory, watch: Watch) -> None:
    """So that it is found when a quote is withdrawn."""
    await set_up(discord, memory)
    watch.now = NOON
    await bot.daily_poster.once()
    [message] = posted(discord)
    await memory.put_value("written", "by now")
    kept = await memory.reply_in(message.id)
    assert kept
    assert (kept.surface, kept.question_message, len(kept.quotes)) == ("daily", None, 1)


async def test_it_goes_round_by_itself(discord: StandIn, known: Answering, memory: Memory, watch: Watch) -> None:
    """From the moment the bot is online; what it missed for an hour too."""
    await set_up(discord, memory)
    watch.now = NOON + timedelta(hours=1)
    async with running(Bot(known, memory), discord):
        await until(lambda: len(posted(discord)) == 1)


async def test_a_restart_posts_nothing_twice(discord: StandIn, known: Answering, tmp_path: Path, watch: Watch) -> None:
    """Nor what was missed for too long."""
    watch.now = NOON
    for _ in range(2):
        async with memory_in(tmp_path / "state", watch) as memory, running(Bot(known, memory), discord) as bot:
            await set_up(discord, memory)
            await bot.daily_poster.once()
    assert len(posted(discord)) == 1
    watch.now = NOON + timedelta(days=1, hours=3)
    async with memory_in(tmp_path / "state", watch) as memory, running(Bot(known, memory), discord) as bot:
        await bot.daily_poster.once()
    assert len(posted(discord)) == 1


async def test_what_another_process_has_posted(
    discord: StandIn, bot: Bot, memory: Memory, known: Answering, tmp_path: Path, watch: Watch
) -> None:
    """They share nothing but the database."""
    await set_up(discord, memory)
    watch.now = NOON
    async with memory_in(tmp_path / "state", watch) as theirs:
        dailies = Dailies(known, theirs)
        assert [await dailies.claim(due) is not None for due in await dailies.due()] == [True]
    await bot.daily_poster.once()
    assert posted(discord) == []


async def test_what_moderators_set_in_discord_is_posted(
    discord: StandIn, bot: Bot, memory: Memory, watch: Watch
) -> None:
    """From the command to the post; switched off, there is none."""
    moderator = discord.person("moderator").at("general")
    set_late = await moderator.slash("settings daily", time="1pm", zone="Berlin")  # 11:00 UTC in May
    assert "none has come yet, so the first one comes now" in set_late.text
    await until(lambda: len(posted(discord)) == 1)
    assert "Today's has come already." in (await moderator.slash("settings daily", time="1pm")).text
    watch.now = NOON
    await bot.daily_poster.once()
    assert len(posted(discord)) == 1
    watch.now = NOON + timedelta(hours=23)
    await bot.daily_poster.once()
    assert len(posted(discord)) == 2
    await moderator.slash("settings daily", post="off")
    watch.now += timedelta(days=1)
    await bot.daily_poster.once()
    assert len(posted(discord)) == 2


async def test_where_it_may_not_write_it_is_told_once(
    discord: StandIn, bot: Bot, memory: Memory, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    """In the log; nothing is sent, and once it may, it comes."""
    await set_up(discord, memory, "readonly")
    watch.now = NOON
    with caplog.at_level(logging.WARNING, logger="bot"):
        await bot.daily_poster.once()
        await bot.daily_poster.once()
    assert [
        line for line in caplog.messages if "lacks Send Messages, so it cannot write there" in line
    ] == caplog.messages
    assert not discord.requests.to("POST", SENT)


async def test_what_discord_refuses_is_not_spent(
    discord: StandIn, known: Answering, memory: Memory, watch: Watch
) -> None:
    """The moderators are told once, nothing more is tried that day, and the same quote comes the next."""
    world, staff, general = discord.world, discord.channel("staff"), discord.channel("general")
    world.guilds[world.guild().id] = replace(world.guild(), news_channel=staff.id)
    async with running(Bot(known, memory), discord) as bot:
        await set_up(discord, memory)
        for day in range(3):
            watch.now = NOON + timedelta(days=day)
            if day < 2:
                discord.fault("POST", rf"/channels/{general.id}/messages$", status=403)
            for _ in range(2):
                await bot.daily_poster.once()
            tried = discord.requests.to("POST", rf"/channels/{general.id}/messages$")
            assert len(tried) == day + 1
    [told] = posted(discord, "staff")
    assert told.content.startswith(f"Discord does not let me post the quote of the day in <#{general.id}>: ")
    assert len({request.body["content"] for request in tried}) == 1
    assert len(posted(discord)) == 1


async def test_moderators_are_told_once(discord: StandIn, known: Answering, memory: Memory, watch: Watch) -> None:
    """Where they get Discord's own news: what the bot would need."""
    world, staff = discord.world, discord.channel("staff")
    world.guilds[world.guild().id] = replace(world.guild(), news_channel=staff.id)
    async with running(Bot(known, memory), discord) as bot:
        await set_up(discord, memory, "readonly")
        watch.now = NOON
        for _ in range(2):
            await bot.daily_poster.once()
    readonly = discord.channel("readonly")
    told = f"I cannot post the quote of the day in <#{readonly.id}>. I would need: Send Messages."
    assert [message.content for message in posted(discord, "staff")] == [told]


async def test_a_channel_that_is_gone(discord: StandIn, bot: Bot, memory: Memory, watch: Watch) -> None:
    """Nothing to post in."""
    await memory.settings.set_daily(discord.world.guild().id, DailyQuote(12345, "12:00", "UTC"))
    watch.now = NOON
    await bot.daily_poster.once()
    assert not discord.requests.to("POST", SENT)


async def test_a_server_that_was_left(discord: StandIn, bot: Bot, memory: Memory, watch: Watch) -> None:
    """Nothing more, and nothing of it is kept."""
    await set_up(discord, memory)
    guild = discord.world.guild()
    discord.leave(guild)
    await until(lambda: bot.get_guild(guild.id) is None)
    watch.now = NOON
    await bot.daily_poster.once()
    assert not discord.requests.to("POST", SENT)


async def test_what_discord_does_not_take_comes_a_round_later(
    discord: StandIn, bot: Bot, memory: Memory, watch: Watch
) -> None:
    """The same quote, with the same number, so that it cannot stand there twice."""
    await set_up(discord, memory)
    watch.now = NOON
    discord.fault("POST", SENT, times=2, status=503)
    await bot.daily_poster.once()
    assert posted(discord) == []
    await bot.daily_poster.once()
    assert len(posted(discord)) == 1
    numbers = {request.body["nonce"] for request in discord.requests.to("POST", SENT)}
    assert numbers == {str(NOON.toordinal())}


async def test_a_refusal_in_one_server_stops_no_other(
    memory: Memory, known: Answering, watch: Watch, reference_data: Path | None
) -> None:
    """Each has its own."""
    description = reference_data / "discord" / "openapi.json" if reference_data else None
    async with (
        StandIn(towns(3), description=description, clock=PatientClock()) as discord,
        running(Bot(known, memory), discord) as bot,
    ):
        for name in ("general", "square 2", "square 3"):
            await set_up(discord, memory, name)
        watch.now = NOON
        discord.fault("POST", f"/channels/{discord.channel('general').id}/messages$", status=403)
        await bot.daily_poster.once()
        assert [len(posted(discord, name)) for name in ("general", "square 2", "square 3")] == [0, 1, 1]


async def test_two_hundred_servers_at_the_same_minute(
    memory: Memory, known: Answering, watch: Watch, reference_data: Path | None
) -> None:
    """One after the other, at most ten a second: each gets one, and Discord's limit is not met."""
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    description = reference_data / "discord" / "openapi.json" if reference_data else None
    async with (
        StandIn(towns(200), description=description, clock=PatientClock()) as discord,
        running(Bot(known, memory), discord) as bot,
    ):
        daily_poster = DailyPoster(bot, bot.daily_poster.services, pause)
        await set_up(discord, memory)
        for number in range(2, 201):
            await set_up(discord, memory, f"square {number}")
        watch.now = NOON
        await daily_poster.once()
        await until(lambda: len(discord.requests.to("POST", SENT)) == 200)
        counts = {len(posted(discord, f"square {number}")) for number in range(2, 201)}
    assert counts == {1}
    assert set(waited) == {0.1}
