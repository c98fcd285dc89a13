"""What every request must be, and what every response says, before any page is made: who is asked, and from where."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from aiohttp import web

PAGE_BYTES = 256 * 1024
FILE_BYTES = 5_100_000  # of an import, with what a form puts around it

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

_SAFE = frozenset({"GET", "HEAD"})
_PORTS = {"http": 80, "https": 443}
_OF_THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")
_SECURE_FOR = "max-age=31536000"


@dataclass(frozen=True, slots=True)
class PageOrigin:
    """Where the pages are: `url` for people, and the values of the Host header by which they may be asked for."""

    url: str
    hosts: frozenset[str]

    @classmethod
    def of(cls, listen: str, url: str | None = None) -> Self:
        """Return where pages are that are served at `listen` (127.0.0.1:8090), and reached at `url` if there is one."""
        if url:
            parts = urlsplit(url)
            port = parts.port or _PORTS[parts.scheme]
            standard = {str(parts.hostname)} if port == _PORTS[parts.scheme] else set()
            return cls(f"{parts.scheme}://{parts.netloc}", frozenset({*standard, f"{parts.hostname}:{port}"}))
        host, _, port_text = listen.rpartition(":")
        names = {*_OF_THIS_MACHINE, host.lower()}
        hosts = {f"{name}:{port_text}" for name in names} | (names if port_text == "80" else set())
        return cls(f"http://{host}:{port_text}", frozenset(hosts))

    @property
    def is_secure(self) -> bool:
        return self.url.startswith("https:")

    @property
    def origins(self) -> frozenset[str]:
        """The values of the Origin header of our own pages."""
        scheme = urlsplit(self.url).scheme
        return frozenset(f"{scheme}://{host}" for host in self.hosts)


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Hardening:
    """Middleware that looks at a request before anything else does, and puts the headers on every response."""

    def __init__(self, origin: PageOrigin, file_paths: frozenset[str] = frozenset()) -> None:
        self._origin = origin
        self._file_paths = file_paths
        self._headers = {**HEADERS, **({"Strict-Transport-Security": _SECURE_FOR} if origin.is_secure else {})}

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse what was led here by another name, was sent by another site, or is too long."""
        try:
            response = self.refusal(request) or await handler(request)
        except web.HTTPException as error:
            error.headers.update(self._headers)
            error.headers.setdefault("Cache-Control", "no-store")
            raise
        if not response.prepared:  # a stream of events has sent its own
            response.headers.update(self._headers)
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    @property
    def headers(self) -> dict[str, str]:
        """What a response that is streamed has to send itself."""
        return {**self._headers, "Cache-Control": "no-store"}

    def refusal(self, request: web.Request) -> web.Response | None:
        if request.headers.get("Host", "").lower() not in self._origin.hosts:
            return web.Response(status=421, text=f"These pages are at {self._origin.url} and nowhere else.\n")
        if request.method not in _SAFE and not self.is_own(request):
            return web.Response(status=403, text="This was sent by another site, so nothing was done.\n")
        most = FILE_BYTES if request.path in self._file_paths else PAGE_BYTES
        if request.body_exists and request.content_length is None:
            return web.Response(status=411, text="Say how long it is (Content-Length).\n")
        if (request.content_length or 0) > most:
            return web.Response(status=413, text=f"That is longer than the {most // 1024:,} KB that are read here.\n")
        return None

    def is_own(self, request: web.Request) -> bool:
        """Return whether one of our own pages sent it.

        A browser that is told to send no referrer says "null" of the origin of a form, so where it says which kind of
        site sent it (Sec-Fetch-Site), that decides.
        """
        site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
        is_ours = origin in self._origin.origins
        return is_ours if site is None else site == "same-origin" and (is_ours or origin in (None, "null"))
