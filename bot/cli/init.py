"""`init` and `schema`: the first files of somebody's own bot, with a knowledge folder that already passes `check`."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import click

from bot.errors import FolderError
from bot.library.formats import FILES, schema_text

_PACKAGE = Path(__file__).parents[1]
_IGNORED = """# What a git checkout is not to hold: secrets, what the bot keeps for itself, its lock on the knowledge.
.env
/state/
.ontherecord.lock
"""


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a folder with a config.yaml and a knowledge folder of your own.

    \b
    Example: ontherecord init my-bot
    """
    for line in make(folder):
        click.echo(line)


@click.command()
@click.argument("kind", type=click.Choice(("knowledge", "transcript", "silence")), default="knowledge")
def schema(kind: str) -> None:
    """Print the JSON Schema of a knowledge, transcript or silence file, for editors.

    \b
    Example: ontherecord schema > knowledge/schema.json
    """
    click.echo(schema_text(kind), nl=False)


def make(folder: Path) -> Iterator[str]:
    """Write the files and tell what was written. Raises FolderError, with nothing written, where some exist."""
    refuse_shipped(folder)
    taken = [folder / name for name in ("config.yaml", "knowledge") if (folder / name).exists()]
    if taken:
        raise FolderError(f"{taken[0]} exists already, so nothing was written. Name a folder that is new.")
    installed = _PACKAGE / "_config.example.yaml"
    example = installed if installed.is_file() else _PACKAGE.parent / "config.example.yaml"
    try:
        settings = example.read_text(encoding="utf-8").replace("# knowledge: knowledge", "knowledge: knowledge")
        shutil.copytree(_PACKAGE / "starter" / "knowledge", folder / "knowledge")
        for kind, name in FILES.items():
            (folder / "knowledge" / name).write_text(schema_text(kind), encoding="utf-8")
        (folder / "config.yaml").write_text(settings, encoding="utf-8")
        if not (folder / ".gitignore").exists():
            (folder / ".gitignore").write_text(_IGNORED, encoding="utf-8")
    except OSError as error:
        raise FolderError(f"{folder} cannot be written: {error.strerror}. Name a folder of your own.") from None
    yield f"Made {folder / 'config.yaml'} and {folder / 'knowledge'}, with an invented interview to copy."
    target = f"./{folder}" if str(folder).startswith("-") else str(folder)
    yield f"Next: cd {shlex.quote(target)} && ontherecord check && ontherecord"


def refuse_shipped(folder: Path) -> None:
    """Raise FolderError for what the next version overwrites: the package, or the knowledge of a checkout."""
    shipped = [_PACKAGE] if (_PACKAGE / "_knowledge").is_dir() else [_PACKAGE, _PACKAGE.parent / "knowledge"]
    if any(folder.resolve().is_relative_to(path.resolve()) for path in shipped):
        raise FolderError(
            f"{folder} belongs to what comes with the program, which is read-only. "
            "Make a folder of your own somewhere else: ontherecord init DIR"
        )
