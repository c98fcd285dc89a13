"""What is remembered, where, and that nothing which happens to it changes an answer."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.matching.corpus import Vectors
from bot.encoders.cache import CachedEncoder

SIZE = 8
ROW_BYTES = 16 + 2 * SIZE
LONG = [f"{number:03}" + "x" * 997 for number in range(220)]


class Counting:
    """An encoder whose vectors follow from the text, and which notes what it was asked."""

    tier = "static"

    def __init__(self, name: str = "static-counting", stop_at: str = "") -> None:
        self.name = name
        self.asked: list[str] = []
        self._stop_at = stop_at

    def encode(self, texts: Sequence[str]) -> Vectors:
        if self._stop_at in [*texts]:
            raise KeyboardInterrupt
        self.asked += texts
        rows = np.empty((len(texts), SIZE), np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[:] = np.frombuffer(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:SIZE], np.uint8)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def file_in(folder: Path) -> Path:
    return folder / "static-counting.vectors"


def test_known_texts_are_encoded_once(tmp_path: Path) -> None:
    """In one run, and in the next."""
    first, second = Counting(), Counting()
    cached = CachedEncoder(first, tmp_path)
    fresh = cached.encode_known(["a", "b", "a"])
    assert np.array_equal(cached.encode_known(["b", "a"]), fresh[[1, 0]])
    assert np.array_equal(CachedEncoder(second, tmp_path).encode_known(["a", "b", "a"]), fresh)
    assert sorted(first.asked) == ["a", "b"]
    assert second.asked == []


def test_only_new_texts_are_encoded(tmp_path: Path) -> None:
    """After an edit, one."""
    CachedEncoder(Counting(), tmp_path).encode_known(["a", "b"])
    encoder = Counting()
    CachedEncoder(encoder, tmp_path).encode_known(["b", "c", "a"])
    assert encoder.asked == ["c"]


def test_vectors_are_rounded_whether_fresh_or_remembered(tmp_path: Path) -> None:
    """So that the second start ranks as the first did; the difference is below 0.0005."""
    exact = Counting().encode(["a", "b"])
    cached = CachedEncoder(Counting(), tmp_path)
    asked, known, again = cached.encode(["a", "b"]), cached.encode_known(["a", "b"]), cached.encode(["a", "b"])
    assert np.array_equal(asked, known)
    assert np.array_equal(known, again)
    assert known.dtype == np.float32
    assert 0 < np.abs(known - exact).max() < 5e-4


def test_a_question_is_never_written(tmp_path: Path) -> None:
    """Neither its text nor its vector, not even with the next known text."""
    cached = CachedEncoder(Counting(), tmp_path)
    cached.encode(["secret"])
    assert not [*tmp_path.iterdir()]
    cached.encode_known(["a"])
    cached.encode(["secret", "a"])
    cached.encode_known(["b"])
    encoder = Counting()
    CachedEncoder(encoder, tmp_path).encode(["a", "b", "secret"])
    assert encoder.asked == ["secret"]


def test_the_last_questions_are_remembered_in_memory() -> None:
    """At most so many; the one that was not asked for longest goes first."""
    encoder = Counting()
    cached = CachedEncoder(encoder, None, asked=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        cached.encode([text])
    assert encoder.asked == ["a", "b", "c", "b"]


def test_known_and_new_questions_come_back_in_order(tmp_path: Path) -> None:
    """From disk, from memory and fresh in one call."""
    cached = CachedEncoder(Counting(), tmp_path)
    cached.encode_known(["known"])
    cached.encode(["asked"])
    rows = cached.encode(["new", "known", "asked", "new"])
    alone = [Counting().encode([text])[0] for text in ("new", "known", "asked", "new")]
    assert np.abs(rows - alone).max() < 5e-4


def test_encoders_do_not_mix(tmp_path: Path) -> None:
    """Each has a file of its own."""
    CachedEncoder(Counting("one"), tmp_path).encode_known(["a"])
    encoder = Counting("other")
    CachedEncoder(encoder, tmp_path).encode_known(["a"])
    assert encoder.asked == ["a"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.vectors", "other.vectors"]


def test_it_is_the_encoder_to_whoever_asks(tmp_path: Path) -> None:
    """By name and tier, and for no texts."""
    cached = CachedEncoder(Counting(), tmp_path)
    assert (cached.name, cached.tier) == ("static-counting", "static")
    assert cached.encode([]).shape == cached.encode_known([]).shape == (0, SIZE)


@given(data=st.data())
@settings(max_examples=40)
def test_a_file_that_is_not_whole_is_made_anew(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Cut anywhere, or one bit wrong anywhere."""
    folder = tmp_path_factory.mktemp("cache")
    right = CachedEncoder(Counting(), folder).encode_known(["a", "b", "c"])
    whole = file_in(folder).read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    flipped = whole[:at] + bytes([whole[at] ^ (1 << data.draw(st.integers(0, 7)))]) + whole[at + 1 :]
    file_in(folder).write_bytes(data.draw(st.sampled_from([whole[:at], flipped, flipped + b"x"])))
    assert np.array_equal(CachedEncoder(Counting(), folder).encode_known(["a", "b", "c"]), right)
    assert file_in(folder).read_bytes()[: len(whole)].count(b"otrvec1") == 1


