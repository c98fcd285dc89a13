"""Draws docs/pictures/*.svg: what people see, from what the bot really sends. PYTHONPATH=. python docs/pictures.py

The bot runs against the loopback Discord of the tests; each message is drawn much as Discord's client shows it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot import app
from bot.cli import init
from bot.config import Config, Matching, State
from bot.core.phrases import curators
from bot.discord_app.client import Bot, Curation
from bot.discord_app.permissions import CuratorPolicy
from bot.service.memory import Memory
from tests.discord_app.curating_room import ASKED, NEW, TITLE, WORDS, remembered, told
from tests.standin import Flag, Message, Modal, StandIn
from tests.standin.launch import running

FOLDER = Path(__file__).parent / "pictures"
WIDTH, LEFT, MARGIN, LINE, SMALL = 760, 72, 16, 21, 17
STYLES = {
    "plain": "fill:#dbdee1",
    "bold": "fill:#f2f3f5;font-weight:600",
    "italic": "fill:#dbdee1;font-style:italic",
    "code": "fill:#dbdee1;font-family:Consolas,Menlo,monospace;font-size:13.5px",
    "link": "fill:#00a8fc",
    "small": "fill:#949ba4;font-size:12.5px",
}
_INLINE = re.compile(
    r"\\(?P<plain>.)|\*\*(?P<bold>.+?)\*\*|\*(?P<italic>.+?)\*|`(?P<code>.+?)`"
    r"|\[(?P<link>(?:\\.|[^\]\\])+)\]\(<[^>]+>\)|<t:(?P<moment>\d+):f>",
    re.DOTALL,
)
GREY, COLOURS = "#4e5058", {1: "#5865f2", 3: "#248046", 4: "#da373c"}  # by Discord's button styles
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
class Key:
    """A button, or a select that is closed."""

    label: str
    colour: str = GREY

    @classmethod
    def of(cls, component: dict[str, Any]) -> Key:
        if options := component.get("options"):
            chosen = [option["label"] for option in options if option.get("default")]
            return cls(f"{chosen[0] if chosen else component['placeholder']}  ▾")
        return cls(f"{component['label']}{' ↗' if component.get('url') else ''}", COLOURS.get(component["style"], GREY))


@dataclass(frozen=True)
class Said:
    """One message: who, above it what it answers to, its text, its rows of buttons, and a word below."""

    who: str
    text: str
    above: str = ""
    rows: Sequence[Sequence[Key]] = ()
    below: str = ""

    @classmethod
    def by_bot(cls, message: Message, above: str = "") -> Said:
        keys = [[Key.of(part) for part in row["components"]] for row in message.components]
        below = "Only you can see this" if Flag.EPHEMERAL in message.flags else ""
        return cls("On the Record", message.content, above, keys, below)


@dataclass(frozen=True)
class Filled:
    """A form with what somebody wrote into it, by the fields' ids."""

    modal: Modal
    written: Mapping[str, str]


def runs(text: str, style: str = "plain") -> Iterator[Run]:
    """Our own Markdown, and no more of it than the bot writes."""
    at = 0
    for mark in _INLINE.finditer(text):
        yield Run(text[at : mark.start()], style)
        kind = str(mark.lastgroup)
        inner = re.sub(r"\\(.)", r"\1", mark[kind])
        if kind == "moment":
            inner = f"{datetime.fromtimestamp(int(inner), UTC):%d %B %Y %H:%M}"
        yield Run(inner, style if kind in ("plain", "moment") or style == "small" else kind)
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

    def form(self, filled: Filled) -> None:
        """Its fields from top to bottom, a star at those that must be filled in."""
        self._text([Run(filled.modal.title, "bold")], MARGIN, LINE + 4)
        for label, field in filled.modal.fields:
            self._y += 6
            star = " *" if field.get("required", True) else ""
            self._text([Run(f"{label}{star}", "bold")], MARGIN, LINE)
            lines = list(wrapped(runs(filled.written.get(field["custom_id"], "")), WIDTH - 4 * MARGIN)) or [[]]
            height = len(lines) * LINE + 10
            box = f'x="{MARGIN}" y="{self._y}" width="{WIDTH - 2 * MARGIN}" height="{height}"'
            self._parts.append(f'<rect {box} rx="4" fill="#1e1f22"/>')
            self._y += 5
            for line in lines:
                self._text(line, 2 * MARGIN, LINE)
            self._y += 5
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

    def _buttons(self, keys: Sequence[Key]) -> None:
        x = float(LEFT)
        self._y += 6
        for key in keys:
            width = Run(key.label).width + 32
            if x + width > WIDTH - MARGIN and x > LEFT:
                x, self._y = LEFT, self._y + 38
            self._parts.append(
                f'<rect x="{x:.0f}" y="{self._y}" width="{width:.0f}" height="32" rx="4" fill="{key.colour}"/>'
            )
            self._parts.append(
                f'<text x="{x + width / 2:.0f}" y="{self._y + 21}" text-anchor="middle" fill="#fff">'
                f"{escape(key.label)}</text>"
            )
            x += width + 8
        self._y += 36


