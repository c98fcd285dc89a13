"""Files into a knowledge folder: drafted, proved together with what is there, and only then written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from bot.core.drafts import RecordDraft
from bot.core.proof.admit import admit
from bot.durable import sync_folder
from bot.errors import TranscriptError
from bot.importers.drafting import Draft, ImportContext, draft
from bot.importers.formats import MAX_BYTES
from bot.importers.settling import NOTHING_GIVEN, Given
from bot.importers.topics import NO_IDS, ExistingIds, key
from bot.library.folder import read_folder


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What the person wants: where to, today's date, and what is known of the files."""

    folder: Path
    today: str
    given: Given = NOTHING_GIVEN


def bring_in(files: Sequence[Path], request: ImportRequest, report: Callable[[str], None]) -> Iterator[Draft]:
    """Return each file's draft once it is written; `report` gets a sentence for each file that cannot be used."""
    existing = _existing(request.folder)
    for file in files:
        try:
            with file.open("rb") as opened:
                data = opened.read(MAX_BYTES + 1)
        except OSError as error:
            report(f"{file}: it cannot be read: {error.strerror}.")
            continue
        try:
            drafted = _drafted(file.stem, data, request, existing)
            records = write_proved(request.folder, drafted)
        except TranscriptError as error:
            report(f"{file}: {error}")
            continue
        existing = _with_ids(existing, records)
        yield drafted


def drafted_here(name: str, data: bytes, request: ImportRequest, left_out: AbstractSet[str] = frozenset()) -> Draft:
    """Return the draft of a file's bytes beside what its folder holds. Raises TranscriptError."""
    return _drafted(name, data, request, _existing(request.folder), left_out)


def write_proved(folder: Path, drafted: Draft) -> list[RecordDraft]:
    """Write a draft if it would pass the check, and return what it holds. Raises TranscriptError."""
    with tempfile.TemporaryDirectory(prefix="ontherecord-") as name:  # read as the bot reads them
        for path, data in drafted.files.items():
            (Path(name) / path).parent.mkdir(exist_ok=True)
            (Path(name) / path).write_bytes(data)
        reading = read_folder(Path(name))
    problems = [*reading.problems, *admit(reading.records)[1]]
    if wrong := next((problem for problem in problems if problem.is_error), None):
        raise TranscriptError(f"its draft would not pass the check, so nothing was written: {wrong.message}")
    _write(folder, drafted)
    return list(reading.records)


def _drafted(
    name: str, data: bytes, request: ImportRequest, existing: ExistingIds, left_out: AbstractSet[str] = frozenset()
) -> Draft:
    drafted = draft(data, ImportContext(name, request.today, request.given, existing, left_out))
    if there := [name for name in drafted.files if os.path.lexists(request.folder / name)]:
        raise TranscriptError(f"{request.folder / there[0]} exists already. Rename the file, or name another --out.")
    return drafted


def _existing(folder: Path) -> ExistingIds:
    """Return the ids of a folder, none where there is no folder yet."""
    if not folder.exists():
        return NO_IDS
    reading = read_folder(folder)
    return _with_ids(ExistingIds(questions={key(message.text) for message in reading.out_of_scope}), reading.records)


def _with_ids(existing: ExistingIds, records: Sequence[RecordDraft]) -> ExistingIds:
    topics = [topic for record in records for topic in record.topics]
    return ExistingIds(
        existing.topics | {topic.id.text for topic in topics},
        existing.questions | {key(question.text) for topic in topics for question in topic.questions},
    )


def _write(folder: Path, drafted: Draft) -> None:
    """Write all files or none. Raises TranscriptError.

    The knowledge file comes last: until it is there, nobody reads the others.
    """
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
