"""The pages served from real files, and one real browser for all tests of a worker."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from bot import app
from bot.cli import init
from bot.cli.wiring import web_server_of
from bot.config import Config, Matching, State, Web
from bot.core.curation.requests import Curator
from bot.service.memory import Memory
from bot.web.server import WebServer
from bot.web.visits import uncorrected
from tests.ports import free_port

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
ADA = Curator(7, "Ada")
PATIENCE_MS = 60_000.0  # the machine may be busy; what is there is seen at once
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser lives in one event loop, so all tests of pages run in it."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium."""
    if not Path(CHROMIUM).exists():
        pytest.skip("chromium is not installed, so it stays unproved that the pages work in a browser")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        yield launched
        await launched.close()


@dataclass
class Served:
    """Pages of a folder that may be changed. `refused`: why curators may not curate any more."""

    config: Config
    serving: app.Serving
    memory: Memory
    server: WebServer
    refused: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.server.origin.url

    @property
    def file(self) -> Path:
        return Path(str(self.config.knowledge)) / "example-2024.yaml"


@asynccontextmanager
async def serving_pages(
    folder: Path, port: int = 0, semantic: Literal["off", "static"] = "off", url: str | None = None
) -> AsyncIterator[Served]:
    """The pages of what `init` made in a folder; of another port than is served, a restart."""
    port = port or free_port()
    config = Config(
        knowledge=str(folder / "knowledge"),
        state=State(str(folder / "state")),
        matching=Matching(semantic=semantic),
        web=Web(f"127.0.0.1:{port}", url),
        watch="off",
    )
    memory = app.build_memory(config)
    serving = app.build_serving(config, memory)
    refused: list[str] = []

    async def why_not(_: Curator) -> str:
        return refused[-1] if refused else ""

    server = web_server_of(config, serving, memory)
    server.connect(why_not, uncorrected)
    async with memory, server:
        yield Served(config, serving, memory, server, refused)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bot of one's own, as `init` makes it."""
    list(init.make(tmp_path / "bot"))
    return tmp_path / "bot"


@pytest_asyncio.fixture(loop_scope="session")
async def served(folder: Path) -> AsyncIterator[Served]:
    async with serving_pages(folder) as pages:
        yield pages


async def patient_context(browser: Browser, **options: Any) -> BrowserContext:
    """A browser of one's own that waits as long as `expect` does."""
    context = await browser.new_context(**options)
    context.set_default_timeout(PATIENCE_MS)
    return context


Opened = Callable[..., AbstractAsyncContextManager[Page]]


@asynccontextmanager
async def signed_in(browser: Browser, served: Served, curator: Curator = ADA, **options: object) -> AsyncIterator[Page]:
    """A page of a browser of one's own, signed in; whatever a script complains of fails the test."""
    context = await patient_context(browser, **options)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    await page.goto(served.server.link_for(curator))
    await page.get_by_role("button", name="Open").click()
    try:
        yield page
    finally:
        await context.close()
    assert complaints == []
