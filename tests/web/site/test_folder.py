"""The folder of the site: written whole or not at all, and nobody else's."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from bot import durable
from bot.errors import SiteError
from bot.web.site.folder import MARK, publish

FILES = {"index.html": b"front", "topics/a/index.html": b"a", "topics/b/index.html": b"b"}


def held(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_it_holds_the_files_and_nothing_else(tmp_path: Path) -> None:
    """But the mark by which it is known; nothing is left beside it."""
    target = tmp_path / "below" / "public"
    publish(FILES, target)
    written = publish({"index.html": b"front", "topics/a/index.html": b"new"}, target)
    assert {name: data for name, data in held(target).items() if name != MARK} == {
        "index.html": b"front",
        "topics/a/index.html": b"new",
    }
    assert (written.written, written.removed) == (1, 1)
    assert [path.name for path in target.parent.iterdir()] == ["public"]


def test_what_does_not_change_is_not_written(tmp_path: Path) -> None:
    """Its time stays, for caches and rsync; of all the same nothing is touched, the folder neither."""
    publish(FILES, tmp_path / "public")
    for name in FILES:
        os.utime(tmp_path / "public" / name, (1, 1))
    folder = (tmp_path / "public").stat()
    assert publish(FILES, tmp_path / "public").written == 0
    assert (tmp_path / "public").stat() == folder
    publish({**FILES, "index.html": b"new"}, tmp_path / "public")
    times = {name: (tmp_path / "public" / name).stat().st_mtime == 1 for name in FILES}
    assert times == {"index.html": False, "topics/a/index.html": True, "topics/b/index.html": True}


def test_a_reader_never_meets_a_mixture(tmp_path: Path) -> None:
    """While it is replaced again and again, both files are there and of one making, or the folder just went by."""
    target = tmp_path / "public"
    publish({"one": b"0", "two": b"0"}, target)
    seen, is_over = set[tuple[bytes, bytes]](), threading.Event()

    def read() -> None:
        while not is_over.is_set():
            here = os.open(target, os.O_RDONLY)
            try:
                opened = [os.open(name, os.O_RDONLY, dir_fd=here) for name in ("one", "two")]
                seen.add((os.read(opened[0], 9), os.read(opened[1], 9)))
                for each in opened:
                    os.close(each)
            except FileNotFoundError:  # it was opened before and is being removed
                pass
            finally:
                os.close(here)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 60):
        publish({"one": b"%d" % number, "two": b"%d" % number}, target)
    is_over.set()
    reader.join()
    assert len(seen) > 3
    assert all(one == two for one, two in seen)


def test_where_folders_cannot_be_exchanged_they_are_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left beside it either."""
    monkeypatch.setattr(durable, "_exchanged", lambda *_: False)
    publish(FILES, tmp_path / "public")
    publish({"index.html": b"new"}, tmp_path / "public")
    assert {*held(tmp_path / "public").values()} >= {b"new"}
    assert held(tmp_path / "public").keys() == {"index.html", MARK}
    assert [path.name for path in tmp_path.iterdir()] == ["public"]


@pytest.mark.parametrize("name", ["photo.jpg", ".git/config"])
def test_a_folder_of_somebody_elses_is_refused(tmp_path: Path, name: str) -> None:
    """It stays as it is."""
    (tmp_path / "home" / name).parent.mkdir(parents=True)
    (tmp_path / "home" / name).write_bytes(b"mine")
    with pytest.raises(SiteError, match="holds something that this program did not make"):
        publish(FILES, tmp_path / "home")
    assert held(tmp_path / "home") == {name: b"mine"}


def test_a_folder_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    """What was begun is removed."""
    publish(FILES, tmp_path / "public")
    before = held(tmp_path / "public")
    with pytest.raises(SiteError, match=r"cannot be written: .*What was there stays as it was"):
        publish({"x" * 300: b"too long a name"}, tmp_path / "public")
    assert held(tmp_path / "public") == before
    assert [path.name for path in tmp_path.iterdir()] == ["public"]


def test_a_link_to_the_folder_stays_a_link(tmp_path: Path) -> None:
    """As web servers have them."""
    (tmp_path / "www").symlink_to(tmp_path / "real")
    publish(FILES, tmp_path / "www")
    publish({"index.html": b"new"}, tmp_path / "www")
    assert (tmp_path / "www").is_symlink()
    assert (tmp_path / "www" / "index.html").read_bytes() == b"new"
