"""A few pages over HTTP, for this machine alone."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from types import TracebackType
from typing import Self

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.errors import ConfigError
from bot.ops.watch import Pages

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::\d+)?")  # as in the header of that name
_OF_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]"})


class HttpServer:
    """Serves pages, made anew for each request, at `listen` (127.0.0.1:9464) while the `async with` block lasts.

    Only to who asks for this machine by its own names: a browser that was led here by another name is refused (421).
    """

    def __init__(self, listen: str, pages: Pages) -> None:
        self._listen = listen
        self._pages = pages
        self._hosts = _OF_THIS_MACHINE | {listen.rpartition(":")[0]}
        application = web.Application(middlewares=[self._for_this_machine])
        for path in pages:
            application.router.add_get(path, self._serve)
        self._runner = web.AppRunner(application, access_log=None, handle_signals=False)

    async def __aenter__(self) -> Self:
        """Start to listen. Raises ConfigError where that cannot be done."""
        host, _, port = self._listen.rpartition(":")
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host.strip("[]"), int(port)).start()
        except (OSError, OverflowError) as error:
            await self._runner.cleanup()
            reason = getattr(error, "strerror", None) or error
            raise ConfigError(f"ops.listen: {self._listen} cannot be listened at: {reason}.") from None
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    @web.middleware
    async def _for_this_machine(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        host = _HOST.fullmatch(request.headers.get("Host", ""))
        if host is None or host[1].lower() not in self._hosts:
            raise web.HTTPMisdirectedRequest(text="Ask for localhost or 127.0.0.1: these pages are for this machine.\n")
        return await handler(request)

    async def _serve(self, request: web.Request) -> web.Response:
        made = self._pages[request.path]()
        page = await made if isinstance(made, Awaitable) else made
        headers = {"Content-Type": page.content_type}
        return web.Response(text=page.body, status=200 if page.is_well else 503, headers=headers)
