"""A folder on disk: every source with what belongs to it, and a word on whatever is missing or astray."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from bot.core.drafts import Problem
from bot.library.folder import MAX_BYTES, Reading, read_folder
from tests.library.reading import KNOWLEDGE_TEXT, TRANSCRIPT_TEXT, says

ORIGINAL = b"\xef\xbb\xbfA talk with Ada\r\n\r\nWas it worth it?\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good source."""
    folder = tmp_path / "knowledge"
    (folder / "transcripts").mkdir(parents=True)
    (folder / "originals").mkdir()
    (folder / "talk.yaml").write_text(KNOWLEDGE_TEXT, encoding="utf-8")
    (folder / "transcripts" / "talk.yaml").write_text(TRANSCRIPT_TEXT, encoding="utf-8")
    (folder / "originals" / "talk.txt").write_bytes(ORIGINAL)
    return folder


def only_problem(folder: Path, file: str) -> tuple[Problem, Reading]:
    """The one problem, which is in this file."""
    reading = read_folder(folder)
    (problem,) = reading.problems
    assert problem.location.file == file
    return problem, reading


def test_a_source_comes_with_its_transcript_and_its_original(folder: Path) -> None:
    """Files are named from the folder on."""
    reading = read_folder(folder)
    assert reading.problems == ()
    (record,) = reading.records
    assert record.file == "knowledge/talk.yaml"
    assert record.source.id.location.file == "knowledge/talk.yaml"
    assert record.transcript is not None
    assert record.transcript.location.file == "knowledge/transcripts/talk.yaml"
    assert len(record.transcript.turns) == 2


def test_an_original_is_kept_as_it_is(folder: Path) -> None:
    """The hash is of the bytes; the text keeps its line ends and loses its byte order mark."""
    original = read_folder(folder).records[0].original
    assert original is not None
    assert original.file == "knowledge/originals/talk.txt"
    assert original.text == "A talk with Ada\r\n\r\nWas it worth it?\n"
    assert original.sha256 == hashlib.sha256(ORIGINAL).hexdigest()


