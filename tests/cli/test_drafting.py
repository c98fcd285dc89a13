"""Ways of asking are drafted by whatever assistant there is, sieved, taken in one change, and taken back."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path

import pytest

from bot.cli import init
from bot.core.drafting.prompt import keys_of
from tests.conftest import call

START, HELP = keys_of(["how-to-start", "asking-for-help"]).values()
WAYS = [
    "what taught Ada the most in the beginning?",
    "does a pet project beat school",
    "what do you think?",
    "what helped Ada most when she started out?",
    "I learned more from the first ten complaints than from any course I ever took, right?",
    "did Bernadette use a course too?",
]
ANSWER = json.dumps(
    {
        START: {"title": "Small first?", "ways": WAYS},
        HELP: {"nothing": True, "ways": []},
        "near_misses": ["how much does a laundry room app cost", "what does Ada earn"],
    }
)


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One's own folder, in which the verbs are called: its knowledge."""
    list(init.make(tmp_path / "mine"))
    monkeypatch.chdir(tmp_path / "mine")
    return tmp_path / "mine" / "knowledge"


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.yaml")}


def test_the_prompt_holds_all_that_an_assistant_needs(mine: Path) -> None:
    """The quotes under their keys, what is wanted, the form."""
    whole = call("ways", "prompt", "--each", "7")
    assert whole.exit_code == 0
    assert "7 ways in which different people would ask" in whole.stdout
    for said in (START, HELP, "One small project that real people used.", '"near_misses": 6 questions'):
        assert said in whole.stdout
    one = call("ways", "prompt", "example-2024", "--topic", "asking-for-help").stdout
    assert HELP in one
    assert START not in one
    assert call("ways", "prompt", "--part", "2").stderr.startswith("The prompt has 1 part.")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("nobody-2024",), "There is no source nobody-2024."),
        (("--topic", "nothing"), "There is no topic nothing."),
        (("--weak",), "That chooses no topic, so there is nothing to draft."),
    ],
)
def test_what_is_not_there_cannot_be_drafted(mine: Path, options: tuple[str, ...], sentence: str) -> None:
    assert call("ways", "prompt", *options).stderr.strip() == sentence


def test_an_answer_is_sieved_shown_and_taken(mine: Path) -> None:
    """In a change that is undone to the byte; a title that a person gave stays, and so does a topic."""
    before = bytes_in(mine)
    taken = call("ways", "take", "--yes", given=f"Here you are:\n{ANSWER}\nEnjoy!")
    assert taken.exit_code == 0, taken.output
    assert "6 ways of asking drafted." in taken.stdout
    assert "“what do you think?”: too general" in taken.stdout
    assert "“what helped Ada most when she started out?”: nearly the same as" in taken.stdout
    assert ": copied from the quote" in taken.stdout
    assert ": names Bernadette, and the interview does not" in taken.stdout
    worth = r"each while a fifth of all is left out: \d+% of 22 find their topic now, \d+% then"
    assert re.search(worth, taken.stdout)
    text = (mine / "example-2024.yaml").read_text(encoding="utf-8")
    assert f"      - {WAYS[0]}\n" in text
    assert "title: What helped most at the start?" in text
    assert "asking-for-help:" in text
    assert "  - what does Ada earn\n" in (mine / "silence.yaml").read_text(encoding="utf-8")
    assert "Changed example-2024. It is change 1." in taken.stdout
    assert call("history").stdout.count("drafted by an assistant") == 2
    assert "2 changes, since they stand in several files" in taken.stdout
    for _ in range(2):
        assert call("undo", "--yes").exit_code == 0
    assert bytes_in(mine) == before


def test_without_a_file_of_examples_near_misses_are_left_out(mine: Path, tmp_path: Path) -> None:
    """And that is said."""
    (mine / "silence.yaml").unlink()
    file = tmp_path / "answer.txt"
    file.write_text(ANSWER, encoding="utf-8")
    taken = call("ways", "take", str(file), "--yes")
    assert taken.exit_code == 0
    assert "The near misses are left out: there is no silence.yaml to keep them in.\n" in taken.stderr
    assert not (mine / "silence.yaml").exists()


