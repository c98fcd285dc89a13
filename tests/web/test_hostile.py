"""A record, members and curators whose every word means harm: no script runs, no request leaves, nothing is lost."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.core.curation.requests import Curator, EditTopic
from bot.core.records import Reason, Unanswered
from tests.web import hostile
from tests.web.conftest import Served, serving_pages, signed_in
from tests.web.test_pages import settled

COUNT = 1000
TEXTS = hostile.strings(COUNT)
MALLORY = Curator(9, hostile.MARKS[0] + hostile.MARKS[2])


@pytest_asyncio.fixture(loop_scope="session")
async def served(tmp_path: Path):
    hostile.record(tmp_path / "knowledge", COUNT)
    async with serving_pages(tmp_path) as pages:
        for text in TEXTS[:100]:
            question = Unanswered(text, 1, 2, 3, "x", Reason.ABSTENTION, (), pages.memory.now())
            pages.memory.keep_unanswered(question)
        order = EditTopic("topic-1", title=TEXTS[7], add=(TEXTS[8],))
        preview = await pages.serving.curating.propose(order, MALLORY, TEXTS[9])
        await pages.serving.curating.confirm(preview.key, MALLORY)
        yield pages


async def test_a_thousand_hostile_strings_stay_words(browser: Browser, served: Served) -> None:
    """On every page, in every field."""
    left: list[str] = []
    async with signed_in(browser, served, MALLORY) as page:
        page.on("request", lambda sent: None if sent.url.startswith(served.url) else left.append(sent.url))
        page.on("dialog", lambda dialog: left.append(dialog.message))
        await page.add_init_script("window.boom = () => { window.harmed = true; };")

        async def look(path: str) -> Page:
            response = await page.goto(served.url + path)
            assert response is not None
            assert response.status == 200, path
            await settled(page)
            assert await page.evaluate("window.harmed === undefined"), path
            return page

        await look("/record/hostile")
        shown = await page.locator(".words").all_text_contents()
        assert shown == [f"Word {n} {text}." for n, text in enumerate(TEXTS)]
        await look("/topics")
        titles = await page.locator("tbody th a").all_text_contents()
        assert set(titles) == {f"Title {text}" for text in TEXTS[3 : 2 * hostile.TOPICS : 2]} | {TEXTS[7]}
        await look("/unanswered")
        await look("/history")
        await expect(page.locator("main")).to_contain_text(TEXTS[9])
        for path in ("/", "/import", "/figures", "/asking?topic=topic-3", "/record/hostile/turn/2"):
            await look(path)
        for number in range(1, 2 * len(hostile.MARKS), 2):
            mark = quote(hostile.MARKS[number // 2])
            await look(f"/quote/hostile/quote-{number}")
            await look(f"/try?q={mark}")
        for number in (1, 3, 13):
            await look(f"/change/edit?quote=hostile/quote-{number}&back={quote('//evil.example/')}")
            fields = "&".join(
                f"{name}={quote(TEXTS[number])}" for name in ("words", "title", "asked", "why", "phrasings")
            )
            await look(f"/change/add?{fields}&back=javascript:boom()")
            assert await page.get_by_label("The words").input_value() == TEXTS[number]
            assert await page.get_by_role("link", name="Back").get_attribute("href") == "/history"
        await look(f"/change/topic?topic=topic-13&title={quote(TEXTS[3])}")
        await page.get_by_label("More ways of asking").fill(TEXTS[10])
        await expect(page.get_by_label("Preview").locator("h2")).to_contain_text("would be changed")
        await settled(page)
        await page.goto(served.url + "/import")
        lines = "\n\n".join(
            f"{'Asker' if n % 2 else 'Guest'}: {text} And so on it goes?" for n, text in enumerate(TEXTS)
        )
        file = {"name": "<img src=x onerror=boom()>.txt", "mimeType": "text/plain", "buffer": lines.encode()}
        await page.get_by_label("The file").set_input_files(file)
        await page.get_by_role("button", name="Read it").click()
        await page.get_by_text("What was read, beside the file").click()
        await expect(page.locator("#lines")).to_be_visible()
        await expect(page.locator("#lines tbody tr")).to_have_count(COUNT)
        await expect(page.locator("h1")).to_have_text("Bring in an interview")
        assert await page.evaluate("window.harmed === undefined")
    assert left == []
