"""What is no question to the record: what is said to it, on every surface, and that nothing is kept of it."""

from __future__ import annotations

import pytest

from bot.discord_app.client import Bot
from bot.service.memory import Memory
from tests.discord_app.open_questions import kept
from tests.standin import StandIn

SAID = (
    ("hello!", "I am a bot, and glad to help"),
    ("Soll ich einen Master machen?", "I only know English."),
    ("should I kill myself?", "That sounds very hard"),
)
each = pytest.mark.parametrize(("text", "said"), SAID)


@each
async def test_a_mention_and_a_direct_message(text: str, said: str, discord: StandIn, bot: Bot, memory: Memory) -> None:
    """One line for everybody who sees the message, without topics, and nothing that a moderator would find."""
    asker = discord.person("asker")
    for place in ("general", asker.dm):
        reply = await discord.reply_to(asker.says(place, text, mentions=[discord.bot]))
        assert reply.content.startswith(said)
        assert not reply.buttons
    assert await kept(memory) == ()


@each
async def test_a_command(text: str, said: str, discord: StandIn, bot: Bot) -> None:
    """The asker alone sees it, and nothing but it."""
    exchange = await discord.person("asker").at("general").slash("ask", question=text)
    assert exchange.is_ephemeral
    assert exchange.shown.content.startswith(said)
    assert "asked" not in exchange.shown.content
    assert not exchange.shown.buttons


@each
async def test_found_for_a_message(text: str, said: str, discord: StandIn, bot: Bot) -> None:
    """Right-clicked, it brings the same line."""
    message = discord.person("friend").says("general", text)
    exchange = await discord.person("asker").at("general").menu("Find the quote", message)
    assert exchange.shown.content.startswith(said)
