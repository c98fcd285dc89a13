"""A few pages over HTTP, for this machine alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.errors import ConfigError
from bot.ops.pages import Page, Pages


class Server:
    """Serves pages, made anew for each request, at `listen` (127.0.0.1:9464) while the `async with` block lasts."""

    def __init__(self, listen: str, pages: Pages) -> None:
        self._listen = listen
        self._pages = pages
        self._runner = web.AppRunner(self._application(), access_log=None, handle_signals=False)

    async def __aenter__(self) -> Self:
        """Raises ConfigError where it cannot be listened there."""
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

    def _application(self) -> web.Application:
        application = web.Application()
        for path, make in self._pages.items():
            application.router.add_get(path, _serving(make))
        return application


def _serving(make: Callable[[], Page]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def serve(_: web.Request) -> web.Response:
        page = make()
        status = 200 if page.is_well else 503
        return web.Response(text=page.body, status=status, headers={"Content-Type": page.kind})

    return serve
