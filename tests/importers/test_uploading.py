"""Files that are sent: read at one time and written at another, while others are written as well."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import process_time

import pytest

from bot.errors import TranscriptError
from bot.importers import drafting, formats, uploading
from bot.importers.dialogue import Dialogue
from bot.importers.importing import ImportRequest, bring_in
from bot.importers.uploading import ReadFile, Uploads, lines_read
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


def test_what_cannot_be_written_of_it_is_told_beside_the_draft(tmp_path: Path) -> None:
    """What was read stays in sight while it is mended, and nothing is written before."""
    folder = tmp_path / "knowledge"
    found = uploads(folder).read("one.txt", PLAIN.encode(), {"published": "last summer"}, {})
    assert found.draft.topics == read(folder, "one.txt").draft.topics
    assert 'not a date: "last summer"' in found.refusal
    with pytest.raises(TranscriptError, match="last summer"):
        uploads(folder).write(found)
    assert not folder.exists()


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


def spoken(count: int) -> list[dict[str, str]]:
    """An interview of so many segments, in a script that JSON escapes."""
    say = ("Почему так получилось, номер {}?", "Я построил маленький инструмент, номер {}, и люди им пользовались.")
    return [{"speaker": ("Sam", "Ada")[n % 2], "body": say[n % 2].format(n)} for n in range(count)]


@pytest.mark.parametrize(
    ("indent", "is_ascii", "is_shown"),
    [(None, False, False), (None, True, False), (1, True, False), (1, False, True)],
    ids=["on one line", "on one line, escaped", "escaped", "as it is"],
)
def test_a_long_file_is_laid_beside_its_lines_at_once(indent: int | None, is_ascii: bool, is_shown: bool) -> None:
    """Whether its words stand in lines of their own, all in one, or written in another way: then none is shown."""
    segments = spoken(9_000)
    text = json.dumps({"segments": segments}, ensure_ascii=is_ascii, indent=indent)
    lines = formats.read(text)[1].lines
    started = process_time()
    found = list(lines_read(text, lines, {}))
    assert process_time() - started < 1.5
    assert [line.text for line in found] == [segment["body"] for segment in segments]
    if is_shown:
        assert all(line.text[:20] in line.written for line in found)
        assert len({line.number for line in found}) == len(found)
    else:
        assert {(line.number, line.written) for line in found} == {(0, "")}


def test_what_is_said_twice_stands_in_two_lines(tmp_path: Path) -> None:
    text = PLAIN.replace("Nobody had told me that before.", "They taught me more than any course did (laughs).")
    found = read(tmp_path / "knowledge", "talk.txt", text)
    numbers = [line.number for line in found.lines]
    assert numbers == sorted({*numbers})
    assert all(line.text[:20] in line.written for line in found.lines)


def test_a_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[str] = []
    reads = drafting.read

    def counted(text: str) -> tuple[str, Dialogue]:
        times.append(text)
        return reads(text)

    monkeypatch.setattr(drafting, "read", counted)
    monkeypatch.setattr(uploading, "read", counted, raising=False)
    assert read(tmp_path / "knowledge", "talk.txt").speakers == ("Sam", "Ada")
    assert len(times) == 1
