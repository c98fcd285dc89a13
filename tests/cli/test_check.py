"""`check` where others look at it: beside the line on a git host, and again at every save."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import init, main
from bot.cli.check import as_github, as_gitlab, as_text
from bot.cli.terminal import TerminalStyle
from bot.core.drafts import Location, Part, Problem, Severity
from bot.service.checking import Report

ROOT = Path(__file__).parents[2]


def report(*problems: Problem) -> Report:
    return Report(problems, (), (), (), 0, 0, "words alone.")


SLIP = Problem(
    Location("k/a,b:c.yaml", 3, 5), "100% wrong.", "Mend it.", Severity.ERROR, (Part("wrong", "right", True),)
)
HINT = Problem(Location("k/d.yaml"), "Few.", "Add.", Severity.ADVICE)


def test_github_shows_each_problem_beside_its_line() -> None:
    """Escaped as the runner wants it; a file as a whole has no line."""
    differing = "%0AWhat you wrote: *wrong*%0AWhat the record says: *right*"
    assert as_github(report(SLIP, HINT), "sub/").splitlines() == [
        f"::error file=sub/k/a%2Cb%3Ac.yaml,line=3,col=5::100%25 wrong. Mend it.{differing}",
        "::notice file=sub/k/d.yaml::Few. Add.",
    ]


def test_gitlab_gets_a_code_quality_report() -> None:
    """Each problem with a fingerprint of its own, the same one every time."""
    first, second = json.loads(as_gitlab(report(SLIP, HINT)))
    assert first["location"] == {"path": "k/a,b:c.yaml", "lines": {"begin": 3}}
    assert (first["severity"], second["severity"]) == ("major", "info")
    assert second["location"]["lines"]["begin"] == 1
    assert first["fingerprint"] != second["fingerprint"]
    assert as_gitlab(report(SLIP)) == as_gitlab(report(SLIP))


@pytest.mark.parametrize("form", ["github", "gitlab"])
def test_paths_begin_where_check_is_called(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the paths of a checkout do."""
    list(init.make(tmp_path / "bots" / "mine"))
    knowledge = tmp_path / "bots/mine/knowledge"
    (knowledge / "broken.yaml").write_text("topics: [")
    monkeypatch.chdir(tmp_path)
    found = CliRunner().invoke(main, ["check", "--knowledge", str(knowledge), "--format", form])
    assert found.exit_code == 1
    assert "bots/mine/knowledge/broken.yaml" in found.stdout


