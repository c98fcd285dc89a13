"""The files of the site: whole without JavaScript, the same each time, and whatever a record holds is text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.core.addresses import key_of
from tests.web.site.records import LAUNDRY, NAME, PAGE, URL, Knowledge, pieces, rendered

HOSTILE = (
    "</title></script><script>fetch('https://evil.example')</script><img src=x onerror=alert(1)>\"'&]]> {{ 7 * 7 }}"
)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def knowledge(tmp_path: Path) -> Knowledge:
    return Knowledge(tmp_path / "own")


def test_all_text_stands_in_the_page(knowledge: Knowledge) -> None:
    """With an id for each sentence, and a link to it."""
    record = knowledge.record()
    page = rendered(record)[PAGE]
    for piece in pieces(record):
        if piece.address:
            assert f'<span class="s" id="{piece.address}">{piece.text}<a href="#{piece.address}"' in page


def test_the_same_record_gives_the_same_bytes(knowledge: Knowledge) -> None:
    """On another day as well, once its ledgers are kept."""
    first = knowledge.record("2026-01-01")
    knowledge.keep(first)
    assert rendered(knowledge.record("2026-07-07"), url=URL) == rendered(first, url=URL)


def test_every_page_says_whose_words_these_are(knowledge: Knowledge) -> None:
    """And how to have them taken down: with the NOTICE, and where to write to."""
    files = rendered(knowledge.record(), contact="record@example.org", notice=("These words are Ada's.",))
    for name, page in files.items():
        if name.endswith(".html"):
            assert "These words are Ada&#39;s." in page
            assert 'write to <a href="mailto:record@example.org">record@example.org</a>' in page
            assert "No reason is needed." in page


@pytest.mark.parametrize(
    ("contact", "leads"),
    [("a@b.example", 'href="mailto:a@b.example"'), ("https://b.example/x", 'href="https://b.example/x"')],
)
def test_whom_to_write_to_is_a_link_where_it_is_an_address(knowledge: Knowledge, contact: str, leads: str) -> None:
    """Nothing else is one."""
    record = knowledge.record()
    assert leads in rendered(record, contact=contact)["index.html"]
    for words in ("the mods on our server", "javascript:alert(1)", "a@b.example?subject=x y"):
        page = rendered(record, contact=words)["index.html"]
        assert f"write to {words}. No reason" in page


def test_a_topic_shows_its_quotes_as_linked_data(knowledge: Knowledge) -> None:
    """In the words of schema.org."""
    page = rendered(knowledge.record(), url=URL)["topics/how-to-start/index.html"]
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    [quotation] = json.loads(data)["@graph"]
    opening = "One small project that real people used."
    assert quotation["@type"] == "Quotation"
    assert quotation["text"].startswith(opening)
    assert quotation["creator"] == {"@type": "Person", "name": "Ada Example"}
    assert quotation["isPartOf"]["url"] == "https://example.org/ada"
    assert quotation["citation"] == "Ada Example on starting small (Sam Sample, May 2024)"
    assert quotation["url"] == f"{URL}/interviews/{NAME}/#{key_of(opening)}"


def test_the_feed_tells_of_new_quotes(knowledge: Knowledge) -> None:
    """Each on the day on which it was first shown, under an id that stays."""
    knowledge.keep(knowledge.record("2026-01-01"))
    old = knowledge.file.read_text(encoding="utf-8")
    more = "      - id: laundry\n        speaker: ada\n        text: It does not have to be big.\n"
    knowledge.file.write_text(old.replace("    quotes:\n", f"    quotes:\n{more}", 1), encoding="utf-8")
    feed = ElementTree.fromstring(rendered(knowledge.record("2026-02-02"), url=URL)["feed.xml"])
    told = {entry.findtext(f"{ATOM}id"): entry.findtext(f"{ATOM}updated") for entry in feed.iterfind(f"{ATOM}entry")}
    assert feed.findtext(f"{ATOM}updated") == "2026-02-02T00:00:00Z"
    assert next(iter(told.items())) == (f"{URL}/interviews/{NAME}/?quote=laundry", "2026-02-02T00:00:00Z")
    assert told[f"{URL}/interviews/{NAME}/?quote=one-small-project"] == "2026-01-01T00:00:00Z"


def test_the_map_names_every_page(knowledge: Knowledge) -> None:
    """By its whole address; without one there is neither a map nor a feed."""
    files = rendered(knowledge.record(), url=URL)
    pages = {f"{URL}/{name.removesuffix('index.html')}" for name in files if name.endswith(".html")}
    named = {loc.text for loc in ElementTree.fromstring(files["sitemap.xml"]).iter() if loc.tag.endswith("loc")}
    assert named == pages
    assert not {"feed.xml", "sitemap.xml"} & rendered(knowledge.record()).keys()


def test_without_the_extra_the_page_says_how_to_get_search(knowledge: Knowledge) -> None:
    """And with it, that it needs JavaScript."""
    record = knowledge.record()
    assert "pip install &#39;ontherecord[site]&#39;" in rendered(record)["index.html"].replace("'", "&#39;")
    assert "<noscript>" in rendered(record, has_search=True)["index.html"]


def test_whatever_stands_in_a_record_is_text(knowledge: Knowledge) -> None:
    """Of every field that a page shows."""
    text = HOSTILE.replace("'", "’")
    knowledge.reword(LAUNDRY, f"Mine {text} told my neighbours.")
    for field in ("Ada Example on starting small", "Sam Sample\n", "engineer at Example Works", "What helped most at"):
        written = knowledge.file.read_text(encoding="utf-8")
        line = next(line for line in written.split("\n") if field.strip() in line and not line.startswith("#"))
        key = line.partition(": ")[0]
        knowledge.file.write_text(written.replace(line, f"{key}: '{text}'"), encoding="utf-8")
    for name, page in rendered(knowledge.record(), url=URL, title=HOSTILE, contact="a@b.example").items():
        if name.endswith((".html", ".xml")):
            assert "<img" not in page
            assert "<script>" not in page
            assert "49" not in re.findall(r"\{\{ 7 . 7 \}\}|\b49\b", page)
        if name.endswith(".xml"):
            assert ElementTree.fromstring(page) is not None
