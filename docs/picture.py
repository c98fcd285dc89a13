"""Draws docs/picture.svg from what the program prints in a terminal: python docs/picture.py [REFERENCE_DATA]

With the reference data also what docs/importing.md shows: a podcast imported, and ways of asking taken for it.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.text import Text

from bot import app
from bot.cli.ask import rendered
from bot.cli.terminal import TerminalStyle
from bot.config import Config, Matching
from bot.core.model import Question

PICTURE = Path(__file__).parent / "picture.svg"
QUESTIONS = ("is grad school worth it?", "who won the world cup?")
_COLUMNS = 92


def exchange() -> str:
    """Questions and answers as a terminal shows them, with its colour codes."""
    answering = app.build_answering(Config(matching=Matching(semantic="off")))
    page = TerminalStyle(_COLUMNS - 4, has_colour=True)
    asked = [f'\x1b[1m$ ontherecord ask "{question}"\x1b[0m' for question in QUESTIONS]
    told = [rendered(answering.reply(Question(question)), page) for question in QUESTIONS]
    return "\n\n".join(f"{question}\n{answer}" for question, answer in zip(asked, told, strict=True))


NAME = "data-freelancing-career-strategy-market-demand-and-client-acquisition"


def walk(data: Path, folder: Path) -> dict[str, str]:
    """What `import` and `ways take` print for a podcast, by words alone, in an empty folder."""
    from click.testing import CliRunner

    from bot.cli import init, main

    list(init.make(folder / "my-bot"))
    mine = folder / "my-bot"
    for example in (mine / "knowledge").rglob("example-2024.*"):
        example.unlink()
    settings = (mine / "config.yaml").read_text(encoding="utf-8").replace("semantic: auto", 'semantic: "off"')
    (mine / "config.yaml").write_text(settings, encoding="utf-8")
    shutil.copy(data / "podcasts" / f"{NAME}.md", mine / "dimitri-2025.md")
    answer = Path(__file__).parent.parent / "benchmarks" / "drafted" / f"{NAME}.txt"
    shutil.copy(answer, mine / "answer.txt")
    calls = {"import": ["import", "dimitri-2025.md"], "take": ["ways", "take", "answer.txt", "--yes"]}
    with contextlib.chdir(mine):
        printed = {name: CliRunner().invoke(main, call, catch_exceptions=False).stdout for name, call in calls.items()}
    heads = {name: f"\x1b[1m$ ontherecord {' '.join(call)}\x1b[0m" for name, call in calls.items()}
    examples = " " * 8
    return {
        name: "\n".join([heads[name], *(line for line in text.splitlines() if not line.startswith(examples))])
        for name, text in printed.items()
    }


def drawn(text: str, columns: int = _COLUMNS) -> str:
    """The text as an SVG of a terminal."""
    with Path("/dev/null").open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=columns, file=nowhere, force_terminal=True)
        console.print(Text.from_ansi(text), soft_wrap=False, overflow="ellipsis", no_wrap=True)
    return console.export_svg(title="On the Record", unique_id="ontherecord")


if __name__ == "__main__":
    PICTURE.write_text(drawn(exchange()), encoding="utf-8")
    if len(sys.argv) > 1:
        with TemporaryDirectory() as made:
            for name, text in walk(Path(sys.argv[1]).resolve(), Path(made)).items():
                (PICTURE.parent / f"importing-{name}.svg").write_text(drawn(text, 124), encoding="utf-8")
