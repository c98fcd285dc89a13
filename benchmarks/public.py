"""The public record of many interviews: python benchmarks/public.py [INTERVIEWS ...]

Transcripts of the reference data are imported, each as often as it takes for so many interviews, and published whole. A
row for each number: how long the pages and the index take, made and made again, how large they are, how many links were
followed, and how long a browser takes to the first result of a first search, with all that it loads for it.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

from playwright.sync_api import sync_playwright
from sets import REFERENCE
from tables import show

from bot import app
from bot.config import Config
from bot.importers.importing import ImportRequest, bring_in
from bot.web.site import search
from bot.web.site.checking import browser, check_links, served
from bot.web.site.folder import keep_ledgers, publish
from bot.web.site.pages import SiteAbout, files_of

COUNTS = (1, 42, 200)
URL = "https://record.example.org"
WORD = "experience"
_QUESTIONS = re.compile(r"\n    questions:\n(?:      .*\n)+")
COLUMNS = (
    "turns",
    "sentences",
    "pages s",
    "index s",
    "again s",
    "pages MB",
    "index MB",
    "files",
    "links",
    "result ms",
    "KB",
)


def record_of(count: int, folder: Path) -> None:
    """Import the transcripts, copy them under other names up to that many, and say that they may be published."""
    folder.mkdir(parents=True)
    transcripts = sorted((REFERENCE / "podcasts").glob("*.md"))[:count]
    list(bring_in(transcripts, ImportRequest(folder, "2026-01-01"), lambda told: print(told, file=sys.stderr)))
    imported = sorted(path.stem for path in folder.glob("*.yaml"))
    for file in folder.glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("\n  title:", "\n  publish: whole\n  title:", 1), encoding="utf-8")
    for number, source in enumerate(islice(cycle(imported), count - len(imported))):
        name = f"{source[:40]}-{number}"
        for path, key in (
            (f"{source}.yaml", "  id"),
            (f"transcripts/{source}.yaml", "source"),
            (f"originals/{source}.txt", ""),
        ):
            text = (folder / path).read_text(encoding="utf-8")
            copy = text.replace(f"\n{key}: {source}\n", f"\n{key}: {name}\n", 1) if key else text
            copy = _QUESTIONS.sub("\n", copy)  # nobody may ask the same twice
            (folder / path.replace(source, name)).write_text(copy, encoding="utf-8")


def made(knowledge: Path, out: Path) -> tuple[list[str], float]:
    """Make the site; return what is printed of it, and how long it took in all."""
    started = perf_counter()
    record = app.build_public_record(Config(knowledge=str(knowledge)), "2026-01-01")
    files = files_of(record, SiteAbout("On the Record", URL), has_search=True)
    pages_s, pagefind = perf_counter() - started, search.program()
    index = search.index_of(record, pagefind, site=out) if pagefind else {}
    index_s = perf_counter() - started - pages_s
    keep_ledgers(record, knowledge)
    publish({**files, **index}, out)
    turns = sum(len(one.turns) for one in record.interviews.values())
    sizes = [sum(map(len, each.values())) / 1e6 for each in (files, index)]
    sentences = sum(len(one.ledger.sentences) for one in record.interviews.values())
    row = [f"{turns:,}", f"{sentences:,}", f"{pages_s:.1f}", f"{index_s:.1f}"]
    return [*row, *(f"{size:.1f}" for size in sizes), f"{len(files) + len(index):,}"], perf_counter() - started


def first_result(out: Path) -> tuple[float, float]:
    """Return milliseconds from opening the page at a search to its first result, and the kilobytes loaded by then."""
    loaded: list[int] = []
    with served(out) as url, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_page()
        page.on("response", lambda response: loaded.append(int(response.headers.get("content-length", 0))))
        started = perf_counter()
        page.goto(f"{url}?q={WORD}")
        page.locator("#results li").first.wait_for()
        took = perf_counter() - started
        chromium.close()
    return took * 1000, sum(loaded) / 1000


def main() -> None:
    counts = [int(count) for count in sys.argv[1:]] or COUNTS
    rows = []
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            knowledge, out = Path(folder) / "record" / "knowledge", Path(folder) / "public"
            record_of(count, knowledge)
            row, _ = made(knowledge, out)
            _, again_s = made(knowledge, out)
            found = check_links(out, URL)
            if found.wrong:
                sys.exit(found.wrong[0])
            result_ms, kb = first_result(out)
            measured = [*row[:4], f"{again_s:.1f}", *row[4:], f"{found.links:,}", f"{result_ms:.0f}", f"{kb:.0f}"]
            rows.append([str(count), *measured])
            print(rows[-1], file=sys.stderr)
            shutil.rmtree(out)
    show(["interviews", *COLUMNS], rows)


if __name__ == "__main__":
    main()
