"""Double taps post once; limits, the log and /privacy tell the same of every way of asking."""

from __future__ import annotations

import logging

import pytest

from bot.discord_app.client import Bot, Upkeep
from bot.service.answering import Answering, Journal
from bot.service.memory import Memory
from tests.discord_app import voices
from tests.standin import Message, StandIn
from tests.standin.launch import running
from tests.test_standin.bots import until

MASTERS = "Should I do a Master's?"


def posted(discord: StandIn) -> list[Message]:
    found = discord.messages_in(discord.person("asker").channel)
    return [message for message in found if message.author == discord.bot and not message.is_ephemeral]


async def test_three_taps_share_once(discord: StandIn, bot: Bot) -> None:
    """The others are told."""
    asker = discord.person("asker")
    answer = await asker.slash("ask", question=MASTERS, private=True)
    taps = [asker.click(answer, "Share") for _ in range(3)]
    for tap in taps:
        await tap.acknowledged()
    await until(lambda: bot.work.in_flight == 0)
    assert len(posted(discord)) == 1
    assert sorted(tap.shown.content for tap in taps)[-2:] == ["That is posted already."] * 2


async def test_a_tap_that_failed_may_be_made_again(discord: StandIn, bot: Bot) -> None:
    """Nothing was posted by it."""
    asker = discord.person("asker")
    answer = await asker.slash("ask", question=MASTERS, private=True)
    discord.fault("POST", "/webhooks/", status=400)
    failed = asker.click(answer, "Share")
    await failed.until(lambda each: bool(each.followups))
    await until(lambda: bot.work.in_flight == 0)
    assert posted(discord) == []
    asker.click(answer, "Share")
    await until(lambda: len(posted(discord)) == 1)


@pytest.mark.parametrize("button", ["Helpful", "Not what I asked"])
async def test_only_who_asked_can_say_whether_it_answers(button: str, discord: StandIn, bot: Bot) -> None:
    """Not below what nobody asked for, nor after Next."""
    asker = discord.person("asker")
    answer = await asker.slash("ask", question=MASTERS, private=True)
    assert button in answer.shown.labels
    for command, options in (("quote", {}), ("topic", {"name": "kaggle"})):
        shown = await asker.slash(command, **options)
        assert button not in shown.shown.labels
    following = next((label for label in shown.shown.labels if label.startswith("Next")), "")
    if following:
        await asker.click(shown, following)
        assert button not in shown.shown.labels


async def test_a_slip_in_a_topics_name_is_forgiven(discord: StandIn, bot: Bot) -> None:
    """As it is while it is typed."""
    assert "topic: " in (await discord.person("asker").slash("topic", name="kaggel")).text


async def test_only_those_who_answer_here_are_named(discord: StandIn, memory: Memory) -> None:
    """In a server that is narrowed to some interviews."""
    async with running(Bot(voices.answering(voices.ada(), voices.eve()), memory), discord):
        asker = discord.person("asker")
        await memory.settings.set_sources(asker.channel.guild_id or 0, ("eve-2019",))
        told = await asker.slash("ask", question="What is the capital of France?")
        assert "Ada" not in told.text
        hello = await discord.reply_to(asker.says(asker.channel, "", mentions=[discord.bot]))
        assert ("Eve" in hello.content, "Ada" in hello.content) == (True, False)


async def test_the_log_and_privacy_agree(
    discord: StandIn, answering: Answering, memory: Memory, caplog: pytest.LogCaptureFixture
) -> None:
    """Words asked where everybody sees them may stand in the log; those asked in private never do."""
    caplog.set_level(logging.INFO, logger="bot")
    asker = discord.person("asker")
    async with running(Bot(answering, memory, upkeep=Upkeep(Journal(has_words=True))), discord) as bot:
        assert "never what was asked in private" in (await asker.slash("privacy")).text
        await asker.slash("ask", question=MASTERS)
        await asker.slash("ask", question="a secret of mine?", private=True)
        await discord.reply_to(asker.says(asker.dm, "another secret?"))
        await until(lambda: bot.work.in_flight == 0)
    logged = [line for line in caplog.messages if line.startswith(("slash:", "message:"))]
    assert len(logged) == 3
    assert ["words=" in line for line in logged] == [True, False, False]
    assert "secret" not in caplog.text


async def test_privacy_says_that_no_words_are_logged(discord: StandIn, bot: Bot) -> None:
    """Where none are."""
    assert "never what was asked. " in (await discord.person("asker").slash("privacy")).text
