"""The index of the search: every sentence that is shown, and the same for the same record."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.errors import SiteError
from bot.web.site import search
from tests.web.site.records import WEEKS, Knowledge, pieces

PAGEFIND = search.program()


@pytest.fixture
def knowledge(tmp_path: Path) -> Knowledge:
    return Knowledge(tmp_path / "own")


@pytest.mark.skipif(PAGEFIND is None, reason="no Pagefind here, so it stays unproved that its index holds the record")
def test_every_sentence_is_a_record(knowledge: Knowledge) -> None:
    """With its address; withdrawn words are in none."""
    assert PAGEFIND
    knowledge.withdraw("ask-for-help-sooner", "2025-12-24")
    record = knowledge.record()
    index = search.index_of(record, PAGEFIND)
    held = [gzip.decompress(data).decode("utf-8") for name, data in index.items() if "/fragment/" in name]
    addresses = [piece.address for piece in pieces(record) if piece.address]
    assert len(held) == len(addresses)
    assert all(any(f"#{address}" in each for each in held) for address in addresses)
    assert not any(WEEKS[:20] in each for each in held)
    assert search.index_of(record, PAGEFIND) == index


@pytest.mark.skipif(PAGEFIND is None, reason="no Pagefind here, so it stays unproved that nothing else counts")
def test_the_index_is_the_same_wherever_and_whenever_the_program_was_installed(
    knowledge: Knowledge, tmp_path: Path
) -> None:
    assert PAGEFIND
    elsewhere = Path(shutil.copy(PAGEFIND, tmp_path / "pagefind"))
    assert elsewhere.stat().st_mtime_ns != PAGEFIND.stat().st_mtime_ns
    assert search.index_of(knowledge.record(), elsewhere) == search.index_of(knowledge.record(), PAGEFIND)


@pytest.mark.parametrize("program", ["false", "true"])
def test_a_program_that_fails_is_told(knowledge: Knowledge, program: str) -> None:
    """In one sentence, with nothing written."""
    found = shutil.which(program)
    assert found
    with pytest.raises(SiteError, match=r"could not be made: it ended early\. Nothing was written"):
        search.index_of(knowledge.record(), Path(found))


@pytest.mark.skipif(PAGEFIND is None, reason="no Pagefind here, so it stays unproved that its index is made once")
def test_the_same_sentences_are_indexed_once(
    knowledge: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a folder that holds the index it is taken as it is; where a file of it is another, it is made anew."""
    assert PAGEFIND
    record, site, made = knowledge.record(), tmp_path / "site", list[int]()
    files = search.index_of(record, PAGEFIND, "en", site)
    for name, data in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_bytes(data)
    popen = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *call, **how: made.append(1) or popen(*call, **how))

    assert search.index_of(record, PAGEFIND, "en", site) == files
    assert not made
    assert search.index_of(record, PAGEFIND, "de", site) != files
    assert len(made) == 1
    (site / next(iter(files))).write_bytes(b"another")
    assert search.index_of(record, PAGEFIND, "en", site) == files
    assert len(made) == 2
