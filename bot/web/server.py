"""The server of the pages: who is let in, what a mistake looks like, and events when the knowledge changes."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.core.curation.requests import Curator
from bot.core.phrases import curators
from bot.errors import ConfigError, OnTheRecordError
from bot.service.snapshots import LoadStatus
from bot.web import bringing_in, changing, phrasings, record, trying, unanswered
from bot.web.hardening import FILE_BYTES, Handler, Hardening, PageOrigin
from bot.web.signing_in import BrowserSessions, OneTimeLinks, Rights, WhyNot, anybody
from bot.web.templates import rendered, static_files
from bot.web.visits import Correct, MissingError, Visit, WebServices, version_of

_log = logging.getLogger(__name__)

_FOR_EVER = "public, max-age=31536000, immutable"  # its name changes with its content
_BEAT_S = 25.0
_CLOSING_S = 1.0

Show = Callable[[Visit], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """An address and what is shown there; with POST, what is done there. `takes_files`: it may be sent a long file."""

    method: str
    path: str
    show: Show
    takes_files: bool = False


# What is shown at which address.
ROUTES = (
    Route("GET", "/", record.interviews),
    Route("GET", "/record/{source}", record.interview),
    Route("GET", "/record/{source}/turn/{number}", record.turn_sentences),
    Route("GET", "/record/{source}/quote", record.mark),
    Route("GET", "/quote/{source}/{quote}", changing.shown_quote),
    Route("GET", "/topics", phrasings.topics),
    Route("GET", "/asking", phrasings.prompt),
    Route("POST", "/asking", phrasings.sift),
    Route("POST", "/asking/take", phrasings.take),
    Route("GET", "/try", trying.tried),
    Route("POST", "/try", trying.judge),
    Route("GET", "/figures", trying.figures),
    Route("GET", "/unanswered", unanswered.groups),
    Route("POST", "/unanswered", unanswered.settle),
    Route("POST", "/unanswered/back", unanswered.take_back),
    Route("POST", "/unanswered/drop", unanswered.drop),
    Route("GET", "/unanswered/list", unanswered.export),
    Route("GET", "/change/{kind}", changing.begin),
    Route("POST", "/change/{kind}", changing.preview),
    Route("POST", "/confirm/{kind}", changing.confirm),
    Route("GET", "/impact/{key}", changing.impact),
    Route("GET", "/import", bringing_in.choose),
    Route("POST", "/import", bringing_in.receive, takes_files=True),
    Route("POST", "/import/read", bringing_in.read),
    Route("POST", "/import/write", bringing_in.write),
    Route("GET", "/history", changing.history),
)


class Events:
    """Tells every open page when the knowledge has changed, as server-sent events."""

    def __init__(self, status: Callable[[], LoadStatus]) -> None:
        self._status = status
        self._listening: set[asyncio.Queue[str]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def open(self) -> None:
        self._loop = asyncio.get_running_loop()

    def hear(self, status: LoadStatus) -> None:
        """Tell of a new status; callable from any thread."""
        if self._loop:
            with suppress(RuntimeError):  # it has been closed
                self._loop.call_soon_threadsafe(self._tell, version_of(status))

    def close(self) -> None:
        self._tell("")

    def _tell(self, version: str) -> None:
        for queue in self._listening:
            queue.put_nowait(version)

    async def stream(self, request: web.Request, headers: dict[str, str]) -> web.StreamResponse:
        """Send the version of the knowledge now, and again whenever it changes, until the page or the server closes."""
        response = web.StreamResponse(headers={**headers, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        queue = asyncio.Queue[str]()
        queue.put_nowait(version_of(self._status()))
        self._listening.add(queue)
        try:
            while version := await self.next_version(queue):
                await response.write(f"event: knowledge\ndata: {version}\n\n".encode() if version != "." else b":\n\n")
        except ConnectionError:
            pass  # the page was closed
        finally:
            self._listening.discard(queue)
        return response

    async def next_version(self, queue: asyncio.Queue[str]) -> str:
        """Return the next version, "." where nothing has come for a while, "" at the end."""
        try:
            return await asyncio.wait_for(queue.get(), _BEAT_S)
        except TimeoutError:
            return "."


class WebServer:
    """Serves the pages at `listen` (127.0.0.1:8090) while the `async with` block lasts; people reach them at `url`."""

    def __init__(self, listen: str, services: WebServices, url: str | None = None) -> None:
        self._listen = listen
        self.origin = PageOrigin.of(listen, url)
        self.events = Events(services.status)
        self.services = services
        self._rights = Rights(anybody)
        self._links = OneTimeLinks(services.memory.now)
        self._sessions = BrowserSessions(services.memory, is_secure=self.origin.is_secure)
        self._hardening = Hardening(self.origin, frozenset(route.path for route in ROUTES if route.takes_files))
        self._runner = web.AppRunner(
            self.application(), access_log=None, handle_signals=False, shutdown_timeout=_CLOSING_S
        )

    def connect(self, why_not: WhyNot, correct: Correct) -> None:
        """Look up whether curators still may, and correct messages that show what they withdraw."""
        self._rights = Rights(why_not)
        self.services.correct = correct

    def link_for(self, curator: Curator) -> str:
        """Return an address that lets this curator in, once."""
        return f"{self.origin.url}/signing-in/{self._links.make(curator)}"

    async def __aenter__(self) -> Self:
        """Start to listen. Raises ConfigError where that cannot be done."""
        host, _, port = self._listen.rpartition(":")
        self.events.open()
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host.strip("[]"), int(port)).start()
        except (OSError, OverflowError) as error:
            await self._runner.cleanup()
            reason = getattr(error, "strerror", None) or error
            raise ConfigError(f"web.listen: {self._listen} cannot be listened at: {reason}.") from None
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.events.close()
        await self._runner.cleanup()

    def application(self) -> web.Application:
        application = web.Application(
            middlewares=[self._hardening.middleware, self.explaining], client_max_size=FILE_BYTES
        )
        add = application.router.add_route
        add("GET", "/static/{name}", self.static)
        add("GET", "/signing-in/{code}", self.ask_in)
        add("POST", "/signing-in/{code}", self.let_in)
        add("POST", "/signing-out", self.let_out)
        add("GET", "/events", self.stream)
        for route in ROUTES:
            add(route.method, route.path, self.visited(route))
        return application

    def visited(self, route: Route) -> Handler:
        async def visit(request: web.Request) -> web.StreamResponse:
            curator = self._sessions.of(request)
            if curator is None:
                return _plain("signed_out.html", 401)
            if reason := await self._rights.why_not(curator, is_write=route.method == "POST"):
                return _plain("refused.html", 403, reason=reason)
            return await route.show(Visit(request, curator, self.services, self.services.status()))

        return visit

    @web.middleware
    async def explaining(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Turn whatever goes wrong into a page that says so."""
        try:
            return await handler(request)
        except MissingError as missing:
            return _plain("refused.html", 404, reason=str(missing))
        except OnTheRecordError as error:
            return _plain("refused.html", 409, reason=str(error))
        except web.HTTPNotFound:
            return _plain("refused.html", 404, reason=curators.NO_SUCH_PAGE)
        except (web.HTTPException, asyncio.CancelledError, ConnectionError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, somebody waits for an answer
            incident = secrets.token_hex(4)
            _log.error("%s %s failed: %s", request.method, request.path, incident, exc_info=error)
            return _plain("refused.html", 500, reason=curators.PAGE_FAILED.format(incident=incident))

    async def static(self, request: web.Request) -> web.Response:
        data, kind = static_files().get(request.match_info["name"], (b"", ""))
        if not kind:
            raise web.HTTPNotFound
        return web.Response(body=data, content_type=kind, charset="utf-8", headers={"Cache-Control": _FOR_EVER})

    async def ask_in(self, request: web.Request) -> web.Response:
        """Show whom a link lets in. It is used up by the button there alone, since programs look at links as well."""
        curator = self._links.holder(request.match_info["code"])
        return _plain("signing_in.html", curator=curator) if curator else _plain("signed_out.html", 410)

    async def let_in(self, request: web.Request) -> web.Response:
        curator = self._links.take(request.match_info["code"])
        if curator is None:
            return _plain("signed_out.html", 410)
        response = web.Response(status=303, headers={"Location": "/"})
        self._sessions.begin(response, curator)
        return response

    async def let_out(self, _: web.Request) -> web.Response:
        response = _plain("signed_out.html")
        self._sessions.end(response)
        return response

    async def stream(self, request: web.Request) -> web.StreamResponse:
        if self._sessions.of(request) is None:
            return web.Response(status=401)
        return await self.events.stream(request, self._hardening.headers)


def _plain(template: str, status: int = 200, **values: object) -> web.Response:
    """Return a page without anything of the record."""
    return web.Response(text=rendered(template, **values), status=status, content_type="text/html", charset="utf-8")
