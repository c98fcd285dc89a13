"""The gateway's protocol itself, spoken without discord.py: what is wrong is closed with Discord's codes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.standin import StandIn

pytestmark = pytest.mark.asyncio
Socket = aiohttp.ClientWebSocketResponse


@pytest_asyncio.fixture
async def socket(standin: StandIn) -> AsyncIterator[Socket]:
    """A connection that has been greeted."""
    async with aiohttp.ClientSession() as session, session.ws_connect(standin.gateway_url) as connected:
        assert (await connected.receive_json())["op"] == 10
        yield connected


def identify(standin: StandIn, **more: Any) -> dict[str, Any]:
    return {"op": 2, "d": {"token": standin.token, "intents": 1, "shard": [0, 1]} | more}


async def code(socket: Socket) -> int | None:
    """The code with which the gateway closes, whatever it says before."""
    async for _ in socket:
        pass
    return socket.close_code


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        ({"op": 99}, 4001),
        ({"op": 3, "d": {}}, 4003),
        ({"op": 2, "d": {"token": "wrong", "intents": 0}}, 4004),
        ({"shard": [1, 1]}, 4010),
        ({"intents": 1 << 40}, 4013),
        ({"intents": 1 << 1}, 4014),
    ],
    ids=str,
)
async def test_what_is_wrong_is_closed(frame: dict[str, Any], expected: int, standin: StandIn, socket: Socket) -> None:
    """Each with its code."""
    await socket.send_json(frame if "op" in frame else identify(standin, **frame))
    assert await code(socket) == expected


async def test_nonsense_is_closed(socket: Socket) -> None:
    """What is no JSON: 4002."""
    await socket.send_str("{")
    assert await code(socket) == 4002


async def test_two_identifies_are_one_too_many(standin: StandIn, socket: Socket) -> None:
    """4005."""
    await socket.send_json(identify(standin))
    await socket.send_json(identify(standin))
    assert await code(socket) == 4005


async def test_a_flood_is_closed(standin: StandIn, socket: Socket) -> None:
    """More than 120 frames a minute: 4008."""
    for _ in range(121):
        await socket.send_json({"op": 1, "d": None})
    assert await code(socket) == 4008


async def test_events_are_numbered_and_sent_again(standin: StandIn, socket: Socket) -> None:
    """READY is the first; RESUME from there gives all that followed, and then RESUMED."""
    await socket.send_json(identify(standin))
    ready, guild = await socket.receive_json(), await socket.receive_json()
    assert [(event["t"], event["s"]) for event in (ready, guild)] == [("READY", 1), ("GUILD_CREATE", 2)]
    async with aiohttp.ClientSession() as session, session.ws_connect(ready["d"]["resume_gateway_url"]) as again:
        await again.receive_json()
        resumed = {"token": standin.token, "session_id": ready["d"]["session_id"], "seq": 1}
        await again.send_json({"op": 6, "d": resumed})
        events = [await again.receive_json() for _ in range(2)]
        assert [(event["t"], event["s"]) for event in events] == [("GUILD_CREATE", 2), ("RESUMED", 3)]


async def test_leaving_for_good_ends_the_session(standin: StandIn, socket: Socket) -> None:
    """A bot that closes with 1000 cannot resume: op 9 with false."""
    await socket.send_json(identify(standin))
    session_id = (await socket.receive_json())["d"]["session_id"]
    await socket.close(code=1000)
    async with aiohttp.ClientSession() as session, session.ws_connect(standin.gateway_url) as again:
        await again.receive_json()
        await again.send_json({"op": 6, "d": {"token": standin.token, "session_id": session_id, "seq": 1}})
        assert await again.receive_json() == {"op": 9, "d": False}