def drawn(*shown: Said | Filled) -> str:
    drawing = Drawing()
    for one in shown:
        if isinstance(one, Filled):
            drawing.form(one)
        else:
            drawing.message(one)
    return drawing.svg()


async def pictures() -> dict[str, str]:
    """File name to SVG."""
    return {**await _of_members(), **await _of_curators()}


async def _of_members() -> dict[str, str]:
    """With the knowledge that is shipped."""
    config = Config(matching=Matching(semantic="off"))
    with TemporaryDirectory() as state:
        memory = app.build_memory(Config(state=State(state)))
        async with memory, StandIn() as discord, running(Bot(app.build_answering(config), memory), discord):
            return {name: drawn(*said) async for name, said in _scenes(discord)}


async def _of_curators() -> dict[str, str]:
    """With the invented interview that `init` makes."""
    with TemporaryDirectory() as folder:
        list(init.make(Path(folder)))
        config = Config(knowledge=f"{folder}/knowledge", state=State(f"{folder}/state"))
        memory = app.build_memory(config)
        memory.now = lambda: datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
        serving = app.build_serving(config, memory)
        async with memory, StandIn() as discord:
            owner = discord.world.user("moderator")
            discord.world.belongs_to(owner)
            trusted = CuratorPolicy(guilds=(discord.world.guild().id,))
            curation = Curation(trusted, serving.reloading, serving.curating)
            async with running(Bot(serving.answering, memory, curation=curation), discord):
                return {name: drawn(*shown) async for name, shown in _walk(discord, memory)}


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


async def _walk(discord: StandIn, memory: Memory) -> AsyncIterator[tuple[str, list[Said | Filled]]]:
    """Words are pasted, previewed, confirmed, asked for, taken back."""
    curator, above = discord.person("moderator"), "moderator used /curate add"
    form = await curator.slash("curate add")
    written = {"words": WORDS, "title": TITLE, "phrasings": ASKED, "why": "asked for by members"}
    yield "curate-add", [Filled(form.modal, written)]
    preview = await told(curator.submit(form, written), r"Of [\d,]+ questions")
    yield "curate-preview", [Said.by_bot(preview.shown, above)]
    done = await told(curator.click(preview, curators.CONFIRM), "It is live")
    confirmed = Said.by_bot(done.shown, above)
    answer = await discord.person("asker").slash("ask", question=ASKED)
    yield "curate-asked", [confirmed, Said.by_bot(answer.shown, "asker used /ask")]
    await remembered(memory, NEW)
    undo = await told(curator.click(done, curators.TAKE_BACK), r"Of [\d,]+ questions")
    going = Said.by_bot(undo.shown)
    undone = await told(curator.click(undo, curators.CONFIRM), "showed it")
    corrected = Said.by_bot(answer.shown, "asker used /ask")
    yield "curate-undo", [going, Said.by_bot(undone.shown), corrected]


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, picture in asyncio.run(pictures()).items():
        (FOLDER / f"{name}.svg").write_text(picture, encoding="utf-8")
