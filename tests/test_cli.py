"""The command line, as people and scripts call it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bot import __version__, starting
from bot.cli import main
from bot.library.schema import knowledge_schema, transcript_schema

ROOT = Path(__file__).parent.parent


def call(*args: str, given: str | bytes = "", **environ: str) -> Result:
    return CliRunner(env={"DISCORD_TOKEN": None, "DISCORD_TOKEN_FILE": None, **environ}).invoke(main, args, input=given)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A knowledge folder of one's own."""
    list(starting.make(tmp_path))
    return tmp_path / "knowledge"


def test_without_a_token_it_answers_in_the_terminal() -> None:
    """His words with the link, an honest no, and one line on how to get on Discord; the pipe's end is the end."""
    found = call(given="is grad school worth it?\nwho won the world cup?\n")
    assert found.exit_code == 0
    assert "— Alexey Grigorev" in found.stdout
    assert "https://eugeneyan.com/writing/informal-mentors-alexey-grigorev/#:~:text=" in found.stdout
    assert "That is not on the record" in found.stdout
    assert found.stderr.count("\n") == 1
    assert "DISCORD_TOKEN" in found.stderr


def test_the_service_never_falls_back() -> None:
    """Without a token: one sentence, and the exit code that says that restarting does not help."""
    found = call("run")
    assert (found.exit_code, found.stdout) == (78, "")
    assert "DISCORD_TOKEN" in found.stderr
    assert found.stderr.count("\n") == 1


def test_ask_prints_the_words_plain_in_a_pipe() -> None:
    """No colour, no wrapping: what stands behind the quote mark is the record's own line."""
    found = call("ask", "Should I do a Master's degree?")
    assert found.exit_code == 0
    assert "\x1b" not in found.stdout
    quoted = [line[2:] for line in found.stdout.splitlines() if line.startswith("> ")]
    original = (ROOT / "knowledge" / "originals" / "alexey-grigorev-2020.txt").read_text(encoding="utf-8")
    assert quoted
    assert all(piece.strip() in original for line in quoted for piece in line.split("[…]"))


def test_ask_reads_json_lines() -> None:
    """A bad line is told, the rest goes on, and the exit code says that not all went well."""
    found = call("ask", "--jsonl", "--top", "2", given='{"id": "a", "q": "is a phd needed?"}\nnonsense\n')
    rows = [json.loads(line) for line in found.stdout.splitlines()]
    assert found.exit_code == 1
    assert rows[0]["id"] == "a"
    assert len(rows[0]["results"]) == 2
    assert rows[1]["line"] == 2
    assert call("ask", "--jsonl", given='{"q": "is a phd needed?"}').exit_code == 0


def test_json_lines_serve_as_a_co_process() -> None:
    """Each answer comes before the next question is asked."""
    command = [sys.executable, "-m", "bot", "ask", "--jsonl"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(1, 4):
            process.stdin.write('{"q": "should I write a blog?"}\n')
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(timeout=10) == 0


def test_check_is_clean_here() -> None:
    """The shipped knowledge has no problem, and every word of Alexey's is covered."""
    found = call("check")
    assert found.exit_code == 0, found.stdout
    assert "100.0% of the" in found.stdout
    report = json.loads(call("check", "--format", "json").stdout)
    assert (report["errors"], report["warnings"]) == (0, 0)


def test_one_changed_letter_is_found_and_never_sent(mine: Path) -> None:
    """`check` names file and line and shows the difference; the bot answers everything else."""
    file = mine / "example-2024.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("ask for help sooner […]", "ask for kelp sooner […]"), encoding="utf-8"
    )
    found = call("check", "--knowledge", str(mine))
    line = next(
        n for n, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if "text: |-" in text and n > 60
    )
    assert found.exit_code == 1
    assert f"knowledge/example-2024.yaml:{line}:" in found.stdout
    assert "[-kelp-]{+help+}" in found.stdout
    assert "One small project" in call("ask", "--knowledge", str(mine), "what helped Ada most?").stdout
    assert "kelp" not in call("ask", "--knowledge", str(mine), "when should I ask for help?").stdout


def test_check_counts_for_programs(mine: Path) -> None:
    """A missing folder is an error like any other."""
    report = json.loads(call("check", "--format", "json", "--knowledge", str(mine / "absent")).stdout)
    assert (report["errors"], report["quotes"]) == (1, 0)


def test_nothing_to_answer_from_is_told(tmp_path: Path) -> None:
    """One sentence with the folder and the first reason; exit code 2."""
    found = call("ask", "--knowledge", str(tmp_path), "anything?")
    assert found.exit_code == 2
    assert found.stderr.startswith(f"There is nothing to answer from in {tmp_path}.")


def test_options_count_before_and_behind_the_verb(mine: Path) -> None:
    """`ontherecord --knowledge DIR ask` and `ontherecord ask --knowledge DIR` are the same."""
    before = call("--knowledge", str(mine), "ask", "what helped Ada most?")
    behind = call("ask", "--knowledge", str(mine), "what helped Ada most?")
    assert before.stdout == behind.stdout
    assert "Ada Example" in before.stdout


def test_a_wrong_setting_ends_with_a_sentence(tmp_path: Path) -> None:
    """The file, the key and the way out; no traceback."""
    (tmp_path / "c.yaml").write_text("colour: red\n")
    found = call("ask", "--config", str(tmp_path / "c.yaml"), "x")
    assert found.exit_code == 2
    assert "there is no setting 'colour'" in found.stderr
    assert "Traceback" not in found.stderr


def test_schemas_are_printed() -> None:
    """Both formats."""
    assert json.loads(call("schema").stdout) == knowledge_schema()
    assert json.loads(call("schema", "transcript").stdout) == transcript_schema()


def test_version() -> None:
    """As the package says."""
    assert call("--version").stdout == f"ontherecord, version {__version__}\n"


@pytest.mark.parametrize(
    "verb", [(), *((name,) for name in main.commands)], ids=lambda verb: " ".join(verb) or "ontherecord"
)
def test_every_verb_has_help_with_an_example(verb: tuple[str, ...]) -> None:
    """A person finds out how without leaving the terminal."""
    assert "Example: " in call(*verb, "--help").stdout


@pytest.mark.parametrize(
    "args", [("ask",), ("nonsense",), ("ask", "--top", "0", "--jsonl"), ("init",), ("ask", "x", "--jsonl")]
)
def test_a_mistake_ends_with_2(args: tuple[str, ...]) -> None:
    """One sentence on what was wrong."""
    found = call(*args)
    assert found.exit_code == 2
    assert found.stderr.count("\n") == 1
    assert "--help" in found.stderr


def test_a_pipe_that_closes_early_is_no_error() -> None:
    """`ontherecord ask --jsonl | head -1` ends quietly."""
    command = f'yes \'{{"q": "should I write?"}}\' | {sys.executable} -m bot ask --jsonl | head -1'
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=30, env=os.environ, check=True
    )
    assert json.loads(done.stdout)["id"] == 1
    assert "Traceback" not in done.stderr


def test_only_the_command_line_is_a_click_program() -> None:
    """The group is what the package installs."""
    assert isinstance(main, click.Group)
