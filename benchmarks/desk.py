"""What the desk costs: PYTHONPATH=. python benchmarks/desk.py [TIER]

In Chromium, of a transcript of 23,000 words and of a record of 10,000 turns: milliseconds until an interview is first
painted, and from the click on *Quote* until the preview of marked words is seen (medians of five). Twenty quotes made
by marking words: how much each takes of clicks, requests, seconds. And what `run` takes with the desk and without.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from playwright.async_api import Browser, Page, async_playwright
from running import measure
from sets import REFERENCE
from tables import show

from bot.cli import init
from bot.importers.importing import ImportRequest, bring_in
from tests.discord_app.test_watching import free_port
from tests.web import hostile
from tests.web.conftest import CHROMIUM, FLAGS, Served, serving_pages, signed_in
from tests.web.test_walk import mark

LONG = "data-interview-behavioral-and-portfolio-prep-guide"
TIMES, QUOTES = 5, 20
PAINTED = """new Promise((found) => new PerformanceObserver((list) => {
    const [paint] = list.getEntriesByName("first-contentful-paint");
    if (paint) found(paint.startTime);
}).observe({type: "paint", buffered: true}))"""
SENTENCES = """() => [...document.querySelectorAll(".turn.answers .words")].map((words) => {
    const nodes = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) {
        const fits = (text) => text.split(" ").length > 8 && text.length < 300 && !text.includes("\\n");
        const text = nodes.currentNode.data.split(/(?<=[.?!]) /).find(fits);
        if (text) return [Number(words.dataset.turn), text];
    }
}).filter(Boolean)"""


async def shown(page: Page, served: Served, source: str) -> list[str]:
    """First paint of an interview, and of the preview of words marked far down in it."""
    painted, previewed = [], []
    for _ in range(TIMES):
        await page.goto(f"{served.url}/record/{source}")
        painted.append(await page.evaluate(PAINTED))
        turn, text = (await page.evaluate(SENTENCES))[-1]
        words = text.split(" ")
        await mark(page, turn, " ".join(words[:3]), " ".join(words[-2:]))
        await page.locator("#marking:not([hidden])").wait_for()
        began = perf_counter()
        await page.get_by_role("button", name="Quote").click(no_wait_after=True)
        await page.locator(".discord").wait_for()
        previewed.append(1000 * (perf_counter() - began))
    return [f"{median(painted):.0f}", f"{median(previewed):.0f}"]


async def walk(page: Page, served: Served, source: str) -> list[str]:
    """Quote after quote: mark words, *Quote*, choose a topic, *Confirm*, and on from where that leads back to."""
    requests = count()
    page.on("request", lambda sent: None if "/static/" in sent.url else next(requests))
    await page.goto(f"{served.url}/record/{source}")
    clicks, taken = 0, []
    for turn, text in (await page.evaluate(SENTENCES))[:QUOTES]:
        began, words = perf_counter(), text.split(" ")
        await mark(page, turn, " ".join(words[:3]), " ".join(words[-2:]))
        await page.get_by_role("button", name="Quote").click()
        await page.locator("[name=topic]").nth(1).check()
        await page.get_by_role("button", name="Confirm").click()
        await page.locator(".done").wait_for()
        assert page.url.endswith(f"#t{turn}"), page.url
        clicks += 3
        taken.append(perf_counter() - began)
    each = (clicks / len(taken), next(requests) / len(taken), median(taken), max(taken))
    return [str(len(taken)), *(f"{figure:.1f}" for figure in each)]


async def served_of(folder: Path, tier: str, browser: Browser, source: str, *, is_walked: bool) -> list[list[str]]:
    async with AsyncExitStack() as stack:
        served = await stack.enter_async_context(serving_pages(folder, semantic=tier))
        page = await stack.enter_async_context(signed_in(browser, served, viewport={"width": 1280, "height": 800}))
        turns = len(served.serving.answering.snapshot.knowledge.transcripts[source].turns)
        measured = [[f"{turns:,}", *await shown(page, served, source)]]
        return [*measured, await walk(page, served, source)] if is_walked else measured


async def main() -> None:
    tier = sys.argv[1] if len(sys.argv) > 1 else "off"
    with TemporaryDirectory() as name:
        folder = Path(name)
        list(init.make(folder / "long"))
        transcript = REFERENCE / "podcasts" / f"{LONG}.md"
        request = ImportRequest(folder / "long" / "knowledge", "2026-01-01")
        [draft] = bring_in([transcript], request, lambda told: print(told, file=sys.stderr))
        hostile.record(folder / "turns" / "knowledge", 10_000)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
            long, walked = await served_of(folder / "long", tier, browser, draft.source, is_walked=True)
            turns = await served_of(folder / "turns", tier, browser, "hostile", is_walked=False)
            await browser.close()
        show(["turns", "first paint ms", "preview ms"], [long, *turns])
        show(["quotes", "clicks each", "requests each", "median s each", "longest s"], [walked])
        costs = []
        for desk, listen in (("off", "off"), ("on", f"127.0.0.1:{free_port()}")):
            (folder / desk).mkdir()
            measured = [await measure(tier, 1, folder / desk, listen) for _ in range(3)]
            costs.append([desk, *(f"{median(float(row[at]) for row in measured):.2f}" for at in range(3))])
        show(["desk", "ready s", "CPU s until then", "resident MB"], costs)


if __name__ == "__main__":
    asyncio.run(main())
