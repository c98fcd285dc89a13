"""`desk`, and the same pages in `run`: they are there as long as the program runs."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from bot.cli import init
from tests.conftest import call
from tests.discord_app.processes import PATIENCE_S, Processes, ended
from tests.ports import free_port
from tests.standin import StandIn


def status_of(port: int, is_over: Callable[[], bool] = lambda: False) -> int:
    """What the pages answer to whoever is not signed in, once they are there; 0 where it is over before."""
    until_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < until_s and not is_over():
        try:
            with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as response:
                return int(response.status)
        except HTTPError as refusal:
            return refusal.code
        except (URLError, OSError):
            time.sleep(0.05)
    return 0


def test_the_desk_is_open_until_it_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It prints a link that lets in."""
    list(init.make(tmp_path / "bot"))
    monkeypatch.chdir(tmp_path / "bot")
    port, found, over = free_port(), list[int](), threading.Event()

    def stop_when_open() -> None:
        found.append(status_of(port, over.is_set))
        if not over.is_set():
            os.kill(os.getpid(), signal.SIGTERM)

    visiting = threading.Thread(target=stop_when_open)
    visiting.start()
    try:
        result = call("desk", "--port", str(port), "--no-browser", "--config", "config.yaml")
    finally:
        over.set()
        visiting.join()
    assert found == [401]
    assert f"http://127.0.0.1:{port}/signing-in/" in result.output


async def test_they_run_beside_the_bot(tmp_path: Path) -> None:
    """With web.listen, in the same process; a signal ends both."""
    port = free_port()
    async with StandIn() as discord:
        processes = Processes(discord, tmp_path)
        process = await processes.start(settings=f"logs: {{form: text}}\nweb: {{listen: '127.0.0.1:{port}'}}\n")
        try:
            assert await asyncio.to_thread(status_of, port) == 401
            await discord.connected()
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            code, _ = await ended(process)
            assert code == 0
        finally:
            await processes.end()
