"""`init`, `schema` and `import`: the first files of somebody's own bot, and knowledge drafted from transcripts."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli.options import GlobalOptions, choosing
from bot.errors import FolderError, TranscriptError
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


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="The knowledge folder that gets them.")
@click.option("--ask", "is_asking", is_flag=True, help="Ask about everything that the file leaves open.")
@click.option("--title", default="", help="Under which title it was published.")
@click.option("--url", default="", help="Where it was published: https://...")
@click.option("--author", default="", help="Who published it.")
@click.option("--published", default="", help="When: 2020, 2020-11 or 2020-11-30.")
@click.option("--name", "names", metavar="OLD=NEW", multiple=True, help='Who a speaker is: "Speaker 1=Ada Example".')
@choosing
def bring_in(
    choice: GlobalOptions,
    files: tuple[Path, ...],
    out: Path | None,
    is_asking: bool,
    names: tuple[str, ...],
    **about: str,
) -> None:
    """Draft knowledge from transcripts: saved web pages, text, Markdown with front matter, WebVTT, SRT, podcast JSON.

    \b
    Example: ontherecord import talk.vtt --out knowledge --url https://example.org/talk
    """
    if len(files) > 1 and any(about.values()):
        raise click.UsageError("--title, --url, --author and --published tell of one file: import that one alone.")
    from bot.importers import importing
    from bot.importers.dialogue import Publication
    from bot.importers.settling import Given

    folder = out or Path(choice.settings().knowledge or "knowledge")
    refuse_shipped(folder)
    given = Given(Publication(**about), _renamed(names), _ask if is_asking else None)
    request = importing.ImportRequest(folder, datetime.now(UTC).date().isoformat(), given)
    drafts = []
    for draft in importing.bring_in(files, request, lambda sentence: click.echo(sentence, err=True)):
        drafts.append(draft)
        path = folder / f"{draft.source}.yaml"
        click.echo(f"{path}: {draft.format}, {draft.topics} topics, {draft.quotes} quotes.")
        for doubt in draft.doubts:
            click.echo(f"  Unsure: {doubt}")

    if drafts:
        counts = [sum(getattr(draft, name) for draft in drafts) for name in ("sure", "unsure", "dropped")]
        click.echo("{} pieces have a speaker, {} are unsure, {} were dropped.".format(*counts), nl=False)
        click.echo(f" Next: read what is unsure, then ontherecord check --knowledge {folder}")
    if len(drafts) < len(files):
        raise TranscriptError(f"{len(files) - len(drafts)} of {len(files)} files were not imported.")


def _renamed(names: Sequence[str]) -> dict[str, str]:
    """Read "Speaker 1=Ada Example" for each name."""
    pairs = [name.partition("=")[::2] for name in names]
    for old, new in pairs:
        if not old.strip() or not new.strip():
            raise click.UsageError('--name wants what the file says and who that is: --name "Speaker 1=Ada Example".')
    return {old.strip(): " ".join(new.split()) for old, new in pairs}


def _ask(question: str, choices: Sequence[str]) -> str:
    """Ask until the answer is empty or, where there are choices, one of them."""
    shown = f" [{', '.join(choices)}]" if choices else ""
    while True:
        answer = str(click.prompt(f"{question}{shown} (Enter: leave it open)", default="", show_default=False)).strip()
        if not answer or not choices or answer in choices:
            return answer


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
