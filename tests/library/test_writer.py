"""A folder being changed: whole or not at all, by one at a time, with a sentence for every trouble."""

from __future__ import annotations

import errno
import multiprocessing
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bot.core.edits import AddPhrasing
from bot.errors import EditError
from bot.library import folder as folder_module
from bot.library.folder import read_folder
from bot.library.writer import LOCK_NAME, Writer
from tests.library.reading import KNOWLEDGE_TEXT

FILE = "knowledge/talk.yaml"
EDIT = AddPhrasing("degree", "is it worth it?")
EDITED = KNOWLEDGE_TEXT.replace("- 12:30\n", "- 12:30\n      - is it worth it?\n").encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "knowledge"
    folder.mkdir()
    (folder / "talk.yaml").write_text(KNOWLEDGE_TEXT, encoding="utf-8")
    (folder / "silence.yaml").write_text("format: 1\nsilence:\n  - lol\n", encoding="utf-8")
    return folder


def write(folder: Path, edit: Any = EDIT, file: str = FILE) -> None:
    writer = Writer(folder, wait_s=0.2)
    writer.write(writer.propose(file, edit))


def refused(folder: Path, reason: str, change: Callable[[], object] = lambda: None) -> None:
    """The edit ends with a sentence that holds the reason; the file is as it was, and nothing lies beside it."""
    writer = Writer(folder, wait_s=0.2)
    proposal = writer.propose(FILE, EDIT)
    change()
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name != LOCK_NAME}
    with pytest.raises(EditError, match=reason):
        writer.write(proposal)
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name != LOCK_NAME} == before


def test_nothing_is_written_before_it_is_confirmed(folder: Path) -> None:
    """A proposal tells what would change; written, it is there."""
    writer = Writer(folder)
    proposal = writer.propose(FILE, EDIT)
    assert "+      - is it worth it?" in proposal.diff
    assert (folder / "talk.yaml").read_text(encoding="utf-8") == KNOWLEDGE_TEXT
    writer.write(proposal)
    assert (folder / "talk.yaml").read_bytes() == EDITED
    assert sorted(path.name for path in folder.iterdir()) == [LOCK_NAME, "silence.yaml", "talk.yaml"]


def test_a_file_changed_by_hand_meanwhile_is_left_alone(folder: Path) -> None:
    """Be it by one letter; the change by hand stays."""
    path = folder / "talk.yaml"
    refused(folder, "changed by somebody else", lambda: path.write_text(KNOWLEDGE_TEXT + "# mine\n"))


def test_a_file_changed_at_the_last_moment_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last look comes after the last byte."""
    looks = iter([KNOWLEDGE_TEXT.encode(), KNOWLEDGE_TEXT.encode(), b"changed"])
    monkeypatch.setattr("bot.library.writer.contents", lambda *_: next(looks))
    refused(folder, "changed by somebody else")


def test_a_file_that_is_gone_is_told(folder: Path) -> None:
    """And none is made."""
    refused(folder, "talk.yaml: This file is missing", (folder / "talk.yaml").unlink)


@pytest.mark.parametrize("name", ["../talk.yaml", "/etc/passwd", "talk.txt"])
def test_only_files_of_the_folder_are_edited(folder: Path, name: str) -> None:
    """Whatever name is given."""
    (folder.parent / "other.yaml").write_text(KNOWLEDGE_TEXT)
    (folder / "talk.yaml").unlink()
    with pytest.raises(EditError, match="This file is missing"):
        write(folder, file=name)


def test_a_link_stays_one_and_leads_nowhere_else(folder: Path, tmp_path: Path) -> None:
    """Inside the folder it is followed, out of it it is refused."""
    (folder / "talk.yaml").rename(folder / "..data")
    (folder / "talk.yaml").symlink_to("..data")
    write(folder)
    assert (folder / "talk.yaml").is_symlink()
    assert (folder / "..data").read_bytes() == EDITED
    (folder / "..data").rename(tmp_path / "outside")
    (folder / "talk.yaml").unlink()
    (folder / "talk.yaml").symlink_to(tmp_path / "outside")
    with pytest.raises(EditError, match="leads out of the folder"):
        write(folder)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
@pytest.mark.parametrize("mode", [0o600, 0o664, 0o640])
def test_mode_and_owner_stay(folder: Path, mode: int) -> None:
    """Whatever the mask says."""
    path = folder / "talk.yaml"
    path.chmod(mode)
    owner = (12345, 23456) if os.geteuid() == 0 else (os.geteuid(), os.getegid())
    os.chown(path, *owner)
    write(folder)
    now = path.stat()
    assert (stat.S_IMODE(now.st_mode), now.st_uid, now.st_gid) == (mode, *owner)


def test_an_owner_that_cannot_be_kept_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is locked out of a file of theirs."""

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    if os.geteuid() == 0:
        os.chown(folder / "talk.yaml", 12345, 23456)
        monkeypatch.setattr(os, "fchown", refuse)
        refused(folder, "Operation not permitted. Let the bot's user write the file and its folder, and own the file")


