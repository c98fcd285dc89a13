"""The site in a real Chromium: read, searched, cited, with and without JavaScript, by whoever reads it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, async_playwright

from bot.core.addresses import key_of
from bot.web.site import search
from bot.web.site.checking import browser, check, served
from bot.web.site.folder import publish
from bot.web.site.pages import SiteAbout, files_of
from bot.web.site.record import PublicRecord
from tests.web.conftest import PATIENCE_MS
from tests.web.site.records import LAUNDRY, NAME, Knowledge

CHROMIUM = browser()
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here, so it stays unproved how the public record looks and works in a browser"
)
INTERVIEW = f"interviews/{NAME}/"
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"
SCREENS: dict[str, dict[str, Any]] = {
    "desktop, light": {"viewport": {"width": 1200, "height": 800}, "color_scheme": "light"},
    "phone, dark": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"},
    "200 %": {"viewport": {"width": 600, "height": 400}, "color_scheme": "light"},
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, PublicRecord]:
    """With a reworded sentence, a withdrawn quote and hostile words; searched where Pagefind is installed."""
    knowledge = Knowledge(tmp_path_factory.mktemp("record") / "own")
    knowledge.keep(knowledge.record())
    knowledge.reword(LAUNDRY, f"My neighbours know {HOSTILE} when it is free.")
    knowledge.withdraw("ask-for-help-sooner", "2025-12-24")
    record, pagefind = knowledge.record(), search.program()
    files = files_of(record, SiteAbout("On the Record"), has_search=pagefind is not None)
    folder = tmp_path_factory.mktemp("site") / "public"
    publish(files | (search.index_of(record, pagefind) if pagefind else {}), folder)
    return folder, record


@pytest.fixture(scope="module")
def url(site: tuple[Path, PublicRecord]) -> Iterator[str]:
    with served(site[0]) as address:
        yield address


@asynccontextmanager
async def opened(url: str, **options: Any) -> AsyncIterator[Page]:
    """A page in which nothing goes wrong, no script but the site's runs, and no request leaves."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        context = await chromium.new_context(permissions=["clipboard-read", "clipboard-write"], **options)
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.on("request", lambda request: None if request.url.startswith(url) else wrong.append(request.url))
        try:
            yield page
        finally:
            await chromium.close()
        assert wrong == []


async def test_without_javascript_everything_can_be_read(url: str) -> None:
    """And an address that is old or gone is marked where it leads."""
    async with opened(url, java_script_enabled=False) as page:
        await page.goto(f"{url}{INTERVIEW}#{key_of(LAUNDRY)}")
        reworded = page.locator(".s", has_text="My neighbours know")
        assert HOSTILE in await reworded.inner_text()
        marked = await reworded.evaluate("each => getComputedStyle(each).backgroundColor")
        assert marked != "rgba(0, 0, 0, 0)"
        await page.goto(f"{url}{INTERVIEW}#{key_of('I would ask for help sooner')}")
        assert await page.locator(".gone:has(:target)").first.inner_text() == "[withdrawn on 24 Dec 2025]"


async def newly_copied(page: Page, before: str) -> str:
    """What the clipboard holds, once it is something else than before."""
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while (copied := str(await page.evaluate("navigator.clipboard.readText()"))) == before:
            await page.wait_for_timeout(10)
    return copied


async def test_a_sentence_is_cited_by_mouse_and_by_keyboard(url: str) -> None:
    """Its words, who said them, where, when, and the address."""
    first, second = (
        "One small project that real people used.",
        "I learned more from the first ten complaints than from any course I ever took.",
    )
    async with opened(url) as page:
        await page.goto(url + INTERVIEW)
        sentence = page.locator(f"[id='{key_of(first)}']")
        await sentence.hover()
        await sentence.get_by_role("link").click()
        cited = f"“{first}” — Ada Example, Ada Example on starting small (Sam Sample, May 2024). "
        copied = await newly_copied(page, "")
        assert copied == f"{cited}{url}{INTERVIEW}#{key_of(first)}"
        assert page.url.endswith(f"#{key_of(first)}")
        assert await sentence.get_attribute("aria-current") == "location"
        await page.keyboard.press("ArrowRight")
        assert await page.evaluate("getComputedStyle(document.activeElement).opacity") == "1"
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"**#{key_of(second)}")
        assert second in await newly_copied(page, copied)


@pytest.mark.skipif(search.program() is None, reason="no Pagefind here, so it stays unproved that the search finds")
async def test_the_search_finds_a_sentence(url: str) -> None:
    """Withdrawn words are not found, hostile ones are text; a result leads to its sentence."""
    async with opened(url) as page:
        await page.goto(f"{url}?q=complaints")
        result = page.locator("#results a")
        await result.wait_for()
        assert await result.locator("mark").inner_text() == "complaints"
        await page.get_by_role("searchbox").fill("neighbours")
        await page.locator("#results", has_text="My neighbours know <img").wait_for()
        await page.get_by_role("searchbox").fill("colleague solved")
        await page.get_by_text("No sentences.").wait_for()
        await page.get_by_role("searchbox").fill("complaints")
        await result.filter(has_text="ten complaints").click()
        await page.wait_for_url(f"**{INTERVIEW}**")
        assert "ten complaints" in await page.locator("[aria-current]").inner_text()


@pytest.mark.parametrize("screen", SCREENS)
async def test_every_kind_of_page_suits_whoever_reads_it(url: str, screen: str) -> None:
    """No rule of axe is broken, and nothing is wider than the screen."""
    async with opened(url, **SCREENS[screen]) as page:
        for path in ("", "topics/", "topics/how-to-start/", INTERVIEW):
            await page.goto(url + path)
            found = await Axe().run(page)
            assert found.violations_count == 0, f"{path}: {found.generate_report()}"
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_the_check_opens_a_sample(site: tuple[Path, PublicRecord]) -> None:
    """And finds nothing wrong with what was made."""
    found = check(*site, "", has_search=search.program() is not None)
    assert found.wrong == []
    assert found.opened >= 3
