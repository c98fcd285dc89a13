"""Standard input and output: how text is laid out for a terminal or a pipe, and how lines come and go."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from textwrap import TextWrapper
from time import monotonic
from typing import Any, BinaryIO

import click

from bot.core import phrases
from bot.core.model import Quote, Topic
from bot.core.phrases import curating
from bot.core.proof.nearest import side_by_side
from bot.errors import StreamError

_WIDEST = 88
_NARROWEST = 20


@dataclass(frozen=True, slots=True)
class TerminalStyle:
    """How to lay out text: `width` in columns, None for a pipe, where nothing is wrapped; colour or none."""

    width: int | None
    has_colour: bool

    @classmethod
    def of_terminal(cls, width: int, environ: Mapping[str, str]) -> TerminalStyle:
        """Choose colour, unless NO_COLOR (see no-color.org) or a dumb terminal forbids it."""
        return cls(width, not environ.get("NO_COLOR") and environ.get("TERM") != "dumb")

    def quoted(self, text: str) -> str:
        bar = self.styled("▌", fg="cyan") if self.has_colour else ">"
        return "\n".join(f"{bar} {line}".rstrip() for line in self._wrapped(text, 2))

    def paragraph(self, text: str, **style: object) -> str:
        return "\n".join(self.styled(line, **style) for line in self._wrapped(text))

    def led(self, head: str, rest: str) -> str:
        """Return a paragraph of which the head alone is bold."""
        lines, left = [], len(head)
        for line in self._wrapped(head + rest):
            lines.append(self.styled(line[:left], bold=True) + line[left:])
            left = max(0, left - len(line) - 1)
        return "\n".join(lines)

    def listed(self, topics: Iterable[Topic]) -> str:
        """Return titles, each after a dash, its further lines below its text."""
        return "\n".join(line for topic in topics for line in self._wrapped(phrases.listed([topic]), hang="  "))

    def styled(self, text: str, **style: object) -> str:
        """Style lines that are wrapped already: the codes of a style have a length, but no width."""
        return click.style(text, **style) if self.has_colour and text and style else text  # type: ignore[arg-type]

    def _wrapped(self, text: str, indent: int = 0, hang: str = "") -> Iterable[str]:
        for line in text.split("\n"):
            if self.width is None:
                yield line
            else:
                width = max(_NARROWEST, min(self.width, _WIDEST)) - indent
                wrap = TextWrapper(width, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False)
                yield from wrap.wrap(line) or [""]


def page_here() -> TerminalStyle:
    """Return the style for standard output."""
    if not sys.stdout.isatty():
        return TerminalStyle(None, has_colour=False)
    return TerminalStyle.of_terminal(shutil.get_terminal_size().columns, os.environ)


def shown_quote(quote: Quote, words: str, page: TerminalStyle) -> str:
    """Return words of a quote, and below them who said them, when, asked what, and where."""
    who = page.led(f"— {quote.speaker.name}", f", {phrases.said(quote)}")
    source = page.paragraph(phrases.published(quote.source), dim=True)
    links = [page.styled(link, fg="blue") for link in (quote.url, quote.site_url) if link]
    return "\n".join([page.quoted(words), "", who, source, *links])


def standard_input() -> BinaryIO:
    """Return the bytes of standard input. Raises StreamError where it is closed."""
    if sys.stdin is None:
        raise StreamError("There is nothing to read: standard input is closed.")
    return sys.stdin.buffer


def pasted(what: str, *, is_given: bool) -> str:
    """Return the text on standard input, "the words" or the like; `is_given`: nobody need be asked about it later."""
    given = standard_input()
    if given.isatty():
        click.echo(f"Paste {what}, then press Ctrl-D on a line of its own (Ctrl-Z and Enter on Windows).", err=True)
    elif not is_given:
        came = f"{what.capitalize()} came from standard input, where nobody can be asked"
        raise click.UsageError(f"{came}: add --yes to write what they are meant for.")
    return given.read().decode("utf-8", "replace")


class InputFile(click.File):
    """A file that is read as bytes; `-` is standard input."""

    def __init__(self) -> None:
        super().__init__("rb")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return standard_input() if value == "-" else super().convert(value, param, ctx)


def print_lines(lines: Iterable[tuple[bytes, bool]]) -> int:
    """Print each line as soon as it is there; return the exit code, 0 if all went well, else 1."""
    all_well = True
    for line, is_well in lines:
        sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
        all_well &= is_well
    return 0 if all_well else 1


_WIDTH = 30
_FEWEST_CHARS = 50_000
_EVERY_S = 10.0

Progress = Callable[[int, int], None]


def bar(label: str, fewest: int = _FEWEST_CHARS) -> Progress:
    """Return what shows progress on standard error: a bar on a terminal, lines in a pipe; nothing for little work."""
    if sys.stderr is None or not sys.stderr.isatty():
        return lines(label, partial(click.echo, err=True), fewest=fewest)
    told = _Told(monotonic)

    def draw(done: int, total: int) -> None:
        if total >= fewest:
            filled = _WIDTH * done // total
            end = "\n" if done == total else ""
            sys.stderr.write(f"\r{label} [{'=' * filled}{' ' * (_WIDTH - filled)}] {told(done, total):<30}{end}")
            sys.stderr.flush()

    return draw


def lines(
    label: str, say: Callable[[str], object], clock: Callable[[], float] = monotonic, fewest: int = _FEWEST_CHARS
) -> Progress:
    """Return what says progress in lines: the first one at once, then every ten seconds, and the end."""
    told = _Told(clock)
    due_at = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal due_at
        if total >= fewest and (clock() >= due_at or done in {0, total}):
            due_at = clock() + _EVERY_S
            say(f"{label}: {told(done, total)}")

    return tell


class _Told:
    """How much of the work is done, and how long the rest will take at the same rate."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._started = 0.0

    def __call__(self, done: int, total: int) -> str:
        if not done:
            self._started = self._clock()
            return "0 %"
        seconds = self._clock() - self._started
        if done == total:
            return f"done in {round(seconds)} s"
        left = round(seconds * (total - done) / done)
        return f"{100 * done // total} %, about {f'{left} s' if left < 90 else f'{round(left / 60)} minutes'} left"


def nearest_lines(nearest: Sequence[tuple[str, str, bool]], page: TerminalStyle) -> list[str]:
    """Return what was written and what the record says, what differs in bold, or *so*; nothing for nothing."""
    if not nearest:
        return []
    written, recorded = side_by_side(
        nearest, lambda words: page.styled(words, bold=True) if page.has_colour else f"*{words}*"
    )
    return [f"{curating.WRITTEN} {written}", f"{curating.RECORDED} {recorded}"]
