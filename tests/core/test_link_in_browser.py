"""Links opened in a real Chromium: all of the shipped knowledge, and those that another place looks like."""

from __future__ import annotations

import asyncio
import html
import json
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

import aiohttp
import pytest
from aiohttp import web

from bot.app import shipped_knowledge
from bot.core.link import PublishedPage
from bot.core.model import Quote
from bot.service.snapshots import Snapshot

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    "--window-size=800,600",
]
WAIT_MS = 10
VISIBLE = """new Promise(done => {{
  const isSeen = p => p.getBoundingClientRect().bottom > 0 && p.getBoundingClientRect().top < innerHeight;
  const seen = () => [...document.querySelectorAll('p')].filter(isSeen).map(p => p.id);
  const wait = tries => seen().length || !tries ? done(JSON.stringify(seen())) : setTimeout(wait, {wait_ms}, tries - 1);
  wait({tries}); }})"""


def page(original: str) -> str:
    """Each paragraph a screen apart from the next."""
    paragraphs = enumerate(original.split("\n"))
    body = "".join(f"<p id='{number}'>{html.escape(text)}</p>" for number, text in paragraphs if text.strip())
    return f"<!doctype html><meta charset=utf-8><style>p{{margin:0 0 1500px}}body{{padding-top:1500px}}</style>{body}"


@asynccontextmanager
async def served(text: str) -> AsyncIterator[str]:
    async def short_id(_: web.Request) -> web.Response:
        return web.Response(text=text, content_type="text/html")

    app = web.Application()
    app.router.add_get("/{tail:.*}", short_id)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


class Browser:
    """The little of the DevTools protocol that this test needs."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._calls = 0

    async def call(self, method: str, **params: object) -> dict[str, object]:
        self._calls += 1
        await self._socket.send_json({"id": self._calls, "method": method, "params": params})
        while True:
            answer = await self._socket.receive_json(timeout=60)
            if answer.get("id") == self._calls:
                return answer["result"]

    async def paragraphs_seen_at(self, url: str, patience_s: float = 30.0) -> list[str]:
        """The first that are on the screen; none where there are none for so long."""
        await self.call("Page.navigate", url="about:blank")
        await self.call("Page.navigate", url=url)
        seen = VISIBLE.format(wait_ms=WAIT_MS, tries=round(patience_s * 1000 / WAIT_MS))
        found = await self.call("Runtime.evaluate", expression=seen, awaitPromise=True)
        return json.loads(found["result"]["value"])  # type: ignore[index]


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            CHROMIUM, *FLAGS, f"--user-data-dir={profile}", "about:blank", stderr=asyncio.subprocess.DEVNULL
        )
        try:
            port = await _port(Path(profile) / "DevToolsActivePort")
            async with aiohttp.ClientSession() as session:
                async with session.get(f"http://127.0.0.1:{port}/json") as targets:
                    page_target = next(t for t in await targets.json() if t["type"] == "page")
                async with session.ws_connect(page_target["webSocketDebuggerUrl"]) as socket:
                    yield Browser(socket)
        finally:
            process.kill()
            await process.wait()


async def _port(file: Path) -> int:
    until_s = monotonic() + 60
    while monotonic() < until_s:
        if file.exists() and (lines := file.read_text().splitlines()):
            return int(lines[0])
        await asyncio.sleep(0.05)
    pytest.fail("Chromium did not start")


@pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here, so it stays unproved that the links land on their sentence"
)
async def test_every_link_lands_on_its_sentence(snapshot: Snapshot) -> None:
    """Nothing is on the screen at the page's top; at a link it is the paragraph in which the quote starts."""
    original = (shipped_knowledge() / "originals" / "alexey-grigorev-2020.txt").read_text(encoding="utf-8")
    assert snapshot.knowledge.quotes
    missed: list[str] = []
    async with served(page(original)) as base, browser() as chromium:
        assert await chromium.paragraphs_seen_at(base, patience_s=1.0) == []
        for quote in snapshot.knowledge.quotes.values():
            fragment = quote.url.split("#", 1)[1]
            if _paragraph(quote, original) not in await chromium.paragraphs_seen_at(
                f"{base}{hash(quote.id)}#{fragment}"
            ):
                missed.append(f"{quote.id}: {quote.url}")
    assert missed == []


def _paragraph(quote: Quote, original: str) -> str:
    return str(original.count("\n", 0, quote.spans[0][0]))


# Published text, what its page shows, and the words quoted: each stands behind something that looks the same.
LOOK_ALIKES = (
    ("Le café est fermé.", "Le cafe est ferme."),
    ("Le café est la.", "Le cafe\u0301 est la\u0300."),
    ("Die Straße ist naß.", "Die Strasse ist nass."),
    ("And then… well.", "And then... well."),
    ("The first office here.", "The ﬁrst ofﬁce here."),
    ("It was ABC and 12.", "It was ＡＢＣ and １２."),
    ("שלום לכלם עכשיו", "שָׁלוֹם לְכֻלָּם עַכְשָׁו"),
    ("An aeon in Lodz.", "An ÆON in Łódź."),
    ("It is unacceptable so.", "It is un\u00adacceptable so."),
    ("We had two spaces then.", "We had  two\tspaces then."),
)
SHOWN = (
    ("We had  two  spaces\tand a tab.", "We had two spaces and a tab."),
    ("It was *quite* **the** _thing_ to do.", "It was quite the thing to do."),
    ("See [my first talk](https://example.org/x) there.", "See my first talk there."),
    ("We built snake_case and mc**2 there.", "We built snake_case and mc**2 there."),
    ("It is un\u00adacceptable at all.", "It is un\u00adacceptable at all."),
    ("Ça c’est mon cafe\u0301 à moi.", "Ça c’est mon cafe\u0301 à moi."),
    ("עַכְשָׁו אֲנִי כָּאן", "עַכְשָׁו אֲנִי כָּאן"),
)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here, so it stays unproved that look-alikes are passed by")
async def test_links_land_behind_what_looks_the_same() -> None:
    """Not on the paragraph before, which the browser takes for the same; and without marks that no page shows."""
    missed: list[str] = []
    async with browser() as chromium:
        for words, earlier in LOOK_ALIKES:
            text = f"Once, {earlier} So.\nTwice, {words} So."
            missed += await _missed(chromium, text, page(text), words, text.index("Twice"))
        for published, shown in SHOWN:
            missed += await _missed(chromium, f"Before.\n{published}", page(f"Before.\n{shown}"), published, 0)
    assert missed == []


async def _missed(chromium: Browser, text: str, shown: str, words: str, least: int) -> list[str]:
    """The link, where the paragraph it leads to is not the second one; its route is kept on the way."""
    async with served(shown) as base:
        start = text.index(words, least)
        url = PublishedPage(f"{base}#/talk/3", text).link(start, start + len(words))
        seen = await chromium.paragraphs_seen_at(url)
        found = await chromium.call("Runtime.evaluate", expression="location.hash")
        route = found["result"]["value"]  # type: ignore[index]
        return [] if (seen, route) == (["1"], "#/talk/3") and ":~:text=" in url else [f"{words}: {url} {seen} {route}"]
