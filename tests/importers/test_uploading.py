"""Files that are sent: read at one time and written at another, while others are written as well."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import TranscriptError
from bot.importers.importing import ImportRequest, bring_in
from bot.importers.uploading import ReadFile, Uploads
from tests.importers.samples import PLAIN
from tests.importers.test_importing import admitted, imported, written


def uploads(folder: Path) -> Uploads:
    return Uploads(folder, lambda: "2024-06-01", lambda: None, lambda: None)


def read(folder: Path, name: str, text: str = PLAIN) -> ReadFile:
    return uploads(folder).read(name, text.encode(), {}, {})


def test_what_was_written_meanwhile_is_told(tmp_path: Path) -> None:
    """Two files read side by side want the same topics: the second is refused, and fits once it is read again."""
    folder = tmp_path / "knowledge"
    one, two = read(folder, "one.txt"), read(folder, "two.txt")
    uploads(folder).write(one)
    before = sorted(folder.rglob("*"))
    with pytest.raises(
        TranscriptError, match=r"^knowledge/two\.yaml:\d+:\d+: .* at knowledge/one\.yaml:.* [Rr]ead the"
    ):
        uploads(folder).write(two)
    assert sorted(folder.rglob("*")) == before
    uploads(folder).write(read(folder, "two.txt"))
    assert len(admitted(folder).topics) == 4


def test_of_files_written_at_once_none_is_lost(tmp_path: Path) -> None:
    """Each is written whole, or refused: what is there passes the check."""
    folder = tmp_path / "knowledge"
    those = uploads(folder)
    drafts = [read(folder, f"talk-{number}.txt") for number in range(4)]

    def is_written(found: ReadFile) -> bool:
        try:
            those.write(found)
        except TranscriptError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(is_written, drafts)) == 1
    assert len(admitted(folder).topics) == 2


def test_an_import_leaves_room_for_what_comes_in_meanwhile(tmp_path: Path) -> None:
    """Of several files, those after it are refused or fit; nothing that is there is pushed aside."""
    folder, refused = tmp_path / "knowledge", list[str]()
    files = [written(tmp_path, f"{name}.txt", PLAIN) for name in ("one", "two", "three")]
    importing = bring_in(files[::2], ImportRequest(folder, "2024-06-01"), refused.append)
    next(importing)
    imported(folder, files[1])
    assert list(importing) == []
    [sentence] = refused
    assert "already at knowledge/two.yaml" in sentence
    assert len(admitted(folder).topics) == 4


def test_what_was_wrong_before_keeps_nothing_out(tmp_path: Path) -> None:
    """A slip in another file is not told of a draft that has nothing to do with it."""
    folder = tmp_path / "knowledge"
    imported(folder, written(tmp_path, "one.txt", PLAIN))
    text = (folder / "one.yaml").read_text(encoding="utf-8").replace("I built a small tool", "I built a large tool")
    (folder / "one.yaml").write_text(text, encoding="utf-8")
    (folder / "broken.yaml").write_text("topics: [", encoding="utf-8")
    drafts, refused = imported(folder, written(tmp_path, "two.txt", PLAIN))
    assert (len(drafts), refused) == (1, [])
