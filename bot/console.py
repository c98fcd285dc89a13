"""The bot in a terminal: the same service as on Discord, for people and for pipes."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import click

from bot.core import phrases
from bot.core.answer import Answer, Mode, Suggestions
from bot.core.matching import Match, is_follow_up
from bot.core.model import Question
from bot.service.answering import Answering, Reply

_WIDEST = 88


@dataclass(frozen=True, slots=True)
class Page:
    """How to lay out text: `width` in columns, None for a pipe, where nothing is wrapped; colour or none."""

    width: int | None
    has_colour: bool

    def quoted(self, text: str) -> str:
        bar = self.styled("▌ ", fg="cyan") if self.has_colour else "> "
        return "\n".join((bar + line).rstrip() for line in self._wrapped(text, 2))

    def paragraph(self, text: str, **style: object) -> str:
        return "\n".join(self.styled(line, **style) for line in self._wrapped(text, 0))

    def styled(self, text: str, **style: object) -> str:
        return click.style(text, **style) if self.has_colour and text else text  # type: ignore[arg-type]

    def _wrapped(self, text: str, indent: int) -> Iterable[str]:
        for line in text.split("\n"):
            if self.width is None:
                yield line
            else:
                width = min(self.width, _WIDEST) - indent
                yield from textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]


def rendered(reply: Reply, page: Page) -> str:
    """A reply as people see it."""
    decision = reply.decision
    if isinstance(decision, Answer):
        return _answer(decision.matches[0], page)
    if isinstance(decision, Suggestions):
        return f"{page.paragraph(phrases.NEAREST)}\n{phrases.listed(decision.topics)}"
    sentence = page.paragraph(phrases.no_answer(reply.snapshot.speakers))
    if not decision.topics:
        return sentence
    return f"{sentence}\n{phrases.NEAREST_AFTER_NO}\n{phrases.listed(decision.topics)}"


def _answer(match: Match, page: Page) -> str:
    quote = match.quote
    who = f"— {page.styled(quote.speaker.name, bold=True)}, {phrases.said(quote)}"
    source = page.paragraph(phrases.published(quote.source), dim=True)
    return "\n".join([page.quoted(match.shown), "", page.paragraph(who), source, page.styled(quote.url, fg="blue")])


def topics(answering: Answering, page: Page) -> str:
    """The titles of all topics."""
    titles = phrases.listed(answering.snapshot.knowledge.topics.values())
    return f"{page.paragraph(phrases.TOPICS)}\n{titles}"


def converse(lines: Iterable[str], answering: Answering, page: Page, say: Callable[[str], None]) -> None:
    """Answer line by line; a follow-up is understood with the question before."""
    before = ""
    for line in map(str.strip, lines):
        if line == "/topics":
            say(topics(answering, page) + "\n")
        elif line:
            after = before if is_follow_up(line) else ""
            say(rendered(answering.reply(Question(line, after=after), Mode.ASK), page) + "\n")
            before = line
