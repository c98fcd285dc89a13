"""A knowledge folder on disk to drafts and problems: each source with its transcript and its original."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar, cast

from bot.core.addresses import LEDGERS, Ledger, ledger_file
from bot.core.drafts import (
    OUT_OF_SCOPE_FILE,
    Drafts,
    Location,
    Original,
    Problem,
    RecordDraft,
    Severity,
    TranscriptDraft,
)
from bot.library.formats import KNOWLEDGE, OUT_OF_SCOPE, TRANSCRIPT, read
from bot.library.shapes import Shape
from bot.library.text import UnreadableError, decode_exactly
from bot.library.yaml_reader import read_nodes, texts

T = TypeVar("T")

MAX_BYTES = 5_000_000
YAML = (".yaml", ".yml")


class Files:
    """Cache of the files read last and of what was made of them: the same bytes are not read again."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[bytes, object, tuple[Problem, ...], frozenset[str]]] = {}

    def draft(self, shape: Shape[T], data: bytes, file: str) -> tuple[T | None, tuple[Problem, ...], frozenset[str]]:
        """Return what is well-shaped, what is wrong with the rest, and all texts. Raises UnreadableError.

        A file is always read in the same shape.
        """
        known = self._read.get(file)
        if known is None or known[0] != data:
            node = read_nodes(data, file)
            draft, problems = read(shape, node)
            known = self._read[file] = data, draft, tuple(problems), frozenset(texts(node))
        return cast("T | None", known[1]), known[2], known[3]


def read_folder(path: Path, files: Files | None = None, instead: Mapping[str, bytes] | None = None) -> Drafts:
    """Read every source in the folder. Never raises: what cannot be read is a problem, and the rest goes on.

    `instead`: bytes to read in place of some YAML files, by their names from the folder on.
    """
    folder = _Folder(path, files or Files(), instead or {})
    records = folder.records()
    has_scope = (Path(os.path.realpath(path)) / OUT_OF_SCOPE_FILE).exists()
    out_of_scope = folder.draft(OUT_OF_SCOPE, OUT_OF_SCOPE_FILE) if has_scope else None
    ledgers = folder.former_ledgers({record.source.id.text for record in records})
    return Drafts(tuple(records), out_of_scope or (), tuple(folder.problems), folder.texts, ledgers)


