"""Messages: what is answered, what is left alone, and what becomes of a reply when its question changes or goes."""

from __future__ import annotations

import pytest

from bot.core.records import ChannelMode
from bot.discord_app.client import Bot
from bot.service.memory import Memory
from tests.standin import Message, StandIn
from tests.test_standin.bots import handled

MASTERS = "Should I do a Master's degree?"
NO = "That is not on the record"


def replies_in(discord: StandIn, channel: str) -> list[Message]:
    return [message for message in discord.messages_in(channel) if message.author == discord.bot]


async def test_a_question_that_was_answered_gets_a_link(discord: StandIn, bot: Bot) -> None:
    """To the answer, in the same channel; another channel gets its own."""
    first = discord.person("asker").says("general", MASTERS, mentions=[discord.bot])
    answer = await discord.reply_to(first)
    again = await discord.reply_to(discord.person("friend").says("general", MASTERS.lower(), mentions=[discord.bot]))
    assert again.content.startswith("That was answered here a short while ago: ")
    assert again.content.endswith(f"/{first.channel_id}/{answer.id}")
    elsewhere = await discord.reply_to(discord.person("friend").says("questions", MASTERS, mentions=[discord.bot]))
    assert elsewhere.content.startswith(">")


async def test_a_deleted_question_takes_the_reply_with_it(discord: StandIn, bot: Bot) -> None:
    """And the next one who asks is answered, not pointed to what is gone."""
    asker = discord.person("asker")
    said = asker.says("general", MASTERS, mentions=[discord.bot])
    reply = await discord.reply_to(said)
    asker.deletes(said)
    await discord.requested("DELETE", f"/messages/{reply.id}$")
    again = await discord.reply_to(discord.person("friend").says("general", MASTERS, mentions=[discord.bot]))
    assert again.content.startswith(">")


async def test_an_edited_question_gets_its_reply_mended(discord: StandIn, bot: Bot) -> None:
    """In the same message, without a preview; after a minute it stays as it is."""
    asker = discord.person("asker")
    said = asker.says("general", "who won the world cup?", mentions=[discord.bot])
    reply = await discord.reply_to(said)
    assert reply.content.startswith(NO)
    asker.edits(said, f"{discord.bot.mention} {MASTERS}")
    request = await discord.requested("PATCH", f"/messages/{reply.id}$")
    assert request.body["content"].startswith(">")
    assert discord.newest(reply).content.startswith(">")
    discord.clock.advance(61)
    asker.edits(said, f"{discord.bot.mention} who won the world cup?")
    await handled(discord)
    assert discord.newest(reply).content.startswith(">")


async def test_a_question_that_is_none_any_more_loses_its_reply(discord: StandIn, bot: Bot) -> None:
    """The mention was taken out again."""
    asker = discord.person("asker")
    said = asker.says("general", MASTERS, mentions=[discord.bot])
    reply = await discord.reply_to(said)
    asker.edits(said, "never mind")
    await discord.requested("DELETE", f"/messages/{reply.id}$")


async def test_whoever_asks_too_much_is_asked_to_wait(discord: StandIn, bot: Bot) -> None:
    """By one reaction; others are answered meanwhile."""
    asker = discord.person("asker")
    for number in range(6):
        await discord.reply_to(asker.says("general", f"{MASTERS} {number}", mentions=[discord.bot]))
    before = len(replies_in(discord, "general"))
    asker.says("general", "why write?", mentions=[discord.bot])
    await discord.requested("PUT", "/reactions/")
    assert len(replies_in(discord, "general")) == before
    assert await discord.reply_to(discord.person("friend").says("general", "why write?", mentions=[discord.bot]))


async def test_an_empty_ping_is_told_how_to_ask_once_an_hour(discord: StandIn, bot: Bot) -> None:
    """More would be noise."""
    asker = discord.person("asker")
    assert (await discord.reply_to(asker.says("general", "", mentions=[discord.bot]))).content.startswith("Ask me")
    asker.says("general", "", mentions=[discord.bot])
    await discord.reply_to(asker.says("questions", "", mentions=[discord.bot]))
    assert len(replies_in(discord, "general")) == 1


@pytest.mark.parametrize(("channel", "missing"), [("readonly", "Send Messages")])
async def test_a_closed_channel_is_seen_beforehand(
    channel: str, missing: str, discord: StandIn, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is tried that Discord would refuse; the log says once what is missing."""
    for _ in range(2):
        discord.person("asker").says(channel, MASTERS, mentions=[discord.bot])
    await handled(discord)
    assert not discord.requests.to("POST", "/messages$")
    assert len([line for line in caplog.messages if f"lacks {missing}" in line]) == 1


async def test_a_channel_that_is_off_is_left_alone(discord: StandIn, bot: Bot, memory: Memory) -> None:
    """Its threads too; other channels are answered."""
    general = discord.channel("general")
    assert await memory.settings.set_mode(general.guild_id, general.id, ChannelMode.OFF)
    asker = discord.person("asker")
    asker.says("general", MASTERS, mentions=[discord.bot])
    asker.says("side talk", MASTERS, mentions=[discord.bot])
    await discord.reply_to(asker.says("questions", MASTERS, mentions=[discord.bot]))
    assert not replies_in(discord, "general")
    assert not replies_in(discord, "side talk")


async def test_a_ping_whose_words_are_withheld_is_told_how_to_ask(discord: StandIn, bot: Bot) -> None:
    """Discord keeps to itself what is said in reply to a command's answer; once an hour the bot says how to ask."""
    asker = discord.person("asker").at("general")
    answer = await asker.slash("ask", question=MASTERS)
    first = asker.says("general", "and a PhD?", reply_to=answer.shown)
    assert (await discord.reply_to(first)).content.startswith("Ask me")
    asker.says("general", "and a PhD?", reply_to=answer.shown)
    last = await discord.reply_to(asker.says("general", "why write?", mentions=[discord.bot]))
    assert len([message for message in replies_in(discord, "general") if first.id < message.id < last.id]) == 1
