"""In a real browser: words are marked and become a quote; others change the record meanwhile."""

from __future__ import annotations

from playwright.async_api import Browser, Page, expect

from bot.core.model import Question
from tests.web.conftest import Served, signed_in

RECORD = "/record/example-2024"
PROJECT = "example-2024/one-small-project"


async def mark(page: Page, turn: int, start: str, end: str) -> None:
    """Drag the mouse from the first letter of some words to the last one of others."""
    points = await page.evaluate(
        """([turn, start, end]) => {
            const words = document.querySelector(`#t${turn} .words`);
            words.scrollIntoView({block: "center"});
            const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
            const place = (text, atEnd) => {
                walker.currentNode = words;
                while (walker.nextNode()) {
                    const at = walker.currentNode.data.indexOf(text);
                    if (at < 0) continue;
                    const range = document.createRange();
                    range.setStart(walker.currentNode, atEnd ? at + text.length - 1 : at);
                    range.setEnd(walker.currentNode, atEnd ? at + text.length : at + 1);
                    const box = range.getBoundingClientRect();
                    return [atEnd ? box.right - 1 : box.left + 1, (box.top + box.bottom) / 2];
                }
            };
            return [place(start, false), place(end, true)];
        }""",
        [turn, start, end],
    )
    await page.mouse.move(*points[0])
    await page.mouse.down()
    await page.mouse.move(*points[1], steps=5)
    await page.mouse.up()


async def test_marked_words_become_a_live_quote(browser: Browser, served: Served) -> None:
    """Mark, choose a topic, preview, confirm: it is on the page, in the history, and it answers."""
    async with signed_in(browser, served) as page:
        await page.goto(served.url + RECORD)
        await mark(page, 2, "ine told", "laundry room")
        await expect(page.locator("#count")).to_contain_text("8 words")
        await page.get_by_role("button", name="Quote").click()
        await expect(page.get_by_label("The words")).to_have_value(
            "Mine told my neighbours when the laundry room was free."
        )
        await expect(page.get_by_label("What had been asked")).to_have_value("What helped you most when you started?")
        await page.get_by_label("Or the title of a new topic").fill("What was the first project?")
        await page.get_by_label("More ways of asking").fill("which first project did Ada make?")
        preview = page.get_by_label("Preview")
        await expect(preview.locator("h2")).to_contain_text("would be added")
        await expect(preview.locator("em")).to_have_text("What was the first project?")
        await expect(preview.locator(".discord")).to_contain_text("Mine told my neighbours")
        await expect(preview).to_contain_text("questions")
        await preview.get_by_role("button", name="Confirm").click()
        await expect(page.locator(".done")).to_contain_text("It is change 1.")
        assert page.url.endswith("#t2")
        await page.goto(served.url + "/history")
        await expect(page.locator("main")).to_contain_text("Added example-2024/mine-told-my-neighbours-when-the")
        await expect(page.locator("main")).to_contain_text("Ada")
    reply = served.serving.answering.reply(Question("which first project did Ada make?"))
    assert reply.decision.matches[0].quote.text.startswith("Mine told my neighbours")  # type: ignore[union-attr]
