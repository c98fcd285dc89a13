"""An interview of 10,000 turns: it is read, marked, quoted and renewed as a short one is."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.web.conftest import Served, serving_pages, signed_in
from tests.web.test_walk import mark

TURNS = 10_000
LAST = TURNS - 2

SOURCE = """format: 1
source:
  id: long
  title: A long talk
  url: https://example.org/
  author: Sam
  published: "2024"
  retrieved: 2024-05-01
  sha256: {digest}
speakers:
  asker: {{name: Sam Sample, role: interviewer}}
  guest: {{name: Ada Example, role: interviewee}}
topics:
  first:
    title: What comes first?
    questions:
      - what comes first of all?
    quotes:
      - id: first
        speaker: guest
        text: Answer number 2 is short. It ends here.
"""


def write_record(folder: Path) -> None:
    """An interview in which a question and an answer take turns."""
    texts = [
        f"Answer number {number} is short. It ends here." if number % 2 == 0 else f"What is question {number}?"
        for number in range(1, TURNS + 1)
    ]
    original = "\n".join(texts)
    turns = (
        f'  - speaker: {("asker", "guest")[number % 2]}\n    segments:\n      - kind: speech\n        text: "{text}"'
        for number, text in enumerate(texts)
    )
    for name in ("originals", "transcripts"):
        (folder / name).mkdir(parents=True)
    (folder / "originals" / "long.txt").write_text(original, encoding="utf-8", newline="")
    transcript = "\n".join(["format: 1", "source: long", "turns:", *turns, ""])
    (folder / "transcripts" / "long.yaml").write_text(transcript, encoding="utf-8")
    source = SOURCE.format(digest=hashlib.sha256(original.encode()).hexdigest())
    (folder / "long.yaml").write_text(source, encoding="utf-8")


@pytest_asyncio.fixture(loop_scope="session")
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    write_record(tmp_path / "knowledge")
    async with serving_pages(tmp_path) as pages:
        yield pages


async def test_ten_thousand_turns_are_marked_and_quoted(browser: Browser, served: Served) -> None:
    """Words far down become a quote, and one is back there, with it coloured."""
    async with signed_in(browser, served) as page:
        await page.goto(f"{served.url}/record/long", wait_until="commit")
        await expect(page.locator("#t1")).to_be_visible()
        await expect(page.locator(".turn")).to_have_count(TURNS)
        await mark(page, LAST, f"Answer number {LAST}", "is short.")
        await expect(page.locator("#excerpt")).to_have_text(f"Answer number {LAST} is short.")
        await page.get_by_role("button", name="Quote").click()
        await expect(page.locator(".discord")).to_contain_text(f"Answer number {LAST} is short.")
        await page.get_by_role("button", name="Confirm").click()
        await expect(page.locator(f"#t{LAST} mark")).to_be_in_viewport()
        await expect(page.locator(".done")).to_be_in_viewport()


async def test_ten_thousand_turns_are_renewed(browser: Browser, served: Served) -> None:
    """Where a file is changed, the page follows, and stays where it was scrolled to."""
    async with signed_in(browser, served) as page:
        await page.goto(f"{served.url}/record/long#t{LAST}")
        await expect(page.locator(f"#t{LAST}")).to_be_in_viewport()
        file = served.file.with_name("long.yaml")
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("title: A long talk", "title: A longer talk"), encoding="utf-8")
        served.serving.reloading.refresh()
        await expect(page.get_by_role("heading", level=1)).to_have_text("A longer talk", timeout=20_000)
        await expect(page.locator(f"#t{LAST}")).to_be_in_viewport()
