"""Draws docs/picture.svg from what the program prints in a terminal: python docs/picture.py"""

from __future__ import annotations

from pathlib import Path

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


def drawn(text: str) -> str:
    """The text as an SVG of a terminal."""
    with Path("/dev/null").open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=_COLUMNS, file=nowhere, force_terminal=True)
        console.print(Text.from_ansi(text), soft_wrap=False, overflow="ellipsis", no_wrap=True)
    return console.export_svg(title="On the Record", unique_id="ontherecord")


if __name__ == "__main__":
    PICTURE.write_text(drawn(exchange()), encoding="utf-8")
