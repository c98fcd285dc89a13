"""Files that are replaced whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from bot.durable import replacing


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    """Whoever reads meanwhile reads the old one; afterwards nothing lies beside it."""
    kept = tmp_path / "kept"
    kept.write_bytes(b"old")
    with replacing(kept) as file:
        file.write(b"new")
        file.flush()
        assert kept.read_bytes() == b"old"
    assert kept.read_bytes() == b"new"
    assert [*tmp_path.iterdir()] == [kept]


def test_a_failure_keeps_the_old_file(tmp_path: Path) -> None:
    """And leaves nothing half behind."""
    kept = tmp_path / "kept"
    kept.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), replacing(kept) as file:
        file.write(bytes(1 // 0))
    assert kept.read_bytes() == b"old"
    assert [*tmp_path.iterdir()] == [kept]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What it leads to is replaced, in the folder where that is."""
    (tmp_path / "there").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "there" / "kept")
    with replacing(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert (tmp_path / "there" / "kept").read_bytes() == b"new"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_others_may_read_what_the_mask_allows(tmp_path: Path) -> None:
    """As with any file that a program makes."""
    before = os.umask(0o027)
    try:
        with replacing(tmp_path / "kept") as file:
            file.write(b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "kept").stat().st_mode) == 0o640
