"""Takes the pictures of docs/site.md in Chromium: PYTHONPATH=. python docs/site_pictures.py

Every kind of page of the shipped record, on a desktop and on a phone; its search needs the extra `site`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bot import app
from bot.config import Config
from bot.web.site import search
from bot.web.site.checking import browser, served
from bot.web.site.folder import publish
from bot.web.site.pages import SiteAbout, files_of, notice_paragraphs

FOLDER = Path(__file__).parent / "pictures"
SCREENS = {
    "desktop": {"viewport": {"width": 1100, "height": 760}, "color_scheme": "light"},
    "phone": {"viewport": {"width": 360, "height": 640}, "color_scheme": "dark", "device_scale_factor": 2},
}


def pages() -> dict[str, str]:
    """The address of each page that is shown, by the picture's name."""
    record = app.build_public_record(Config(), "2026-01-01")
    topic = max(record.topics, key=lambda topic: len(topic.quotes))
    quote = topic.quotes[-1]
    return {"front": "?q=degree", "interview": record.link(quote), "topic": topic.page}


def taken(page: Page, url: str) -> Iterator[tuple[str, bytes]]:
    for name, path in pages().items():
        page.goto(url + path)
        if name == "front":
            page.locator("#results li").first.wait_for()
        yield name, page.screenshot()


def main() -> None:
    record = app.build_public_record(Config(), "2026-01-01")
    pagefind = search.program()
    notice = notice_paragraphs((app.shipped_knowledge() / "NOTICE").read_text(encoding="utf-8"))
    files = files_of(record, SiteAbout("On the Record", notice=notice), has_search=pagefind is not None)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        publish(files | (search.index_of(record, pagefind) if pagefind else {}), Path(folder) / "public")
        chromium = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox", "--disable-gpu"])
        with served(Path(folder) / "public") as url:
            for screen, options in SCREENS.items():
                for name, picture in taken(chromium.new_context(**options).new_page(), url):  # type: ignore[arg-type]
                    (FOLDER / f"site-{name}-{screen}.png").write_bytes(picture)
        chromium.close()


if __name__ == "__main__":
    main()
