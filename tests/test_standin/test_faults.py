"""Trouble on order, and what discord.py makes of it."""

from __future__ import annotations

import time

import aiohttp
import discord
import pytest

from tests.standin import StandIn
from tests.standin.launch import running
from tests.test_standin.bots import Bot
from tests.test_standin.conftest import Raw

pytestmark = pytest.mark.asyncio
MESSAGES = r"/channels/\d+/messages$"


def channel(bot: Bot, standin: StandIn) -> discord.PartialMessageable:
    return bot.get_partial_messageable(standin.channel("general").id)


async def test_a_rate_limit_is_waited_for(standin: StandIn) -> None:
    """429 with Via: the library sleeps and sends the same nonce again."""
    standin.fault_429("POST", MESSAGES, retry_after_s=0.1)
    async with running(Bot(), standin) as bot:
        started = time.perf_counter()
        await channel(bot, standin).send("hello")
        assert time.perf_counter() - started >= 0.1
        first, second = standin.requests.to("POST", MESSAGES)
        assert (first.status, second.status) == (429, 200)
        assert first.body["nonce"] == second.body["nonce"]


async def test_a_ban_by_cloudflare_raises(standin: StandIn) -> None:
    """429 without Via."""
    standin.fault_429("POST", MESSAGES, via=False)
    async with running(Bot(), standin) as bot:
        with pytest.raises(discord.HTTPException) as refused:
            await channel(bot, standin).send("hello")
        assert refused.value.status == 429


async def test_a_503_raises_at_once(standin: StandIn) -> None:
    """And the next attempt goes through."""
    standin.fault("POST", MESSAGES, status=503)
    async with running(Bot(), standin) as bot:
        with pytest.raises(discord.DiscordServerError):
            await channel(bot, standin).send("hello")
        await channel(bot, standin).send("hello again")
        assert [request.status for request in standin.requests.to("POST", MESSAGES)] == [503, 200]


async def test_a_dropped_connection_is_not_retried(standin: StandIn) -> None:
    """Dropped before anything was done: nothing is posted."""
    standin.fault("POST", MESSAGES, drop=True)
    async with running(Bot(), standin) as bot:
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await channel(bot, standin).send("hello")
        assert standin.messages_in("general") == []
        assert standin.requests.to("POST", MESSAGES)[0].status is None


async def test_a_lost_reply_hides_what_was_done(standin: StandIn) -> None:
    """Done but not told: with the same nonce again there is still one message."""
    standin.fault("POST", MESSAGES, lose_reply=True)
    async with running(Bot(), standin) as bot:
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await channel(bot, standin).send("hello", nonce=7)
        await channel(bot, standin).send("hello", nonce=7)
        assert len(standin.messages_in("general")) == 1


async def test_a_delay_delays(standin: StandIn) -> None:
    """The answer comes later, and comes."""
    standin.fault("POST", MESSAGES, delay_s=0.1)
    async with running(Bot(), standin) as bot:
        started = time.perf_counter()
        await channel(bot, standin).send("hello")
        assert time.perf_counter() - started >= 0.1


async def test_faults_strike_one_after_the_other(standin: StandIn, raw: Raw) -> None:
    """In the order in which they were asked for, after letting some through, and are recorded."""
    standin.fault("GET", "/users/@me", after=1, times=2, status=500)
    standin.fault("GET", "/users/@me", status=502)
    standin.fault("GET", "/gateway", status=504)
    got = [(await raw("GET", "/users/@me"))[0] for _ in range(5)]
    assert got == [200, 500, 500, 502, 200]
    assert [fault.status for fault in standin.faults.struck] == [500, 500, 502]
    assert [fault.status for fault in standin.faults.pending] == [504]
    assert [request.fault.status if request.fault else None for request in standin.requests] == [
        None,
        500,
        500,
        502,
        None,
    ]


async def test_an_unknown_route_is_a_violation(standin: StandIn, raw: Raw) -> None:
    """404 with code 0, and it does not go unnoticed."""
    status, answer = await raw("GET", "/stickers/1")
    assert (status, answer["code"]) == (404, 0)
    assert "no such route" in str(standin.violations.pop())


async def test_a_failure_of_the_stand_in_is_loud(standin: StandIn, raw: Raw) -> None:
    """It answers at once, with a status that nothing retries, and it is noted."""
    standin.world.application = None
    status, _ = await raw("GET", "/gateway/bot")
    assert status == 418
    assert "BROKEN" in str(standin.misfits.pop())


async def test_requests_without_token_are_refused(standin: StandIn, raw: Raw) -> None:
    """401 in Discord's own words."""
    status, answer = await raw("GET", "/users/@me", headers={"Authorization": "Bot wrong"})
    assert (status, answer) == (401, {"message": "401: Unauthorized", "code": 0})


async def test_a_request_can_be_waited_for(standin: StandIn) -> None:
    """Typing leaves no message, only a request."""
    async with running(Bot(), standin) as bot:
        async with channel(bot, standin).typing():
            request = await standin.requested("POST", "/typing$")
        assert request.status == 204
