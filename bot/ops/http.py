"""A few pages over HTTP, for this machine alone."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from bot.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A text of a kind, for 200 or, where it is not well, for 503."""

    body: str
    kind: str = "application/json"
    is_well: bool = True

    @classmethod
    def of(cls, found: Mapping[str, Any], *, is_well: bool = True) -> Endpoint:
        return cls(json.dumps(found, ensure_ascii=False, indent=2) + "\n", is_well=is_well)


MakeEndpoint = Callable[[], Endpoint | Awaitable[Endpoint]]
Pages = Mapping[str, MakeEndpoint]


class HttpServer:
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


def _serving(make: MakeEndpoint) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def serve(_: web.Request) -> web.Response:
        made = make()
        page = await made if isinstance(made, Awaitable) else made
        status = 200 if page.is_well else 503
        return web.Response(text=page.body, status=status, headers={"Content-Type": page.kind})

    return serve
