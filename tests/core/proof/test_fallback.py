"""Edits with slips in them: what is right goes live, what became bad stays as it was, and it is said."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import Builder
from bot.cli import init
from bot.core.edits import RetireQuote
from bot.core.proof.fallback import StaleEntry
from bot.errors import KnowledgeError
from bot.library.writer import Writer
from bot.service.snapshots import Snapshot

FILE = "knowledge/example-2024.yaml"
START, HELP = "example-2024/one-small-project", "example-2024/ask-for-help-sooner"


class Edited:
    """A folder with a snapshot, and a way to change a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.builder = Builder(folder)
        self.snapshot = self.first = self.builder.build()

    def save(self, old: str, new: str, name: str = "example-2024.yaml") -> Snapshot:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return self.build()

    def build(self) -> Snapshot:
        self.snapshot = self.builder.build(self.snapshot)
        return self.snapshot


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    list(init.make(tmp_path))
    return Edited(tmp_path / "knowledge")


def test_where_nothing_changed_the_snapshot_stays(edited: Edited) -> None:
    assert edited.first.is_healthy
    assert edited.build() is edited.first


def test_a_quote_that_is_no_longer_proved_stays_as_it_was(edited: Edited) -> None:
    """The good edit beside it is live; the problem says what is wrong; mended, nothing is from before."""
    edited.save("best way to learn for newcomers", "how should rookies learn?")
    snapshot = edited.save("One small project that", "One huge project that")
    assert snapshot.knowledge.quotes[START].text.startswith("One small project")
    assert "how should rookies learn?" in snapshot.knowledge.topics["how-to-start"].questions
    assert snapshot.stale == (StaleEntry.of_quote(FILE, START),)
    assert [problem.message for problem in snapshot.problems if problem.nearest] == [
        "These words are not in the record."
    ]
    assert not snapshot.is_healthy
    mended = edited.save("One huge project that", "One small project that")
    assert mended.is_healthy
    assert mended.stale == ()


def test_a_quote_that_was_never_proved_is_not_sent(edited: Edited) -> None:
    """There is nothing from before."""
    snapshot = edited.save("- id: one-small-project", "- id: new-one")
    assert START not in snapshot.knowledge.quotes
    snapshot = edited.save("One small project that", "One huge project that")
    assert snapshot.knowledge.quotes["example-2024/new-one"].text.startswith("One small")


def test_an_entry_that_cannot_be_read_stays_as_it_was(edited: Edited) -> None:
    """A key that is misspelt, in a quote, then in a topic."""
    snapshot = edited.save("        speaker: ada\n", "        spaeker: ada\n")
    assert START in snapshot.knowledge.quotes
    assert StaleEntry.of_quote(FILE, START) in snapshot.stale


def test_ways_of_asking_that_cannot_be_read_stay(edited: Edited) -> None:
    """A way of asking that YAML takes for a key."""
    snapshot = edited.save(
        '"stuck in tutorials: time to build something?"', "stuck in tutorials: time to build something?"
    )
    assert "stuck in tutorials: time to build something?" in snapshot.knowledge.topics["how-to-start"].questions
    assert snapshot.stale == (StaleEntry(FILE, "ways of asking about how-to-start"),)


def test_what_is_taken_out_is_gone_though_something_else_is_wrong(edited: Edited) -> None:
    """A quote that is retired must not come back with another entry's slip."""
    text = (edited.folder / "example-2024.yaml").read_text(encoding="utf-8")
    asked = "      - best way to learn for newcomers\n"
    edited.save("One small project that", "One huge project that")
    snapshot = edited.save(asked, "")
    assert asked in text
    assert "best way to learn for newcomers" not in snapshot.knowledge.topics["how-to-start"].questions


def test_a_withdrawn_quote_does_not_come_back_with_a_slip(edited: Edited) -> None:
    """Though its words still stand in the file."""
    writer = Writer(edited.folder)
    writer.write(writer.propose(FILE, RetireQuote("one-small-project", "She took it back.", "2026-11-23")))
    snapshot = edited.save("        speaker: ada\n", "        spaeker: ada\n")
    assert START not in snapshot.knowledge.quotes
    assert snapshot.stale == (StaleEntry.of_quote(FILE, HELP),)


