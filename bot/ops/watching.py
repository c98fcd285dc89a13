"""All that accompanies the running bot, in one `async with`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from bot.ops.pages import Pages
from bot.ops.watch import Watch


@asynccontextmanager
async def watching(watch: Watch, listen: str, pages: Pages) -> AsyncIterator[None]:
    """Look at the bot once a second until the block ends; with pages unless `listen` is off. Raises ConfigError."""
    async with AsyncExitStack() as stack:
        if listen != "off":
            from bot.ops.server import Server

            await stack.enter_async_context(Server(listen, pages))
        beating = asyncio.create_task(watch.run())
        try:
            yield
        finally:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating
            watch.beat()
