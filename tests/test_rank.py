"""`ontherecord rank`: files in, JSON lines out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

CANDIDATES = (
    '{"id": "build", "collection": "talk", "topic": "start", "title": "How to start?", "questions": ["build first?"]}',
    '{"id": 2, "collection": "book", "text": "Bees dance. They tell where the flowers are.", "asked": null}',
)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No config.yaml and no vectors of the developer's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def rank(queries: str | bytes, *options: str, candidates: str = "\n".join(CANDIDATES)) -> Result:
    Path("c.jsonl").write_text(candidates, encoding="utf-8")
    arguments = ["rank", "--candidates", "c.jsonl", "--queries", "-", "--semantic", "off", *options]
    return CliRunner().invoke(main, arguments, input=queries)


def rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_line_has_all_its_fields() -> None:
    """As documented, in this order; ids come back as they were given."""
    done = rank('\n{"id": [1], "q": "what do bees tell?"}\n\n')
    [row] = rows(done)
    assert list(row) == ["id", "confidence", "results", "ms"]
    assert row["id"] == [1]
    assert 0 < row["confidence"] <= 1
    assert [list(result) for result in row["results"]] == [["id", "topic", "collection", "score"]]
    assert {**row["results"][0], "score": 0} == {"id": 2, "topic": 2, "collection": "book", "score": 0}
    assert done.exit_code == 0


def test_queries_may_be_a_file() -> None:
    """Named like the candidates."""
    Path("q.jsonl").write_text('{"q": "build?", "within": ["talk"]}\n', encoding="utf-8")
    done = rank("", "--queries", "q.jsonl")
    assert rows(done)[0]["id"] == 1
    assert rows(done)[0]["results"][0]["id"] == "build"


def test_top_and_grouping() -> None:
    """One result a topic, or each candidate."""
    twins = "\n".join(f'{{"id": {n}, "topic": "t", "questions": ["bees?"]}}' for n in range(3))
    found = [rows(rank('{"q": "bees"}', *how, candidates=twins))[0]["results"] for how in ([], ["--group-by", "none"])]
    assert [len(results) for results in found] == [1, 3]
    assert len(rows(rank('{"q": "bees"}', "--group-by", "none", "--top", "2", candidates=twins))[0]["results"]) == 2


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"nonsense", "This line is not JSON: Expecting value at column 1."),
        (b'"q"', 'A line is an object such as {"id": 1, "q": "where to begin?"}.'),
        (b"\xff", "This line is not UTF-8."),
        (b"[" * 100_000, "This line is nested too deep."),
        (b'{"q": NaN}', "This line is not JSON: NaN is no JSON value."),
        (b'{"q": "x", "id": 1e999}', "1e999 is too large a number."),
        (b"{}", '"q" must be a text.'),
        (b'{"q": 1}', '"q" must be a text.'),
        (b'{"q": "x", "within": "talk"}', '"within" must be a list of texts.'),
        (b'{"q": "x", "within": ["talk", "film"]}', "No candidate is in the collection film."),
    ],
)
def test_a_slip_in_a_query_stops_nothing(line: bytes, error: str) -> None:
    """It gets a line of its own, the rest goes on, and the command ends with 1."""
    done = rank(line + b'\n{"q": "bees"}\n')
    slip, row = rows(done)
    assert (slip["line"], slip["error"]) == (1, error)
    assert row["results"]
    assert done.exit_code == 1


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("nonsense", "c.jsonl:3: This line is not JSON: Expecting value at column 1."),
        ('{"q": "x"}', 'c.jsonl:3: A candidate has no "q". It may have: id, topic, questions, collection, '),
        ("{}", 'c.jsonl:3: "id" is missing.'),
        ('{"id": true}', 'c.jsonl:3: "id" must be a text or a whole number.'),
        ('{"id": "x", "topic": []}', 'c.jsonl:3: "topic" must be a text or a whole number.'),
        ('{"id": "x", "text": 1}', 'c.jsonl:3: "text" must be a text.'),
        ('{"id": "x", "questions": "x"}', 'c.jsonl:3: "questions" must be a list of texts.'),
        ('{"id": 2}', "c.jsonl:3: The id 2 stands in line 2 already."),
    ],
)
def test_a_slip_in_the_candidates_ends_it(line: str, error: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence with file and line, exit code 2."""
    done = rank('{"q": "bees"}', candidates="\n".join([*CANDIDATES, line]))
    assert done.exit_code == 2
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)
    assert done.stderr.startswith(error)


@pytest.mark.parametrize(("name", "error"), [("no.jsonl", "no.jsonl cannot be read: "), (".", ". cannot be read: ")])
def test_a_missing_file_is_said(name: str, error: str) -> None:
    """In one sentence."""
    done = rank('{"q": "bees"}', "--candidates", name)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith(error)


def test_no_candidates_are_said() -> None:
    """With an example to copy."""
    done = rank('{"q": "bees"}', candidates="\n\n")
    assert done.exit_code == 2
    assert done.stderr.startswith("c.jsonl holds no candidate. Write one a line, such as {")


def test_a_missing_tier_is_said_and_words_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """On standard error, with what to do; the ranking goes on."""
    monkeypatch.setattr("sys.prefix", str(Path.cwd()))
    monkeypatch.setattr("bot.encoders.weights.find_spec", lambda package: None)
    done = rank('{"q": "bees"}', "--semantic", "static")
    assert done.exit_code == 0
    assert "ontherecord fetch static" in done.stderr
    assert rows(done)[0]["results"][0]["id"] == 2
