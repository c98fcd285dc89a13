"""`init`: a bot of one's own that works at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import app, config, starting
from bot.core.answer import Answer
from bot.core.model import Question
from bot.errors import KnowledgeError
from bot.library.schema import FILES


def test_what_is_made_passes_check_and_answers(tmp_path: Path) -> None:
    """Not one problem, not even a warning."""
    told = list(starting.make(tmp_path / "mine"))
    assert "ontherecord check" in told[-1]
    settings = config.load(tmp_path / "mine" / "config.yaml")
    assert app.inspect_knowledge(settings).problems == ()
    reply = app.build_answering(settings).reply(Question("when should I ask for help?"))
    assert isinstance(reply.decision, Answer)
    assert reply.decision.matches[0].quote.id == "example-2024/ask-for-help-sooner"


def test_its_schemas_are_there(tmp_path: Path) -> None:
    """Editors find them beside the files."""
    list(starting.make(tmp_path))
    assert {path.name for path in (tmp_path / "knowledge").glob("*.json")} == set(FILES.values())


@pytest.mark.parametrize("name", ["config.yaml", "knowledge"])
def test_nothing_is_overwritten(tmp_path: Path, name: str) -> None:
    """What exists stays as it is, and nothing is put beside it."""
    (tmp_path / name).mkdir()
    with pytest.raises(KnowledgeError, match="exists already"):
        list(starting.make(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_package_is_read_only() -> None:
    """What an upgrade would wipe out is refused."""
    with pytest.raises(KnowledgeError, match="inside the package is read-only"):
        list(starting.make(app.shipped_knowledge().parent / "bot" / "mine"))


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """One sentence, with the reason."""
    (tmp_path / "file").write_text("")
    with pytest.raises(KnowledgeError, match="cannot be written"):
        list(starting.make(tmp_path / "file" / "mine"))
