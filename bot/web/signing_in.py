"""Who is at the other end: one-time links, a signed cookie, and whether its curator may still curate."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64Error
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import cached_property

from aiohttp import web
from cachetools import TTLCache

from bot.core.curation.requests import Curator
from bot.service.memory import Memory

LINK_FOR = timedelta(minutes=5)
SESSION_FOR = timedelta(hours=12)
_LOOKED_UP_FOR_S = 60.0
_MOST = 500
_DIGEST_BYTES = 32

WhyNot = Callable[[Curator], Awaitable[str]]


class OneTimeLinks:
    """Codes that let one curator in, once, within five minutes; they are forgotten at a restart."""

    def __init__(self, now: Callable[[], datetime], lifetime: timedelta = LINK_FOR) -> None:
        self._codes = TTLCache[str, Curator](_MOST, lifetime.total_seconds(), lambda: now().timestamp())

    def make(self, curator: Curator) -> str:
        """Return a code for this curator."""
        code = secrets.token_urlsafe(24)
        self._codes[_digest(code)] = curator
        return code

    def holder(self, code: str) -> Curator | None:
        """Return whom a code would let in, without using it up: programs look at links before people do."""
        return self._codes.get(_digest(code))

    def take(self, code: str) -> Curator | None:
        """Return whom a code lets in; None where it was used before, is too old, or never was one."""
        return self._codes.pop(_digest(code), None)


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()


class BrowserSessions:
    """Signed cookies that name a curator for twelve hours; the memory's key signs them, so they outlive a restart."""

    def __init__(self, memory: Memory, *, is_secure: bool) -> None:
        self._memory = memory
        self._is_secure = is_secure
        self.name = "__Host-ontherecord" if is_secure else "ontherecord"

    @cached_property
    def _key(self) -> bytes:
        return hmac.digest(self._memory.digests.key, b"session of a browser", "sha256")

    def signed(self, curator: Curator) -> str:
        """Return the value of a cookie for a curator."""
        ends_at = int((self._memory.now() + SESSION_FOR).timestamp())
        said = json.dumps([curator.id, curator.name, ends_at]).encode()
        return urlsafe_b64encode(hmac.digest(self._key, said, "sha256") + said).decode()

    def read(self, value: str) -> Curator | None:
        """Return whom a cookie names; None where it was not signed here, or has ended."""
        try:
            data = urlsafe_b64decode(value.encode("ascii", "replace"))
        except (NotBase64Error, ValueError):
            return None
        digest, said = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
        if not hmac.compare_digest(digest, hmac.digest(self._key, said, "sha256")):
            return None
        number, name, ends_at = json.loads(said)
        return Curator(number, name) if self._memory.now().timestamp() < ends_at else None

    def of(self, request: web.Request) -> Curator | None:
        """Return who sends a request."""
        return self.read(request.cookies.get(self.name, ""))

    def begin(self, response: web.StreamResponse, curator: Curator) -> None:
        """Let the browser send a curator's cookie from now on."""
        self._set(response, self.signed(curator), round(SESSION_FOR.total_seconds()))

    def end(self, response: web.StreamResponse) -> None:
        self._set(response, "", 0)

    def _set(self, response: web.StreamResponse, value: str, seconds: int) -> None:
        response.set_cookie(
            self.name, value, max_age=seconds, path="/", secure=self._is_secure, httponly=True, samesite="Strict"
        )


async def anybody(_: Curator) -> str:
    """Return that whoever was let in may curate: on somebody's own machine, nobody else is there to ask."""
    return ""


class Rights:
    """Whether a curator may still curate: looked up at every write, and for reading once a minute."""

    def __init__(self, why_not: WhyNot) -> None:
        self._why_not = why_not
        self._known = TTLCache[int, str](_MOST, _LOOKED_UP_FOR_S)

    async def why_not(self, curator: Curator, *, is_write: bool) -> str:
        """Return why they may not; "" if they may."""
        reason = None if is_write else self._known.get(curator.id)
        if reason is None:
            reason = self._known[curator.id] = await self._why_not(curator)
        return reason