@pytest.mark.parametrize("text", ["topics: [", "", "\x00", "format: 1\n", "- a\n- b\n"])
def test_a_file_that_does_not_parse_leaves_the_last_good_one(edited: Edited, text: str) -> None:
    (edited.folder / "example-2024.yaml").write_text(text, encoding="utf-8")
    snapshot = edited.build()
    assert snapshot.knowledge.quotes.keys() == edited.first.knowledge.quotes.keys()
    assert snapshot.stale == (StaleEntry(FILE, "the whole file"),)
    assert any(problem.is_error and problem.location.file == FILE for problem in snapshot.problems)


@pytest.mark.parametrize(
    "name", ["example-2024.yaml", "transcripts/example-2024.yaml", "originals/example-2024.txt", "silence.yaml"]
)
def test_a_file_that_is_gone_is_served_until_it_comes_back(edited: Edited, name: str) -> None:
    path = edited.folder / name
    data = path.read_bytes()
    path.unlink()
    snapshot = edited.build()
    assert snapshot.knowledge.quotes == edited.first.knowledge.quotes
    assert snapshot.knowledge.out_of_scope == edited.first.knowledge.out_of_scope
    assert snapshot.stale
    assert any(problem.is_error and problem.location.file == f"knowledge/{name}" for problem in snapshot.problems)
    path.write_bytes(data)
    assert edited.build().is_healthy


def test_a_folder_that_is_gone_is_served_until_it_comes_back(edited: Edited) -> None:
    away = edited.folder.with_name("away")
    edited.folder.rename(away)
    snapshot = edited.build()
    assert snapshot.knowledge.quotes == edited.first.knowledge.quotes
    assert [problem.location.file for problem in snapshot.problems if problem.is_error] == ["knowledge"]
    away.rename(edited.folder)
    assert edited.build().is_healthy


def test_a_word_changed_in_the_transcript_takes_no_quote_along(edited: Edited) -> None:
    """The transcript is not the original any more, so it stands as it was."""
    snapshot = edited.save("One small project", "One large project", "transcripts/example-2024.yaml")
    assert snapshot.knowledge.quotes == edited.first.knowledge.quotes
    assert snapshot.stale == (StaleEntry(FILE, "the transcript of example-2024"),)


def test_a_turn_that_is_made_unsure_is_quoted_no_more(edited: Edited) -> None:
    """That is no slip: the proof is the transcript's as it is now."""
    text = (edited.folder / "transcripts/example-2024.yaml").read_text(encoding="utf-8")
    turn = text.index("speaker: ada")
    changed = f"{text[:turn]}sure: false\n    {text[turn:]}"
    (edited.folder / "transcripts/example-2024.yaml").write_text(changed, encoding="utf-8")
    snapshot = edited.build()
    assert START not in snapshot.knowledge.quotes
    assert START not in {one.quote for one in snapshot.stale}


def test_a_source_may_go_at_a_restart(edited: Edited) -> None:
    """A new start serves what is there."""
    shutil.copy(edited.folder / "example-2024.yaml", edited.folder.parent / "copy.yaml")
    (edited.folder / "example-2024.yaml").unlink()
    edited.build()
    assert Builder(edited.folder).build().knowledge.quotes == {}


def test_everything_taken_out_is_refused(edited: Edited) -> None:
    """An empty bot is nobody's wish."""
    path = edited.folder / "example-2024.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("topics:")] + "topics: {}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="nothing left"):
        edited.build()


NAMES = ["example-2024.yaml", "transcripts/example-2024.yaml", "originals/example-2024.txt", "silence.yaml", "new.yaml"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_written_it_goes_on_serving(tmp_path: Path, data: st.DataObject) -> None:
    """Bytes of any kind, or a file's own with a part exchanged: there are answers, and all of them stand in a turn."""
    root = tmp_path / "any"
    shutil.rmtree(root, ignore_errors=True)
    list(init.make(root))
    edited = Edited(root / "knowledge")
    for _ in range(data.draw(st.integers(1, 3))):
        path = edited.folder / data.draw(st.sampled_from(NAMES))
        old = path.read_bytes() if path.exists() else b""
        start = data.draw(st.integers(0, len(old)))
        end = data.draw(st.integers(start, min(len(old), start + 200)))
        new = data.draw(st.binary(max_size=50) | st.text(max_size=30).map(str.encode))
        path.write_bytes(data.draw(st.sampled_from([new, old[:start] + new + old[end:]])))
        with suppress(KnowledgeError):
            edited.build()
        known = edited.snapshot.knowledge
        assert known.topics
        for quote in known.quotes.values():
            said = "\n".join(turn.text for turn in known.transcripts[quote.source.id].turns)
            assert all(piece.strip() in said for piece in quote.text.split("[…]"))
