"""`ontherecord unanswered`: what got no answer, listed and settled in the terminal."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import Result

from bot.cli import init
from bot.core.records import QuestionStatus, Reason
from bot.service.memory import utc_now
from tests.conftest import call, memory_in
from tests.state.values import question, statuses

NOW = utc_now()
ASKED = "Should I learn Rust?", "should i learn rust", "does [Zoe](x) know Go?", "who won the world cup?"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A bot that was asked all this just now."""

    async def keep() -> None:
        async with memory_in(tmp_path) as memory:
            for at, text in enumerate(ASKED, 1):
                nearest = ("phd",) if at == 1 else ()
                memory.keep_unanswered(question(text=text, asker=str(at), nearest=nearest, kept_at=NOW))
            await memory.put_value("written", "by now")

    asyncio.run(keep())
    path = tmp_path / "config.yaml"
    path.write_text(f"state:\n  folder: {tmp_path}\n", encoding="utf-8")
    return path


def unanswered(config: Path, *args: str) -> Result:
    return call("unanswered", "--config", str(config), *args)


def test_what_was_answered_amiss_says_so(config: Path) -> None:
    """As text and as Markdown; JSON has the reasons."""

    async def keep() -> None:
        async with memory_in(config.parent) as memory:
            memory.keep_unanswered(question(text="who asks?", reason=Reason.NOT_ASKED, kept_at=NOW))
            await memory.put_value("written", "by now")

    asyncio.run(keep())
    assert "who asks?\n     asked once, “Not what I asked”, last on" in unanswered(config).stdout
    assert "- who asks? (asked once, “Not what I asked”)" in unanswered(config, "--format", "markdown").stdout


def test_what_asks_alike_is_one(config: Path) -> None:
    """With its number, the other wordings, and what was near; as text, JSON and Markdown."""
    told = unanswered(config).stdout
    assert told.startswith(f"   1 Should I learn Rust?\n     asked 2 times by 2 people, last on {NOW.date()}\n")
    assert "\n     near: phd (How much does a PhD matter?)\n" in told
    first, second, third = json.loads(unanswered(config, "--format", "json").stdout)
    assert (first["number"], first["text"], first["times"], first["people"]) == (1, ASKED[0], 2, 2)
    assert first["wordings"] == {ASKED[0]: 2}
    assert {second["number"], third["number"]} == {3, 4}
    assert unanswered(config, "--format", "markdown").stdout.startswith(
        "# Questions without an answer\n\n- Should I learn Rust? (asked 2 times by 2 people)\n"
    )


def test_a_month(config: Path) -> None:
    """One without questions has none; what is no month is told so."""
    assert ASKED[0] in unanswered(config, "--month", f"{NOW:%Y-%m}").stdout
    assert unanswered(config, "--month", "2020-04").stdout == "No question is without an answer.\n"
    found = unanswered(config, "--month", "May")
    assert found.exit_code == 2
    assert "Write it as 2026-11." in found.stderr


def test_off_topic(config: Path) -> None:
    """By its number, once."""
    assert unanswered(config, "aside", "4").stdout == f"Set aside as off-topic: “{ASKED[3]}”.\n"
    again = unanswered(config, "aside", "4")
    assert again.exit_code == 1
    assert again.stderr.startswith("There is no open question 4:")
    assert statuses(config.parent) == {QuestionStatus.OPEN: 3, QuestionStatus.OFF_TOPIC: 1}


def test_for_the_next_interview(config: Path) -> None:
    """As it is to be asked, or without names; the list can be taken along."""
    assert unanswered(config, "--next-interview").stdout.startswith("No question is on the list")
    unanswered(config, "ask", "1", "--as", "Is *Rust* worth it?")
    assert unanswered(config, "ask", "3").stdout == "On the list for the next interview: “does […](x) know Go?”.\n"
    assert statuses(config.parent) == {QuestionStatus.OPEN: 1, QuestionStatus.NEXT_INTERVIEW: 3}
    assert unanswered(config, "--next-interview", "--format", "markdown").stdout == (
        "# Questions for the next interview\n\n"
        "- Is \\*Rust\\* worth it? (asked 2 times by 2 people)\n"
        "- does \\[…\\](x) know Go? (asked once)\n"
    )
    rows = json.loads(unanswered(config, "--next-interview", "--format", "json").stdout)
    assert rows[0] == {"text": "Is *Rust* worth it?", "times": 2, "people": 2}
    assert unanswered(config, "--next-interview").stdout.startswith("Is *Rust* worth it? (asked 2 times by 2 people)\n")


def test_given_to_a_topic(config: Path, tmp_path: Path) -> None:
    """As a way of asking, after a look at what else would change; undone, the questions are open again."""
    list(init.make(tmp_path / "mine"))
    file = tmp_path / "mine" / "knowledge" / "example-2024.yaml"
    config.write_text(f"knowledge: {file.parent}\nstate:\n  folder: {tmp_path}\n", encoding="utf-8")
    before = file.read_bytes()
    blank = unanswered(config, "give", "1", "--topic", "how-to-start", "--yes")
    assert blank.stderr.startswith("What could tell who asked is blanked: “Should I learn …?”.")
    given = unanswered(config, "give", "1", "--topic", "how-to-start", "--as", "Shall I learn Rust?", "--yes")
    assert given.exit_code == 0
    assert "Shall I learn Rust?" in file.read_text(encoding="utf-8")
    assert statuses(config.parent) == {QuestionStatus.OPEN: 2, QuestionStatus.GIVEN: 2}
    assert "asked 2 times by 2 people without an answer" in call("history", "--config", str(config)).stdout
    assert call("undo", "--config", str(config), "--yes").exit_code == 0
    assert file.read_bytes() == before
    assert statuses(config.parent) == {QuestionStatus.OPEN: 4}
    refused = unanswered(config, "give", "1", "--topic", "nothing-like-it", "--as", "why?", "--yes")
    assert refused.exit_code == 1
    assert statuses(config.parent) == {QuestionStatus.OPEN: 4}
    assert unanswered(config, "give", "99", "--topic", "how-to-start", "--yes").stderr.startswith("There is no open")
