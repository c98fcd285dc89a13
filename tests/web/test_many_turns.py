"""An interview of 10,000 turns: it is read, marked, quoted and renewed as a short one is."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic

import pytest_asyncio
from playwright.async_api import Browser, Locator, Page

from tests.web.conftest import PATIENCE_MS, Served, serving_pages, signed_in
from tests.web.test_walk import mark

TURNS = 10_000
LAST = TURNS - 2
RESTS_IN_SIGHT = """async place => {
  for (let frame = 0; frame < 30; frame += 1) {
    const box = place.getBoundingClientRect();
    if (!place.isConnected || box.top < 0 || box.bottom > innerHeight) return false;
    await new Promise(requestAnimationFrame);
  }
  return true;
}"""

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


async def appears(page: Page, selector: str) -> Locator:
    """What is there within a minute.

    Not by `expect`: where that fails it describes the whole page, which takes it minutes for so many turns.
    """
    found = page.locator(selector)
    await found.wait_for(timeout=PATIENCE_MS)
    return found


async def test_ten_thousand_turns_are_marked_and_quoted(browser: Browser, served: Served) -> None:
    """Words far down become a quote, and one is back there, with it coloured."""
    words = f"Answer number {LAST} is short."
    async with signed_in(browser, served) as page:
        await page.goto(f"{served.url}/record/long", wait_until="commit")
        await appears(page, "#t1")
        await appears(page, f"#t{TURNS}")
        await mark(page, LAST, f"Answer number {LAST}", "is short.")
        await appears(page, f"#excerpt:text-is('{words}')")
        await page.get_by_role("button", name="Quote").click()
        assert words in (await (await appears(page, ".discord")).text_content() or "")
        await page.get_by_role("button", name="Confirm").click()
        coloured = await appears(page, f"#t{LAST} mark")
        assert await coloured.text_content() == words
        assert await is_in_sight(coloured)
        assert await is_in_sight(page.locator(".done"))


async def is_in_sight(place: Locator) -> bool:
    """Whether it comes to rest within the window, once what came into sight has got its height."""
    until_s = monotonic() + PATIENCE_MS / 1000
    while not (rests := await place.evaluate(RESTS_IN_SIGHT)) and monotonic() < until_s:
        await place.page.wait_for_timeout(50)
    return bool(rests)


async def test_ten_thousand_turns_are_renewed(browser: Browser, served: Served) -> None:
    """Where a file is changed, the page follows, and stays where it was scrolled to."""
    async with signed_in(browser, served) as page:
        await page.goto(f"{served.url}/record/long#t{LAST}")
        turn = await appears(page, f"#t{LAST}")
        assert await is_in_sight(turn)
        file = served.file.with_name("long.yaml")
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("title: A long talk", "title: A longer talk"), encoding="utf-8")
        served.serving.reloading.refresh()
        await appears(page, "h1:text('A longer talk')")
        assert await is_in_sight(turn)