def test_nothing_is_taken_without_a_yes(mine: Path, tmp_path: Path) -> None:
    """Standard input cannot be asked."""
    before, file = bytes_in(mine), tmp_path / "answer.txt"
    file.write_text(ANSWER, encoding="utf-8")
    assert call("ways", "take", str(file), given="n\n").stderr.endswith("\nNothing was written.\n")
    assert "add --yes" in call("ways", "take", given=ANSWER).stderr
    assert bytes_in(mine) == before
    assert call("ways", "take", str(file), given="y\n").exit_code == 0
    assert bytes_in(mine) != before


def test_what_is_no_answer_is_told(mine: Path) -> None:
    assert f"No topic's key, such as {START}" in call("ways", "take", "--yes", given="I cannot do that.").stderr


def test_an_answer_for_another_record_is_refused(mine: Path) -> None:
    """A key may be the same by chance; a few that are wrong are named."""
    before = bytes_in(mine)
    other = {key: {"title": "x", "ways": ["does it rain there"]} for key in ("T0001", "T0002", START)}
    misses = {"near_misses": ["what does a raincoat cost"]}
    told = call("ways", "take", "--yes", given=json.dumps(other | misses))
    assert "2 of the 3 keys in this are no topic's here, so it answers a prompt for another record." in told.stderr
    assert bytes_in(mine) == before
    told = call("ways", "take", "--yes", given=json.dumps(json.loads(ANSWER) | {"T0001": ["does it rain there"]}))
    assert "No topic has the key T0001: what stands below is left out.\n" in told.stdout
    again = call("ways", "take", "--yes", given=ANSWER)
    assert f"“{WAYS[0]}”: there already\n" in again.stdout


def test_a_file_that_cannot_be_read_is_told(mine: Path) -> None:
    """Not that there is nothing to draft."""
    file = mine / "example-2024.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("title: ", 'title: "', 1), encoding="utf-8")
    for source in ((), ("example-2024",)):
        assert "example-2024.yaml:" in call("ways", "prompt", *source).stderr


def assistant(answer: str) -> str:
    """A command that prints this, whatever it is asked."""
    return shlex.join([sys.executable, "-c", f"import sys; sys.stdin.read(); print({answer!r})"])


def settings(lines: str) -> None:
    Path("config.yaml").write_text(f"knowledge: knowledge\ndrafting:\n{lines}", encoding="utf-8")


def test_a_command_drafts(mine: Path) -> None:
    """It says how much before it begins, asks again for what got no answer, and goes on as take does."""
    settings(f"  command: {json.dumps(assistant(ANSWER))}\n")
    drafted = call("ways", "draft", "--yes")
    assert drafted.exit_code == 0, drafted.output
    assert "2 topics in 1 prompt to " in drafted.stderr
    assert re.search(r": about [\d,]+ tokens, and 400 of answers\.", drafted.stderr)
    assert "Drafting: done in" in drafted.stderr
    assert "Changed example-2024. It is change 1." in drafted.stdout


@pytest.mark.parametrize(
    ("lines", "given", "sentence"),
    [
        ("", "", "No assistant is set up"),
        ("  command: no-such-program-here\n", "y\n", "no-such-program-here cannot be run"),
        ("  command: no-such-program-here\n", "n\n", "Nothing was sent."),
        (
            "  command: no-such-program-here\n  most_tokens: 1000\n",
            "",
            "That is more than drafting.most_tokens (1,000)",
        ),
        ("  url: http://localhost:1/v1\n", "", "url and model belong together"),
        ("  url: localhost\n  model: m\n", "", "must be the address of a chat endpoint"),
    ],
)
def test_what_keeps_from_drafting(mine: Path, lines: str, given: str, sentence: str) -> None:
    """And nothing is written."""
    before = bytes_in(mine)
    settings(lines)
    assert sentence in call("ways", "draft", given=given).stderr
    assert bytes_in(mine) == before
