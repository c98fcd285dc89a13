"""What `ontherecord status` finds out about the bot that runs."""

from __future__ import annotations

import asyncio
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.app import Builder
from bot.cli import init, main
from bot.core.records import Verdict
from bot.errors import EditError
from bot.ops.status import NAME, Forgetting, StatusFile
from bot.service.snapshots import LoadStatus
from bot.state.sqlite import NAME as DATABASE
from tests.conftest import memory_in
from tests.state.values import vote

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Settings whose state folder is beside them."""
    list(init.make(tmp_path))
    return tmp_path


def status(folder: Path) -> LoadStatus:
    builder = Builder(folder / "knowledge")
    return LoadStatus(builder.build(builder.build()), NOW, NOW, 12.3)


def call(folder: Path, *args: str) -> tuple[int, str]:
    found = CliRunner().invoke(main, ["status", "--config", str(folder / "config.yaml"), *args])
    return found.exit_code, found.stdout + found.stderr


async def voted(folder: Path, **verdicts: Verdict) -> None:
    """These votes, one on each quote."""
    async with memory_in(folder / "state") as memory:
        for voter, (quote, verdict) in enumerate(verdicts.items()):
            memory.vote(vote(voter=str(voter), quote=quote, verdict=verdict, kept_at=memory.now()))


def forget(folder: Path, file: str) -> None:
    command = ["forget", "--config", str(folder / "config.yaml"), file]
    CliRunner().invoke(main, command, standalone_mode=False, catch_exceptions=False)


def test_without_a_bot_it_says_so(folder: Path) -> None:
    """One sentence, and 1."""
    code, told = call(folder)
    assert code == 1
    assert told.startswith("No bot runs with the state folder")


def test_it_tells_what_is_served(folder: Path) -> None:
    """Until the bot ends."""
    with StatusFile(folder / "state") as file:
        file.write(status(folder))
        code, told = call(folder)
        assert code == 0
        assert told.startswith("healthy: 2 quotes in 2 topics of 1 source")
        assert "served since 2026-01-02T03:04:05+00:00, found by words alone" in told
        assert json.loads(call(folder, "--format", "json")[1])["read_ms"] == 12
    assert call(folder)[0] == 1


def test_it_tells_the_votes(folder: Path) -> None:
    """By quote, of the last 30 days: in words, and as JSON all of them."""
    with StatusFile(folder / "state") as file:
        file.write(status(folder))
        assert "votes" not in call(folder)[1]
        assert json.loads(call(folder, "--format", "json")[1])["votes"] == {}
        asyncio.run(voted(folder, **{f"a/{number}": Verdict.HELPFUL for number in range(30)}, amiss=Verdict.NOT_ASKED))
        told = call(folder)[1]
        assert "votes of the last 30 days: 30 helpful, 1 not what was asked\n  amiss: 0 helpful, 1 not" in told
        assert told.endswith("\n  and 11 more quotes, with --format json\n")
        votes = json.loads(call(folder, "--format", "json")[1])["votes"]
    assert len(votes) == 31
    assert votes["amiss"] == {"helpful": 0, "not_what_i_asked": 1}


def test_votes_that_cannot_be_read_hide_nothing_else(folder: Path) -> None:
    """What is served is told all the same."""
    with StatusFile(folder / "state") as file:
        file.write(status(folder))
        (folder / "state" / DATABASE).write_bytes(b"no database" * 100)
        code, told = call(folder)
    assert code == 0
    assert "healthy: 2 quotes" in told
    assert "The votes cannot be read: " in told


def test_it_tells_what_is_wrong(folder: Path) -> None:
    """With the place, the mend, and what is served from before."""
    knowledge = folder / "knowledge" / "example-2024.yaml"
    builder = Builder(folder / "knowledge")
    first = builder.build()
    knowledge.write_text(knowledge.read_text().replace("One small project that", "One huge project that"))
    with StatusFile(folder / "state") as file:
        file.write(LoadStatus(builder.build(first), NOW, NOW, 1.0))
        code, told = call(folder)
    assert code == 1
    assert told.startswith("degraded: ")
    assert "problem: knowledge/example-2024.yaml:" in told
    assert "served as it was before: the quote example-2024/one-small-project" in told


def test_a_file_that_is_gone_is_asked_about_and_forgotten(folder: Path) -> None:
    """Served until somebody confirms, then gone without a restart; once it is back, it is asked about anew."""
    knowledge, note = folder / "knowledge", Forgetting(folder / "state")
    for path in sorted(knowledge.rglob("example-2024.*")):
        (path.parent / f"other{path.suffix}").write_text(path.read_text().replace("example-2024", "other"))
    builder = Builder(knowledge, forgetting=note)
    first = builder.build()
    (knowledge / "other.yaml").rename(knowledge / "other.bak")
    asked = builder.build(first)
    assert "ontherecord forget other.yaml" in asked.problems[0].fix
    assert asked.knowledge.sources.keys() == first.knowledge.sources.keys()
    with StatusFile(folder / "state") as file:
        file.write(LoadStatus(asked, NOW, NOW, 1.0))
        with pytest.raises(EditError, match=r"not missed. What is missed: other.yaml"):
            forget(folder, "example-2024.yaml")
        forget(folder, "other.yaml")
    with pytest.raises(EditError, match="No bot runs"):
        forget(folder, "other.yaml")
    forgotten = builder.build(asked)
    assert "other" not in forgotten.knowledge.sources
    assert builder.build(forgotten) is forgotten
    (knowledge / "other.bak").rename(knowledge / "other.yaml")
    back = builder.build(forgotten)
    (knowledge / "other.yaml").unlink()
    assert "other" in builder.build(back).knowledge.sources


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "\x00"])
def test_a_file_that_is_not_right_is_none(folder: Path, text: str) -> None:
    (folder / "state").mkdir()
    (folder / "state" / NAME).write_text(text)
    assert call(folder)[0] == 1


def test_a_bot_that_was_killed_is_not_alive(folder: Path) -> None:
    """It no longer keeps the file fresh."""
    file = StatusFile(folder / "state")
    file.write(status(folder))
    assert file.read()
    os.utime(folder / "state" / NAME, (NOW.timestamp(), NOW.timestamp()))
    assert file.read() is None
