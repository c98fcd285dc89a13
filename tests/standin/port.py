"""The port on this machine where the stand-in listens."""

from __future__ import annotations

from aiohttp import web

HOST = "127.0.0.1"


class Port:
    """A web application on a port, which keeps its number over pauses; 0 takes any that is free."""

    def __init__(self, application: web.Application, number: int = 0) -> None:
        self.number = number
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
        self._site: web.TCPSite | None = None

    async def open(self) -> None:
        if self._runner.server is None:
            await self._runner.setup()
        self._site = web.TCPSite(self._runner, HOST, self.number)
        await self._site.start()
        self.number = self._runner.addresses[0][1]

    async def pause(self) -> None:
        """Cuts all connections and refuses new ones, until `open`."""
        if self._site is not None:
            await self._site.stop()
        for connection in list(self._runner.server.connections if self._runner.server else ()):
            connection.force_close()

    async def close(self) -> None:
        await self._runner.cleanup()
