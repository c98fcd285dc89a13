"""The key under which people are recognised."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.core.model import Question
from bot.core.records import KEY_BYTES, KeyedDigests
from bot.state.store import NAME, key_of


def test_it_is_made_once_and_for_the_bots_user_alone(tmp_path: Path) -> None:
    """Nothing else stays in the folder."""
    folder = tmp_path / "state"
    assert key_of(folder) == key_of(folder)
    assert [path.name for path in folder.iterdir()] == [NAME]
    assert [path.stat().st_mode & 0o77 for path in (folder, folder / NAME)] == [0, 0]


def test_whoever_makes_it_first(tmp_path: Path) -> None:
    """All go on with the same one."""
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(key_of, [tmp_path] * 8))) == 1


def test_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some file systems have none."""

    def refuse(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    assert key_of(tmp_path) == key_of(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_where_none_can_be_kept_one_is_lent(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """And that is told."""
    (tmp_path / "file").write_text("")
    assert len(key_of(tmp_path / "file")) == KEY_BYTES
    assert "people are not recognised after a restart" in caplog.text


@pytest.mark.parametrize("broken", ["fsync", "link"])
def test_on_a_full_disk_nothing_piles_up(
    broken: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each start tries again."""

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, broken, full)
    for _ in range(3):
        assert len(key_of(tmp_path)) == KEY_BYTES
    assert list(tmp_path.iterdir()) == []
    assert "No space left on device" in caplog.text


@pytest.mark.parametrize("content", [b"", b"too short"])
def test_what_is_no_key_is_left_alone(content: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It may be what is left of one."""
    (tmp_path / NAME).write_bytes(content)
    assert len(key_of(tmp_path)) == KEY_BYTES
    assert (tmp_path / NAME).read_bytes() == content
    assert "is not a key" in caplog.text


class TestDigests:
    """What stands for people and questions."""

    ours, others = KeyedDigests(b"a" * KEY_BYTES), KeyedDigests(b"b" * KEY_BYTES)

    def test_a_person_is_the_same_under_the_same_key_alone(self) -> None:
        assert self.ours.of_person(7) == self.ours.of_person(7)
        assert len({self.ours.of_person(7), self.ours.of_person(8), self.others.of_person(7)}) == 3
        assert len(self.ours.of_person(7)) == 16

    def test_a_question_is_the_same_however_it_is_typed(self) -> None:
        assert self.of("Should I do a  Master’s?") == self.of("should i do a master's")
        assert self.of("why") != self.of("why not")

    def test_a_question_is_another_after_another(self) -> None:
        asked = {self.of("why?", after="a"), self.of("why?"), self.of("why?", sources=frozenset({"a"}))}
        assert len(asked) == 3

    def test_the_key_does_not_show_itself(self) -> None:
        assert "aaaa" not in repr(self.ours)

    def of(self, text: str, **fields: object) -> str:
        return self.ours.of_question(Question(text, **fields))
