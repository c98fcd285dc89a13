"""The command line: verbs that parse, call and print; nothing else."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click
from msgspec.structs import replace

from bot import __version__
from bot import config as settings
from bot.config import Config
from bot.errors import OnTheRecordError, TokenError

if TYPE_CHECKING:
    from bot.console import Page
    from bot.core.answer import Mode
    from bot.service.answering import Answering

_MODES = ("ask", "message")
_FORMATS = ("text", "json")
_FORMATS_READ = ("knowledge", "transcript", "silence")

_GET_ON_DISCORD = (
    "No DISCORD_TOKEN is set, so the bot answers here, in this terminal. "
    "To get on Discord, set it (docs/operators.md tells how). /topics lists what can be asked; Ctrl-D ends."
)
_NO_TOKEN = "There is no token: set DISCORD_TOKEN, or DISCORD_TOKEN_FILE to a file that holds it (docs/operators.md)."  # noqa: S105


class _Verbs(click.Group):
    """Ends every mistake with one sentence and its exit code; nobody sees a traceback for a wrong word."""

    def main(self, args: Sequence[str] | None = None, *, standalone_mode: bool = True, **extra: Any) -> Any:  # type: ignore[override]
        if not standalone_mode:
            return super().main(args, standalone_mode=False, **extra)
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


def _hint(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"See {context.command_path} --help." if context else ""


def _settings(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a verb the options --knowledge and --config, and calls it with the Config that they make."""

    @click.option("--knowledge", metavar="DIR", help="The knowledge folder, instead of the configured one.")
    @click.option("--config", metavar="FILE", help="The settings, instead of ./config.yaml.")
    @wraps(command)
    def configured(knowledge: str | None, config: str | None, **options: Any) -> None:
        command(config=_config(knowledge, config), **options)

    return configured


@click.group(cls=_Verbs, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ontherecord")
@_settings
def main(config: Config) -> None:
    """Answer questions in an interviewee's own recorded words.

    Without a verb: the bot on Discord when DISCORD_TOKEN is set, else the same bot in this terminal.

    Example: ontherecord ask "Should I do a Master's?"
    """
    click.get_current_context().obj = config
    if click.get_current_context().invoked_subcommand is None:
        begin = _serve if settings.token(config, os.environ) else _converse
        begin(config)


@main.command()
@_settings
def run(config: Config) -> None:
    """Run the bot on Discord, as a service. It needs a token and never falls back to the terminal.

    Example: DISCORD_TOKEN_FILE=/run/token ontherecord run
    """
    _serve(config)


@main.command()
@click.argument("question", required=False)
@click.option("--jsonl", "is_jsonl", is_flag=True, help="Read questions as JSON lines, write answers as JSON lines.")
@click.option(
    "--mode", type=click.Choice(_MODES), default="ask", show_default=True, help="message: nobody asked the bot."
)
@click.option("--top", type=click.IntRange(1, 100), default=3, show_default=True, help="Results a line, with --jsonl.")
@_settings
def ask(config: Config, question: str | None, is_jsonl: bool, mode: str, top: int) -> None:
    """Answer one question, or with --jsonl as many as come in.

    Example: ontherecord ask "Should I do a Master's?"
    Example: echo '{"q": "is grad school worth it?"}' | ontherecord ask --jsonl
    """
    if is_jsonl == (question is not None):
        raise click.UsageError("Give either a question in quotes, or --jsonl and the questions on standard input.")
    from bot import app
    from bot.core.answer import Mode

    answering = app.build_answering(config)
    if question is None:
        raise SystemExit(_answer_lines(answering, Mode(mode), top))
    from bot import console
    from bot.core.model import Question

    click.echo(console.rendered(answering.reply(Question(question), Mode(mode)), _page()))


@main.command()
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True, help="How to print.")
@_settings
def check(config: Config, form: str) -> None:
    """Prove every quote and show every problem, with file and line. Ends with 1 on any error.

    Example: ontherecord check --knowledge ./knowledge
    """
    from bot import app, report

    found = app.inspect_knowledge(config)
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

    Example: ontherecord eval questions.jsonl --html report.html --tune 0.92
    """
    from bot import app
    from bot.core.answer import Policy
    from bot.questions import read_questions
    from bot.scores import page, rows, text
    from bot.service import evaluating

    questions, problems = read_questions(file)
    if problems:
        click.echo(text.slips(problems), err=True)
        raise SystemExit(2)
    at = config.matching
    policy = Policy(at.answer_at, at.suggest_at, at.message_at)
    found = evaluating.evaluate(questions, app.build_answering(config), policy, precision)
    if found.warnings:
        click.echo(text.slips(found.warnings), err=True)
    if web:
        page.write(web, page.as_html(found))
    click.echo(rows.as_json(found) if is_json else text.as_text(found, _page()))


@main.command()
@click.argument("kind", type=click.Choice(_FORMATS_READ), default="knowledge")
def schema(kind: str) -> None:
    """Print the JSON Schema of a knowledge, transcript or silence file, for editors.

    Example: ontherecord schema > knowledge/schema.json
    """
    from bot.library.schema import schema_text

    click.echo(schema_text(kind), nl=False)


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a folder with a config.yaml and a knowledge folder of your own.

    Example: ontherecord init my-bot
    """
    from bot import starting

    for line in starting.make(folder):
        click.echo(line)


def _config(knowledge: str | None, file: str | None) -> Config:
    """The settings of the file given, before the verb or behind it, else of ./config.yaml where there is one."""
    above = click.get_current_context().obj
    if file is None and knowledge is None and above is not None:
        return cast("Config", above)
    here = Path("config.yaml")
    path = Path(file) if file else here if here.is_file() else None
    config = settings.load(path) if path else above or Config()
    return replace(config, knowledge=knowledge) if knowledge else config


def _serve(config: Config) -> None:
    found = settings.token(config, os.environ)
    if found is None:
        raise TokenError(_NO_TOKEN)
    from bot import app
    from bot.discord_app import client

    client.serve(app.build_answering(config), found.secret, Path(config.state))


def _converse(config: Config) -> None:
    from bot import app, console

    is_terminal = sys.stdin.isatty()
    click.echo(_GET_ON_DISCORD, err=True)
    lines = _prompted() if is_terminal else TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    console.converse(lines, app.build_answering(config), _page(), click.echo)


def _prompted() -> Iterator[str]:
    """Lines that a person types, with line editing, until Ctrl-D."""
    import readline  # noqa: F401 - importing it gives input() its line editing

    while True:
        try:
            yield input("\n> ")
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return


def _answer_lines(answering: Answering, mode: Mode, top: int) -> int:
    from bot.batch import answer_lines

    all_answered = True
    for line, is_answered in answer_lines(sys.stdin.buffer, answering, mode, top):
        sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
        all_answered &= is_answered
    return 0 if all_answered else 1


def _page() -> Page:
    from bot.console import Page

    is_terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if is_terminal else None
    return Page(width, is_terminal and "NO_COLOR" not in os.environ)