class _Folder:
    """One reading of one folder; `problems` grows as it goes on."""

    def __init__(self, path: Path, files: Files, instead: Mapping[str, bytes]) -> None:
        self._root = Path(os.path.realpath(path))
        self._files = files
        self._instead = instead
        self.problems: list[Problem] = []
        self.texts: dict[str, frozenset[str]] = {}

    def records(self) -> list[RecordDraft]:
        try:
            names = [name for name in self._names("", YAML) if name != OUT_OF_SCOPE_FILE]
        except FileNotFoundError:
            self._report("", "This folder does not exist.", "Correct its name, or make one: ontherecord init <folder>.")
            return []
        except NotADirectoryError:
            fix = "Give the name of the folder that holds the sources."
            self._report("", "A folder is wanted here, not a file.", fix)
            return []
        except OSError as error:
            self._report("", f"This folder cannot be read: {error.strerror}.", "Let the bot's user read it.")
            return []
        if not names:
            self._report("", "This folder holds no source.", "Add one as '<source>.yaml', or choose another folder.")
            return []
        drafts = [draft for name in names if (draft := self.draft(KNOWLEDGE, name))]
        records = []
        for draft in self._distinct(drafts):
            source = draft.source.id.text
            files = self._transcript(source), self._original(source), self._ledger(source)
            records.append(replace(draft, transcript=files[0], original=files[1], ledger=files[2]))
        self._warn_of_strays({Path(name).stem for name in names} | {str(draft.source.id) for draft in drafts})
        return records

    def _distinct(self, drafts: Iterable[RecordDraft]) -> Iterator[RecordDraft]:
        """The drafts by their source ids; of two with the same id, the one whose file has its name, else the first."""
        files: dict[str, str] = {}
        for draft in sorted(drafts, key=lambda draft: Path(draft.file).stem != draft.source.id.text):
            source, file = draft.source.id, Path(draft.file)
            if source.text in files:
                message = f"The source '{source}' already stands in {files[source.text]}."
                self.problems.append(
                    Problem(source.location, message, "Give this one an id and a file name of its own.")
                )
                continue
            files[source.text] = draft.file
            if file.stem != source.text:
                message = f"The file is called '{file.name}', but its source is called '{source}'."
                fix = f"Rename the file to '{source}.yaml', or write the id that the file's name says."
                self.problems.append(Problem(source.location, message, fix))
            yield draft

    def _transcript(self, source: str) -> TranscriptDraft | None:
        draft = self.draft(TRANSCRIPT, f"transcripts/{source}.yaml")
        if draft is None or draft.source.text == source:
            return draft
        message = f"This is the transcript of '{draft.source}', but its file is called '{source}.yaml'."
        self.problems.append(Problem(draft.source.location, message, f"Write source: {source}, or rename the file."))
        return None

    def _original(self, source: str) -> Original | None:
        name = f"originals/{source}.txt"
        try:
            data, file = contents(self._root, name), called(self._root, name)
            return Original(file, decode_exactly(data, file), hashlib.sha256(data).hexdigest())
        except UnreadableError as unreadable:
            self.problems.append(unreadable.problem)
            return None

    def former_ledgers(self, sources: set[str]) -> dict[str, Ledger]:
        """Return the ledgers of other sources than these, which the site has shown and which are not there any more."""
        try:
            names = [Path(name).stem for name in self._names(LEDGERS, (".json",))]
        except OSError:
            return {}
        found = {source: self._ledger(source) for source in names if source not in sources}
        return {source: ledger for source, ledger in found.items() if ledger}

    def _ledger(self, source: str) -> Ledger | None:
        name = ledger_file(source)
        if not (self._root / name).exists():
            return None
        try:
            return Ledger.read(contents(self._root, name).decode("utf-8"))
        except UnreadableError as unreadable:
            self.problems.append(unreadable.problem)
        except (ValueError, RecursionError):
            fix = "Take it back from version control; without it, the site's old addresses lead nowhere."
            self._report(name, "This file is not as `ontherecord site` writes it.", fix)
        return None

    def draft(self, shape: Shape[T], name: str) -> T | None:
        try:
            file = called(self._root, name)
            data = self._instead[file] if file in self._instead else contents(self._root, name)
            draft, problems, written = self._files.draft(shape, data, file)
        except UnreadableError as unreadable:
            self.problems.append(unreadable.problem)
            return None
        self.problems += problems
        self.texts[file] = written
        return draft

    def _warn_of_strays(self, sources: set[str]) -> None:
        for folder, suffixes, suffix in (("transcripts", YAML, ".yaml"), ("originals", (".txt",), ".txt")):
            try:
                names = self._names(folder, suffixes)
            except OSError:
                continue
            for name in names:
                if name not in {source + suffix for source in sources}:
                    message = "No source has this file's name, so it is not read."
                    fix = f"Name it '<source>{suffix}' after a source in {self._root.name}/, or remove it."
                    self._report(f"{folder}/{name}", message, fix, Severity.WARNING)

    def _names(self, folder: str, suffixes: tuple[str, ...]) -> list[str]:
        paths = (self._root / folder).iterdir()
        return sorted(path.name for path in paths if path.suffix in suffixes and not path.name.startswith("."))

    def _report(self, name: str, message: str, fix: str, severity: Severity = Severity.ERROR) -> None:
        self.problems.append(Problem(Location(called(self._root, name)), message, fix, severity))


def called(root: Path, name: str) -> str:
    """Return the name of a file as a person would type it; what is no UTF-8 in it is replaced."""
    path = "/".join(part for part in (root.name, name) if part)
    return path.encode("utf-8", "replace").decode("utf-8")


def real_path(root: Path, name: str) -> Path:
    """Return the path of a file with all links followed. Raises UnreadableError where it leads out of the folder."""
    path = Path(os.path.realpath(root / name))
    if not path.is_relative_to(root):
        location = Location(called(root, name))
        raise UnreadableError(location, "This file leads out of the folder.", "Put a copy of it here.")
    return path


def contents(root: Path, name: str) -> bytes:
    """Return what a file of the folder holds. Raises UnreadableError."""
    location, path = Location(called(root, name)), real_path(root, name)
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a folder, a pipe, a device
            raise IsADirectoryError
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        fix = "Put it there, or correct the id of the source."
        raise UnreadableError(location, "This file is missing.", fix) from None
    except IsADirectoryError:
        fix = "Rename the folder, or put the file in its place."
        raise UnreadableError(location, "A file is wanted here, not a folder.", fix) from None
    except OSError as error:
        message = f"This file cannot be read: {error.strerror}."
        raise UnreadableError(location, message, "Let the bot's user read it.") from None
    if len(data) > MAX_BYTES:
        raise UnreadableError(location, "This file is larger than 5 MB.", "Make several sources of it.")
    return data
