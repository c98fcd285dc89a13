"""Channels that a moderator has opened to unasked answers: sure ones to what plainly asks, and silence."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.answer import Policy
from bot.core.records import ChannelMode
from bot.discord_app.client import Bot
from bot.service.answering import Answering
from bot.service.memory import Memory
from bot.service.snapshots import Live, Snapshot
from tests.discord_app.open_questions import texts
from tests.standin import Application, Intent, Message, PatientClock, StandIn, course
from tests.standin.launch import running
from tests.test_standin.bots import handled, until

SURE = "How do I become a data scientist?"


@pytest.fixture
async def discord(reference_data: Path | None) -> AsyncIterator[StandIn]:
    """The course, whose application was granted what members write."""
    description = reference_data / "discord" / "openapi.json" if reference_data else None
    world = course(Application(privileged=Intent.MESSAGE_CONTENT))
    async with StandIn(world, description=description, clock=PatientClock()) as standin:
        yield standin
        assert [str(violation) for violation in standin.violations] == []


@pytest.fixture
async def bot(discord: StandIn, snapshot: Snapshot, memory: Memory) -> AsyncIterator[Bot]:
    """It reads messages, and may answer unasked in general and in the forum, from a confidence of 0.9."""
    answering = Answering(Live(snapshot), Policy(0.88, 0.5, 0.9))
    async with running(Bot(answering, memory, reads_messages=True), discord) as connected:
        for name in ("general", "ask-forum"):
            channel = discord.channel(name)
            await memory.settings.set_mode(channel.guild_id, channel.id, ChannelMode.QUESTIONS)
        yield connected


def own(discord: StandIn, channel: str) -> list[Message]:
    return [message for message in discord.messages_in(channel) if message.author == discord.bot]


@pytest.mark.parametrize("channel", ["general", "side talk", "first steps"])
async def test_a_plain_question_is_answered(channel: str, discord: StandIn, bot: Bot) -> None:
    """In the channel, in its threads, in posts of the forum."""
    reply = await discord.reply_to(discord.person("asker").says(channel, SURE))
    assert reply.content.startswith(">")


@pytest.mark.parametrize(
    "said",
    [
        "I became a data scientist and it was great",
        "anyone up for lunch?",
        f"@anna {SURE}",
        "https://example.org/how-do-i-become-a-data-scientist",
        "```how do I become a data scientist?```",
        "lol",
        "who won the world cup?",
        "Wie werde ich Data Scientist?",
        "should I kill myself?",
    ],
)
async def test_the_rest_is_left_alone(said: str, discord: StandIn, bot: Bot) -> None:
    """Nobody asked the bot, so not even a word that it does not know."""
    asker = discord.person("asker")
    asker.says("general", said)
    await discord.reply_to(asker.says("general", SURE))
    assert len(own(discord, "general")) == 1


async def test_a_question_to_nobody_is_not_kept(discord: StandIn, bot: Bot, memory: Memory) -> None:
    """Also when its answer is not what somebody asked."""
    asker = discord.person("asker")
    reply = await discord.reply_to(asker.says("general", SURE))
    await asker.click(reply, "Not what I asked")
    await asker.at("general").slash("ask", question="who won the world cup?")
    assert await texts(memory, 1) == ["who won the world cup?"]


async def test_a_channel_that_was_not_opened_is_left_alone(discord: StandIn, bot: Bot) -> None:
    """Whoever names the bot there is answered."""
    asker = discord.person("asker")
    asker.says("questions", SURE)
    reply = await discord.reply_to(asker.says("questions", SURE, mentions=[discord.bot]))
    assert own(discord, "questions") == [reply]


async def test_a_failure_is_nobodys_news(
    discord: StandIn, bot: Bot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Who was not asked does not apologise; the log holds it."""
    monkeypatch.setattr(Answering, "reply", lambda *_: {}["bug"])
    discord.person("asker").says("general", SURE)
    await until(lambda: any("a message to nobody" in line for line in caplog.messages))
    await handled(discord)
    assert not own(discord, "general")


async def test_nothing_said_to_nobody_is_kept(discord: StandIn, bot: Bot, memory: Memory) -> None:
    """What was not put to the bot is no question without an answer."""
    asker = discord.person("asker")
    asker.says("general", "who won the world cup?")
    await discord.reply_to(asker.says("general", SURE))
    await memory.put_value("written", "by now")
    assert await memory.open_questions() == ()
