"""A few pages over HTTP, for this machine alone."""

from __future__ import annotations

from collections.abc import Awaitable
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.errors import ConfigError
from bot.ops.watch import Pages


class HttpServer:
    """Serves pages, made anew for each request, at `listen` (127.0.0.1:9464) while the `async with` block lasts."""

    def __init__(self, listen: str, pages: Pages) -> None:
        self._listen = listen
        self._pages = pages
        application = web.Application()
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

    async def _serve(self, request: web.Request) -> web.Response:
        made = self._pages[request.path]()
        page = await made if isinstance(made, Awaitable) else made
        headers = {"Content-Type": page.content_type}
        return web.Response(text=page.body, status=200 if page.is_well else 503, headers=headers)
