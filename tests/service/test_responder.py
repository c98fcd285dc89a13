"""Whatever a request came by, it is responded to the same way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Question
from bot.core.records import SentReply
from bot.service.answering import Answering, Journal, Reply
from bot.service.memory import Memory
from bot.service.responder import (
    Audience,
    Help,
    Limits,
    RateLimiter,
    ReplyLog,
    Request,
    Responder,
    Response,
    Surface,
    Wait,
)

SURE, OTHER, NOTHING = "How much does a PhD matter?", "Should I do a Master's degree?", "who won the world cup?"


def responder(answering: Answering, memory: Memory, members: int = 9, channels: int = 9) -> Responder:
    limits = Limits(members, channels, timedelta(minutes=10))
    return Responder(answering, Journal(), ReplyLog(memory, limits.repeat), limits, lambda: 0.0)


def request(audience: Audience, text: str = SURE, message: int = 100) -> Request:
    return Request(Surface.COMMAND, 1, 7, 42, Question(text), message, audience)


async def responded(to: Responder, *requests: Request) -> Response:
    """Each is sent and remembered; the response to the last."""
    for number, one in enumerate(requests):
        async with to.responding(one) as response:
            to.remember(response, 200 + number)
    return response


@pytest.mark.parametrize(
    ("audience", "text", "is_said", "is_private", "is_kept"),
    [
        (Audience.ALL, SURE, True, False, False),
        (Audience.ALL, NOTHING, True, False, True),
        (Audience.ANSWERS, SURE, True, False, False),
        (Audience.ANSWERS, NOTHING, True, True, True),
        (Audience.ANSWERS_ONLY, SURE, True, False, False),
        (Audience.ANSWERS_ONLY, NOTHING, False, False, False),
        (Audience.ASKER, SURE, True, True, False),
        (Audience.ASKER, NOTHING, True, True, False),
    ],
)
async def test_who_sees_what(
    audience: Audience, text: str, is_said: bool, is_private: bool, is_kept: bool, answering: Answering, memory: Memory
) -> None:
    """An answer, and none; what could have been answered to all and was not is kept for the moderators."""
    response = await responded(responder(answering, memory), request(audience, text))
    assert (isinstance(response.content, Reply), response.is_private) == (is_said, is_private)
    await memory.put_value("written", "by now")
    assert bool(await memory.open_questions()) == is_kept
    is_public_answer = text == SURE and not is_private
    assert bool(await memory.reply_in(200)) == (is_public_answer or (is_said and not is_private))


@pytest.mark.parametrize("audience", [Audience.ALL, Audience.ANSWERS, Audience.ANSWERS_ONLY])
async def test_the_same_question_gets_a_pointer(audience: Audience, answering: Answering, memory: Memory) -> None:
    """For everybody where a message asked, for its asker alone where a command did."""
    first, again = request(audience), request(audience, SURE.lower(), 101)
    response = await responded(responder(answering, memory), first, again)
    assert isinstance(response.content, SentReply)
    assert response.content.answer_messages == (200,)
    assert response.is_private == (audience is Audience.ANSWERS)


async def test_in_private_it_is_answered_again(answering: Answering, memory: Memory) -> None:
    response = await responded(responder(answering, memory), request(Audience.ASKER), request(Audience.ASKER))
    assert isinstance(response.content, Reply)


@pytest.mark.parametrize(
    ("audience", "kind", "is_private"),
    [
        (Audience.ALL, Wait, False),
        (Audience.ANSWERS, Reply, True),
        (Audience.ANSWERS_ONLY, type(None), False),
        (Audience.ASKER, Reply, True),
    ],
)
async def test_a_channel_that_had_its_share(
    audience: Audience, kind: type, is_private: bool, answering: Answering, memory: Memory
) -> None:
    """A message is told to wait, a command answered in private; neither is remembered."""
    busy = responder(answering, memory, channels=1)
    response = await responded(busy, request(Audience.ALL, OTHER), request(audience, SURE, 101))
    assert (type(response.content), response.is_private, response.outcome) == (kind, is_private, None)


@pytest.mark.parametrize("audience", [*Audience])
async def test_a_member_who_asks_too_much(audience: Audience, answering: Answering, memory: Memory) -> None:
    """Is told for how long to wait; what nobody put to the bot is not counted."""
    strict = responder(answering, memory, members=1)
    response = await responded(strict, request(Audience.ALL), request(audience, OTHER, 101))
    is_free = audience is Audience.ANSWERS_ONLY
    assert (response.content == Wait(60.0)) != is_free


async def test_without_words_it_is_explained_once_an_hour(answering: Answering, memory: Memory) -> None:
    """How to ask; then nothing."""
    patient = responder(answering, memory)
    assert isinstance((await responded(patient, request(Audience.ALL, ""))).content, Help)
    assert (await responded(patient, request(Audience.ALL, ""))).content is None


def test_who_looks_up_may_do_so_more_often_than_ask(answering: Answering, memory: Memory) -> None:
    """Five times as often, questions counted; who may ask no more may still look up."""
    to = responder(answering, memory, members=2)
    look = Request(Surface.QUOTE, 1, 7, 42)
    assert [bool(to.wait(request(Audience.ALL))) for _ in range(3)] == [False, False, True]
    assert [bool(to.wait(look)) for _ in range(9)] == [False] * 8 + [True]
    assert isinstance(to.wait(look), Response)
    assert to.wait(Request(Surface.QUOTE, 1, 7, 43)) is None


def test_looking_up_uses_up_no_questions(answering: Answering, memory: Memory) -> None:
    """But for whoever looks up without end."""
    to = responder(answering, memory, members=2)
    looks = [Request(surface, 1, 7, 42) for surface in (Surface.QUOTE, Surface.TOPIC, Surface.BUTTON) * 3]
    assert not any(map(to.wait, looks))
    assert to.wait(request(Audience.ALL)) is None
    assert to.wait(request(Audience.ALL)) is not None


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 40)), max_size=60), st.integers(1, 4))
def test_no_minute_sees_more_than_it_may(steps: list[tuple[int, float]], most: int) -> None:
    """Whoever comes when: within any minute at most so many get through, and the wait that is told suffices."""
    clock, through = Clock(), dict[int, list[float]]()
    limiter = RateLimiter(most, clock)
    for who, later_s in steps:
        clock.seconds += later_s
        wait_s = limiter.acquire(who)
        within = [moment for moment in through.setdefault(who, []) if moment > clock.seconds - 60]
        assert (wait_s == 0) == (len(within) < most)
        if wait_s:
            assert within[-most] + 60 <= clock.seconds + wait_s + 1e-6
        else:
            through[who].append(clock.seconds)


def test_people_who_are_gone_are_forgotten() -> None:
    """A year of passers-by takes no memory."""
    clock = Clock()
    limiter = RateLimiter(1, clock)
    for who in range(1000):
        limiter.acquire(who)
    clock.seconds = 61
    limiter.acquire(-1)
    assert len(limiter._uses) == 1