@pytest.mark.parametrize(
    ("number", "fix"),
    [(errno.ENOSPC, "Make room"), (errno.EROFS, "Let the bot's user write"), (errno.EIO, "Nothing was changed")],
)
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_trouble_with_the_disk_is_a_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, fix: str, call: str
) -> None:
    """At the last byte and at the last step; nothing half is left."""

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(*((os, "fsync", fail) if call == "fsync" else (Path, "replace", fail)))
    refused(folder, f"cannot be written: {os.strerror(number)}. {fix}")


@pytest.mark.skipif(not Path("/dev/full").exists() or os.geteuid() != 0, reason="a full disk needs a mount of its own")
def test_a_full_disk(tmp_path: Path) -> None:
    """A real one, of a few kilobytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here, so only pretended full disks are tried")
    try:
        (disk / "talk.yaml").write_text(KNOWLEDGE_TEXT)
        (disk / LOCK_NAME).touch()
        with pytest.raises(OSError, match="No space left"):
            (disk / "filling").write_bytes(bytes(65536))
        refused(disk, "No space left on device. Make room")
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_read_only_folder(folder: Path) -> None:
    """And a read-only file: somebody wants it to stay as it is."""
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere, so read-only folders are only pretended (EROFS)")
    (folder / "talk.yaml").chmod(0o444)
    refused(folder, "Permission denied. Let the bot's user write")
    (folder / "talk.yaml").chmod(0o644)
    folder.chmod(0o555)
    refused(folder, "Permission denied. Let the bot's user write")
    folder.chmod(0o755)


def test_a_file_may_not_outgrow_the_reader(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It could not be read again."""
    monkeypatch.setattr("bot.library.writer.MAX_BYTES", len(KNOWLEDGE_TEXT) + 5)
    with pytest.raises(EditError, match="larger than 5 MB"):
        write(folder)
    assert len(EDITED) < folder_module.MAX_BYTES


def test_what_a_killed_writer_left_is_swept_up(folder: Path) -> None:
    """What only looks like it stays."""
    (folder / f".talk.yaml.{'0f' * 8}").write_text("half")
    (folder / ".talk.yaml.swp").write_text("an editor's")
    write(folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        LOCK_NAME,
        ".talk.yaml.swp",
        "silence.yaml",
        "talk.yaml",
    ]


HOLD = """
import sys, time
from pathlib import Path
from bot.library.writer import locked
with locked(Path(sys.argv[1]), 0):
    print("held", flush=True)
    time.sleep(60)
"""


def test_another_program_is_waited_for_and_a_dead_one_is_not(folder: Path) -> None:
    """The lock ends with its holder, however that ends."""
    command = [sys.executable, "-c", HOLD, str(folder)]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
    assert holder.stdout
    assert holder.stdout.readline() == b"held\n"
    refused(folder, "Another program is changing knowledge/ just now")
    holder.kill()
    holder.wait()
    holder.stdout.close()
    write(folder)
    assert (folder / "talk.yaml").read_bytes() == EDITED


def _add_many(folder: Path, name: str) -> None:
    writer, waiting = Writer(folder), [f"{name} {number}" for number in range(10)]
    while waiting:
        with suppress(EditError):
            writer.write(writer.propose(FILE, AddPhrasing("degree", waiting[-1])))
            waiting.pop()


def test_writers_side_by_side_lose_nothing(folder: Path) -> None:
    """Whoever comes second makes the change again."""
    forked = multiprocessing.get_context("fork" if os.name != "nt" else "spawn")
    writers = [forked.Process(target=_add_many, args=(folder, name)) for name in ("bot", "verb")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    [record] = read_folder(folder).records
    asked = [question.text for question in record.topics[0].questions]
    assert sorted(asked[3:]) == sorted(f"{name} {number}" for name in ("bot", "verb") for number in range(10))
