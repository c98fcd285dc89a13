"""One session of one shard, and the wire that it is connected by."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from contextlib import suppress
from enum import IntEnum
from typing import Any

from aiohttp import web

from tests.standin.shapes import Json
from tests.standin.world import Intent

_REMEMBERED_EVENTS = 10_000
_FRAMES_A_MINUTE = 120
_LEAVING = (1000, 1001)


class Op(IntEnum):
    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE = 4
    RESUME = 6
    RECONNECT = 7
    MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Wire:
    """A websocket with a queue before it, so that anyone can send without waiting."""

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        self._socket = socket
        self._transport = transport
        self._queue: asyncio.Queue[str | int] = asyncio.Queue()
        self._pump = asyncio.create_task(self._send_all())
        self._frame_times: deque[float] = deque(maxlen=_FRAMES_A_MINUTE + 1)
        self._is_ending = False
        self._is_mute = False
        self.session: Session | None = None

    def send(self, op: Op, payload: Any = None) -> None:
        self.send_text(json.dumps({"op": op, "d": payload}))

    def send_text(self, text: str) -> None:
        if not self._is_ending and not self._is_mute:
            self._queue.put_nowait(text)

    def mute(self) -> None:
        self._is_mute = True

    def close(self, code: int) -> None:
        """Closes after all that was sent before."""
        self._queue.put_nowait(code)
        self._is_ending = True

    def abort(self) -> None:
        self._is_ending = True
        if self._transport is not None:
            self._transport.abort()

    def is_flooding(self) -> bool:
        """Notes a frame from the bot; whether that makes more than 120 within a minute."""
        self._frame_times.append(time.monotonic())
        oldest = self._frame_times[0]
        return len(self._frame_times) > _FRAMES_A_MINUTE and time.monotonic() - oldest < 60

    @property
    def was_left_for_good(self) -> bool:
        """Whether the bot itself closed with a code that ends the session."""
        return not self._is_ending and self._socket.close_code in _LEAVING

    async def finish(self) -> None:
        self._pump.cancel()
        with suppress(asyncio.CancelledError):
            await self._pump

    async def _send_all(self) -> None:
        with suppress(ConnectionError):
            while True:
                item = await self._queue.get()
                if isinstance(item, int):
                    await self._socket.close(code=item)
                    return
                await self._socket.send_str(item)


class Session:
    """What a shard has been sent since its IDENTIFY, numbered, so that it can be sent again."""

    def __init__(self, session_id: str, shard: tuple[int, int], intents: Intent, wire: Wire) -> None:
        self.id = session_id
        self.shard = shard
        self.intents = intents
        self.wire: Wire | None = wire
        self.seq = 0
        self.seen = 0
        """The last event that the bot has said to have read."""
        self._events: deque[tuple[int, str]] = deque(maxlen=_REMEMBERED_EVENTS)

    def covers(self, guild_id: int | None) -> bool:
        number, count = self.shard
        return number == ((guild_id >> 22) % count if guild_id is not None else 0)

    def tell(self, event: str, payload: Json | None) -> None:
        self.seq += 1
        text = json.dumps({"op": Op.DISPATCH, "s": self.seq, "t": event, "d": payload})
        self._events.append((self.seq, text))
        if self.wire is not None:
            self.wire.send_text(text)

    def ask_for_heartbeat(self) -> None:
        if self.wire is not None:
            self.wire.send(Op.HEARTBEAT)

    def can_replay(self, seq: int) -> bool:
        oldest = self._events[0][0] if self._events else 1
        return oldest - 1 <= seq <= self.seq

    def replay(self, seq: int) -> None:
        """Sends what came after `seq`, then RESUMED."""
        for number, text in self._events:
            if number > seq and self.wire is not None:
                self.wire.send_text(text)
        self.tell("RESUMED", {})
