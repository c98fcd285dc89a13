"""What a channel has been told already."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.model import Question
from bot.service.answering import Answering
from bot.service.memory import Memory
from bot.service.replies import ReplyLog, Request, Surface, outcome_of
from tests.conftest import memory_in

MASTERS = "Should I do a Master's degree?"


class Clock:
    """Seconds, and moments, that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.seconds)


def asked(text: str = MASTERS, channel: int = 7, guild: int | None = 1, message: int = 100) -> Request:
    return Request(Surface.MESSAGE, guild, channel, 42, Question(text), message)


async def told(replies: ReplyLog, answering: Answering, one: Request, answer_message: int) -> int | None:
    """Asks; the message that the answer was given in before, if any."""
    async with replies.repeated(one) as earlier:
        if earlier:
            return earlier.answer_messages[0]
        replies.remember(one, outcome_of(answering.reply(one.question)), answer_message)
        return None


async def test_the_same_question_is_answered_once_in_a_while(memory: Memory, answering: Answering) -> None:
    """In the same channel; case and white space make no other question of it."""
    clock = Clock()
    memory.now = clock.now
    replies = ReplyLog(memory, timedelta(minutes=10))
    assert await told(replies, answering, asked(), 200) is None
    assert await told(replies, answering, asked("should i do  a master's DEGREE", message=101), 201) == 200
    assert await told(replies, answering, asked(channel=8), 202) is None
    clock.seconds = 601
    assert await told(replies, answering, asked(message=102), 203) is None


async def test_it_is_known_after_a_restart(tmp_path: Path, answering: Answering) -> None:
    """What was answered a minute ago was answered, by whichever process."""
    for expected in (None, 200):
        async with memory_in(tmp_path) as memory:
            replies = ReplyLog(memory, timedelta(minutes=10))
            assert await told(replies, answering, asked(), 200) == expected


async def test_two_at_once_get_one_answer(memory: Memory, answering: Answering) -> None:
    """The second one waits for the first answer, and is pointed to it."""
    replies = ReplyLog(memory, timedelta(minutes=10))
    got = await asyncio.gather(*(told(replies, answering, asked(message=n), 200 + n) for n in range(5)))
    assert got == [None, 200, 200, 200, 200]


async def test_an_answer_that_is_gone_is_given_again(memory: Memory, answering: Answering) -> None:
    """Nobody is pointed to a message that was deleted."""
    replies = ReplyLog(memory, timedelta(minutes=10))
    await told(replies, answering, asked(), 200)
    replies.forget(200)
    assert await told(replies, answering, asked(message=101), 201) is None


@pytest.mark.parametrize("one", [asked(guild=None), asked("who won the world cup?")], ids=["direct", "no answer"])
async def test_what_is_never_pointed_to(one: Request, memory: Memory, answering: Answering) -> None:
    """In direct messages everything is answered again; and there is nothing to point to where there was no answer."""
    replies = ReplyLog(memory, timedelta(minutes=10))
    for _ in range(2):
        assert await told(replies, answering, one, 200) is None


async def test_questions_without_an_answer_are_kept_for_the_moderators_of_a_server(
    memory: Memory, answering: Answering
) -> None:
    """With the reason; not those of direct messages, and nobody's id."""
    replies = ReplyLog(memory, timedelta(minutes=10))
    for guild in (1, None):
        await told(replies, answering, asked("who won the world cup?", guild=guild), 200)
    await memory.put_value("written", "by now")
    [kept] = await memory.open_questions()
    assert (kept.text, kept.guild, kept.reason.value) == ("who won the world cup?", 1, "abstention")
    assert kept.asker not in ("", "42")
