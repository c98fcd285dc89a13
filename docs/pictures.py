"""Draws docs/pictures/*.svg: what members see, from what the bot really sends. PYTHONPATH=. python docs/pictures.py

The bot runs against the loopback Discord of the tests; each message is drawn much as Discord's client shows it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import app
from bot.config import Config, Matching, State
from bot.discord_app.client import Bot
from tests.standin import Flag, Message, StandIn
from tests.standin.launch import running

FOLDER = Path(__file__).parent / "pictures"
WIDTH, LEFT, MARGIN, LINE, SMALL = 760, 72, 16, 21, 17
STYLES = {
    "plain": "fill:#dbdee1",
    "bold": "fill:#f2f3f5;font-weight:600",
    "link": "fill:#00a8fc",
    "small": "fill:#949ba4;font-size:12.5px",
}
_INLINE = re.compile(r"\\(?P<plain>.)|\*\*(?P<bold>.+?)\*\*|\[(?P<link>(?:\\.|[^\]\\])+)\]\(<[^>]+>\)", re.DOTALL)
_NARROW, _WIDE = frozenset("ijlftr.,:;'’!|()[]-“” "), frozenset("mwMWQ@—%")


@dataclass(frozen=True)
class Run:
    """A piece of text in one style."""

    text: str
    style: str = "plain"

    @property
    def width(self) -> float:
        size = 12.5 if self.style == "small" else 15.5
        return size * sum(
            0.3 if c in _NARROW else 0.86 if c in _WIDE else 0.62 if c.isupper() else 0.53 for c in self.text
        )


@dataclass(frozen=True)
class Said:
    """One message: who, above it what it answers to, its text, its rows of buttons, and a word below."""

    who: str
    text: str
    above: str = ""
    rows: Sequence[Sequence[str]] = ()
    below: str = ""

    @classmethod
    def by_bot(cls, message: Message, above: str = "") -> Said:
        labels = [[_label(part) for part in row["components"]] for row in message.components]
        below = "Only you can see this" if Flag.EPHEMERAL in message.flags else ""
        return cls("On the Record", message.content, above, labels, below)


def _label(component: dict[str, object]) -> str:
    return f"{component.get('label') or component.get('placeholder')}{' ↗' if component.get('url') else ''}"


def runs(text: str, style: str = "plain") -> Iterator[Run]:
    """Our own Markdown, and no more of it than the bot writes."""
    at = 0
    for mark in _INLINE.finditer(text):
        yield Run(text[at : mark.start()], style)
        kind = str(mark.lastgroup)
        inner = re.sub(r"\\(.)", r"\1", mark[kind])
        yield Run(inner, style if kind == "plain" or style == "small" else kind)
        at = mark.end()
    yield Run(text[at:], style)


def wrapped(pieces: Iterator[Run], room: float) -> list[list[Run]]:
    """Lines of words that fit."""
    lines: list[list[Run]] = [[]]
    used = 0.0
    for piece in pieces:
        for word in re.findall(r"\S+\s*|\s+", piece.text):
            if used + Run(word.rstrip(), piece.style).width > room and lines[-1]:
                lines.append([])
                used = 0.0
            if lines[-1] and lines[-1][-1].style == piece.style:
                lines[-1].append(Run(lines[-1].pop().text + word, piece.style))
            else:
                lines[-1].append(Run(word, piece.style))
            used = sum(run.width for run in lines[-1])
    return lines


class Drawing:
    """Messages from top to bottom."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._y = MARGIN

    def message(self, said: Said) -> None:
        if said.above:
            self._text([Run(f"↱ {said.above}", "small")], LEFT, SMALL)
        colour = "#5865f2" if said.who == "On the Record" else "#3ba55c"
        self._parts.append(f'<circle cx="36" cy="{self._y + 20}" r="20" fill="{colour}"/>')
        self._parts.append(
            f'<text x="36" y="{self._y + 26}" text-anchor="middle" fill="#fff">{said.who[0].upper()}</text>'
        )
        badge = [Run("  APP", "small")] if said.who == "On the Record" else []
        self._text([Run(said.who, "bold"), *badge], LEFT, LINE)
        for line in said.text.split("\n"):
            self._line(line)
        for row in said.rows:
            self._buttons(row)
        if said.below:
            self._text([Run(said.below, "small")], LEFT, SMALL)
        self._y += MARGIN

    def svg(self) -> str:
        style = "text{font:15.5px 'gg sans','Noto Sans','Helvetica Neue',Helvetica,Arial,sans-serif}"
        size = f'viewBox="0 0 {WIDTH} {self._y}" width="{WIDTH}" height="{self._y}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
        ground = f'<rect width="{WIDTH}" height="{self._y}" rx="8" fill="#313338"/>'
        return "\n".join([head, f"<style>{style}</style>", ground, *self._parts, "</svg>", ""])

    def _line(self, line: str) -> None:
        is_quote, is_small = line.startswith("> "), line.startswith("-# ")
        left, style, step = LEFT + 14 * is_quote, "small" if is_small else "plain", SMALL if is_small else LINE
        top = self._y
        for part in wrapped(runs(line.removeprefix("> ").removeprefix("-# "), style), WIDTH - left - MARGIN):
            self._text(part, left, step)
        if is_quote:
            self._parts.append(
                f'<rect x="{LEFT}" y="{top + 2}" width="4" height="{self._y - top}" rx="2" fill="#4e5058"/>'
            )

    def _text(self, pieces: Sequence[Run], x: float, step: int) -> None:
        self._y += step
        spans = "".join(f'<tspan style="{STYLES[run.style]}">{escape(run.text)}</tspan>' for run in pieces)
        self._parts.append(f'<text x="{x}" y="{self._y - 5}" xml:space="preserve">{spans}</text>')

    def _buttons(self, labels: Sequence[str]) -> None:
        x = float(LEFT)
        self._y += 6
        for label in labels:
            width = Run(label).width + 32
            if x + width > WIDTH - MARGIN and x > LEFT:
                x, self._y = LEFT, self._y + 38
            self._parts.append(
                f'<rect x="{x:.0f}" y="{self._y}" width="{width:.0f}" height="32" rx="4" fill="#4e5058"/>'
            )
            self._parts.append(
                f'<text x="{x + width / 2:.0f}" y="{self._y + 21}" text-anchor="middle" fill="#fff">'
                f"{escape(label)}</text>"
            )
            x += width + 8
        self._y += 36


