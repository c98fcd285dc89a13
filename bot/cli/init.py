"""The first files of somebody's own bot: settings, and a knowledge folder that already passes `check`."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

from bot.errors import FolderError
from bot.library.formats import FILES, schema_text

_PACKAGE = Path(__file__).parents[1]
_STARTER = _PACKAGE / "starter"
_IGNORED = """# What a git checkout is not to hold: secrets, what the bot keeps for itself, its lock on the knowledge.
.env
/state/
.ontherecord.lock
"""


def make(folder: Path) -> Iterator[str]:
    """Write the files and tell what was written. Raises FolderError, with nothing written, where some exist."""
    refuse_shipped(folder)
    taken = [folder / name for name in ("config.yaml", "knowledge") if (folder / name).exists()]
    if taken:
        raise FolderError(f"{taken[0]} exists already, so nothing was written. Name a folder that is new.")
    try:
        _write(folder)
    except OSError as error:
        raise FolderError(f"{folder} cannot be written: {error.strerror}. Name a folder of your own.") from None
    yield f"Made {folder / 'config.yaml'} and {folder / 'knowledge'}, with an invented interview to copy."
    target = f"./{folder}" if str(folder).startswith("-") else str(folder)
    yield f"Next: cd {shlex.quote(target)} && ontherecord check && ontherecord"


def refuse_shipped(folder: Path) -> None:
    """An upgrade would wipe out whatever is changed inside the package, or in the knowledge of a checkout."""
    shipped = [_PACKAGE] if (_PACKAGE / "_knowledge").is_dir() else [_PACKAGE, _PACKAGE.parent / "knowledge"]
    if any(folder.resolve().is_relative_to(place.resolve()) for place in shipped):
        raise FolderError(
            f"{folder} belongs to what comes with the program, which is read-only. "
            "Make a folder of your own somewhere else: ontherecord init DIR"
        )


def _write(folder: Path) -> None:
    shutil.copytree(_STARTER / "knowledge", folder / "knowledge")
    for kind, name in FILES.items():
        (folder / "knowledge" / name).write_text(schema_text(kind), encoding="utf-8")
    settings = _example_settings().read_text(encoding="utf-8")
    settings = settings.replace("# knowledge: knowledge", "knowledge: knowledge")
    (folder / "config.yaml").write_text(settings, encoding="utf-8")
    ignored = folder / ".gitignore"
    if not ignored.exists():
        ignored.write_text(_IGNORED, encoding="utf-8")


def _example_settings() -> Path:
    inside = _PACKAGE / "_config.example.yaml"
    return inside if inside.is_file() else _PACKAGE.parent / "config.example.yaml"
