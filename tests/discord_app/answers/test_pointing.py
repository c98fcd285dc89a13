"""A reply to somebody's message that asks the bot to answer it: that message is answered, and its author named."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.discord_app.client import Bot
from bot.service.answering import Answering
from bot.service.memory import Memory
from tests.standin import Intent, Message, Person, StandIn
from tests.standin.launch import running

MASTERS = "Should I do a Master's?"


@pytest.fixture
def helper(discord: StandIn) -> Person:
    return discord.person("friend", at="general")


@pytest.fixture
async def reading_bot(discord: StandIn, answering: Answering, memory: Memory) -> AsyncIterator[Bot]:
    """A bot that may read what is said to nobody."""
    discord.world.application = replace(discord.world.application, privileged=Intent.MESSAGE_CONTENT)
    async with running(Bot(answering, memory, reads_messages=True), discord) as connected:
        yield connected


async def answered(discord: StandIn, helper: Person, said: str, asked: str = MASTERS) -> Message:
    question = discord.person("asker").says("general", asked)
    return await discord.reply_to(helper.says("general", said, mentions=[discord.bot], reply_to=question))


@pytest.mark.parametrize("said", ["", "can you answer this?", "any ideas, please?", "help her"])
async def test_the_message_replied_to_is_answered(
    said: str, discord: StandIn, reading_bot: Bot, helper: Person
) -> None:
    """By name, to the helper's message; nobody is pinged."""
    reply = await answered(discord, helper, said)
    assert "Alexey Grigorev" in reply.content
    assert "-# Asker asked: “Should I do a Master's?”" in reply.content


async def test_a_question_of_ones_own_is_answered_as_it_is(discord: StandIn, reading_bot: Bot, helper: Person) -> None:
    """Whatever it replies to."""
    reply = await answered(discord, helper, MASTERS, asked="good morning")
    assert "Alexey Grigorev" in reply.content
    assert "Asker asked" not in reply.content


async def test_what_cannot_be_read_is_told(discord: StandIn, bot: Bot, helper: Person) -> None:
    """Without the intent, somebody else's words do not reach the bot; the menu brings them."""
    assert "*Find the quote*" in (await answered(discord, helper, "can you answer this?")).content