def drawn(*messages: Said) -> str:
    drawing = Drawing()
    for said in messages:
        drawing.message(said)
    return drawing.svg()


async def pictures() -> dict[str, str]:
    """File name to SVG."""
    config = Config(matching=Matching(semantic="off"))
    with TemporaryDirectory() as state:
        memory = app.build_memory(Config(state=State(state)))
        async with memory, StandIn() as discord, running(Bot(app.build_answering(config), memory), discord):
            return {name: drawn(*said) async for name, said in _scenes(discord)}


async def _scenes(discord: StandIn) -> AsyncIterator[tuple[str, list[Said]]]:
    asker = discord.person("asker")
    answer = await asker.slash("ask", question="is a phd needed for data science?")
    yield "answer", [Said.by_bot(answer.shown, "asker used /ask")]
    around = await asker.click(answer, "In context")
    yield "context", [Said.by_bot(around.shown)]
    other = await asker.click(answer, "Not what I asked")
    yield "not-asked", [Said.by_bot(other.shown)]
    unsure = await asker.slash("ask", question="how did you get into data science?")
    yield "suggestions", [Said.by_bot(unsure.shown, "asker used /ask")]
    said = asker.says("general", "who won the world cup?", mentions=[discord.bot])
    reply = await discord.reply_to(said)
    yield (
        "abstention",
        [
            Said("asker", "@On the Record who won the world cup?"),
            Said.by_bot(reply, "asker: @On the Record who won the world cup?"),
        ],
    )


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, picture in asyncio.run(pictures()).items():
        (FOLDER / f"{name}.svg").write_text(picture, encoding="utf-8")
