"""A change before it is made: what everybody will see, what `check` says, which answers it moves, and what to press."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import discord
from cachetools import FIFOCache
from discord import ButtonStyle

from bot.core import phrases
from bot.core.curation import AddWords, Curator, EditQuote
from bot.core.curation.impact import Impact
from bot.core.drafts import Problem
from bot.core.excerpts import Excerpt
from bot.core.model import Quote, Topic, short_id
from bot.core.phrases import curating, curators
from bot.core.records import ChangeKind
from bot.discord_app import sending
from bot.discord_app.answers.render import answer_post
from bot.discord_app.answers.showing import Showing
from bot.discord_app.components import (
    OPTION_CHARS,
    URL_CHARS,
    Button,
    CustomId,
    Link,
    Menu,
    Option,
    Post,
    Row,
    shortened,
)
from bot.discord_app.curation.render import change_text
from bot.discord_app.markdown import MESSAGE_CHARS, block_quote, code_block, one_line
from bot.errors import EditError
from bot.service.curating import Curating
from bot.service.previews import Preview
from bot.service.snapshots import Snapshot

NEW = "new"  # no handle is so short

_PROBLEMS = 5
_SHIFTS_CHARS = 900
_LINE_CHARS = 260
_ID_CHARS = 150
_DIFF_CHARS = 900
_MESSAGE_CHARS = 600
_COUNT_CHARS = 40
_OF_FILES = ("---", "+++")
_SMALL = "-# "

_HEADS = {
    ChangeKind.ADD: curators.WILL_ADD,
    ChangeKind.EDIT: curators.WILL_EDIT,
    ChangeKind.RETIRE: curators.WILL_RETIRE,
    ChangeKind.RESTORE: curators.WILL_RESTORE,
    ChangeKind.UNDO: curators.WILL_UNDO,
}


@dataclass(frozen=True, slots=True)
class PreviewExtras:
    """What belongs to a preview besides itself: the number of what was typed, topics to choose from, a further line."""

    typed: int = 0
    topics: tuple[Topic, ...] = ()
    note: str = ""


def preview_posts(preview: Preview, dressing: PreviewExtras, shifts: Impact | None = None) -> list[Post]:
    """The message with the buttons and, where there is no room in it, what everybody will see as a second one.

    Which of the two does not hang on the shifts: they come later, to the same message.
    """
    shown = _shown(preview)
    lines = [_head(preview), *([dressing.note] if dressing.note else [])]
    said = [*_known(preview), *_checked(preview)]
    rows = tuple(_rows(preview, dressing))
    moved = _moved(preview, shifts)
    together = [*lines, shown.above, shown.text, "", *said, ""]
    if len("\n".join(together)) + _SHIFTS_CHARS <= MESSAGE_CHARS:
        return [Post("\n".join([*together, *moved]), rows)]
    return [Post("\n".join([*lines, shown.below, "", *said, "", *moved]), rows), Post(shown.text)]


def refused_post(message: str, typed: int = 0, nearest: str = "") -> Post:
    """Why nothing can be shown, and the way back to the form."""
    lines = [curators.NOTHING_DONE.format(message=one_line(message, _MESSAGE_CHARS))]
    if nearest:
        lines += [curating.NEAREST_PASSAGE.format(nearest=""), block_quote(nearest[:_MESSAGE_CHARS])]
    change = (Button(curators.CHANGE, CustomId("change", message=typed)),) if typed else ()
    return Post("\n".join(lines), (change,) if change else ())


@dataclass(frozen=True, slots=True)
class _Shown:
    """What members see, or what changes in the file; the line above it, and the line that points to it elsewhere."""

    text: str
    above: str
    below: str


def _shown(preview: Preview) -> _Shown:
    if preview.quote:
        return _Shown(_reply(preview.quote, preview.after), curating.IT_WOULD_SAY, curators.SO_SHOWN_BELOW)
    if preview.quote_before:
        return _Shown(_reply(preview.quote_before, preview.before), curators.GOES, curators.GOES_BELOW)
    return _Shown(_diff(preview.diff), curators.DIFFERS, curators.DIFFERS_BELOW)


def _reply(quote: Quote, snapshot: Snapshot) -> str:
    """As an answer with this quote is sent."""
    return answer_post(Showing.of([Excerpt.of(quote)], snapshot.knowledge)).text


def _diff(diff: str) -> str:
    """The lines of the file that change, without its name and the numbers of lines."""
    lines = [line for line in diff.splitlines() if line[:3] not in _OF_FILES and line[:2] != "@@"]
    text = "\n".join(lines)[:_DIFF_CHARS]
    return block_quote(text) if "```" in text else code_block(text, "diff")


def _head(preview: Preview) -> str:
    titles = ", ".join(one_line(topic.title, _ID_CHARS) for topic in preview.topics)
    under = curators.UNDER.format(topics=titles) if titles else curators.UNDER_NONE
    subject = one_line(preview.subject, _ID_CHARS)
    is_topic = preview.kind is ChangeKind.EDIT and not preview.quote
    return (curators.WILL_EDIT_TOPIC if is_topic else _HEADS[preview.kind]).format(subject=subject, under=under)


def _known(preview: Preview) -> Iterator[str]:
    """What the records and the files know of the words already."""
    found = preview.found
    if found is None:
        return
    if found.places > 1:
        yield curating.SAID_OFTEN.format(places=found.places)
    others = [quote.id for quote in found.standing if quote.id != preview.subject]
    if others:
        yield curating.STANDS_ALREADY.format(quotes=one_line(", ".join(others), _LINE_CHARS))
    for withdrawn in found.retired[:1]:
        yield curating.WITHDRAWN_ALREADY.format(
            id=one_line(withdrawn.id, _ID_CHARS),
            since=one_line(withdrawn.since),
            reason=one_line(withdrawn.reason, _LINE_CHARS),
        )


def _checked(preview: Preview) -> Iterator[str]:
    """What `check` would say of it that it does not say now."""
    if not preview.problems:
        yield curators.CHECK_IS_FINE
        return
    yield curating.CHECK_WOULD_SAY
    yield from map(_problem, preview.problems[:_PROBLEMS])
    if len(preview.problems) > _PROBLEMS:
        yield curators.AND_MORE.format(count=len(preview.problems) - _PROBLEMS)
    if not preview.may_be_confirmed:
        yield curators.CANNOT_CONFIRM


def _problem(problem: Problem) -> str:
    return f"- {one_line(curating.problem_line(problem), _LINE_CHARS)}"


def _moved(preview: Preview, shifts: Impact | None) -> list[str]:
    """Which questions would get another answer, as many as there is room for, the worst first."""
    if not preview.may_be_confirmed:
        return []
    if shifts is None:
        return [_SMALL + curators.ASKING_ALL]
    head = curating.shifts_head(shifts)
    return [head, *_listed(_shift_lines(shifts), _SHIFTS_CHARS - len(head), curators.AND_MORE_BELOW)]


def further_posts(shifts: Impact) -> list[Post]:
    """One more message for those that the preview has no room for; what does not fit there either is counted."""
    head, lines = curating.shifts_head(shifts), _shift_lines(shifts)
    left = lines[_fitting(lines, _SHIFTS_CHARS - len(head)) :]
    return [Post("\n".join(_listed(left, MESSAGE_CHARS, curators.AND_MORE)))] if left else []


def _shift_lines(shifts: Impact) -> list[str]:
    return [f"- {one_line(curating.shift_line(shift), _LINE_CHARS)}" for shift in shifts.shifts]


def _listed(lines: Sequence[str], room_chars: int, more: str) -> list[str]:
    """The lines that fit, and how many do not."""
    fitting = _fitting(lines, room_chars)
    rest = [more.format(count=len(lines) - fitting)] if fitting < len(lines) else []
    return [*lines[:fitting], *rest]


def _fitting(lines: Sequence[str], room_chars: int) -> int:
    """How many lines there is room for, with a line that counts the others."""
    ends = accumulate(len(line) + 1 for line in lines)
    return sum(end <= room_chars - _COUNT_CHARS for end in ends)


def _rows(preview: Preview, dressing: PreviewExtras) -> Iterator[Row]:
    if dressing.topics:
        yield (_topics(dressing.topics, preview.topics, dressing.typed),)
    row: list[Button | Link] = []
    if preview.may_be_confirmed:
        row.append(Button(curators.CONFIRM, CustomId("confirm", message=int(preview.key, 16)), ButtonStyle.success))
    if dressing.typed:
        row.append(Button(curators.CHANGE, CustomId("change", message=dressing.typed)))
    row.append(Button(curators.CANCEL, CustomId("cancel")))
    quote = preview.quote or preview.quote_before
    if quote and len(quote.url) <= URL_CHARS:
        row.append(Link(phrases.SOURCE, quote.url))
    yield tuple(row)


def _topics(topics: Sequence[Topic], chosen: Sequence[Topic], typed: int) -> Menu:
    ids = {topic.id for topic in chosen}
    options = [
        Option(shortened(topic.title, OPTION_CHARS), short_id(topic.id), is_chosen=topic.id in ids) for topic in topics
    ]
    return Menu(
        curators.ANOTHER_TOPIC, CustomId("retopic", message=typed), (*options, Option(curators.A_NEW_TOPIC, NEW))
    )


_KEPT = 200
_NUMBER_BITS = 60


@dataclass(frozen=True, slots=True)
class Typed:
    """`why` is for the history; `topics` were offered for words to be added, best first."""

    order: AddWords | EditQuote
    why: str = ""
    topics: tuple[Topic, ...] = ()


class FormDrafts:
    """The last 200, each for its curator alone. A restart loses them: then one begins again."""

    def __init__(self) -> None:
        self._typed = FIFOCache[tuple[int, int], Typed](_KEPT)

    def keep(self, curator: int, typed: Typed) -> int:
        """The number by which a button finds it again."""
        number = secrets.randbits(_NUMBER_BITS) + 1
        self._typed[curator, number] = typed
        return number

    def typed(self, curator: int, number: int) -> Typed | None:
        return self._typed.get((curator, number))


_OPEN = 200


class PreviewSession:
    """What curators have on their screens: `pad` holds what they typed, `curating` makes what they confirm."""

    def __init__(self, curating: Curating) -> None:
        self.curating = curating
        self.pad = FormDrafts()
        self._open = FIFOCache[int, str](_OPEN)

    async def show(
        self, interaction: discord.Interaction, making: Awaitable[Preview], dressing: PreviewExtras | None = None
    ) -> None:
        """In the place of what the interaction came from, which must have been told to wait (outbox.begin)."""
        try:
            preview = await making
        except EditError as error:
            await sending.put(interaction, refused_post(str(error), dressing.typed if dressing else 0))
            return
        dressing = dressing or PreviewExtras(note=await self._undone(preview))
        first, *beside = preview_posts(preview, dressing)
        message = await sending.put(interaction, first)
        for post in beside:
            await sending.follow(interaction, post, is_private=True)
        self._open[message] = preview.key
        await self._show_shifts(interaction, message, preview, dressing)

    def close(self, message: discord.Message | None) -> None:
        """The preview in this message is over: nothing is put into it any more."""
        if message:
            self._open.pop(message.id, None)

    async def _undone(self, preview: Preview) -> str:
        """The change that would be taken back, as the history has it; "" where it is none."""
        number = preview.request.plan.undoes
        changes = await self.curating.history(subject=preview.subject) if number else ()
        return next((change_text(change) for change in changes if change.id == number), "")

    async def _show_shifts(
        self, interaction: discord.Interaction, message: int, preview: Preview, dressing: PreviewExtras
    ) -> None:
        """Unless the message shows something else by now."""
        if not preview.may_be_confirmed:
            return
        shifts = await self.curating.shifts(preview)
        if self._open.get(message) == preview.key:
            first, *_ = preview_posts(preview, dressing, shifts)
            await sending.put(interaction, first)
            for post in further_posts(shifts):
                await sending.follow(interaction, post, is_private=True)


def curator_of(interaction: discord.Interaction) -> Curator:
    """As the history names them."""
    return Curator(interaction.user.id, interaction.user.display_name)
