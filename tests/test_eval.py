"""`eval`: the figures as text, as JSON and as a page, on a small knowledge of one's own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from bot import config
from bot.cli import init, main

PROJECT, HELP = "One small project that real people used.", "I would ask for help sooner"
HOSTILE = "<script>alert('x')</script>"
ROWS: list[dict[str, Any]] = [
    {"id": "a", "q": "what helped Ada most when she started?", "kind": "direct", "spans": [PROJECT]},
    {"id": "b", "q": "when should I ask for help?", "kind": "direct", "spans": [HELP]},
    {"id": "c", "q": "what does Ada regret?", "kind": HOSTILE, "spans": [PROJECT]},
    {"id": "d", "q": f"how long to try alone before asking? {HOSTILE}", "kind": "near", "spans": []},
    {"id": "e", "q": "lol same \x1b[31m", "kind": "chat", "spans": []},
]
Evaluate = Callable[..., Result]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    list(init.make(tmp_path / "mine"))
    return tmp_path / "mine"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    return path


@pytest.fixture
def evaluate(mine: Path, file: Path) -> Evaluate:
    """`eval` of the file on the knowledge, with thresholds low enough that it answers."""
    settings = mine / "config.yaml"
    matching = "{answer_at: 0.02, suggest_at: 0.01, message_at: 0.03}"
    settings.write_text(f"knowledge: knowledge\nmatching: {matching}\n", encoding="utf-8")

    def run(*options: str) -> Result:
        return CliRunner().invoke(main, ["eval", str(file), "--config", str(settings), *options])

    return run


def test_the_figures_are_printed(evaluate: Evaluate) -> None:
    """Within 80 columns, each share with its count and interval, the misses with their reasons."""
    found = evaluate()
    assert (found.exit_code, found.stderr) == (0, "")
    assert max(map(len, found.stdout.splitlines())) <= 80
    assert re.search(r"^all +66\.7 % \(2 of 3, 21-94\) ", found.stdout, re.MULTILINE)
    assert "what does Ada regret?" in found.stdout
    assert "Too few answers for a promise: " in found.stdout
    assert re.search(r"^   why +\w+ \d\.\d\d( \+ \w+ \d\.\d\d)* = \d\.\d\d$", found.stdout, re.MULTILINE)
    assert "\x1b" not in found.stdout


def test_the_figures_as_json(evaluate: Evaluate) -> None:
    """All of it in one object."""
    found = json.loads(evaluate("--json", "--tune", "0.5").stdout)
    assert list(found) == [
        *("quotes", "topics", "thresholds", "figures", "kinds", "curve"),
        *("misses", "confusions", "outcomes", "warnings", "promise", "tuning"),
    ]
    assert found["thresholds"] == {"answer_at": 0.02, "suggest_at": 0.01, "message_at": 0.03}
    assert found["figures"]["hit_1"] == {"share": 0.6667, "count": 2, "total": 3, "low": 0.2077, "high": 0.9385}
    assert list(found["kinds"]) == ["direct", HOSTILE, "near", "chat"]
    assert found["kinds"]["direct"]["hit_1"]["count"] == 2
    assert found["kinds"]["chat"]["precision"] is None
    assert [row["id"] for row in found["outcomes"]] == ["a", "b", "c", "d", "e"]
    assert [row["right"] for row in found["outcomes"]][:2] == [1, 1]
    assert found["outcomes"][2]["line"] == 3
    assert found["misses"][0]["id"] == "c"
    assert sum(found["misses"][0]["results"][0]["signals"].values()) == pytest.approx(
        found["misses"][0]["results"][0]["score"], abs=0.001
    )
    assert found["confusions"] == [{"wanted": "how-to-start", "found": "asking-for-help", "questions": ["c"]}]
    assert found["promise"]["at_most"] is None
    assert found["tuning"]["figures"]["precision"]["share"] >= 0.5


def test_the_tuned_lines_can_be_pasted(evaluate: Evaluate, mine: Path) -> None:
    """What is printed is what config.yaml takes, and the bot then does what was said."""
    told = evaluate("--tune", "0.6").stdout
    assert "Warning: questions that the record answers: 3." in told
    lines = re.search(r"^matching:\n(?:  \w+: [\d.]+\n){3}", told, re.MULTILINE)
    assert lines
    (mine / "config.yaml").write_text(f"knowledge: knowledge\n{lines[0]}", encoding="utf-8")
    assert f"answer_at: {config.load(mine / 'config.yaml').matching.answer_at}" in lines[0]
    then = re.search(r"^precision .*  (\d.*)$", told, re.MULTILINE)
    assert then
    assert then[1] in evaluate().stdout


def test_a_precision_out_of_reach_is_told(evaluate: Evaluate, file: Path) -> None:
    """With the best there is, and nothing to paste."""
    file.write_text(json.dumps(ROWS[2] | {"kind": "direct"}), encoding="utf-8")
    told = evaluate("--tune", "0.9").stdout
    assert "No threshold reaches a precision of 90 % on these questions. The best is 0.0 % (0 of 1" in " ".join(
        told.split()
    )
    assert "matching:" not in told


def test_slips_end_it_before_anything_is_asked(evaluate: Evaluate, file: Path) -> None:
    """One line each, with file and line, and exit code 2."""
    file.write_text('nonsense\n{"id": "a"}\n', encoding="utf-8")
    found = evaluate("--json")
    assert (found.exit_code, found.stdout) == (2, "")
    assert [line.split(" error: ")[0] for line in found.stderr.splitlines()] == [f"{file}:{n}:1" for n in (1, 2, 2)]


def test_a_span_that_nobody_said_is_a_warning(evaluate: Evaluate, file: Path) -> None:
    """It is told, and the rest goes on."""
    file.write_text(json.dumps(ROWS[0] | {"spans": ["Never said."]}), encoding="utf-8")
    found = evaluate("--json")
    assert found.exit_code == 0
    assert (
        found.stderr
        == f"{file}:1:1 warning: No transcript holds this span: “Never said.”. Copy it from the transcript.\n"
    )
    assert json.loads(found.stdout)["warnings"][0]["line"] == 1


def test_the_moderators_example_can_be_used(evaluate: Evaluate, file: Path) -> None:
    """Each line of it, on the knowledge that `init` makes."""
    page = (Path(__file__).parent.parent / "docs" / "moderators.md").read_text(encoding="utf-8")
    examples = re.search(r"```jsonl\n(.*?)```", page, re.DOTALL)
    assert examples
    file.write_text(examples[1], encoding="utf-8")
    found = evaluate("--json")
    assert (found.exit_code, found.stderr) == (0, "")
    assert len(json.loads(found.stdout)["outcomes"]) == examples[1].count("\n")


def test_a_follow_up_is_read_with_the_question_before(evaluate: Evaluate, file: Path) -> None:
    """Without it there is nothing to go by; text and JSON show both."""
    row = {"id": "a", "q": "and sooner?", "spans": ["never said"]}
    file.write_text(f"{json.dumps(row)}\n{json.dumps(row | {'id': 'b', 'after': ROWS[1]['q']})}", encoding="utf-8")
    alone, after = json.loads(evaluate("--json").stdout)["outcomes"]
    assert "after" not in alone
    assert after["after"] == ROWS[1]["q"]
    assert alone["confidence"] < 0.5 < after["confidence"]
    assert f"1. {ROWS[1]['q']} … and sooner? [other b]" in evaluate().stdout


@pytest.mark.parametrize("value", ["92", "-1", "much"])
def test_a_precision_is_a_share(evaluate: Evaluate, value: str) -> None:
    """From 0 to 1."""
    assert evaluate("--tune", value).exit_code == 2


class Page(HTMLParser):
    """Every element closed in order; remembers tags, attributes and what a reader sees."""

    VOID = ("meta",)

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.seen = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.seen += data


@pytest.fixture
def html(evaluate: Evaluate, tmp_path: Path) -> str:
    assert evaluate("--html", str(tmp_path / "page.html"), "--tune", "0.5").exit_code == 0
    return (tmp_path / "page.html").read_text(encoding="utf-8")


def test_the_page_is_well_formed(html: str) -> None:
    """HTML throughout, XML in the plots, each with a title and a description."""
    page = Page(html)
    assert page.open == []
    plots = [ElementTree.fromstring(found) for found in re.findall(r"<svg.*?</svg>", html, re.DOTALL)]
    assert len(plots) == 2
    for plot in plots:
        assert [child.tag for child in plot][:2] == ["title", "desc"]
        assert all(child.text for child in plot[:2])


def test_the_page_loads_nothing(html: str) -> None:
    """No address, no script, and a policy that would forbid both."""
    page = Page(html)
    assert not page.tags & {"script", "link", "img", "iframe", "object", "a"}
    assert not page.attributes & {"src", "href", "srcset", "onclick", "onload"}
    assert not re.search(r"https?://|url\(|@import", html)
    assert "default-src 'none'" in html


def test_hostile_words_stay_words(html: str) -> None:
    """They are read, not run."""
    assert HOSTILE not in html
    assert HOSTILE in Page(html).seen


def test_the_page_tells_all(html: str) -> None:
    """Figures, thresholds, topics confused, misses, and the numbers behind the plots; both colour schemes."""
    seen = Page(html).seen
    expected = [
        "66.7 %",
        "2 of 3",
        "answers from 0.02",
        "asked for help sooner"[:5],
        "what does Ada regret?",
        "matching:",
    ]
    assert [words for words in expected if words not in seen] == []
    assert html.count("<details>") >= 2
    assert "prefers-color-scheme: dark" in html


def test_the_page_is_written_whole_or_not_at_all(evaluate: Evaluate, tmp_path: Path) -> None:
    """An old page is replaced, nothing is left beside it; where nothing can be written, one sentence."""
    page = tmp_path / "page.html"
    page.write_text("old", encoding="utf-8")
    before = {path.name for path in tmp_path.iterdir()}
    assert evaluate("--html", str(page)).exit_code == 0
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert {path.name for path in tmp_path.iterdir()} == before
    found = evaluate("--html", str(tmp_path / "absent" / "page.html"))
    assert found.exit_code == 2
    assert "cannot be written: No such file or directory." in found.stderr


def test_a_set_without_answers_has_a_page(evaluate: Evaluate, file: Path, tmp_path: Path) -> None:
    """Nothing to draw is said in words."""
    file.write_text(json.dumps({"id": "x", "q": "zzz qqq", "spans": []}), encoding="utf-8")
    assert evaluate("--html", str(tmp_path / "page.html"), "--tune", "0.9").exit_code == 0
    assert "There is nothing to draw" in (tmp_path / "page.html").read_text(encoding="utf-8")
