"""The command line, as people and scripts call it."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from bot import __version__, app
from bot.cli import init, main
from bot.cli.ask import _GET_ON_DISCORD, prompted
from bot.cli.verbs import VERBS
from bot.config import Config
from bot.discord_app import running
from bot.library.formats import schema_of
from tests.conftest import call

ROOT = Path(__file__).parents[2]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A knowledge folder of one's own."""
    list(init.make(tmp_path))
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


def test_json_lines_serve_as_a_co_process(mine: Path) -> None:
    """Each answer comes before the next question is asked."""
    command = [sys.executable, "-m", "bot", "ask", "--jsonl", "--knowledge", str(mine)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(1, 4):
            process.stdin.write('{"q": "should I write a blog?"}\n')
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(timeout=60) == 0


@pytest.fixture(scope="module")
def shipped() -> Result:
    """What `check` says of the shipped knowledge."""
    return call("check")


@pytest.fixture(scope="module")
def shipped_in_full() -> Any:
    """The same for programs."""
    return json.loads(call("check", "--format", "json").stdout)


def test_check_is_clean_here(shipped: Result, shipped_in_full: Any) -> None:
    """The shipped knowledge has no problem, and every word of Alexey's is covered."""
    assert shipped.exit_code == 0, shipped.stdout
    assert "100.0% of the" in shipped.stdout
    assert [shipped_in_full[kind] for kind in ("errors", "warnings", "advice")] == [0, 0, 0]


def test_check_tells_which_topics_are_hard_to_find(mine: Path, shipped: Result, shipped_in_full: Any) -> None:
    """The worst few, or all of them; programs get every figure."""
    few, every = shipped.stdout, call("check", "--topics").stdout
    rows = shipped_in_full["findability"]
    worst = min(rows, key=lambda row: (row["hit_1"], row["topic"]))
    assert f"\n  {worst['topic']} " in few
    assert 2 < few.count(" of ") < len(rows) < every.count(" of ")
    assert "of the 40 ways of asking find their topic" in call("check", "--knowledge", str(mine)).stdout


def test_check_tells_how_much_of_the_guests_is_quoted(mine: Path) -> None:
    """Of whoever only asks, nothing is to be told."""
    told = call("check", "--knowledge", str(mine)).stdout
    assert "example-2024: 100.0% of the 61 words of ada stand in quotes." in told
    assert "words of sam" not in told


def test_a_thin_topic_is_advice(mine: Path) -> None:
    """Whoever begins with a few ways of asking reads one line a topic, and nothing fails."""
    file = mine / "example-2024.yaml"
    short = re.sub(r"(questions:.*\n(?: {6}- .*\n){3})(?: {6}- .*\n)+", r"\1", file.read_text(encoding="utf-8"))
    file.write_text(short, encoding="utf-8")
    found = call("check", "--knowledge", str(mine))
    assert found.exit_code == 0
    assert found.stdout.count("advice: ") == 1
    assert "The same in 1 more place" in found.stdout
    assert "0 errors, 0 warnings, 2 pieces of advice." in found.stdout


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
    assert "What you wrote: I would ask for *kelp* sooner" in found.stdout
    assert "What the record says: I would ask for *help* sooner" in found.stdout
    assert found.stdout.index("not in the record") < found.stdout.index("has no quote that is proved")
    assert "One small project" in call("ask", "--knowledge", str(mine), "what helped Ada most?").stdout
    assert "five minutes" not in call("ask", "--knowledge", str(mine), "when should I ask for help?").stdout


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


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the program is started."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def the_config(monkeypatch: pytest.MonkeyPatch, *args: str) -> Config:
    """The settings with which a verb is called."""
    asked: list[Config] = []
    monkeypatch.setattr(app, "build_answering", lambda config, *_: asked.append(config) or pytest.fail("asked"))
    monkeypatch.setattr(app, "inspect_knowledge", app.build_answering)
    with pytest.raises(pytest.fail.Exception):
        main([*args], standalone_mode=False)
    return asked[0]


@pytest.mark.parametrize(
    ("args", "knowledge", "answer_at"),
    [
        ("ask x", "k", 0.5),
        ("--knowledge A ask x", "A", 0.5),
        ("ask x --knowledge A", "A", 0.5),
        ("--config b.yaml ask x", "kb", 0.6),
        ("ask x --config b.yaml", "kb", 0.6),
        ("--config b.yaml ask x --knowledge A", "A", 0.6),
        ("--knowledge A check --config c.yaml", "A", 0.8),
        ("--config b.yaml check --config c.yaml", "kc", 0.8),
        ("--knowledge A --config b.yaml check --config c.yaml --knowledge B", "B", 0.8),
    ],
)
def test_no_option_is_lost(
    here: Path, monkeypatch: pytest.MonkeyPatch, args: str, knowledge: str, answer_at: float
) -> None:
    """--knowledge wins over every file, --config over ./config.yaml, and what stands behind the verb over the rest."""
    for name, known, share in (("config", "k", 0.5), ("b", "kb", 0.6), ("c", "kc", 0.8)):
        (here / f"{name}.yaml").write_text(f"knowledge: {known}\nmatching: {{answer_at: {share}}}\n")
    config = the_config(monkeypatch, *args.split())
    assert (config.knowledge, config.matching.answer_at) == (knowledge, answer_at)


@pytest.mark.parametrize("args", [("--knowledge", "", "ask", "x"), ("check", "--config", "")])
def test_an_option_must_name_something(args: tuple[str, ...]) -> None:
    """An empty variable in a script is not the shipped knowledge."""
    found = call(*args)
    assert found.exit_code == 2
    assert "names nothing" in found.stderr
    assert found.stderr.count("\n") == 1


@pytest.mark.parametrize("args", ["schema", "init mine", "--version", "--help", "ask --help", "run --help"])
def test_bad_settings_stop_only_what_needs_them(here: Path, args: str) -> None:
    """Whoever looks for help finds it."""
    (here / "config.yaml").write_text("colour: red\n")
    assert call(*args.split()).exit_code == 0
    assert call("check").exit_code == 78
    assert call().exit_code == 78


def test_a_wrong_setting_ends_with_a_sentence(tmp_path: Path) -> None:
    """The file, the key and the way out; no traceback."""
    (tmp_path / "c.yaml").write_text("colour: red\n")
    found = call("ask", "--config", str(tmp_path / "c.yaml"), "x")
    assert found.exit_code == 78
    assert "there is no setting 'colour'" in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize("held", ["", "one two", "one\ntwo", None])
def test_a_token_that_cannot_be_used_ends_the_service_with_78(tmp_path: Path, held: str | None) -> None:
    """Restarting would not help, so systemd is told not to."""
    if held is not None:
        (tmp_path / "token").write_text(held)
    found = call("run", DISCORD_TOKEN_FILE=str(tmp_path / "token"))
    assert (found.exit_code, found.stdout, found.stderr.count("\n")) == (78, "", 1)
    assert f"The token file {tmp_path / 'token'} " in found.stderr


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (OSError(101, "Network is unreachable"), "Discord cannot be reached: Network is unreachable."),
        (TimeoutError(), "Discord cannot be reached: TimeoutError."),
        (PermissionError(13, "Permission denied", "state"), "state cannot be used: Permission denied."),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_network_that_fails_is_told(monkeypatch: pytest.MonkeyPatch, failure: Exception, told: str) -> None:
    """One sentence, and 1: restarting may help."""

    def serve(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(running, "serve", serve)
    found = call("run", DISCORD_TOKEN="token")
    assert (found.exit_code, found.stdout, found.stderr) == (1, "", told + "\n")


def test_a_bug_of_ours_is_no_network_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is in the log, with its traceback, and nowhere else."""
    monkeypatch.setattr(running, "serve", lambda *_, **__: {}["bug"])
    found = call("run", DISCORD_TOKEN="token")
    assert (found.exit_code, found.stdout) == (1, "")
    assert "KeyError: 'bug'" in json.loads(found.stderr)["traceback"]


def shell(command: str, knowledge: Path) -> subprocess.CompletedProcess[str]:
    """A command for bash, in which `bot` is the program; what is told is the exit code of its first part."""
    program = shlex.join([sys.executable, "-m", "bot", "--knowledge", str(knowledge)])
    script = f'bot() {{ {program} "$@"; }}\n{command}\nexit "${{PIPESTATUS[0]}}"'
    environ = {key: value for key, value in os.environ.items() if not key.startswith("DISCORD_TOKEN")}
    run = partial(subprocess.run, cwd=ROOT, capture_output=True, text=True, timeout=60, env=environ, check=False)
    return run(["bash", "-c", script])


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("bot <&-", "There is nothing to read: standard input is closed."),
        ("bot rank --candidates README.md --queries - <&-", "There is nothing to read: standard input is closed."),
        ("bot ask --jsonl <&-", "There is nothing to read: standard input is closed."),
        ("bot ask 'what helped Ada most?' >&-", "Nothing can be printed: standard output is closed."),
        ("bot --help >&-", "Nothing can be printed: standard output is closed."),
        ('bot ask --jsonl <<< \'{"q": "x"}\' >&-', "Nothing can be printed: standard output is closed."),
        ("bot ask 'what helped Ada most?' >/dev/full", "Reading or printing failed: No space left on device."),
        ("bot check --help >/dev/full", "Reading or printing failed: No space left on device."),
        ('bot ask --jsonl <<< \'{"q": "x"}\' >/dev/full', "Reading or printing failed: No space left on device."),
    ],
)
def test_a_stream_that_cannot_be_used_is_told(mine: Path, command: str, told: str) -> None:
    """One sentence and 1, nothing from Python."""
    done = shell(command, mine)
    assert (done.returncode, done.stderr) == (1, told + "\n")


def test_a_question_needs_no_input(mine: Path) -> None:
    """Nor a place for mistakes."""
    done = shell("bot ask 'what helped Ada most?' <&- 2>&-", mine)
    assert (done.returncode, done.stderr) == (0, "")
    assert "One small project" in done.stdout


@pytest.mark.parametrize("command", ["ask --jsonl", "", "schema", "check"])
def test_a_pipe_that_closes_early_ends_all_quietly(mine: Path, command: str) -> None:
    """With 0, so that make and `set -o pipefail` are quiet, too."""
    lines = 'yes \'{"q": "should I write?"}\' 2>&1'
    done = shell(f"(bot {command} < <({lines}); code=$?; exit $code) | true", mine)
    assert done.returncode == 0
    assert done.stderr.replace(_GET_ON_DISCORD.format(tier="words alone"), "").strip() == ""


def test_a_terminal_of_two_columns_is_no_mistake(mine: Path) -> None:
    """Whatever COLUMNS says."""
    args = ["--knowledge", str(mine), "ask", "what helped Ada most?"]
    for columns in ("2", "0", "-1", "x"):
        assert call(*args, COLUMNS=columns).exit_code == 0
    spawn = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"
    command = [sys.executable, "-c", spawn, sys.executable, "-m", "bot", *args]
    environ = {**os.environ, "COLUMNS": "2"}
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=True, env=environ)
    assert b"\x1b[1m" in done.stdout


def test_a_python_without_readline_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has none."""
    monkeypatch.setitem(sys.modules, "readline", None)
    lines = iter(["a", "b"])
    monkeypatch.setattr("builtins.input", lambda _: next(lines, None) or (_ for _ in ()).throw(EOFError))
    assert list(prompted()) == ["a", "b"]


def test_the_package_tells_that_it_is_typed() -> None:
    """To those who import it."""
    assert (ROOT / "bot" / "py.typed").is_file()


def test_schemas_are_printed() -> None:
    """Both formats."""
    assert json.loads(call("schema").stdout) == schema_of("knowledge")
    assert json.loads(call("schema", "transcript").stdout) == schema_of("transcript")


def test_version() -> None:
    """As the package says."""
    assert call("--version").stdout == f"ontherecord, version {__version__}\n"


@pytest.mark.parametrize("verb", [(), *((name,) for name in VERBS)], ids=lambda verb: " ".join(verb) or "ontherecord")
def test_every_verb_has_help_with_an_example(verb: tuple[str, ...]) -> None:
    """A person finds out how without leaving the terminal: each example is a line that can be copied."""
    lines = call(*verb, "--help").stdout.splitlines()
    assert any(re.match(" *Example: ", line) for line in lines)
    assert not any("Example: " in line.strip()[1:] for line in lines)


@pytest.mark.parametrize(
    "args",
    [
        ("ask",),
        ("nonsense",),
        ("ask", "--top", "0", "--jsonl"),
        ("init",),
        ("ask", "x", "--jsonl"),
        ("ask", "x", "--top", "3"),
        ("undo", "abc"),
        ("check", "--quietly"),
    ],
)
def test_a_mistake_ends_with_2(args: tuple[str, ...]) -> None:
    """One sentence on what was wrong, and one on where it is told."""
    found = call(*args)
    assert found.exit_code == 2
    assert found.stderr.count("\n") == 1
    wrong, _, rest = found.stderr.partition(" See ")
    assert wrong.endswith((".", "?", "?)"))
    assert rest.endswith(" --help.\n")


def test_a_group_by_itself_shows_its_help() -> None:
    """And nothing behind it."""
    alone, asked = call("quote"), call("quote", "--help")
    assert (alone.exit_code, alone.stderr) == (2, asked.stdout)


def test_a_pipe_that_closes_early_is_no_error(mine: Path) -> None:
    """`ontherecord ask --jsonl | head -1` ends quietly."""
    done = shell('yes \'{"q": "should I write?"}\' | bot ask --jsonl | head -1', mine)
    assert json.loads(done.stdout)["id"] == 1
    assert "Traceback" not in done.stderr


def test_explain_shows_each_signals_part() -> None:
    """As a table with bars, the decision and the words that matched above it."""
    found = call("ask", "--explain", "is grad school worth it?").stdout
    assert re.search(
        r"^answer: confidence 0\.\d+ reaches 0\.88 \(answer_at\); words that matched: .*grad school",
        found,
        re.MULTILINE,
    )
    assert re.search(r"^ +0\.\d{3}  phrasing +█+$", found, re.MULTILINE)
