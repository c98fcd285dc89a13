"""The gateway: the bot's sessions, what they are told, and the ways in which it can go wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from aiohttp import WSMsgType, web

from tests.standin.news import News
from tests.standin.operations import BEFORE_SESSION, OPERATIONS
from tests.standin.payloads import guild_event
from tests.standin.sessions import Op, Session, Wire
from tests.standin.shapes import Json
from tests.standin.world import NO_INTENTS, Guild, Intent, World

_PAYLOAD_BYTES = 4096


class Gateway:
    """All sessions by id. Every event for the bot goes through `dispatch`."""

    def __init__(self, world: World, heartbeat_interval_s: float) -> None:
        self.world = world
        self.url = ""
        self.sessions: dict[str, Session] = {}
        self.frames_in: list[Json] = []
        self.identify_count = 0
        self.identified: list[tuple[int, float]] = []
        """Which shard began a session, and when by the clock that only goes on."""
        self.acks = True
        self.news = News()
        self._heartbeat_interval_s = heartbeat_interval_s
        self._wires: list[Wire] = []

    # Waiting

    def live(self, shard: int | None = None) -> list[Session]:
        """Sessions that are connected now, of one shard or of all."""
        connected = (s for s in self.sessions.values() if s.wire is not None)
        return [s for s in connected if shard in (None, s.shard[0])]

    async def connected(self, shards: int = 1, timeout_s: float = 60.0) -> None:
        """Waits until so many shards are connected and have read all they were sent."""
        await self.news.until(
            lambda: len(self.live()) >= shards,
            timeout_s=timeout_s,
            missing=lambda: f"{len(self.live())} of {shards} shards connected; frames: {self.frames_in}",
        )
        await self.settled(timeout_s)

    async def settled(self, timeout_s: float = 60.0) -> None:
        """Waits until the bot has read every event sent so far, by asking for a heartbeat."""
        goals = [(session, session.seq) for session in self.live()]
        for session, _ in goals:
            session.ask_for_heartbeat()
        await self.news.until(
            lambda: all(s.wire is None or s.seen >= goal for s, goal in goals),
            timeout_s=timeout_s,
            missing=lambda: "the bot has not read its events",
        )

    # Telling

    def dispatch(
        self,
        event: str,
        payload: Json,
        *,
        guild_id: int | None,
        intent: Intent = NO_INTENTS,
        without_content: Json | None = None,
    ) -> None:
        """Sends an event to the sessions that it concerns; no guild means the first shard."""
        for session in self.sessions.values():
            if session.covers(guild_id) and intent in session.intents:
                hidden = without_content is not None and Intent.MESSAGE_CONTENT not in session.intents
                session.tell(event, without_content if hidden else payload)

    def welcome(self, guild: Guild) -> None:
        """Tells the bot of a guild that it has just been added to."""
        for session in self.sessions.values():
            if session.covers(guild.id):
                self.tell_guild(session, guild, is_new=True)

    def tell_guild(self, session: Session, guild: Guild, *, is_new: bool = False) -> None:
        """A guild that the bot was in before says of itself that it is available; a new one does not."""
        if Intent.GUILDS in session.intents:
            with_members = Intent.GUILD_MEMBERS in session.intents
            event = guild_event(self.world, guild, with_members=with_members)
            session.tell("GUILD_CREATE", event | ({} if is_new else {"unavailable": False}))

    # Trouble

    def abort(self, shard: int | None = None) -> None:
        """Cuts the TCP connection without a word."""
        self._each_wire(shard, Wire.abort)

    def hang_up(self) -> None:
        """Cuts every connection, also those without a session."""
        for wire in list(self._wires):
            wire.abort()

    def close(self, code: int, shard: int | None = None) -> None:
        """Closes with a code; the session can be resumed, where the code lets it."""
        self._each_wire(shard, lambda wire: wire.close(code))

    def ask_to_reconnect(self, shard: int | None = None) -> None:
        """Op 7."""
        self._each_wire(shard, lambda wire: wire.send(Op.RECONNECT))

    def invalidate(self, *, resumable: bool, shard: int | None = None) -> None:
        """Op 9. What is not resumable is forgotten."""
        self._each_wire(shard, lambda wire: wire.send(Op.INVALID_SESSION, resumable))
        if not resumable:
            self.forget(*self.live(shard))

    def silence(self, shard: int | None = None) -> None:
        """Sends nothing more over the present connections, as if they were dead; new ones work."""
        self._each_wire(shard, Wire.mute)

    @contextmanager
    def without_acks(self) -> Iterator[None]:
        """Heartbeats stay unanswered while events flow."""
        self.acks = False
        try:
            yield
        finally:
            self.acks = True

    def forget(self, *sessions: Session) -> None:
        """These sessions cannot be resumed any more."""
        for session in sessions:
            self.sessions.pop(session.id, None)

    def forget_disconnected(self, shard: int) -> None:
        self.forget(*(s for s in list(self.sessions.values()) if s.shard[0] == shard and s.wire is None))

    # The wire

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=_PAYLOAD_BYTES, compress=False)
        await socket.prepare(request)
        wire = Wire(socket, request.transport)
        self._wires.append(wire)
        wire.send(Op.HELLO, {"heartbeat_interval": int(self._heartbeat_interval_s * 1000)})
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                self._receive(wire, frame.data)
        await self._part(wire)
        return socket

    def _receive(self, wire: Wire, text: str) -> None:
        try:
            frame = json.loads(text)
            operation = OPERATIONS[frame["op"]]
        except (ValueError, TypeError):
            return wire.close(4002)
        except KeyError:
            return wire.close(4001)
        self.frames_in.append(frame)
        if wire.is_flooding():
            return wire.close(4008)
        if wire.session is None and frame["op"] not in BEFORE_SESSION:
            return wire.close(4003)
        operation(self, wire, frame.get("d"))
        return self.news.ring()

    async def _part(self, wire: Wire) -> None:
        await wire.finish()
        self._wires.remove(wire)
        session = wire.session
        if session is not None and session.wire is wire:
            session.wire = None
            if wire.was_left_for_good:
                self.forget(session)
        self.news.ring()

    def _each_wire(self, shard: int | None, act: Callable[[Wire], None]) -> None:
        for session in self.live(shard):
            if session.wire is not None:
                act(session.wire)
