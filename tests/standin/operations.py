"""What the bot may send over the gateway, and what Discord does about it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tests.standin.payloads import application_flags, member_payload, my_user_payload
from tests.standin.sessions import Op, Session, Wire
from tests.standin.shapes import Json
from tests.standin.world import PRIVILEGED, Intent, World

if TYPE_CHECKING:
    from tests.standin.gateway import Gateway

_KNOWN_INTENTS = (1 << 26) - 1


def heartbeat(gateway: Gateway, wire: Wire, seen: int | None) -> None:
    if wire.session is not None:
        wire.session.seen = max(wire.session.seen, seen or 0)
    if gateway.acks:
        wire.send(Op.HEARTBEAT_ACK)


def identify(gateway: Gateway, wire: Wire, asked: Json) -> None:
    """A new session, which is told READY and its guilds; or the close code that the request deserves."""
    objection = _objection(gateway.world, wire, asked)
    if objection:
        return wire.close(objection)
    shard = tuple(asked.get("shard") or (0, 1))
    gateway.identify_count += 1
    gateway.identified.append((shard[0], time.monotonic()))
    gateway.forget_disconnected(shard[0])
    session = Session(secrets.token_hex(16), (shard[0], shard[1]), Intent(asked["intents"]), wire)
    gateway.sessions[session.id] = wire.session = session
    guilds = [guild for guild in gateway.world.bot_guilds() if session.covers(guild.id)]
    session.tell("READY", _ready(gateway, session) | {"guilds": [_unavailable(guild.id) for guild in guilds]})
    for guild in guilds:
        gateway.tell_guild(session, guild)
    return None


def _objection(world: World, wire: Wire, asked: Json) -> int | None:
    intents = asked.get("intents", -1)
    shard, count = asked.get("shard") or (0, 1)
    objections = {
        4005: wire.session is not None,
        4004: asked.get("token") != world.application.token,
        4010: not 0 <= shard < count,
        4013: not 0 <= intents <= _KNOWN_INTENTS,
        4014: intents & PRIVILEGED & ~world.application.privileged,
    }
    return next((code for code, applies in objections.items() if applies), None)


def _ready(gateway: Gateway, session: Session) -> Json:
    application = gateway.world.application
    return {
        "v": 10,
        "user": my_user_payload(gateway.world),
        "session_id": session.id,
        "resume_gateway_url": gateway.url,
        "shard": [*session.shard],
        "application": {"id": str(application.id), "flags": application_flags(application)},
    }


def _unavailable(guild_id: int) -> Json:
    return {"id": str(guild_id), "unavailable": True}


def resume(gateway: Gateway, wire: Wire, asked: Json) -> None:
    """Goes on with a session and sends what was missed; op 9 where that is not possible."""
    if asked.get("token") != gateway.world.application.token:
        return wire.close(4004)
    session = gateway.sessions.get(asked.get("session_id", ""))
    if session is None or not session.can_replay(asked.get("seq") or 0):
        return wire.send(Op.INVALID_SESSION, False)
    session.wire, wire.session = wire, session
    return session.replay(asked.get("seq") or 0)


def members(gateway: Gateway, wire: Wire, asked: Json) -> None:
    """A member query, answered at once and in one chunk."""
    guild_id = int(asked["guild_id"])
    found = [member_payload(gateway.world, guild_id, i) for i in _wanted(gateway.world, guild_id, asked)]
    chunk: Json = {"guild_id": str(guild_id), "members": found, "chunk_index": 0, "chunk_count": 1}
    if wire.session is not None:
        wire.session.tell("GUILD_MEMBERS_CHUNK", chunk | {"not_found": [], "nonce": asked.get("nonce")})


def _wanted(world: World, guild_id: int, asked: Json) -> list[int]:
    """The members named by id, or whose names begin as the query says."""
    ids = {int(i) for i in asked.get("user_ids") or ()}
    beginning = (asked.get("query") or "").lower()
    found = [
        i for i in world.members[guild_id] if (i in ids if ids else world.users[i].name.lower().startswith(beginning))
    ]
    return found[: asked.get("limit") or None]


def note(gateway: Gateway, wire: Wire, asked: Any) -> None:
    """Presence and voice updates are recorded and have no effect."""


OPERATIONS: Mapping[int, Callable[[Gateway, Wire, Any], None]] = {
    Op.HEARTBEAT: heartbeat,
    Op.IDENTIFY: identify,
    Op.PRESENCE: note,
    Op.VOICE: note,
    Op.RESUME: resume,
    Op.MEMBERS: members,
}
BEFORE_SESSION = frozenset({Op.HEARTBEAT, Op.IDENTIFY, Op.RESUME})
