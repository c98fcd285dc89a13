"""The folder of the site: only what changed is written, and all of it appears at once."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import time

from bot.core.addresses import ledger_file
from bot.durable import exchange, replacing, sync_folder
from bot.errors import SiteError
from bot.web.site.record import PublicRecord

MARK = ".ontherecord-site"
_MARK_TEXT = b"Made by `ontherecord site`, which replaces this folder and all that is in it.\n"
_NOT_KEPT = "{path} cannot be written: {reason}. Addresses of sentences that are changed later will be lost."
_SUFFIX_BYTES = 8
_LEFT_S = 3600  # a folder that was begun so long ago was left by a program that was ended


@dataclass(frozen=True, slots=True)
class FolderChanges:
    """How many files the site has, and how many of them were written and removed; the others stay."""

    files: int
    written: int
    removed: int


def publish(files: Mapping[str, bytes], folder: Path) -> FolderChanges:
    """Make a folder hold these files and nothing else. Raises SiteError, and leaves it as it was.

    What is in it already and stays the same is linked, not copied, so that it keeps its time.
    """
    target = folder.resolve()
    files = {**files, MARK: _MARK_TEXT}
    try:
        old = _files_in(target)
        changed = [name for name, data in files.items() if name not in old or (target / name).read_bytes() != data]
        if not changed and old == files.keys():
            return FolderChanges(len(files), 0, 0)
        target.parent.mkdir(parents=True, exist_ok=True)
        left = re.compile(rf"\.{re.escape(target.name)}\.[0-9a-f]{{{2 * _SUFFIX_BYTES}}}")
        for path in target.parent.iterdir():  # what ended programs left
            if left.fullmatch(path.name) and path.stat().st_mtime < time() - _LEFT_S:
                shutil.rmtree(path, ignore_errors=True)
        new = target.with_name(f".{target.name}.{os.urandom(_SUFFIX_BYTES).hex()}")
        try:
            _lay_out(files, frozenset(changed), new, target)
            if target.exists():
                exchange(new, target)
            else:
                new.rename(target)
            sync_folder(target.parent)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    except OSError as error:
        message = f"{folder} cannot be written: {error.strerror}. What was there stays as it was."
        raise SiteError(message) from None
    return FolderChanges(len(files), len(changed), len(old - files.keys()))


def keep_ledgers(record: PublicRecord, knowledge: Path) -> str:
    """Write the ledgers that have changed into the knowledge folder; return what went wrong, else ""."""
    for interview in record.interviews.values():
        path, data = knowledge / ledger_file(interview.id), interview.ledger.text.encode("utf-8")
        try:
            if path.is_file() and path.read_bytes() == data:
                continue
            path.parent.mkdir(exist_ok=True)
            with replacing(path) as file:
                file.write(data)
        except OSError as error:
            return _NOT_KEPT.format(path=path, reason=error.strerror)
    return ""


def _files_in(folder: Path) -> set[str]:
    """Return the names of the files of a site. Raises SiteError where it is something else."""
    if not folder.exists():
        return set()
    if not folder.is_dir():
        raise SiteError(f"{folder} is a file. Name a folder for the site.")
    if any(folder.iterdir()) and not (folder / MARK).is_file():
        raise SiteError(
            f"{folder} holds something that this program did not make, and would be replaced. "
            "Name a folder that is new or empty."
        )
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _lay_out(files: Mapping[str, bytes], changed: frozenset[str], new: Path, old: Path) -> None:
    new.mkdir()
    for parent in {(new / name).parent for name in files}:
        parent.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        if name not in changed:
            with suppress(OSError):  # a file system without links gets a copy
                (new / name).hardlink_to(old / name)
                continue
        (new / name).write_bytes(data)
