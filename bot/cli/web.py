"""`desk`: the pages for curators, on somebody's own machine."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import webbrowser
from contextlib import suppress

import click
from msgspec.structs import replace

from bot import app
from bot.cli.curate import whoever_types
from bot.cli.options import configured
from bot.cli.wiring import build_serving, web_server_of
from bot.config import Config, Web
from bot.service.memory import Memory

_READY = """The desk is open at {url}, for this machine alone. This link lets you in, once, within five minutes:

  {link}

Ctrl-C closes it."""


@click.command("desk")
@click.option("--port", default=8090, show_default=True, type=click.IntRange(1, 65535), help="Where it is opened.")
@click.option("--no-browser", is_flag=True, help="Print the link, and open nothing.")
@configured
def curate_here(config: Config, port: int, *, no_browser: bool) -> None:
    """Read the record in a browser, and quote from it: the curators' pages, for this machine alone.

    \b
    Example: ontherecord desk --knowledge knowledge
    """
    config = replace(config, web=Web(f"127.0.0.1:{port}"))
    memory = app.build_memory(config)
    serving = build_serving(config, memory)
    # without a screen, a browser would open in this very terminal
    has_screen = sys.platform in ("darwin", "win32") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
    with serving.reloading, suppress(KeyboardInterrupt):
        asyncio.run(_served(config, serving, memory, opens=not no_browser and has_screen))


async def _served(config: Config, serving: app.Serving, memory: Memory, *, opens: bool) -> None:
    """Serve the pages until a signal."""
    stop = asyncio.Event()
    with suppress(NotImplementedError):  # on Windows, Ctrl-C cancels this task
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with memory, web_server_of(config, serving, memory) as server:
        link = server.link_for(whoever_types())
        click.echo(_READY.format(url=server.origin.url, link=link))
        if opens:
            await asyncio.to_thread(webbrowser.open, link)
        await stop.wait()
