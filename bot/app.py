"""The one place that builds the running parts from a Config."""

from __future__ import annotations

from pathlib import Path

from bot.config import Config
from bot.core.answer import Policy
from bot.errors import KnowledgeError
from bot.library.folder import read_folder
from bot.service.answering import Answering
from bot.service.checking import Report, inspect
from bot.service.live import Live, Snapshot, build

_PACKAGE = Path(__file__).parent


def shipped_knowledge() -> Path:
    """The knowledge inside the installed package; in a checkout, the folder beside it."""
    inside = _PACKAGE / "_knowledge"
    return inside if inside.is_dir() else _PACKAGE.parent / "knowledge"


def knowledge_folder(config: Config) -> Path:
    return Path(config.knowledge) if config.knowledge else shipped_knowledge()


def build_snapshot(folder: Path) -> Snapshot:
    """Read, prove and index a knowledge folder."""
    reading = read_folder(folder)
    return build(reading.records, reading.problems, reading.silence)


def inspect_knowledge(config: Config) -> Report:
    """All that can be said of a knowledge folder, even of one that cannot be answered from."""
    return inspect(build_snapshot(knowledge_folder(config)))


def build_answering(config: Config) -> Answering:
    """The bot without any surface: ask it, and it decides. Raises KnowledgeError where it would know nothing."""
    folder = knowledge_folder(config)
    snapshot = build_snapshot(folder)
    if not snapshot.knowledge.topics:
        first = next((f" {p.place}: {p.message} {p.mend}" for p in snapshot.problems if p.is_error), "")
        raise KnowledgeError(f"There is nothing to answer from in {folder}.{first}")
    matching = config.matching
    return Answering(Live(snapshot), Policy(matching.answer_at, matching.suggest_at, matching.message_at))
