"""The gateway: sessions of the bot, what they are sent, and the ways in which it can go wrong."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from aiohttp import WSMsgType, web

from tests.standin.news import News
from tests.standin.payloads import (
    application_flags,
    guild_event,
    member_payload,
    my_user_payload,
)
from tests.standin.sessions import Op, Session, Wire
from tests.standin.shapes import Json
from tests.standin.world import NO_INTENTS, PRIVILEGED, Guild, Intent, World

_KNOWN_INTENTS = (1 << 26) - 1
_PAYLOAD_BYTES = 4096


class Gateway:
    """All sessions by id. Everything sent to the bot goes through `dispatch`."""

    def __init__(self, world: World, heartbeat_interval_s: float) -> None:
        self._world = world
        self._heartbeat_interval_s = heartbeat_interval_s
        self.url = ""
        self.sessions: dict[str, Session] = {}
        self.wires: list[Wire] = []
        self.frames_in: list[Json] = []
        self.identify_count = 0
        self.acks = True
        self.news = News()

    # What a test asks for

    def live(self, shard: int | None = None) -> list[Session]:
        """Sessions that are connected now, of one shard or of all."""
        connected = (s for s in self.sessions.values() if s.wire is not None)
        return [s for s in connected if shard in (None, s.shard[0])]

    async def connected(self, shards: int = 1, timeout_s: float = 10.0) -> None:
        """Waits until so many shards are connected and have worked through all they were sent."""
        await self.news.until(
            lambda: len(self.live()) >= shards,
            timeout_s=timeout_s,
            missing=lambda: f"{len(self.live())} of {shards} shards connected; frames: {self.frames_in}",
        )
        await self.settled(timeout_s)

    async def settled(self, timeout_s: float = 10.0) -> None:
        """Waits until the bot has read every event sent so far, by asking for a heartbeat."""
        goals = [(session, session.seq) for session in self.live()]
        for session, _ in goals:
            session.ask_for_heartbeat()
        await self.news.until(
            lambda: all(s.wire is None or s.seen >= goal for s, goal in goals),
            timeout_s=timeout_s,
            missing=lambda: "the bot has not read its events",
        )

    def abort(self, shard: int | None = None) -> None:
        """Cuts the TCP connection without a word."""
        self._each_wire(shard, Wire.abort)

    def hang_up(self) -> None:
        """Cuts every connection, also those without a session."""
        for wire in list(self.wires):
            wire.abort()

    def close(self, code: int, shard: int | None = None) -> None:
        """Closes with a code; the session can be resumed, where the code lets it."""
        self._each_wire(shard, lambda wire: wire.close(code))

    def ask_to_reconnect(self, shard: int | None = None) -> None:
        self._each_wire(shard, lambda wire: wire.send(Op.RECONNECT))

    def invalidate(self, *, resumable: bool, shard: int | None = None) -> None:
        """Op 9. What is not resumable is forgotten."""
        for session in self.live(shard):
            if session.wire is not None:
                session.wire.send(Op.INVALID_SESSION, resumable)
            if not resumable:
                self._forget(session)

    def silence(self, shard: int | None = None) -> None:
        """Sends nothing more over the present connections, as if they were dead; new ones work."""
        self._each_wire(shard, Wire.mute)

    @contextmanager
    def without_acks(self) -> Iterator[None]:
        self.acks = False
        yield
        self.acks = True

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

    # The wire

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=_PAYLOAD_BYTES, compress=False)
        await socket.prepare(request)
        wire = Wire(socket, request.transport)
        self.wires.append(wire)
        wire.send(Op.HELLO, {"heartbeat_interval": int(self._heartbeat_interval_s * 1000)})
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                self._receive(wire, frame.data)
        await self._part(wire)
        return socket

    async def _part(self, wire: Wire) -> None:
        await wire.finish()
        self.wires.remove(wire)
        session = wire.session
        if session is not None and session.wire is wire:
            session.wire = None
            if wire.was_left_for_good:
                self._forget(session)
        self.news.ring()

    def _receive(self, wire: Wire, text: str) -> None:
        try:
            frame = json.loads(text)
            operation = _OPERATIONS[frame["op"]]
        except (ValueError, TypeError):
            return wire.close(4002)
        except KeyError:
            return wire.close(4001)
        self.frames_in.append(frame)
        if wire.is_flooding():
            return wire.close(4008)
        if wire.session is None and frame["op"] not in _BEFORE_SESSION:
            return wire.close(4003)
        operation(self, wire, frame.get("d"))
        return self.news.ring()

    def _heartbeat(self, wire: Wire, seen: int | None) -> None:
        if wire.session is not None:
            wire.session.seen = max(wire.session.seen, seen or 0)
        if self.acks:
            wire.send(Op.HEARTBEAT_ACK)

    def _identify(self, wire: Wire, asked: Json) -> None:
        objection = self._objection(wire, asked)
        if objection:
            return wire.close(objection)
        first, count = asked.get("shard") or (0, 1)
        self.identify_count += 1
        self._drop_stale(first)
        session = Session(secrets.token_hex(16), (first, count), Intent(asked["intents"]), wire)
        self.sessions[session.id] = wire.session = session
        return self._greet(session)

    def _objection(self, wire: Wire, asked: Json) -> int | None:
        """The close code that an IDENTIFY deserves, if any."""
        intents = asked.get("intents", -1)
        shard, count = asked.get("shard") or (0, 1)
        objections = {
            4005: wire.session is not None,
            4004: asked.get("token") != self._world.application.token,
            4010: not 0 <= shard < count,
            4013: not 0 <= intents <= _KNOWN_INTENTS,
            4014: intents & PRIVILEGED & ~self._world.application.privileged,
        }
        return next((code for code, applies in objections.items() if applies), None)

    def _drop_stale(self, shard: int) -> None:
        for session in [s for s in self.sessions.values() if s.shard[0] == shard and s.wire is None]:
            self._forget(session)

    def _greet(self, session: Session) -> None:
        guilds = [guild for guild in self._world.bot_guilds() if session.covers(guild.id)]
        application = self._world.application
        ready: Json = {
            "v": 10,
            "user": my_user_payload(self._world),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": list(session.shard),
            "application": {"id": str(application.id), "flags": application_flags(application)},
        }
        session.tell("READY", ready)
        for guild in guilds:
            self._tell_guild(session, guild)

    def _tell_guild(self, session: Session, guild: Guild) -> None:
        if Intent.GUILDS in session.intents:
            members = Intent.GUILD_MEMBERS in session.intents
            event = guild_event(self._world, guild, with_members=members)
            session.tell("GUILD_CREATE", event)

    def tell_guild(self, guild: Guild) -> None:
        """Tells the bot of a guild that it has just been added to."""
        for session in self.sessions.values():
            if session.covers(guild.id):
                self._tell_guild(session, guild)

    def _resume(self, wire: Wire, asked: Json) -> None:
        if asked.get("token") != self._world.application.token:
            return wire.close(4004)
        session = self.sessions.get(asked.get("session_id", ""))
        if session is None or not session.can_replay(asked.get("seq") or 0):
            return wire.send(Op.INVALID_SESSION, False)
        session.wire, wire.session = wire, session
        return session.replay(asked.get("seq") or 0)

    def _members(self, wire: Wire, asked: Json) -> None:
        """Answers a member query at once and in one chunk."""
        guild_id = int(asked["guild_id"])
        wanted = {int(i) for i in asked.get("user_ids") or ()}
        names = (asked.get("query") or "").lower()
        ids = [
            i
            for i in self._world.members[guild_id]
            if (i in wanted if wanted else self._world.users[i].name.lower().startswith(names))
        ][: asked.get("limit") or None]
        members = [member_payload(self._world, guild_id, i) for i in ids]
        chunk: Json = {"guild_id": str(guild_id), "members": members, "chunk_index": 0, "chunk_count": 1}
        if wire.session is not None:
            told = chunk | {"not_found": [], "nonce": asked.get("nonce")}
            wire.session.tell("GUILD_MEMBERS_CHUNK", told)

    def _note(self, wire: Wire, asked: Any) -> None:
        """Presence and voice updates are recorded and have no effect."""

    def _forget(self, session: Session) -> None:
        self.sessions.pop(session.id, None)

    def _each_wire(self, shard: int | None, act: Callable[[Wire], None]) -> None:
        for session in self.live(shard):
            if session.wire is not None:
                act(session.wire)


_OPERATIONS: Mapping[int, Callable[[Gateway, Wire, Any], None]] = {
    Op.HEARTBEAT: Gateway._heartbeat,
    Op.IDENTIFY: Gateway._identify,
    Op.PRESENCE: Gateway._note,
    Op.VOICE: Gateway._note,
    Op.RESUME: Gateway._resume,
    Op.MEMBERS: Gateway._members,
}
_BEFORE_SESSION = frozenset({Op.HEARTBEAT, Op.IDENTIFY, Op.RESUME})
