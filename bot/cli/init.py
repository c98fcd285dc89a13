"""`init`, `schema` and `import`: the first files of somebody's own bot, and knowledge drafted from transcripts."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.options import GlobalOptions, choosing
from bot.config import Config
from bot.core.drafts import OUT_OF_SCOPE_FILE
from bot.core.evaluation.errors import cut
from bot.core.phrases import counted
from bot.errors import FolderError, TranscriptError
from bot.library.formats import FILES, schema_text

if TYPE_CHECKING:
    from bot.importers.drafting import Draft

_SHOWN = 3
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
    from bot.importers.settling import Given, faults_of

    for fault in faults_of(Publication(**about), "--{}").values():
        raise click.UsageError(fault)
    folder = out or Path(choice.settings().knowledge or "knowledge")
    refuse_shipped(folder)
    has_examples = (folder / OUT_OF_SCOPE_FILE).exists()
    given = Given(Publication(**about), _renamed(names), _ask if is_asking else None)
    request = importing.ImportRequest(folder, datetime.now(UTC).date().isoformat(), given)
    drafts = []
    for draft in importing.bring_in(files, request, lambda sentence: click.echo(sentence, err=True)):
        drafts.append(draft)
        path = folder / f"{draft.source}.yaml"
        click.echo(f"{path}: {draft.format}, {counted(draft.topics, 'topic')}, {counted(draft.quotes, 'quote')}.")
        for doubt in draft.doubts:
            click.echo(f"  {'Missing' if 'not known' in doubt else 'Unsure'}: {doubt}")

    if drafts and not has_examples:  # what no interview answers: it serves any record
        shutil.copy(_PACKAGE / "starter" / "knowledge" / OUT_OF_SCOPE_FILE, folder)
    if drafts:
        click.echo("\n".join(_what_next(drafts, folder, choice.settings())))
    if len(drafts) < len(files):
        failed = len(files) - len(drafts)
        were = "was" if failed == 1 else "were"
        raise TranscriptError(f"{failed} of {counted(len(files), 'file')} {were} not imported.")


def _what_next(drafts: Sequence[Draft], folder: Path, config: Config) -> Iterator[str]:
    """Yield what was read, what is unsure, how well it is found, and what helps most now."""
    from bot import app
    from bot.core.evaluation.errors import found_by_own_words

    sure, unsure_pieces, dropped = (sum(getattr(one, name) for one in drafts) for name in ("sure", "unsure", "dropped"))
    have, are, were = (
        ("has" if sure == 1 else "have"),
        ("is" if unsure_pieces == 1 else "are"),
        ("was" if dropped == 1 else "were"),
    )
    yield f"{counted(sure, 'piece')} {have} a speaker, {unsure_pieces} {are} unsure, {dropped} {were} dropped."
    snapshot, sources = app.build_snapshot(folder), frozenset(draft.source for draft in drafts)
    transcripts = (record.transcript for record in snapshot.drafts.records if record.source.id.text in sources)
    unsure = [turn for transcript in transcripts if transcript for turn in transcript.turns if not turn.is_sure]
    for turn in unsure[:_SHOWN]:
        yield f"  Unsure who says it: {turn.location}: “{cut(turn.segments[0].text.text)}”"

    topics = [topic for topic in snapshot.knowledge.topics.values() if topic.quotes_in(sources)]
    bare = sum(not topic.questions for topic in topics)
    asked, found = found_by_own_words(snapshot.knowledge, sources)
    if asked:
        find_their = "finds its" if found == 1 else "find their"
        yield f"Of {counted(asked, 'question')} asked in it, {found} {find_their} answer by the answer's own words."
    have = "has" if 1 in (bare, len(topics)) else "have"
    yield f"{bare} of {counted(len(topics), 'topic')} {have} no way of asking yet."
    used, here = app.knowledge_folder(config).resolve(), folder.resolve()
    option = "" if used == here else f" --knowledge {shlex.quote(str(folder))}"
    source = f" {drafts[0].source}" if len(drafts) == 1 else ""
    yield "Next:"
    if config.drafting.url or config.drafting.command:
        yield f"  ontherecord ways draft{source}{option}"
        yield "      lets the assistant of config.yaml draft ways of asking: they help most"
    else:
        yield f"  ontherecord ways prompt{source}{option} > prompt.txt"
        yield "      for any chat assistant; `ontherecord ways take` reads its answer: ways of asking help most"
    yield f"  ontherecord check{option}"
    yield "      shows each thing that is unsure or missing, with its line"
    if option:
        why = "that is what comes with the program" if config.knowledge is None else f"config.yaml names {used}"
        yield f"Without --knowledge, `ask` answers from something else: {why}. To change that, write into config.yaml:"
        yield f"  knowledge: {folder}"


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
            f"{folder} belongs to what comes with the program, which its next version overwrites. "
            "Make a folder of your own somewhere else: ontherecord init DIR"
        )
