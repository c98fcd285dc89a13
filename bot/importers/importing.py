"""Files into a knowledge folder: drafted, proved together with what is there, and only then written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.core.drafts import RecordDraft, Written
from bot.core.proof.admit import admit
from bot.durable import sync_folder
from bot.errors import TranscriptError
from bot.importers.dialogue import UNTOLD, Publication
from bot.importers.drafting import Draft, ImportContext, draft
from bot.importers.formats import MAX_BYTES
from bot.importers.settling import Ask
from bot.importers.topics import ExistingIds, key
from bot.library.folder import read_folder


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What the person wants: where to, what is known of the files, today's date, and whom to ask."""

    folder: Path
    today: str
    about: Publication = UNTOLD
    ask: Ask | None = None


def bring_in(files: Sequence[Path], order: ImportRequest, tell: Callable[[str], None]) -> Iterator[Draft]:
    """Each file's draft, once it is written; `tell` is given a sentence for each file of which nothing was."""
    topics, questions = _there(order.folder)
    for file in files:
        try:
            drafted, records = _import(file, order, ExistingIds(topics, questions))
            _write(order.folder, drafted)
        except TranscriptError as error:
            tell(f"{file}: {error}")
            continue
        found, asked = _taken(records)
        topics, questions = topics | found, questions | asked
        yield drafted


def _import(file: Path, order: ImportRequest, taken: ExistingIds) -> tuple[Draft, list[RecordDraft]]:
    wanted = ImportContext(file.stem, order.today, order.about, order.ask, taken)
    drafted = draft(_bytes(file), wanted)
    there = [name for name in drafted.files if os.path.lexists(order.folder / name)]
    if there:
        raise TranscriptError(f"{order.folder / there[0]} exists already. Rename the file, or name another --out.")
    return drafted, _proved(drafted)


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise TranscriptError(f"it cannot be read: {error.strerror}.") from None


def _proved(drafted: Draft) -> list[RecordDraft]:
    """What the files hold, read as the bot reads them. Raises TranscriptError where a word is unproved."""
    with tempfile.TemporaryDirectory(prefix="ontherecord-") as name:
        for path, data in drafted.files.items():
            (Path(name) / path).parent.mkdir(exist_ok=True)
            (Path(name) / path).write_bytes(data)
        reading = read_folder(Path(name))
    problems = [*reading.problems, *admit(reading.records)[1]]
    if wrong := next((problem for problem in problems if problem.is_error), None):
        raise TranscriptError(f"its draft would not pass the check, so nothing was written: {wrong.message}")
    return list(reading.records)


def _there(folder: Path) -> tuple[frozenset[str], frozenset[str]]:
    """The topics and the questions of a folder, none where there is no folder yet."""
    if not folder.exists():
        return frozenset(), frozenset()
    reading = read_folder(folder)
    topics, questions = _taken(reading.records)
    return topics, questions | {key(message.text) for message in reading.silence}


def _taken(records: Sequence[RecordDraft]) -> tuple[frozenset[str], frozenset[str]]:
    topics = [topic for record in records for topic in record.topics]
    asked: list[Written] = [question for topic in topics for question in topic.questions]
    return frozenset(topic.id.text for topic in topics), frozenset(key(question.text) for question in asked)


def _write(folder: Path, drafted: Draft) -> None:
    """All or nothing, the knowledge file last: until it is there, nobody reads the others. Raises TranscriptError."""
    written: list[Path] = []
    try:
        for name, data in drafted.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                written.append(path)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            sync_folder(path.parent)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise TranscriptError(f"{error.filename or folder} cannot be written: {error.strerror}.") from None
