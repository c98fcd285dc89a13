"""Files brought in: dropped or chosen, read live while speakers are named and quotes set aside, written in the end."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Browser, Page, expect

from tests.web.conftest import Served, signed_in
from tests.web.test_hardening import OWN
from tests.web.test_looking import Client, client

__all__ = ["client"]  # a fixture

TALK = """Speaker 1: You left the city for a lighthouse. What made you move?

Speaker 2: I wanted to hear the sea at night. The city never let me sleep.

Speaker 1: How do you work out there?

Speaker 2: I write in the morning, when the light is off and the house is warm.
"""
PAGE = """<html><body><article><h1>A talk</h1>
<p><b>Q: You left the city for a lighthouse. What made you move?</b></p>
<p>I wanted to hear the sea at night. The city never let me sleep, and the rent had doubled twice in three years.</p>
<p><b>Q: How do you work out there?</b></p>
<p>I write in the morning, when the light is off and the house is warm. The network comes and goes.</p>
</article></body></html>"""


async def drop(page: Page, *files: Path, at: str = "main") -> None:
    """Drop files from outside, as the system's file manager does, on the middle of an element."""
    box = await page.locator(at).bounding_box()
    assert box is not None
    session = await page.context.new_cdp_session(page)
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        await session.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})


@pytest.mark.parametrize(
    ("at", "name", "text"), [(".drop", "talk-2025.txt", TALK), ("h1", "talk-2025.html", PAGE), (".top", "a.txt", TALK)]
)
async def test_a_dropped_file_is_read(
    browser: Browser, served: Served, tmp_path: Path, at: str, name: str, text: str
) -> None:
    """Wherever it is dropped on the page."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    async with signed_in(browser, served) as page:
        await page.goto(served.url + "/import")
        await drop(page, tmp_path / name, at=at)
        await expect(page.get_by_text("What was read, beside the file")).to_be_visible()
        await expect(page.locator("#lines")).to_contain_text("I write in the morning")


async def test_a_file_is_dropped_on_the_field_without_a_script(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    """All of the area is the field, so that the browser itself takes it."""
    (tmp_path / "talk-2025.txt").write_text(TALK, encoding="utf-8")
    async with signed_in(browser, served, java_script_enabled=False) as page:
        await page.goto(served.url + "/import")
        field = await page.get_by_label("The file").bounding_box()
        assert field is not None
        assert field["height"] > 100
        await drop(page, tmp_path / "talk-2025.txt", at="#f-file")
        await page.get_by_role("button", name="Read it").press("Enter")
        await expect(page.get_by_text("4 pieces have a speaker")).to_be_visible()


async def test_what_cannot_be_dropped_is_told(browser: Browser, served: Served, tmp_path: Path) -> None:
    """Several files, a folder, a file that is too long: the page stays, and says what to do."""
    files = [tmp_path / name for name in ("one.txt", "two.txt", "long.txt")]
    for file in files:
        file.write_text(TALK, encoding="utf-8")
    files[2].write_bytes(b"x" * 5_000_001)
    (tmp_path / "folder").mkdir()
    async with signed_in(browser, served) as page:
        await page.goto(served.url + "/import")
        for dropped, told in (
            (files[:2], "One file at a time"),
            (files[2:], "5 MB are read at most"),
            ([tmp_path / "folder"], "That is a folder"),
        ):
            await drop(page, *dropped)
            await expect(page.get_by_role("alert")).to_contain_text(told)
        await page.get_by_label("The file").set_input_files(files[2])
        await page.get_by_role("button", name="Read it").click()
        assert not await page.get_by_label("The file").evaluate("field => field.checkValidity()")
        await page.get_by_label("The file").set_input_files(files[0])
        await page.get_by_role("button", name="Read it").click()
        await expect(page.locator("#lines")).to_contain_text("Speaker 2")


async def test_what_is_read_follows_what_is_filled_in(browser: Browser, served: Served, tmp_path: Path) -> None:
    """Names stand beside the file's lines, doubts go, what is set aside is not counted, and nothing is reloaded."""
    file = tmp_path / "talk-2025.txt"
    file.write_text(TALK, encoding="utf-8")
    async with signed_in(browser, served) as page:
        await page.goto(served.url + "/import")
        await page.get_by_label("The file").set_input_files(file)
        await page.keyboard.press("Enter")
        await page.get_by_role("button", name="Read it").press("Enter")
        summary = page.locator("#summary")
        await expect(summary).to_contain_text("Speaker 2 has no name.")
        await expect(summary).to_contain_text("2 topics with 2 quotes")
        await page.evaluate("window.isSame = true")
        await page.get_by_text("What was read, beside").click()

        await page.get_by_label("Speaker 2").fill("Grace Sample")
        await expect(page.locator("#lines")).to_contain_text("Grace Sample")
        await expect(summary).not_to_contain_text("Speaker 2")
        await expect(summary).to_contain_text("Speaker 1 has no name.")
        await expect(page.get_by_label("Speaker 2")).to_be_focused()

        tick = page.locator("[name=kept]").first
        await tick.press("Space")
        await expect(summary).to_contain_text("1 topic with 1 quote")
        await expect(tick).not_to_be_checked()
        await expect(tick).to_be_focused()

        await page.get_by_label("When", exact=True).fill("last summer")
        assert await page.evaluate("window.isSame")
        await page.get_by_role("button", name="Write it").click()
        await expect(page.get_by_role("alert")).to_contain_text("last summer")
        await page.get_by_label("When", exact=True).fill("2025-03")
        await page.get_by_role("button", name="Write it").click()
        await expect(page.locator(".who").nth(1)).to_have_text("Grace Sample")
    quotes = served.serving.answering.snapshot.knowledge.quotes.values()
    assert len([quote for quote in quotes if quote.source.id == "talk-2025"]) == 1


async def test_a_file_that_is_gone_is_told(browser: Browser, served: Served, tmp_path: Path) -> None:
    """Where the bot was restarted meanwhile, what was filled in stays to be copied."""
    (tmp_path / "talk-2025.txt").write_text(TALK, encoding="utf-8")
    async with signed_in(browser, served) as page:
        await page.goto(served.url + "/import")
        await drop(page, tmp_path / "talk-2025.txt")
        await expect(page.locator("#summary")).to_be_visible()
        served.server.services.uploads.clear()
        await page.get_by_label("Its title").fill("At the lighthouse")
        await expect(page.get_by_role("alert")).to_contain_text("not at hand any more")
        await expect(page.get_by_label("Its title")).to_have_value("At the lighthouse")


async def test_files_that_cannot_be_used_say_why(served: Served, client: Client) -> None:
    """In a sentence; another curator's file, and one that is gone, are not at hand."""
    for data, told in ((b"", "No file was chosen"), (b"\0\1", "it is no text"), (b"just words", "cannot be used")):
        form = aiohttp.FormData()
        form.add_field("file", data, filename="talk.txt" if data else "")
        async with client.session.post("/import", data=form, headers=OWN) as response:
            assert told in await response.text()
    assert "not at hand any more" in await client.post("/import/read", key="none")
    assert "not at hand any more" in await client.post("/import/write", key="none")
