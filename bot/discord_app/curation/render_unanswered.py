"""Questions without an answer, as curators look through them: those that ask alike are one, nobody is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from discord import ButtonStyle

from bot.core.model import Topic, short_id
from bot.core.phrases import curating as phrases
from bot.core.unanswered import NextQuestion, UnansweredGroup
from bot.discord_app.components import OPTION_CHARS, Button, CustomId, Menu, Option, Post, Row, page_of, shortened
from bot.discord_app.markdown import harmless, one_line
from bot.service.unanswered import UnansweredGroups


@dataclass(frozen=True, slots=True)
class UnansweredRef:
    """Those that were open when `newest` was the last one asked; of these the gap of `first_id`; a topic's handle."""

    newest: int = 0
    first_id: int = 0
    topic: str = ""

    @property
    def words(self) -> str:
        """For a custom id: at most 51 characters."""
        return f"{self.newest}.{self.first_id}.{self.topic}"

    @classmethod
    def read(cls, words: str) -> Self:
        """What cannot be read names nothing."""
        newest, _, rest = words.partition(".")
        first_id, _, topic = rest.partition(".")
        return cls(_number(newest), _number(first_id), topic)

    def of(self, first_id: str) -> UnansweredRef:
        return UnansweredRef(self.newest, _number(first_id), self.topic)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


OTHER = "other"  # no handle is so short

_PAGE_GAPS = 10
_PAGE_QUESTIONS = 15
_OPTIONS = 25
_TEXT_CHARS = 120
_WHOLE_CHARS = 600
_WORDINGS = 8
_TITLE_CHARS = 80


def gaps_post(gathered: UnansweredGroups, number: int) -> Post:
    """A page of what most people asked first, and a select to look at one."""
    lines = [
        f"- {one_line(harmless(gap.text), _TEXT_CHARS)} ({phrases.asked(gap.times, gap.people, gap.not_asked)})"
        for gap in gathered.gaps
    ]
    page = page_of(lines, number, _PAGE_GAPS)
    shown = slice(page.start, page.end)
    heading = page.headed(f"**{phrases.OPEN}**" if lines else phrases.NOTHING_OPEN)
    ref = UnansweredRef(gathered.newest).words
    rows = (
        *_choosing(gathered.gaps[shown], CustomId("gap", page.number, words=ref)),
        *page.turning(lambda at: CustomId("gaps", at, words=ref)),
        (Button(phrases.INTERVIEW_LIST, CustomId("gapnext")),),
    )
    return Post("\n".join([heading, *lines[shown]]), rows)


def gap_post(gap: UnansweredGroup, newest: int, topics: Mapping[str, Topic], offered: Iterable[Topic]) -> Post:
    """How it was asked, why it is open, what was near, and what can become of it. `offered`: topics for it."""
    first, *others = gap.wordings
    near = [one_line(topics[name].title, _TITLE_CHARS) for name in gap.nearest if name in topics]
    also = [f"- {one_line(harmless(text), _TEXT_CHARS)}" for text in others[:_WORDINGS]]
    lines = [
        f"**{one_line(harmless(first), _WHOLE_CHARS)}**",
        f"{phrases.asked(gap.times, gap.people).capitalize()}. {phrases.why_open(gap.reasons)}",
        *([phrases.NEAR.format(topics=", ".join(near))] if near else []),
        *([phrases.ALSO, *also] if also else []),
        *([phrases.MORE_WORDINGS.format(count=len(others) - _WORDINGS)] if len(others) > _WORDINGS else []),
    ]
    ref = UnansweredRef(newest, gap.first_id).words
    options = [Option(shortened(topic.title, OPTION_CHARS), short_id(topic.id)) for topic in offered][: _OPTIONS - 1]
    menu = Menu(phrases.CHOOSE_TOPIC, CustomId("gapto", words=ref), (*options, Option(phrases.OTHER_TOPIC, OTHER)))
    buttons = (
        Button(phrases.FOR_NEXT, CustomId("gapask", words=ref)),
        Button(phrases.OFF_TOPIC, CustomId("gapaside", words=ref)),
        Button(phrases.BACK, CustomId("gaps")),
    )
    return Post("\n".join(lines), ((menu,), buttons))


def settled_post(sentence: str, first_id: int = 0) -> Post:
    """What has become of it; `first_id` of what can be taken back."""
    back = Button(phrases.BACK, CustomId("gaps"))
    taking = (
        (Button(phrases.TAKE_BACK, CustomId("gapback", words=UnansweredRef(0, first_id).words)),) if first_id else ()
    )
    return Post(sentence, ((back, *taking),))


def interview_post(listed: Sequence[NextQuestion], number: int) -> Post:
    """A page of the list for the next interview, which can be exported, and from which questions can be taken."""
    lines = [
        f"- {one_line(harmless(one.text), _TEXT_CHARS)} ({phrases.asked(one.times, one.people)})" for one in listed
    ]
    page = page_of(lines, number, _PAGE_QUESTIONS)
    shown = slice(page.start, page.end)
    heading = page.headed(f"**{phrases.NEXT_INTERVIEW}**" if lines else phrases.NOTHING_LISTED)
    options = tuple(Option(shortened(one.text, OPTION_CHARS), short_id(one.text)) for one in listed[shown])
    taking: tuple[Row, ...] = ((Menu(phrases.TAKE_OFF, CustomId("gapoff"), options),),) if options else ()
    export = (Button(phrases.EXPORT, CustomId("gapexport"), ButtonStyle.primary),) if options else ()
    buttons = (*export, Button(phrases.BACK, CustomId("gaps")))
    return Post(
        "\n".join([heading, *lines[shown]]), (*taking, *page.turning(lambda at: CustomId("gapnext", at)), buttons)
    )


def _choosing(gaps: Sequence[UnansweredGroup], custom_id: CustomId) -> tuple[Row, ...]:
    options = tuple(Option(shortened(harmless(gap.text), OPTION_CHARS), str(gap.first_id)) for gap in gaps)
    return ((Menu(phrases.CHOOSE_GAP, custom_id, options),),) if options else ()