def test_the_folder_is_named_as_it_is_called(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it was reached."""
    monkeypatch.chdir(folder)
    assert read_folder(Path()).records[0].file == "knowledge/talk.yaml"


def test_sources_are_read_in_the_order_of_their_names(folder: Path) -> None:
    """`.yaml` and `.yml`; what is hidden or of another kind is not a source."""
    for name in ("b.yml", "a.yaml"):
        text = KNOWLEDGE_TEXT.replace("id: talk", f"id: {name[0]}", 1)
        (folder / name).write_text(text, encoding="utf-8")
    for name in (".hidden.yaml", "schema.json", "NOTICE", "notes.txt"):
        (folder / name).write_text("no source", encoding="utf-8")
    reading = read_folder(folder)
    assert [record.file for record in reading.records] == [f"knowledge/{n}" for n in ("a.yaml", "b.yml", "talk.yaml")]
    assert all("missing" in problem.message for problem in reading.problems)


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    """The mend says how to make one."""
    problem, reading = only_problem(tmp_path / "nowhere", "nowhere")
    assert reading.records == ()
    assert says(problem, "does not exist", "ontherecord init")


def test_an_empty_folder(tmp_path: Path) -> None:
    """Nothing to read is a problem, not nothing."""
    (tmp_path / "empty").mkdir()
    problem, _ = only_problem(tmp_path / "empty", "empty")
    assert says(problem, "holds no source", "<source>.yaml")


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    """As when the file itself was given."""
    (tmp_path / "talk.yaml").touch()
    problem, _ = only_problem(tmp_path / "talk.yaml", "talk.yaml")
    assert says(problem, "A folder is wanted", "holds the sources")


@pytest.mark.parametrize("name", ["transcripts/talk.yaml", "originals/talk.txt"])
def test_a_missing_part_is_told_and_the_source_goes_on(folder: Path, name: str) -> None:
    """The path says where to put it."""
    (folder / name).unlink()
    problem, reading = only_problem(folder, f"knowledge/{name}")
    assert says(problem, "missing", "Put it there")
    assert len(reading.records) == 1


@pytest.mark.parametrize("name", ["talk.yaml", "transcripts/talk.yaml", "originals/talk.txt"])
def test_a_file_that_cannot_be_decoded_is_told(folder: Path, name: str) -> None:
    """One problem, with the line."""
    (folder / name).write_bytes(b"a: b\nc: \xff\n")
    problem, _ = only_problem(folder, f"knowledge/{name}")
    assert (problem.location.line, problem.location.column) == (2, 4)
    assert says(problem, "UTF-8", "UTF-8")


@pytest.mark.parametrize("name", ["talk.yaml", "transcripts/talk.yaml", "originals/talk.txt"])
def test_a_folder_in_place_of_a_file_is_told(folder: Path, name: str) -> None:
    """With the same name."""
    (folder / name).unlink()
    (folder / name).mkdir()
    assert says(only_problem(folder, f"knowledge/{name}")[0], "not a folder", "Rename")


@pytest.mark.parametrize("name", ["talk.yaml", "transcripts/talk.yaml", "originals/talk.txt"])
def test_a_file_that_is_too_large_is_told(folder: Path, name: str) -> None:
    """Its size alone decides; it is not looked into."""
    (folder / name).write_bytes(b"#" * (MAX_BYTES + 1))
    assert says(only_problem(folder, f"knowledge/{name}")[0], "larger than 5 MB", "several sources")


@pytest.mark.parametrize("name", ["talk.yaml", "transcripts/talk.yaml", "originals/talk.txt"])
def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path, name: str) -> None:
    """The folder holds all that the bot knows."""
    outside = (folder / name).rename(tmp_path / "outside")
    (folder / name).symlink_to(outside)
    assert says(only_problem(folder, f"knowledge/{name}")[0], "leads out of the folder", "copy")


def test_a_linked_subfolder_is_not_followed_either(folder: Path, tmp_path: Path) -> None:
    """Nor does a path through it lead outside."""
    outside = (folder / "originals").rename(tmp_path / "outside")
    (folder / "originals").symlink_to(outside)
    problem, _ = only_problem(folder, "knowledge/originals/talk.txt")
    assert says(problem, "leads out of the folder", "copy")


def test_links_within_the_folder_and_to_it_are_fine(folder: Path, tmp_path: Path) -> None:
    """As containers mount them."""
    real = (folder / "talk.yaml").rename(folder / "..data")
    (folder / "talk.yaml").symlink_to(real)
    (tmp_path / "link").symlink_to(folder)
    assert read_folder(tmp_path / "link").problems == ()


def test_a_link_to_itself_is_told(folder: Path) -> None:
    """The system's own words say why."""
    (folder / "talk.yaml").unlink()
    (folder / "talk.yaml").symlink_to(folder / "talk.yaml")
    assert says(only_problem(folder, "knowledge/talk.yaml")[0], "cannot be read", "bot's user")


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    """Only plain files are opened."""
    (folder / "talk.yaml").unlink()
    os.mkfifo(folder / "talk.yaml")
    assert says(only_problem(folder, "knowledge/talk.yaml")[0], "A file is wanted", "in its place")


def test_a_file_without_permission_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The administrator sees which one."""

    def refuse(path: Path, mode: str = "r") -> None:
        raise PermissionError(13, "Permission denied")

    (folder / "transcripts" / "talk.yaml").unlink()
    (folder / "originals" / "talk.txt").unlink()
    monkeypatch.setattr(Path, "open", refuse)
    assert says(only_problem(folder, "knowledge/talk.yaml")[0], "cannot be read: Permission denied", "bot's user")


def test_a_file_is_called_as_its_source(folder: Path) -> None:
    """Both names are told, and the source goes on."""
    (folder / "talk.yaml").rename(folder / "speech.yaml")
    problem, reading = only_problem(folder, "knowledge/speech.yaml")
    assert (problem.location.line, problem.location.column) == (3, 7)
    assert says(problem, "called 'speech.yaml', but its source is called 'talk'", "'talk.yaml'")
    assert len(reading.records) == 1


def test_a_source_stands_in_one_file_only(folder: Path) -> None:
    """The second file is set aside, and the first one named."""
    (folder / "talk2.yaml").write_text(KNOWLEDGE_TEXT, encoding="utf-8")
    problem, reading = only_problem(folder, "knowledge/talk2.yaml")
    assert says(problem, "'talk' already stands in knowledge/talk.yaml", "id and a file name of its own")
    assert [record.file for record in reading.records] == ["knowledge/talk.yaml"]


def test_a_transcript_of_another_source_is_not_taken(folder: Path) -> None:
    """It would prove the wrong words."""
    path = folder / "transcripts" / "talk.yaml"
    path.write_text(TRANSCRIPT_TEXT.replace("source: talk", "source: speech"), encoding="utf-8")
    problem, reading = only_problem(folder, "knowledge/transcripts/talk.yaml")
    assert problem.location.line == 2
    assert says(problem, "transcript of 'speech', but its file is called 'talk.yaml'", "source: talk")
    assert reading.records[0].transcript is None


@pytest.mark.parametrize("name", ["transcripts/old.yaml", "transcripts/talk.yml", "originals/old.txt"])
def test_a_part_of_no_source_is_warned_of(folder: Path, name: str) -> None:
    """It is a slip in a name, or a leftover."""
    (folder / name).write_text("x", encoding="utf-8")
    problem, _ = only_problem(folder, f"knowledge/{name}")
    assert not problem.is_error
    assert says(problem, "No source has this file's name", "after a source in knowledge/")


def test_a_broken_source_does_not_make_strays_of_its_parts(folder: Path) -> None:
    """One slip, one problem."""
    (folder / "talk.yaml").write_text("a: b: c", encoding="utf-8")
    problem, reading = only_problem(folder, "knowledge/talk.yaml")
    assert problem.location.line == 1
    assert reading.records == ()


def test_one_broken_source_does_not_touch_another(folder: Path) -> None:
    """The rest goes on."""
    (folder / "broken.yaml").write_text("[" * 100, encoding="utf-8")
    problem, reading = only_problem(folder, "knowledge/broken.yaml")
    assert says(problem, "deep", "Remove")
    assert [record.file for record in reading.records] == ["knowledge/talk.yaml"]


def test_a_name_that_is_no_text_can_still_be_told(folder: Path) -> None:
    """A problem can be printed, whatever the file is called."""
    try:
        (folder / os.fsdecode(b"caf\xe9.yaml")).touch()
    except OSError:
        pytest.skip("this file system takes UTF-8 names only, so it stays unproved that others can be told")
    problem, _ = only_problem(folder, "knowledge/caf?.yaml")
    assert problem.location.file.encode()


def test_the_silence_is_read_beside_the_sources(tmp_path: Path) -> None:
    """silence.yaml is no source; its messages know their places; a slip in it is told like any other."""
    (tmp_path / "silence.yaml").write_text("format: 1\nsilence:\n  - how much do you earn?\n  - lol\n")
    reading = read_folder(tmp_path)
    assert [(message.text, message.location.line) for message in reading.out_of_scope] == [
        ("how much do you earn?", 3),
        ("lol", 4),
    ]
    (tmp_path / "silence.yaml").write_text("format: 1\nsilence: lol\n")
    reading = read_folder(tmp_path)
    assert reading.out_of_scope == ()
    assert any(problem.location.file.endswith("silence.yaml") for problem in reading.problems)


def test_a_copy_beside_a_file_does_not_win(tmp_path: Path) -> None:
    """Of two files with the same source, the one that has its name is read; the copy is told."""
    for name in ("talk.yaml", "talk-old.yaml"):
        (tmp_path / name).write_text(KNOWLEDGE_TEXT, encoding="utf-8")
    reading = read_folder(tmp_path)
    assert [Path(record.file).name for record in reading.records] == ["talk.yaml"]
    assert any("talk-old" in problem.location.file for problem in reading.problems)
