"""Files into a knowledge folder: drafted, proved together with what is there, and only then written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.drafts import Drafts, Problem, RecordDraft, new_problems
from bot.core.proof.admit import admit
from bot.core.proof.quote import Proofs
from bot.durable import sync_folder
from bot.errors import TranscriptError
from bot.importers.drafting import Draft, ImportContext, draft
from bot.importers.formats import MAX_BYTES
from bot.importers.settling import NOTHING_GIVEN, Given
from bot.importers.topics import NO_IDS, ExistingIds, key
from bot.library.folder import Files, read_folder

_READ_AGAIN = "Nothing was written. If that came in meanwhile, read the file again: its draft leaves room for it."


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What the person wants: where to, today's date, and what is known of the files."""

    folder: Path
    today: str
    given: Given = NOTHING_GIVEN


@dataclass(frozen=True, slots=True)
class KnownFolder:
    """What was read and proved of a folder: neither is done again where its files are the same."""

    files: Files = field(default_factory=Files)
    proofs: Proofs = field(default_factory=Proofs)


def bring_in(files: Sequence[Path], request: ImportRequest, report: Callable[[str], None]) -> Iterator[Draft]:
    """Return each file's draft once it is written; `report` gets a sentence for each file that cannot be used."""
    existing, known = _existing(request.folder), KnownFolder()
    for file in files:
        try:
            with file.open("rb") as opened:
                data = opened.read(MAX_BYTES + 1)
        except OSError as error:
            report(f"{file}: it cannot be read: {error.strerror}.")
            continue
        try:
            drafted = _drafted(file.stem, data, request, existing)
            records = write_proved(request.folder, drafted, known)
        except TranscriptError as error:
            report(f"{file}: {error}")
            continue
        existing = _with_ids(existing, records)
        yield drafted


def drafted_here(name: str, data: bytes, request: ImportRequest, left_out: AbstractSet[str] = frozenset()) -> Draft:
    """Return the draft of a file's bytes beside what its folder holds. Raises TranscriptError."""
    return _drafted(name, data, request, _existing(request.folder), left_out)


def write_proved(folder: Path, drafted: Draft, known: KnownFolder | None = None) -> tuple[RecordDraft, ...]:
    """Write a draft if it would pass the check beside what the folder holds by now, and return what it holds.

    Raises TranscriptError.
    """
    known = known or KnownFolder()
    here = read_folder(folder, known.files) if folder.exists() else Drafts()
    with tempfile.TemporaryDirectory(prefix="ontherecord-") as name:  # read as the bot reads them, by the same names
        root = Path(name) / (Path(os.path.realpath(folder)).name or "knowledge")
        for path, data in drafted.files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        reading = read_folder(root, known.files)
    if wrong := next(_new_errors(here, reading, known.proofs), None):
        if any(problem.is_error for problem in (*reading.problems, *admit(reading.records)[1])):
            raise TranscriptError(f"its draft would not pass the check, so nothing was written: {wrong.message}")
        raise TranscriptError(f"{wrong.location}: {wrong.message} {_READ_AGAIN}")
    _write(folder, drafted)
    return reading.records


def _new_errors(here: Drafts, drafted: Drafts, proofs: Proofs) -> Iterator[Problem]:
    """Yield what would be wrong with a draft beside what is here, and with that because of it."""
    after = [*drafted.problems, *admit((*here.records, *drafted.records), here.out_of_scope, proofs)[1]]
    if any(problem.is_error for problem in after):
        before = admit(here.records, here.out_of_scope, proofs)[1]
        yield from (problem for problem in new_problems(before, after) if problem.is_error)
    taken = {topic.id.text: topic.id.location for record in here.records for topic in record.topics}
    for topic in (topic for record in drafted.records for topic in record.topics if topic.id.text in taken):
        message = f"The topic {topic.id} stands already at {taken[topic.id.text]}."  # the two would become one
        yield Problem(topic.id.location, message, "Give this one another id.")


def _drafted(
    name: str, data: bytes, request: ImportRequest, existing: ExistingIds, left_out: AbstractSet[str] = frozenset()
) -> Draft:
    drafted = draft(data, ImportContext(name, request.today, request.given, existing, left_out))
    if there := [path for path in drafted.files if os.path.lexists(request.folder / path)]:
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
