"""Quotes are added, edited, withdrawn and brought back on the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import init
from tests.conftest import call

ROOT = Path(__file__).parents[2]
WORDS = "It does not have to be big. Mine told my neighbours when the laundry room was free."
QUOTE = "example-2024/one-small-project"
ADD = ("quote", "add", WORDS, "--topic", "asking-for-help", "--yes")


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One's own folder, in which the verbs are called: the knowledge file."""
    list(init.make(tmp_path / "mine"))
    monkeypatch.chdir(tmp_path / "mine")
    return tmp_path / "mine" / "knowledge" / "example-2024.yaml"


def test_words_are_added_and_taken_back(mine: Path) -> None:
    """Shown as it will be, with its impact and what is written; live, noted, and undone to the byte."""
    old = mine.read_bytes()
    added = call("quote", "add", WORDS, "--title", "How small may it be?", "--why", "asked twice", "--yes")
    assert added.exit_code == 0, added.output
    assert "Ada Example says this in Ada Example on starting small, turn 2" in added.stdout
    assert f"> {WORDS}" in added.stdout
    assert "Words of it stand already in example-2024/one-small-project." in added.stdout
    assert "\n+  how-small-may-it-be:\n" in added.stdout
    assert " 40 questions" in added.stdout
    assert "Added example-2024/it-does-not-have-to-be. It is change 1.\n" in added.stdout
    assert "laundry room" in call("ask", "how small may it be?").stdout
    told = call("history").stdout
    assert told.startswith("1. ")
    assert told.endswith(": added example-2024/it-does-not-have-to-be: asked twice\n")
    assert call("undo", "--yes").exit_code == 0
    assert mine.read_bytes() == old
    assert call("undo", "2", "--yes").exit_code == 0
    assert mine.read_bytes() != old
    assert len(call("history").stdout.splitlines()) == 3
    assert len(call("history", "--limit", "1").stdout.splitlines()) == 1


def test_nothing_is_written_without_a_yes(mine: Path) -> None:
    """What is asked is answered by a person, or by --yes."""
    old = mine.read_bytes()
    refused = call(*ADD[:-1], given="n\n")
    assert (refused.exit_code, refused.stderr) == (1, "Nothing was written.\n")
    assert mine.read_bytes() == old
    assert call("history").stdout == "No change is noted.\n"
    assert call(*ADD[:-1], given="y\n").exit_code == 0
    assert mine.read_bytes() != old


def test_a_topic_is_chosen_or_named(mine: Path) -> None:
    """By its number among those that come nearest, or by a title that is new."""
    first = call("quote", "add", WORDS, given="1\ny\n")
    assert first.exit_code == 0, first.output
    assert "1. What helped most at the start?" in first.stdout
    second = call("quote", "add", "I would ask for help sooner", given="What comes late?\ny\n")
    assert second.exit_code == 0, second.output
    assert "title: What comes late?" in mine.read_text(encoding="utf-8")


def test_words_come_on_standard_input(mine: Path) -> None:
    """For scripts, which have to say --yes."""
    pasted = f"> {WORDS}\n— Ada Example\n"
    refused = call("quote", "add", "--topic", "how-to-start", given=pasted)
    assert refused.exit_code == 2
    assert "add --yes" in refused.stderr
    assert call("quote", "add", "-", "--title", "How big?", "--yes", given=pasted).exit_code == 0


@pytest.mark.parametrize("order", [("edit", QUOTE, "--words"), ("add", "--title", "How big?")])
def test_a_slip_is_shown_beside_the_nearest_passage(mine: Path, order: tuple[str, ...]) -> None:
    """Whether the words are new or take the place of others."""
    refused = call("quote", *order, "One small project that reel people used.", "--yes")
    assert refused.exit_code == 1
    assert "What the record says: One small project that *real* people used." in refused.stderr
    assert mine.read_text(encoding="utf-8").count("reel people") == 0


def test_a_quote_is_edited_withdrawn_and_restored(mine: Path) -> None:
    assert call("quote", "edit", QUOTE, "--words", "One small project", "--asked", "", "--yes").exit_code == 0
    text = mine.read_text(encoding="utf-8")
    assert "What helped you most when you started?" not in text
    retired = call("quote", "retire", QUOTE, "--reason", "She asked for it.", "--yes")
    assert retired.exit_code == 0, retired.output
    assert "It would not be shown any more." in retired.stdout
    assert "reason: She asked for it." in mine.read_text(encoding="utf-8")
    assert call("quote", "restore", QUOTE, "--yes").exit_code == 0
    assert mine.read_text(encoding="utf-8").count("One small project") == 1
    assert [line.split(": ")[1] for line in call("history", QUOTE).stdout.splitlines()] == [
        f"restored {QUOTE}",
        f"withdrawn {QUOTE}",
        f"changed {QUOTE}",
    ]


