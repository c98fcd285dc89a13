"""A folder built again and again, and questions put beside an event loop."""

from __future__ import annotations

import hashlib
import re
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.app import Builder, build_snapshot, shipped_knowledge
from bot.core.matching import Matcher
from bot.core.matching.corpus import Vectors
from bot.core.model import Question
from bot.encoders.cache import CachedEncoder
from bot.encoders.encoders import normalised
from bot.service.answering import Answering
from bot.service.snapshots import Live, LoadStatus, Reloading, Snapshot, Tier


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


class CountingEncoder:
    """An encoder whose vectors follow from the text; it notes what it was asked."""

    name = "counting"

    def __init__(self, tier: str) -> None:
        self.tier = tier
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        rows = [np.frombuffer(hashlib.sha256(text.encode()).digest(), np.uint8) for text in texts]
        return normalised(np.array(rows, np.float32).reshape(-1, 32))


QUESTIONS = ("should I do a master's degree?", "how do I find a job as a data scientist without a degree?")


@pytest.mark.parametrize("has_phrasings", [True, False])
@pytest.mark.parametrize("kind", ["static", "transformer"])
def test_no_question_encodes_what_the_knowledge_says(folder: Path, kind: str, *, has_phrasings: bool) -> None:
    """Neither the first one nor a later one, whichever features its weights look at."""
    if not has_phrasings:
        file = folder / "alexey-grigorev-2020.yaml"
        kept = re.sub(r"    questions:\n(?:      - .*\n)+", "", file.read_text(encoding="utf-8"))
        file.write_text(kept, encoding="utf-8")
    encoder = CountingEncoder(kind)
    cached = CachedEncoder(encoder, None)
    snapshot = Builder(folder, Tier("counting", cached, cached.encode_known)).build()
    assert len(snapshot.knowledge.topics) > 50
    encoder.asked.clear()
    snapshot.ready()
    for question in QUESTIONS:
        assert snapshot.matcher.rank(Question(question)).matches
    assert set(encoder.asked) == {"ready?", *QUESTIONS}


def test_what_takes_long_to_read_is_found_by_words_meanwhile(folder: Path) -> None:
    """Edits too, until it is read; from then on everything waits for its meaning."""
    cached = CachedEncoder(CountingEncoder("transformer"), None)
    tier = Tier("by meaning", cached, cached.encode_known, cached.unread)
    builder = Builder(folder, tier, waits=False)
    first = builder.build()
    assert first.matcher.rank(Question(QUESTIONS[0])).matches
    assert first.tier == "words alone, while the knowledge is read for its meaning"
    assert builder.read_meaning(first)
    second = builder.build(first)
    assert (second.tier, second.knowledge) == ("by meaning", first.knowledge)
    assert not builder.read_meaning(second)
    assert builder.build(second) is second


def test_what_was_read_before_is_found_by_meaning_at_once(folder: Path) -> None:
    cached = CachedEncoder(CountingEncoder("transformer"), None)
    tier = Tier("by meaning", cached, cached.encode_known, cached.unread)
    Builder(folder, tier).build()
    builder = Builder(folder, tier, waits=False)
    first = builder.build()
    assert first.tier == "by meaning"
    assert not builder.read_meaning(first)


def test_the_running_bot_goes_over_to_meaning_by_itself(folder: Path) -> None:
    """While nothing changes in the files."""
    cached = CachedEncoder(CountingEncoder("transformer"), None)
    builder = Builder(folder, Tier("by meaning", cached, cached.encode_known, cached.unread), waits=False)
    live = Live(builder.build())
    tiers: list[str] = []
    is_told = threading.Event()

    def told(status: LoadStatus) -> None:
        tiers.append(status.snapshot.tier)
        if tiers[-1] == "by meaning":
            is_told.set()

    reloading = Reloading(live, builder.build, lambda stop: iter(stop.wait, True), [told])
    reloading.read_meaning = builder.read_meaning
    with reloading:
        assert is_told.wait(20)
    assert tiers == ["words alone, while the knowledge is read for its meaning", "by meaning"]
    assert live.snapshot.tier == "by meaning"
