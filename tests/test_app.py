"""A folder built again and again, and questions put beside an event loop."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from bot.app import Builder, build_snapshot, shipped_knowledge
from bot.core.matching import Matcher
from bot.core.model import Question
from bot.service.answering import Answering
from bot.service.snapshots import Snapshot


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped_knowledge(), tmp_path / "knowledge"))


def same(one: Snapshot, other: Snapshot) -> bool:
    return (one.knowledge, one.problems) == (other.knowledge, other.problems)


def test_a_builder_gives_what_the_folder_holds_now(folder: Path) -> None:
    """Unchanged, edited, broken, mended."""
    builder, file = Builder(folder), folder / "alexey-grigorev-2020.yaml"
    written = file.read_text(encoding="utf-8")
    asked = "did Alexey ever keep bees?"
    edits = (
        written,
        written.replace("questions:\n", f"questions:\n      - {asked}\n", 1),
        written.replace("topics:\n", "topics: [\n", 1),
        written,
    )
    for text in edits:
        file.write_text(text, encoding="utf-8")
        assert same(builder.build(), build_snapshot(folder))
    file.write_text(edits[1], encoding="utf-8")
    assert asked in next(iter(builder.build().knowledge.topics.values())).questions


def test_what_is_unchanged_is_not_made_again(folder: Path) -> None:
    builder = Builder(folder)
    one, other = builder.build(), builder.build()
    for source in one.knowledge.transcripts:
        assert one.knowledge.transcripts[source] is other.knowledge.transcripts[source]


@pytest.mark.parametrize("is_slow", [True, False])
async def test_what_is_slow_is_answered_in_a_thread(
    answering: Answering, monkeypatch: pytest.MonkeyPatch, *, is_slow: bool
) -> None:
    """The event loop goes on meanwhile; the reply is the same."""
    threads: list[bool] = []
    rank = Matcher.rank

    def ranked(matcher: Matcher, *given):
        threads.append(threading.current_thread() is threading.main_thread())
        return rank(matcher, *given)

    monkeypatch.setattr(answering.snapshot.matcher, "is_slow", is_slow)
    monkeypatch.setattr(Matcher, "rank", ranked)
    question = Question("should I do a master's degree?")
    assert (await answering.reply_in_turn(question)).decision == answering.reply(question).decision
    assert threads == [not is_slow, True]
