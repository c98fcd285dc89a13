"""The command line: verbs that parse, call and print; nothing else."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from io import TextIOWrapper, UnsupportedOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

import click
from msgspec.structs import replace

from bot import __version__
from bot import config as settings
from bot.config import Config
from bot.errors import OnTheRecordError, StreamError, TokenError, UnreachableError

if TYPE_CHECKING:
    from bot.console import Page
    from bot.core.answer import Mode
    from bot.core.matching.collection import GroupBy
    from bot.service.answering import Answering

_MODES = ("ask", "message")
_FORMATS = ("text", "json")
_GROUPS = ("topic", "none")
_TIERS = ("off", "static", "transformer", "auto")
_TOP = 3
_FORMATS_READ = ("knowledge", "transcript", "silence")

_GET_ON_DISCORD = (
    "No DISCORD_TOKEN is set, so the bot answers here, in this terminal, by {tier}. "
    "To get on Discord, set it (docs/operators.md tells how). /topics lists what can be asked; Ctrl-D ends."
)
_NO_TOKEN = "There is no token: set DISCORD_TOKEN, or DISCORD_TOKEN_FILE to a file that holds it (docs/operators.md)."  # noqa: S105


class _Verbs(click.Group):
    """Ends every mistake with one sentence and its exit code; nobody sees a traceback for a wrong word.

    A reader that closes the pipe early has what it wanted: that ends quietly, with 0.
    """

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _drop_output()
            ctx.exit(0)

    def main(self, args: Sequence[str] | None = None, *, standalone_mode: bool = True, **extra: Any) -> Any:  # type: ignore[override]
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # more threads make single questions slower, not faster
        if not standalone_mode:
            return super().main(args, standalone_mode=False, **extra)
        if sys.stdout is None:  # it was closed: whatever is printed fails, and nothing else
            sys.stdout = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - for as long as the program runs
        try:
            sys.exit(super().main(args, standalone_mode=False, **extra))
        except OnTheRecordError as error:
            click.echo(str(error), err=True)
            sys.exit(error.exit_code)
        except click.ClickException as error:
            click.echo(f"{error.format_message()} {_hint(error)}".rstrip(), err=True)
            sys.exit(error.exit_code)
        except click.Abort:
            sys.exit(130)
        except OSError as error:
            _drop_output()
            click.echo(_failure(error), err=True)
            sys.exit(1)


def _failure(error: OSError) -> str:
    if isinstance(error, UnsupportedOperation):
        return "Nothing can be printed: standard output is closed."
    what = f"{error.filename} cannot be used" if error.filename else "Reading or printing failed"
    return f"{what}: {error.strerror or type(error).__name__}."


def _drop_output() -> None:
    """What could not be printed is not tried again at the end of the program."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _hint(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"See {context.command_path} --help." if context else ""


@dataclass(frozen=True, slots=True)
class _Choice:
    """What --knowledge and --config name, behind the verb or else before it."""

    knowledge: str | None = None
    config: str | None = None

    def settings(self) -> Config:
        """From the file named, else from ./config.yaml where there is one; the knowledge named wins over both."""
        here = Path("config.yaml")
        path = Path(self.config) if self.config else here if here.is_file() else None
        config = settings.load(path) if path else Config()
        return replace(config, knowledge=self.knowledge) if self.knowledge else config


def _named(_: click.Context, option: click.Parameter, value: str | None) -> str | None:
    if value == "":
        raise click.UsageError(f"{option.opts[0]} names nothing. Give it a path, or leave it out.")
    return value