def test_a_topic_is_edited(mine: Path) -> None:
    """Its title, and ways of asking in and out, as one change."""
    phrasings = ("--phrasing", "where do I begin?", "--no-phrasing", "how did she learn the trade?")
    done = call("quote", "edit", "how-to-start", "--title", "How to start?", *phrasings, "--yes")
    assert done.exit_code == 0, done.output
    text = mine.read_text(encoding="utf-8")
    assert "title: How to start?" in text
    assert "where do I begin?" in text
    assert "learn the trade" not in text
    assert len(call("history").stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (
            ("add", "It does not need to be big.", "--topic", "how-to-start"),
            1,
            "the record says: It does not *have* to",
        ),
        (("add", WORDS, "--topic", "a", "--title", "b"), 2, "give one of the two"),
        (("add", WORDS, "--yes"), 1, "Name the topic"),
        (
            ("add", "What helped you most when you started?", "--topic", "how-to-start", "--yes"),
            1,
            "These are words of Sam Sample, who asks the questions. If they are meant, add --speaker sam.",
        ),
        (("retire", "one-small-project", "--reason", "x"), 1, "Did you mean example-2024/one-small-project?"),
        (("edit", "one-small-project", "--title", "x"), 1, "example-2024/one-small-project is a quote."),
        (("add", "", "--topic", "how-to-start"), 1, "no words"),
        (("edit", QUOTE, "--title", "x"), 2, "for a topic"),
        (("edit", "how-to-start", "--words", "x"), 2, "for a quote"),
        (("edit", "nowhere", "--title", "x"), 1, "no topic called “nowhere”"),
        (("edit", "how-to-start", "--phrasing", "what does Ada regret?", "--yes"), 1, "is asked already"),
        (("retire", QUOTE), 2, "--reason"),
        (("retire", "example-2024/none", "--reason", "x"), 1, "no quote example-2024/none"),
        (("restore", QUOTE), 1, "no withdrawn quote"),
    ],
)
def test_what_cannot_be_done_is_told(mine: Path, args: tuple[str, ...], code: int, told: str) -> None:
    """In one sentence; nothing is written."""
    old = mine.read_bytes()
    found = call("quote", *args)
    assert found.exit_code == code
    assert told in found.output
    assert mine.read_bytes() == old


HOSTILE = ["@everyone <@1> [x](http://x.y)", "- a: &b *c # d", "\u202e\x1b[31mred\x07", "\"]}{'`%|>", "😀\ud7ff"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_text(mine: Path, text: str) -> None:
    """In a way of asking, a title, a reason: they stand in the file as typed, without what cannot be seen."""
    kept = "".join(character for character in text if character.isprintable())
    assert call("quote", "edit", "how-to-start", "--phrasing", text, "--title", text, "--yes").exit_code == 0
    assert call("quote", "retire", QUOTE, "--reason", text, "--why", text, "--yes").exit_code == 0
    history = call("history").stdout
    assert kept in history
    assert "\x1b" not in history
    for _ in range(2):
        assert call("undo", "--yes").exit_code == 0
    assert call("check").exit_code == 0


def test_the_shipped_knowledge_of_a_package_stays_as_it_is(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An update would overwrite it, so there it is not even tried; the sentence says what to do."""
    monkeypatch.setattr("bot.app._PACKAGE", mine.parent.parent)
    mine.parent.rename(mine.parent.parent / "_knowledge")
    refused = call("quote", "edit", "how-to-start", "--title", "x", "--yes", "--knowledge", "_knowledge")
    assert refused.exit_code == 1
    assert "ontherecord init" in refused.stderr


def test_whoever_has_no_name_is_the_command_line(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container without users."""
    monkeypatch.setattr("getpass.getuser", lambda: (_ for _ in ()).throw(KeyError("uid")))
    assert call(*ADD).exit_code == 0
    assert ", the command line: added" in call("history").stdout


def test_scripts_at_once_write_one_after_the_other(mine: Path) -> None:
    """Each whole: either it is there, or its script was told."""
    texts = [f"is number {number} enough?" for number in range(3)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "bot", "quote", "edit", "how-to-start", "--phrasing", text, "--yes"],
            cwd=mine.parent.parent,
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for text in texts
    ]
    outcomes = [(process.communicate()[1], process.returncode) for process in running]
    written = mine.read_text(encoding="utf-8")
    for text, (told, code) in zip(texts, outcomes, strict=True):
        assert (text in written) == (code == 0)
        assert code == 0 or "changed meanwhile" in told or "changed by somebody else" in told
    assert any(code == 0 for _, code in outcomes)
    assert call("check").exit_code == 0
