"""What `site --check` proves of a folder: every internal link leads somewhere, and a browser shows a sample."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from bot.web.site.record import PublicRecord

_ORIGIN = "http://site.invalid/"
_ADDRESS = re.compile(r"<(?:loc|id)>([^<]*)|href=\"([^\"]*)\"")
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars"),
    *("--virtual-time-budget=10000", "--dump-dom"),
)
_PATIENCE_S = 60
_SAMPLE = 3
_AT = re.compile(r"<(?:span|li)\b[^>]*\baria-current=\"location\"[^>]*>")
_WORD = re.compile(r"\b[a-z]{6,}\b")
_RESULTS = re.compile(r"<ol id=\"results\">.*?<li>", re.DOTALL)


@dataclass(slots=True)
class Checked:
    """How many links were followed and pages opened, and what was wrong, a sentence each."""

    links: int = 0
    opened: int = 0
    wrong: list[str] = field(default_factory=list)


class _Page(HTMLParser):
    """The links of a page, and the ids in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name in ("href", "src") and (tag, name) != ("base", "href"):
                self.links.append(value or "")


def check(folder: Path, record: PublicRecord, site_url: str, *, has_search: bool) -> Checked:
    """Follow every internal link; where there is Chromium, open a sample."""
    checked = check_links(folder, site_url)
    if chromium := browser():
        sample = open_sample(folder, record, chromium, has_search=has_search)
        checked = Checked(checked.links, sample.opened, checked.wrong + sample.wrong)
    return checked


def check_links(folder: Path, site_url: str = "") -> Checked:
    """Follow every link of the site to itself, down to the sentence, from its pages, its feed and its map."""
    pages = {
        path.relative_to(folder).as_posix(): _Page(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.html"))
    }
    ids = {name: frozenset(page.ids) for name, page in pages.items()}
    checked = Checked()
    for name, page in pages.items():
        twice = len(page.ids) - len(ids[name])
        checked.wrong += [f"{name} has {twice} ids twice."] if twice else []
        _follow(folder, name, (urljoin(_ORIGIN + name, link) for link in page.links), ids, checked)
    base = f"{site_url}/"
    for path in sorted(folder.glob("*.xml")):
        found = (a or b for a, b in _ADDRESS.findall(path.read_text(encoding="utf-8")))
        own = (_ORIGIN + one.removeprefix(base) for one in found if site_url and one.startswith(base))
        _follow(folder, path.name, own, ids, checked)
    return checked


def _follow(folder: Path, name: str, links: Iterable[str], ids: dict[str, frozenset[str]], checked: Checked) -> None:
    for link in links:
        if not link.startswith(_ORIGIN):
            continue
        checked.links += 1
        address, fragment = urldefrag(link)
        path = unquote(urlsplit(address).path).lstrip("/")
        file = path if path and not path.endswith("/") else f"{path}index.html"
        if not (folder / file).is_file():
            checked.wrong.append(f"{name} leads to {path or '/'}, which is not there.")
        elif fragment and fragment not in ids.get(file, ()):
            checked.wrong.append(f"{name} leads to {path}#{fragment}, but nothing there has that address.")


def browser() -> str | None:
    """Return Chromium's program, where there is one."""
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


def open_sample(folder: Path, record: PublicRecord, chromium: str, *, has_search: bool) -> Checked:
    """Open the front page, a topic, and sentences of some interviews at their addresses, as a reader does.

    The script of each page marks the sentence that the address names; a word of the record is searched for.
    """
    checked = Checked()
    with served(folder) as url, TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for page, proof in _sample(record, has_search=has_search):
            checked.opened += 1
            command = [chromium, *_FLAGS, f"--user-data-dir={profile}", url + page]
            try:
                done = subprocess.run(command, capture_output=True, timeout=_PATIENCE_S, check=False)  # noqa: S603 - nothing of it is given from outside
            except (OSError, subprocess.TimeoutExpired) as error:
                checked.wrong.append(f"Chromium did not open {page or '/'}: {type(error).__name__}.")
                continue
            if not proof.search(done.stdout.decode("utf-8", "replace")):
                checked.wrong.append(f"Chromium does not show at {page or '/'} what stands there.")
    return checked


def _sample(record: PublicRecord, *, has_search: bool) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield addresses, and what a browser must show there."""
    heading = re.compile("<h1>[^<]")
    yield "", heading
    words = (word for topic in record.topics for quote in topic.quotes for word in _WORD.findall(quote.text))
    yield from ((f"?q={word}", _RESULTS) for word in islice(words, has_search))
    yield from ((topic.page, heading) for topic in record.topics[:1])
    interviews = [*record.interviews.values()]
    for interview in interviews[:: max(1, len(interviews) // _SAMPLE)][:_SAMPLE]:
        pieces = [piece for turn in interview.turns for paragraph in turn.paragraphs for piece in paragraph]
        addresses = [piece.address for piece in pieces if piece.address] + [address for address, _ in interview.gone]
        yield from ((f"{interview.page}#{address}", _AT) for address in addresses[len(addresses) // 2 :][:1])


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the library
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder to this machine; yield where it stands."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