def _choosing(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options --knowledge and --config, and calls it with what they name."""

    @click.option("--knowledge", metavar="DIR", callback=_named, help="The knowledge folder, not the configured one.")
    @click.option("--config", metavar="FILE", callback=_named, help="The settings, instead of ./config.yaml.")
    @wraps(command)
    def chosen(knowledge: str | None, config: str | None, **options: Any) -> None:
        context = click.get_current_context()
        above = context.obj or _Choice()
        context.obj = _Choice(knowledge or above.knowledge, config or above.config)
        command(choice=context.obj, **options)

    return chosen


def _settings(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a verb the same options, and calls it with the Config that they make."""

    @_choosing
    @wraps(command)
    def configured(choice: _Choice, **options: Any) -> None:
        command(config=choice.settings(), **options)

    return configured


@click.group(cls=_Verbs, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ontherecord")
@_choosing
def main(choice: _Choice) -> None:
    """Answer questions in an interviewee's own recorded words.

    Without a verb: the bot on Discord when DISCORD_TOKEN is set, else the same bot in this terminal.

    \b
    Example: ontherecord ask "Should I do a Master's?"
    """
    if click.get_current_context().invoked_subcommand is None:
        config = choice.settings()
        begin = _serve if settings.token(config, os.environ) else _converse
        begin(config)


@main.command()
@_settings
def run(config: Config) -> None:
    """Run the bot on Discord, as a service. It needs a token and never falls back to the terminal.

    \b
    Example: DISCORD_TOKEN_FILE=/run/token ontherecord run
    """
    _serve(config)


@main.command()
@click.argument("question", required=False)
@click.option("--jsonl", "form", flag_value="jsonl", help="Read questions as JSON lines, write answers as JSON lines.")
@click.option("--explain", "form", flag_value="explain", help="Show why: each signal's part of the first scores.")
@click.option(
    "--mode", type=click.Choice(_MODES), default="ask", show_default=True, help="message: nobody asked the bot."
)
@click.option("--top", type=click.IntRange(1, 100), help="Results a line, with --jsonl; 3 without it.")
@_settings
def ask(config: Config, question: str | None, form: str | None, mode: str, top: int | None) -> None:
    """Answer one question, or with --jsonl as many as come in.

    \b
    Example: ontherecord ask "Should I do a Master's?"
    Example: echo '{"q": "is grad school worth it?"}' | ontherecord ask --jsonl
    """
    is_jsonl = form == "jsonl"
    if is_jsonl == (question is not None):
        raise click.UsageError("Give either a question in quotes, or --jsonl and the questions on standard input.")
    if top and not is_jsonl:
        raise click.UsageError("--top counts the results of a line, so it needs --jsonl.")
    from bot.core.answer import Mode

    answering = _answering(config)
    if question is None:
        raise SystemExit(_answer_lines(answering, Mode(mode), top or _TOP))
    from bot import console
    from bot.core.model import Question

    reply = answering.reply(Question(question), Mode(mode))
    click.echo(console.rendered(reply, _page()))
    if form == "explain":
        click.echo("\n" + console.explained(reply, _page()))


@main.command()
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True, help="How to print.")
@_settings
def check(config: Config, form: str) -> None:
    """Prove every quote and show every problem, with file and line. Ends with 1 on any error.

    \b
    Example: ontherecord check --knowledge ./knowledge
    """
    from bot import app, report

    found = app.inspect_knowledge(config, os.environ)
    click.echo(report.as_json(found) if form == "json" else report.as_text(found, _page()))
    raise SystemExit(found.exit_code)


@main.command("eval")
@click.argument("file", metavar="QUESTIONS.jsonl", type=click.Path(path_type=Path))
@click.option("--json", "is_json", is_flag=True, help="Print everything as one JSON object.")
@click.option("--html", "web", metavar="FILE", type=click.Path(path_type=Path), help="Write a page with plots, too.")
@click.option("--tune", "precision", metavar="PRECISION", type=click.FloatRange(0, 1), help="Find thresholds for it.")
@_settings
def evaluate(config: Config, file: Path, is_json: bool, web: Path | None, precision: float | None) -> None:
    """Measure the bot on questions of which you know the answers (docs/moderators.md tells how to keep them).

    \b
    Example: ontherecord eval questions.jsonl --html report.html --tune 0.92
    """
    from bot import app
    from bot.questions import read_questions
    from bot.scores import page, rows, text
    from bot.service import evaluating

    questions, problems = read_questions(file)
    if problems:
        click.echo(text.slips(problems), err=True)
        raise SystemExit(2)
    found = evaluating.evaluate(questions, _answering(config), app.policy_of(config), precision)
    if found.warnings:
        click.echo(text.slips(found.warnings), err=True)
    if web:
        try:
            page.write(web, page.as_html(found))
        except OSError as error:
            raise click.UsageError(f"{web} cannot be written: {error.strerror}.") from None
    click.echo(rows.as_json(found) if is_json else text.as_text(found, _page()))


@main.command()
@click.option("--candidates", metavar="FILE", required=True, type=click.Path(path_type=Path), help="What is there.")
@click.option("--queries", metavar="FILE", required=True, type=click.File("rb"), help="What is asked; - for input.")
@click.option("--top", type=click.IntRange(1), default=10, show_default=True, help="Results a line.")
@click.option(
    "--group-by", type=click.Choice(_GROUPS), default="topic", show_default=True, help="topic: the best of each topic."
)
@click.option("--semantic", type=click.Choice(_TIERS), help="How to find: words alone, or meaning too.")
def rank(candidates: Path, queries: BinaryIO, top: int, group_by: GroupBy, semantic: str | None) -> None:
    """Rank any collection of texts: for each query what is nearest, as JSON lines (docs/operators.md tells the fields).

    \b
    Example: ontherecord rank --candidates faq.jsonl --queries asked.jsonl --top 5
    """
    from bot import app
    from bot.core.matching.collection import Ranker
    from bot.rankfile import Asking, read_candidates

    config: Config = click.get_current_context().obj.settings()
    matching = replace(config.matching, semantic=semantic) if semantic else config.matching
    found = read_candidates(candidates)
    tier, missing = app.choose_tier(replace(config, matching=matching), os.environ)
    if missing:
        click.echo(missing, err=True)
    asking = Asking(Ranker.over(found, tier.encoder), frozenset(c.collection for c in found), top, group_by)
    raise SystemExit(_print_lines(asking.answered(queries)))


@main.command()
@click.argument("tier", type=click.Choice(["static", "transformer"]), default="transformer")
def fetch(tier: Literal["static", "transformer"]) -> None:
    """Fetch the weights that let meaning count beside words, and read the shipped knowledge with them.

    \b
    Example: ontherecord fetch transformer
    """
    from bot import app, progress

    click.echo(f"Kept in {app.fetch_weights(tier, os.environ)}.")
    chosen, missing = app.choose_tier(Config(), os.environ, progress.bar("Reading the knowledge for its meaning"))
    app.build_answering(Config(), chosen)
    click.echo(f"The bot answers by {chosen.named}. {missing}".strip())


@main.command()
@click.argument("kind", type=click.Choice(_FORMATS_READ), default="knowledge")
def schema(kind: str) -> None:
    """Print the JSON Schema of a knowledge, transcript or silence file, for editors.

    \b
    Example: ontherecord schema > knowledge/schema.json
    """
    from bot.library.schema import schema_text

    click.echo(schema_text(kind), nl=False)


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a folder with a config.yaml and a knowledge folder of your own.

    \b
    Example: ontherecord init my-bot
    """
    from bot import starting

    for line in starting.make(folder):
        click.echo(line)


def _serve(config: Config) -> None:
    found = settings.token(config, os.environ)
    if found is None:
        raise TokenError(_NO_TOKEN)
    from bot.discord_app import client

    answering = _answering(config)
    try:
        client.serve(answering, found.secret, Path(config.state))
    except OSError as error:
        if error.filename:
            raise
        raise UnreachableError(f"Discord cannot be reached: {error.strerror or type(error).__name__}.") from None


def _converse(config: Config) -> None:
    from bot import console

    given = _input()
    answering = _answering(config)
    click.echo(_GET_ON_DISCORD.format(tier=answering.snapshot.tier), err=True)
    lines = console.prompted() if given.isatty() else TextIOWrapper(given, encoding="utf-8", errors="replace")
    console.converse(lines, answering, _page(), click.echo)


def _answering(config: Config) -> Answering:
    """The bot by the best tier there is; a tier that the settings name and that is not there is told."""
    from bot import app, progress

    tier, missing = app.choose_tier(config, os.environ, progress.bar("Reading the knowledge for its meaning"))
    if missing and config.matching.semantic != "auto":
        click.echo(missing, err=True)
    return app.build_answering(config, tier)


def _answer_lines(answering: Answering, mode: Mode, top: int) -> int:
    from bot.batch import answer_lines

    return _print_lines(answer_lines(_input(), answering, mode, top))


def _print_lines(lines: Iterable[tuple[bytes, bool]]) -> int:
    """Each as soon as it is there; the exit code: 0 if all went well, else 1."""
    all_well = True
    for line, is_well in lines:
        sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
        all_well &= is_well
    return 0 if all_well else 1


def _input() -> BinaryIO:
    if sys.stdin is None:
        raise StreamError("There is nothing to read: standard input is closed.")
    return sys.stdin.buffer


def _page() -> Page:
    from bot.console import Page

    if not sys.stdout.isatty():
        return Page(None, has_colour=False)
    return Page.of_terminal(shutil.get_terminal_size().columns, os.environ)
