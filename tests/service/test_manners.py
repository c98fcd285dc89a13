"""Who may ask now, and what a channel has been told already."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Question
from bot.service.answering import Answering
from bot.service.memory import Memory
from bot.service.rate_limits import AskedQuestion, Limits, RateLimiter, RateLimits
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


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 40)), max_size=60), st.integers(1, 4))
def test_no_minute_sees_more_than_it_may(steps: list[tuple[int, float]], most: int) -> None:
    """Whoever comes when: within any minute at most so many get through, and the wait that is told suffices."""
    clock, through = Clock(), dict[int, list[float]]()
    pace = RateLimiter(most, clock)
    for who, later_s in steps:
        clock.seconds += later_s
        wait_s = pace.wait_s(who)
        within = [moment for moment in through.setdefault(who, []) if moment > clock.seconds - 60]
        assert (wait_s == 0) == (len(within) < most)
        if wait_s:
            assert within[-most] + 60 <= clock.seconds + wait_s + 1e-6
        else:
            through[who].append(clock.seconds)


def test_people_who_are_gone_are_forgotten() -> None:
    """A year of passers-by takes no memory."""
    clock = Clock()
    pace = RateLimiter(1, clock)
    for who in range(1000):
        pace.wait_s(who)
    clock.seconds = 61
    pace.wait_s(-1)
    assert len(pace._moments) == 1


def asked(text: str = MASTERS, channel: int = 7, guild: int | None = 1, message: int = 100) -> AskedQuestion:
    return AskedQuestion(Question(text), "message", guild, channel, 42, message)


async def told(manners: RateLimits, answering: Answering, one: AskedQuestion, answer_message: int) -> int | None:
    """Asks; the message that the answer was given in before, if any."""
    async with manners.earlier(one) as earlier:
        if earlier:
            return earlier.answer_messages[0]
        manners.keep(one, answering.reply(one.question), (answer_message,))
        return None


async def test_the_same_question_is_answered_once_in_a_while(memory: Memory, answering: Answering) -> None:
    """In the same channel; case and white space make no other question of it."""
    clock = Clock()
    memory.now = clock.now
    manners = RateLimits(memory, Limits(9, 9, timedelta(minutes=10)), clock)
    assert await told(manners, answering, asked(), 200) is None
    assert await told(manners, answering, asked("should i do  a master's DEGREE", message=101), 201) == 200
    assert await told(manners, answering, asked(channel=8), 202) is None
    clock.seconds = 601
    assert await told(manners, answering, asked(message=102), 203) is None


async def test_it_is_known_after_a_restart(tmp_path: Path, answering: Answering) -> None:
    """What was answered a minute ago was answered, by whichever process."""
    for expected in (None, 200):
        async with memory_in(tmp_path) as memory:
            manners = RateLimits(memory, Limits(9, 9, timedelta(minutes=10)))
            assert await told(manners, answering, asked(), 200) == expected


async def test_two_at_once_get_one_answer(memory: Memory, answering: Answering) -> None:
    """The second one waits for the first answer, and is pointed to it."""
    manners = RateLimits(memory, Limits(9, 9, timedelta(minutes=10)))
    got = await asyncio.gather(*(told(manners, answering, asked(message=n), 200 + n) for n in range(5)))
    assert got == [None, 200, 200, 200, 200]


async def test_an_answer_that_is_gone_is_given_again(memory: Memory, answering: Answering) -> None:
    """Nobody is pointed to a message that was deleted."""
    manners = RateLimits(memory, Limits(9, 9, timedelta(minutes=10)))
    await told(manners, answering, asked(), 200)
    manners.forget(200)
    assert await told(manners, answering, asked(message=101), 201) is None


@pytest.mark.parametrize("one", [asked(guild=None), asked("who won the world cup?")], ids=["direct", "no answer"])
async def test_what_is_never_pointed_to(one: AskedQuestion, memory: Memory, answering: Answering) -> None:
    """In direct messages everything is answered again; and there is nothing to point to where there was no answer."""
    manners = RateLimits(memory, Limits(9, 9, timedelta(minutes=10)))
    for _ in range(2):
        assert await told(manners, answering, one, 200) is None


async def test_questions_without_an_answer_are_kept_for_the_moderators_of_a_server(
    memory: Memory, answering: Answering
) -> None:
    """With the reason; not those of direct messages, and nobody's id."""
    manners = RateLimits(memory, Limits(9, 9, timedelta(minutes=10)))
    for guild in (1, None):
        await told(manners, answering, asked("who won the world cup?", guild=guild), 200)
    await memory.put_value("written", "by now")
    [kept] = await memory.open_questions()
    assert (kept.text, kept.guild, kept.reason.value) == ("who won the world cup?", 1, "abstention")
    assert kept.asker not in ("", "42")