@contextmanager
def ctrl_c_counts() -> Iterator[None]:
    """A job in the background of a shell ignores it, and would pass that on to what it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def test_check_goes_on_until_it_is_stopped(tmp_path: Path) -> None:
    """At first, then after a save; Ctrl-C ends it with the last code."""
    list(init.make(tmp_path))
    file = tmp_path / "knowledge" / "example-2024.yaml"
    command = [sys.executable, "-m", "bot", "check", "--watch", "--knowledge", str(file.parent)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    start = partial(subprocess.Popen, command, cwd=tmp_path, env=environ, text=True)
    with ctrl_c_counts(), start(stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            assert process.stdout
            lines = iter(process.stdout.readline, "")
            assert any("0 errors" in line for line in lines)
            assert any("Waiting" in line for line in lines)
            beside = file.with_suffix(".new")
            beside.write_text(file.read_text().replace("One small project that", "One huge project that"))
            beside.replace(file)
            assert any("These words are not in the record." in line for line in lines)
            assert any("Waiting" in line for line in lines)
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 1
        finally:
            process.kill()


def test_the_pre_commit_hook_calls_a_verb() -> None:
    """With everything in the folder, whatever is committed."""
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    assert "entry: ontherecord check\n" in hook
    assert "pass_filenames: false\n" in hook
    assert "- id: ontherecord-check\n" in (ROOT / "docs" / "moderators.md").read_text(encoding="utf-8")


def test_like_advice_is_grouped() -> None:
    """By file and by what to do; errors and warnings stand alone."""
    advice = [Problem(Location("k/a.yaml", line, 1), f"Few {line}.", "Add.", Severity.ADVICE) for line in range(1, 20)]
    shown = as_text(report(SLIP, *advice, HINT, SLIP), TerminalStyle(None, has_colour=False))
    assert "k/a.yaml:1:1 advice: Few 1.\n    Add.\n    The same in 18 more places: lines 2, 3, 4, " in shown
    assert "12, 13 and 6 more\n" in shown
    assert "Few 2." not in shown
    assert "k/d.yaml advice: Few." in shown
    assert "1 error" not in shown


JUDGED = [{"id": str(n), "q": "what does Ada regret?", "spans": ["I would ask for help sooner"]} for n in range(60)]


def checked(*options: str) -> str:
    found = CliRunner().invoke(main, ["check", "--knowledge", "mine/knowledge", *options])
    assert found.exit_code == 0, found.output
    return found.stdout


@pytest.fixture
def judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of judged questions beside a knowledge of one's own; nothing is in it yet."""
    list(init.make(tmp_path / "mine"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "mine" / "questions.jsonl"


def test_without_judged_questions_nothing_is_promised(judged: Path) -> None:
    assert not judged.exists()
    assert "are wrong" not in checked()
    assert json.loads(checked("--format", "json"))["promises"] is None


def test_each_record_has_its_promise(judged: Path) -> None:
    """One line: how many answers are wrong at most, by the questions beside the knowledge."""
    judged.write_text("\n".join(map(json.dumps, JUDGED)), encoding="utf-8")
    line = "example-2024: at most 4.9% of answers are wrong, 95 % sure (0 of 60 answers to judged questions)."
    assert line in checked().splitlines()
    [promise] = json.loads(checked("--format", "json"))["promises"]
    assert (promise["source"], promise["wrong"], promise["missing"]) == ("example-2024", {"count": 0, "total": 60}, 0)
    assert promise["at_most"] == pytest.approx(1 - 0.05 ** (1 / 60), abs=1e-4)


def test_too_few_judged_questions_promise_nothing(judged: Path) -> None:
    """Slips of the file are warnings, with their line; the path begins where `check` is called."""
    row = JUDGED[0] | {"spans": ["never said"]}
    judged.write_text("\n".join(["nonsense", json.dumps(row), json.dumps(JUDGED[1])]), encoding="utf-8")
    line = "example-2024: how many answers are wrong is not known: 2 to judged questions, it takes 20."
    shown = checked()
    assert line in shown.splitlines()
    assert "questions.jsonl:1:1 warning: This line is not JSON" in shown
    assert "questions.jsonl:2:1 warning: No transcript holds this span" in shown
    assert "::warning file=mine/questions.jsonl,line=1,col=1::" in checked("--format", "github")


def test_the_named_file_counts_before_the_one_beside(judged: Path) -> None:
    judged.write_text("\n".join(map(json.dumps, JUDGED)), encoding="utf-8")
    judged.with_name("named.jsonl").write_text(json.dumps(JUDGED[0]), encoding="utf-8")
    (judged.parent / "config.yaml").write_text("curators: {questions: named.jsonl}\n", encoding="utf-8")
    assert "is not known: 1 to judged questions" in checked("--config", "mine/config.yaml")


def test_a_knowledge_without_answers_promises_nothing(judged: Path) -> None:
    """What is wrong with it is told all the same."""
    judged.write_text(json.dumps(JUDGED[0]), encoding="utf-8")
    for file in (judged.parent / "knowledge").glob("*.yaml"):
        file.write_text("topics: [", encoding="utf-8")
    found = CliRunner().invoke(main, ["check", "--knowledge", "mine/knowledge", "--format", "json"])
    assert found.exit_code == 1
    assert json.loads(found.stdout)["promises"] == []
