"""The bot in a terminal: the same service as on Discord, for people and for pipes."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from textwrap import TextWrapper
from typing import Any, BinaryIO

import click

from bot.core import phrases
from bot.core.answer import Answer, Mode, Policy, Suggestions
from bot.core.matching import Match, Ranking, is_follow_up
from bot.core.model import Question, Quote, Topic
from bot.core.phrases import curating
from bot.errors import StreamError
from bot.service.answering import Answering, Reply

_WIDEST = 88
_BAR_CHARS = 30
_NARROWEST = 20


@dataclass(frozen=True, slots=True)
class TerminalStyle:
    """How to lay out text: `width` in columns, None for a pipe, where nothing is wrapped; colour or none."""

    width: int | None
    has_colour: bool

    @classmethod
    def of_terminal(cls, width: int, environ: Mapping[str, str]) -> TerminalStyle:
        """In colour, unless NO_COLOR (see no-color.org) or a dumb terminal forbids it."""
        return cls(width, not environ.get("NO_COLOR") and environ.get("TERM") != "dumb")

    def quoted(self, text: str) -> str:
        bar = self.styled("▌", fg="cyan") if self.has_colour else ">"
        return "\n".join(f"{bar} {line}".rstrip() for line in self._wrapped(text, 2))

    def paragraph(self, text: str, **style: object) -> str:
        return "\n".join(self.styled(line, **style) for line in self._wrapped(text))

    def led(self, head: str, rest: str) -> str:
        """A paragraph of which the head alone is bold."""
        lines, left = [], len(head)
        for line in self._wrapped(head + rest):
            lines.append(self.styled(line[:left], bold=True) + line[left:])
            left = max(0, left - len(line) - 1)
        return "\n".join(lines)

    def listed(self, topics: Iterable[Topic]) -> str:
        """Titles, each with its dash before it and its further lines below its text."""
        return "\n".join(line for topic in topics for line in self._wrapped(phrases.listed([topic]), hang="  "))

    def styled(self, text: str, **style: object) -> str:
        """To be called on lines that are wrapped already: the codes of a style have a length, but no width."""
        return click.style(text, **style) if self.has_colour and text and style else text  # type: ignore[arg-type]

    def _wrapped(self, text: str, indent: int = 0, hang: str = "") -> Iterable[str]:
        for line in text.split("\n"):
            if self.width is None:
                yield line
            else:
                width = max(_NARROWEST, min(self.width, _WIDEST)) - indent
                wrap = TextWrapper(width, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False)
                yield from wrap.wrap(line) or [""]


def rendered(reply: Reply, page: TerminalStyle) -> str:
    """A reply as people see it."""
    decision = reply.decision
    if isinstance(decision, Answer):
        return _answer(decision.matches[0], page)
    if isinstance(decision, Suggestions):
        line = phrases.nearest(reply.snapshot.speakers, is_twin=decision.is_twin)
        return f"{page.paragraph(line)}\n{page.listed(decision.topics)}"
    sentence = page.paragraph(phrases.no_answer(reply.snapshot.speakers))
    if not decision.topics:
        return sentence
    return f"{sentence}\n{page.paragraph(phrases.NEAREST_AFTER_NO)}\n{page.listed(decision.topics)}"


def _answer(match: Match, page: TerminalStyle) -> str:
    return shown_quote(match.quote, match.shown, page)


def shown_quote(quote: Quote, words: str, page: TerminalStyle) -> str:
    """Words of a quote, and below them who said them, when, asked what, and where."""
    who = page.led(f"— {quote.speaker.name}", f", {phrases.said(quote)}")
    source = page.paragraph(phrases.published(quote.source), dim=True)
    return "\n".join([page.quoted(words), "", who, source, page.styled(quote.url, fg="blue")])


def explained(reply: Reply, policy: Policy, mode: Mode, page: TerminalStyle) -> str:
    """Why the first quotes were found: each signal's part of the score as a bar, and what the decision rests on."""
    ranking = reply.ranking
    head = f"{curating.decided(reply.decision, ranking, policy, mode)}; {curating.matched(ranking)}"
    return "\n\n".join([page.paragraph(head), *(_parts(match, ranking, page) for match in ranking.matches)])


def _parts(match: Match, ranking: Ranking, page: TerminalStyle) -> str:
    """A line for each signal; a full bar would be all of the score."""
    title = page.styled(f"{match.score:.2f}  {match.quote.id}", bold=True)
    first = ranking.matches[0]
    why_not = [] if match is first else [f"      {curating.behind(first, match)}"]
    rows = [
        f"      {part:.3f}  {name:<18}{'█' * round(_BAR_CHARS * part / match.score)}"
        for name, part in curating.parts(match)
    ]
    return "\n".join([title, f"      under {match.topic.id}", *why_not, *(row.rstrip() for row in rows)])


def topics(answering: Answering, page: TerminalStyle) -> str:
    """The titles of all topics."""
    return f"{page.paragraph(phrases.TOPICS)}\n{page.listed(answering.snapshot.knowledge.topics.values())}"


def converse(lines: Iterable[str], answering: Answering, page: TerminalStyle, say: Callable[[str], None]) -> None:
    """Answer line by line; a follow-up is understood with the question before."""
    before = ""
    for line in map(str.strip, lines):
        if line == "/topics":
            say(topics(answering, page) + "\n")
        elif line:
            after = before if is_follow_up(line) else ""
            say(rendered(answering.reply(Question(line, after=after), Mode.ASK), page) + "\n")
            before = line


def prompted() -> Iterator[str]:
    """Lines that a person types, with line editing, until Ctrl-D."""
    with suppress(ImportError):  # Windows has line editing without it
        import readline  # noqa: F401 - importing it gives input() its line editing

    while True:
        try:
            yield input("\n> ")
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return


def print_lines(lines: Iterable[tuple[bytes, bool]]) -> int:
    """Each as soon as it is there; the exit code: 0 if all went well, else 1."""
    all_well = True
    for line, is_well in lines:
        sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
        all_well &= is_well
    return 0 if all_well else 1


def standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise StreamError("There is nothing to read: standard input is closed.")
    return sys.stdin.buffer


class InputFile(click.File):
    """A file that is read as bytes; `-` is standard input."""

    def __init__(self) -> None:
        super().__init__("rb")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return standard_input() if value == "-" else super().convert(value, param, ctx)


def page_here() -> TerminalStyle:

    if not sys.stdout.isatty():
        return TerminalStyle(None, has_colour=False)
    return TerminalStyle.of_terminal(shutil.get_terminal_size().columns, os.environ)


_WIDTH = 30
_FEWEST = 500


def bar(label: str) -> Callable[[int, int], None]:
    """To be told how much is done of how much; draws nothing where nobody watches, nor for a little work."""

    def drawn(done: int, total: int) -> None:
        if total < _FEWEST or not sys.stderr.isatty():
            return
        filled = _WIDTH * done // total
        end = "\n" if done == total else ""
        sys.stderr.write(f"\r{label} [{'=' * filled}{' ' * (_WIDTH - filled)}] {done:,} of {total:,}{end}")
        sys.stderr.flush()

    return drawn