@pytest.mark.parametrize("data", [b"", b"\0" * 100, b"otrvec1\n", b"otrvec1\n" + b"\xff" * 64])
def test_what_is_no_cache_is_passed_over(tmp_path: Path, data: bytes) -> None:
    """And replaced by one."""
    file_in(tmp_path).write_bytes(data)
    CachedEncoder(Counting(), tmp_path).encode_known(["a"])
    encoder = Counting()
    CachedEncoder(encoder, tmp_path).encode_known(["a"])
    assert encoder.asked == []


def test_it_works_where_nothing_can_be_written(tmp_path: Path) -> None:
    """It remembers for as long as it runs. Here a file stands in the folder's place."""
    (tmp_path / "file").write_text("")
    encoder = Counting()
    cached = CachedEncoder(encoder, tmp_path / "file")
    first, again = cached.encode_known(["a", "b"]), cached.encode_known(["b", "a"])
    assert np.array_equal(first, again[[1, 0]])
    assert sorted(encoder.asked) == ["a", "b"]


def test_a_full_disk_keeps_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And leaves nothing half behind."""
    CachedEncoder(Counting(), tmp_path).encode_known(["a"])
    before = file_in(tmp_path).read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    cached = CachedEncoder(Counting(), tmp_path)
    assert np.array_equal(cached.encode_known(["a", "b"]), cached.encode(["a", "b"]))
    assert file_in(tmp_path).read_bytes() == before
    assert [*tmp_path.iterdir()] == [file_in(tmp_path)]


def test_the_file_stays_within_bounds(tmp_path: Path) -> None:
    """The oldest texts make room, and every text of the call still gets its vector."""
    cached = CachedEncoder(Counting(), tmp_path, limit_bytes=3 * ROW_BYTES)
    cached.encode_known(["a", "b"])
    cached.encode_known(["a", "c", "d"])
    assert file_in(tmp_path).stat().st_size <= 3 * ROW_BYTES + 24
    rows = cached.encode_known(["a", "b", "c", "d", "e"])
    assert np.abs(rows - Counting().encode(["a", "b", "c", "d", "e"])).max() < 5e-4
    encoder = Counting()
    CachedEncoder(encoder, tmp_path).encode(["a", "e", "b"])
    assert encoder.asked == ["b"]


def test_progress_is_told(tmp_path: Path) -> None:
    """In characters of the texts that must be encoded, up to the last; none, no bar."""
    cached = CachedEncoder(Counting(), tmp_path)
    cached.encode_known(["known"])
    told: list[tuple[int, int]] = []
    cached.encode_known(["known", *LONG[:120]], lambda done, total: told.append((done, total)))
    assert told == [(0, 120_000), (50_000, 120_000), (100_000, 120_000), (120_000, 120_000)]
    cached.encode_known(["known"], lambda *_: pytest.fail("there was nothing to do"))


def test_what_was_done_before_an_interruption_is_kept(tmp_path: Path) -> None:
    """Ctrl-C after a quarter of an hour loses a second."""
    with pytest.raises(KeyboardInterrupt):
        CachedEncoder(Counting(stop_at=LONG[-1]), tmp_path).encode_known(LONG)
    cached = CachedEncoder(encoder := Counting(), tmp_path)
    assert cached.unread(LONG) == 20_000
    cached.encode_known(LONG)
    assert encoder.asked == LONG[200:]
    assert cached.unread(LONG) == 0


def test_long_work_is_saved_on_the_way(tmp_path: Path) -> None:
    """Every ten seconds."""
    ticks = iter(range(0, 1000, 7))
    sizes: list[int] = []
    cached = CachedEncoder(Counting(), tmp_path, clock=lambda: next(ticks))
    cached.encode_known(
        LONG,
        lambda *_: sizes.append(file_in(tmp_path).stat().st_size if file_in(tmp_path).exists() else 0),
    )
    assert sizes == [0, 0, 0, *[24 + 100 * ROW_BYTES] * 2, 24 + 200 * ROW_BYTES]


def test_two_programs_share_what_they_know(tmp_path: Path) -> None:
    """Neither takes away what the other wrote."""
    bot, check = Counting(), Counting()
    one, other = CachedEncoder(bot, tmp_path), CachedEncoder(check, tmp_path)
    one.encode_known(["a"])
    other.encode_known(["b"])
    one.encode_known(["a", "b", "c"])
    other.encode_known(["a", "b", "c"])
    assert (bot.asked, check.asked) == (["a", "c"], ["b"])


def test_threads_do_not_get_in_each_others_way(tmp_path: Path) -> None:
    """Questions while the knowledge is encoded."""
    cached = CachedEncoder(Counting(), tmp_path, asked=3)
    wrong: list[str] = []

    def work(start: int) -> None:
        for number in range(start, start + 40):
            texts = [str(number % 50), "x"]
            rows = (cached.encode_known if number % 4 == 0 else cached.encode)(texts)
            if np.abs(rows - Counting().encode(texts)).max() > 5e-4:
                wrong.append(texts[0])

    threads = [Thread(target=work, args=(start,)) for start in range(0, 80, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    encoder = Counting()
    CachedEncoder(encoder, tmp_path).encode_known([str(number % 50) for number in range(0, 100, 4)])
    assert encoder.asked == []
