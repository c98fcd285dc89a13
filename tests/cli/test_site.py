"""`site`: pages out of a knowledge folder, what it tells, and the addresses that it keeps."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.web.site import search
from bot.web.site.checking import check_links
from tests.conftest import call
from tests.web.site.records import NAME, PAGE, URL, WEEKS, Knowledge


@pytest.fixture
def knowledge(tmp_path: Path) -> Knowledge:
    knowledge = Knowledge(tmp_path / "own")
    (tmp_path / "own" / "config.yaml").write_text(
        f"knowledge: knowledge\nsite:\n  url: {URL}/\n  contact: record@example.org\n", encoding="utf-8"
    )
    return knowledge


def made(knowledge: Knowledge, out: Path, exit_code: int = 0) -> str:
    done = call("site", str(out), "--config", str(knowledge.folder.parent / "config.yaml"))
    assert done.exit_code == exit_code
    return done.output


def test_it_is_made_and_made_again(knowledge: Knowledge, tmp_path: Path) -> None:
    """The second time nothing is written; the ledger stands beside the interviews."""
    out = tmp_path / "public"
    assert re.search(r"public: 5 pages of 1 interview; \d+ files written, 0 removed;", made(knowledge, out))
    assert f"{URL}/{PAGE.removesuffix('index.html')}" in (out / PAGE).read_text(encoding="utf-8")
    assert json.loads((knowledge.folder / "addresses" / f"{NAME}.json").read_text(encoding="utf-8"))["sentences"]
    assert "; 0 files written, 0 removed;" in made(knowledge, out)
    assert call("check", "--knowledge", str(knowledge.folder)).exit_code == 0


def test_withdrawn_words_go(knowledge: Knowledge, tmp_path: Path) -> None:
    """Out of every file, the index of the search included; every link still leads somewhere."""
    out = tmp_path / "public"
    made(knowledge, out)
    knowledge.withdraw("ask-for-help-sooner", "2025-12-24")
    made(knowledge, out)
    found = check_links(out, URL)
    assert (found.links > 50, found.wrong) == (True, [])
    pages = {path.name: path.read_text(encoding="utf-8") for path in out.rglob("*") if path.suffix in (".html", ".xml")}
    assert all(WEEKS not in page for page in pages.values())
    assert "[withdrawn on 24 Dec 2025]" in (out / PAGE).read_text(encoding="utf-8")
    assert not (out / "topics" / "asking-for-help").exists()


def test_an_error_in_the_record_leaves_the_site_as_it_was(knowledge: Knowledge, tmp_path: Path) -> None:
    """The first is told, with its place."""
    made(knowledge, tmp_path / "public")
    before = (tmp_path / "public" / PAGE).read_bytes()
    knowledge.change("text: |-\n          One small", "text: |-\n          One huge")
    told = made(knowledge, tmp_path / "public", exit_code=1)
    assert re.search(rf"{NAME}\.yaml:\d+:\d+: These words are not in the record\. The site stays as it was", told)
    assert (tmp_path / "public" / PAGE).read_bytes() == before


def test_a_spoilt_ledger_is_an_error(knowledge: Knowledge, tmp_path: Path) -> None:
    """Nobody's addresses are lost in silence."""
    made(knowledge, tmp_path / "public")
    (knowledge.folder / "addresses" / f"{NAME}.json").write_text("<<<<<<< ours", encoding="utf-8")
    told = made(knowledge, tmp_path / "public", exit_code=1)
    assert f"{NAME}.json: This file is not as `ontherecord site` writes it" in told


def test_without_the_extra_it_is_made_without_search(
    knowledge: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says how to get it, and so does the page."""
    monkeypatch.setattr(search, "program", lambda: None)
    told = made(knowledge, tmp_path / "public")
    assert "No search: pip install 'ontherecord[site]' adds it." in told
    assert not (tmp_path / "public" / "pagefind").exists()


def test_answers_carry_the_address(knowledge: Knowledge) -> None:
    """Beside the source's; the very one that the page has."""
    config = str(knowledge.folder.parent / "config.yaml")
    told = call("ask", "what helped Ada most when she started?", "--config", config).output
    link = rf"{re.escape(URL)}/interviews/{NAME}/#[a-z2-7]{{8}}"
    assert re.search(rf"https://example\.org/ada\S*\n.*{link}", told)
    asked = json.dumps({"q": "what helped Ada most when she started?"})
    row = json.loads(call("ask", "--jsonl", "--config", config, given=asked).stdout)
    assert re.fullmatch(link, row["results"][0]["site_url"])


def test_without_permission_answers_carry_no_address(knowledge: Knowledge) -> None:
    """It would lead nowhere."""
    knowledge.change("  publish: whole\n", "")
    config = str(knowledge.folder.parent / "config.yaml")
    assert URL not in call("ask", "what helped Ada most when she started?", "--config", config).output
