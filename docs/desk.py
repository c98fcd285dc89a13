"""Photographs docs/pictures/desk/*.png: the desk as it is in a browser. PYTHONPATH=. python docs/desk.py

The walk of docs/desk.md with an invented interview, on a large screen in the light and on a phone in the dark.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Page, async_playwright

from bot.cli import init
from bot.core.curation.requests import Curator
from tests.web.conftest import CHROMIUM, FLAGS, Served, serving_pages, signed_in
from tests.web.test_pages import filled, settled
from tests.web.test_walk import mark

FOLDER = Path(__file__).parent / "pictures" / "desk"
DESKTOP = {"viewport": {"width": 1180, "height": 800}}
PHONE = {
    "viewport": {"width": 360, "height": 720},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "color_scheme": "dark",
}
TRANSCRIPT = """Interviewer: You left the city for a lighthouse. What made you move?

Grace Sample: I wanted to hear the sea at night. The city never let me sleep, and the rent had doubled twice in three \
years. One morning I read that a keeper's house stood empty, and I wrote a letter before breakfast.

Interviewer: What did your friends say?

Grace Sample: That I would be back by winter. Most of them came to see whether the stairs were real. There are a \
hundred and twelve of them, and nobody ever asked twice why I own so few chairs.

Interviewer: How do you work out there? Is there a network at all?

Grace Sample: I write in the morning, when the light is off and the house is warm. The network comes and goes with the \
weather, so I answer letters in the evening, all at once. It has made me a slower and a better correspondent. If it is \
urgent, people ring the harbour, and the harbour master rings a bell.

Interviewer: What would you tell somebody who wants to do the same?

Grace Sample: Go for a month in November before you sell anything. Everybody loves an island in June. And bring one \
person who laughs easily, since the wind does not.

Interviewer: Would you do it again?

Grace Sample: Without a second thought. I only regret that I kept the piano, which the salt ruined in a year.
"""


async def shoot(page: Page, name: str, *, is_whole: bool = False) -> None:
    """Take a picture of what is on the screen, or of the whole page."""
    await settled(page)
    if is_whole:
        await page.evaluate("scrollTo(0, 0)")
    await page.screenshot(path=FOLDER / f"{name}.png", full_page=is_whole)


async def walk(page: Page, served: Served) -> None:
    """From a file to a live quote."""
    await page.goto(f"{served.url}/import")
    file = {"name": "grace-2025.txt", "mimeType": "text/plain", "buffer": TRANSCRIPT.encode()}
    await page.get_by_label("The file").set_input_files(file)
    await page.get_by_role("button", name="Read it").click()
    await page.get_by_label("Its title").fill("Grace Sample at the lighthouse")
    await page.get_by_label("When", exact=True).fill("2025-03")
    await page.get_by_text("What was read, beside").click()
    await shoot(page, "import", is_whole=True)
    for box in await page.locator("[name=kept]").all():
        await box.uncheck()
    await page.locator("[name=kept]").first.check()
    await page.get_by_role("button", name="Write it").click()

    await mark(page, 6, "I write", "all at once.")
    await page.locator("#marking:not([hidden])").wait_for()
    await shoot(page, "record")
    await page.get_by_role("button", name="Quote").click()
    await page.get_by_label("Or the title of a new topic").fill("How does she work at the lighthouse?")
    await page.get_by_label("More ways of asking").fill("how do you write out there?\nis there a network?")
    await page.locator("#preview em").get_by_text("How does she work").wait_for()
    await page.evaluate("scrollTo(0, 0)")
    await shoot(page, "quote")
    await page.get_by_role("button", name="Confirm").click()
    await page.locator(".done").wait_for()
    await shoot(page, "done")


async def at_once(first: Page, second: Page, served: Served) -> None:
    """Two people change the same quote."""
    for page, words in ((first, "One small project that real people used."), (second, "It does not have to be big.")):
        await page.goto(f"{served.url}/change/edit?quote=example-2024/one-small-project")
        await page.get_by_label("The words").fill(words)
        await settled(page)
        await page.locator(".discord").get_by_text(words).wait_for()
    for page in (first, second):
        await page.get_by_role("button", name="Confirm").click()
        await page.locator(".done, .meanwhile").wait_for()
    await second.set_viewport_size({"width": 1180, "height": 1060})
    await second.evaluate("scrollTo(0, 0)")
    await shoot(second, "meanwhile")


async def look(page: Page, served: Served, names: dict[str, str]) -> None:
    """Take a picture of each page."""
    for name, path in names.items():
        await page.goto(served.url + path)
        await shoot(page, name, is_whole=name == "try")


async def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as name:
        list(init.make(Path(name) / "bot"))
        async with serving_pages(Path(name) / "bot") as served, async_playwright() as playwright:
            await filled(served)
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
            async with signed_in(browser, served, **DESKTOP) as page:
                await walk(page, served)
                asked = "/try?q=is+there+a+network+at+the+lighthouse%3F"
                pages = {"try": asked, "unanswered": "/unanswered", "topics": "/topics", "history": "/history"}
                await look(page, served, pages)
                async with signed_in(browser, served, Curator(8, "Grace"), **DESKTOP) as second:
                    await at_once(page, second, served)
            async with signed_in(browser, served, **PHONE) as page:
                await look(page, served, {"phone-history": "/history", "phone-figures": "/figures"})
                await page.goto(f"{served.url}/record/grace-2025#t8")
                await page.evaluate("getSelection().selectAllChildren(document.querySelector('#t8 .words'))")
                await page.locator("#marking:not([hidden])").wait_for()
                await shoot(page, "phone-record")
                await page.get_by_role("button", name="Quote").click()
                await page.locator(".discord").scroll_into_view_if_needed()
                await shoot(page, "phone-preview")
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
