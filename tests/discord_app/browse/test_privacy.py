"""What is kept of a member: told, counted and deleted."""

from __future__ import annotations

import pytest

from bot.core.records import Decided, Personal, Reason, SentReply, Unanswered, Verdict, Vote
from bot.discord_app.client import Bot
from bot.service.memory import Memory
from tests.standin import Person, StandIn

FORGET = "Delete what is kept of me"


async def keep(memory: Memory, person: Person, votes: int = 1) -> str:
    """An answer, a question and so many votes of theirs; the digest under which they stand."""
    who, now = memory.digests.of_person(person.user.id), memory.now()
    asked = person.user.id
    memory.remember_reply(SentReply(1, 2, asked, (asked + 1,), ("s/q",), Decided.ANSWER, "slash", "0" * 16, who, now))
    memory.keep_unanswered(Unanswered("why?", 1, 2, asked, who, Reason.ABSTENTION, (), now))
    for number in range(votes):
        memory.vote(Vote(number + 1, who, Verdict.HELPFUL, "s/q", 1, now))
    assert await memory.put_value("written", "yes")  # a write that is waited for comes after those before it
    return who


async def test_whoever_left_nothing_is_told_so(discord: StandIn, bot: Bot) -> None:
    """To them alone, with all that is kept of others, and no button."""
    exchange = await discord.person("asker").slash("privacy")
    assert exchange.is_ephemeral
    assert "For 30 days I keep\n- which of my messages" in exchange.text
    assert "that I could not answer, or not as they were meant, I keep for 30 days, in their words" in exchange.text
    assert exchange.text.endswith("\nNothing of this is yours.")
    assert not exchange.shown.buttons


async def test_what_is_kept_of_somebody_is_deleted(discord: StandIn, bot: Bot, memory: Memory) -> None:
    """All of it, and nothing of anybody else."""
    asker, friend = discord.person("asker"), discord.person("friend")
    mine, theirs = await keep(memory, asker, votes=2), await keep(memory, friend)
    exchange = await asker.slash("privacy")
    assert exchange.text.endswith("\nYours of this: 1 answer, 1 question, 2 votes.")
    await asker.click(exchange, FORGET)
    assert exchange.text == "Deleted: 1 answer, 1 question, 2 votes."
    assert not exchange.shown.buttons
    assert await memory.count_person(mine) == Personal()
    assert await memory.count_person(theirs) == Personal(1, 1, 1)


@pytest.mark.parametrize("name", ["count_person", "forget_person"])
async def test_a_memory_that_fails_is_told(
    name: str, discord: StandIn, bot: Bot, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither is anything claimed to be deleted, nor does the button go."""
    asker = discord.person("asker")
    await keep(memory, asker)

    async def unknown(_: str) -> None:
        return None

    monkeypatch.setattr(memory, name, unknown)
    exchange = await asker.slash("privacy")
    assert exchange.text.endswith("just now.") == (name == "count_person")
    await asker.click(exchange, FORGET)
    assert exchange.text.startswith("I could not delete it just now.") == (name == "forget_person")
    assert bool(exchange.shown.buttons) == (name == "forget_person")


async def test_the_button_deletes_what_is_its_users(discord: StandIn, bot: Bot, memory: Memory) -> None:
    """Pressed twice, there is nothing left."""
    asker = discord.person("asker")
    await keep(memory, asker)
    first, second = await asker.slash("privacy"), await asker.slash("privacy")
    await asker.click(first, FORGET)
    await asker.click(second, FORGET)
    assert second.text == "There was nothing of yours."
