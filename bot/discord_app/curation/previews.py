"""A change before it is made: what everybody will see, what `check` says, which answers it moves, and what to press."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate, islice

import discord
from cachetools import FIFOCache
from discord import ButtonStyle

from bot.core.curation.impact import Impact
from bot.core.curation.requests import AddWords, Curator
from bot.core.excerpts import Excerpt
from bot.core.model import Quote, Topic, short_id
from bot.core.phrases import curating, curators
from bot.core.records import ChangeKind
from bot.discord_app import sending
from bot.discord_app.answers.render import Showing, answer_post, source_links
from bot.discord_app.components import (
    OPTION_CHARS,
    Button,
    CustomId,
    Link,
    Menu,
    Option,
    Post,
    Row,
    shortened,
)
from bot.discord_app.curation.alerts import nearest_lines
from bot.discord_app.curation.forms import FormDrafts, Typed
from bot.discord_app.curation.render import change_text
from bot.discord_app.markdown import MESSAGE_CHARS, block_quote, code_block, one_line
from bot.errors import EditError
from bot.service.curating import Curating, Preview
from bot.service.snapshots import Snapshot

NEW = "new"  # no short id is so short

_PROBLEMS = 5
_IMPACT_CHARS = 900
_LINE_CHARS = 260
_KNOWN_CHARS = 400
_ID_CHARS = 150
_MESSAGE_CHARS = 600
_COUNT_CHARS = 40

_HEADS = {
    ChangeKind.ADD: curators.WILL_ADD,
    ChangeKind.EDIT: curators.WILL_EDIT,
    ChangeKind.RETIRE: curators.WILL_RETIRE,
    ChangeKind.RESTORE: curators.WILL_RESTORE,
    ChangeKind.UNDO: curators.WILL_UNDO,
}


class PreviewSession:
    """The previews that curators have open. `drafts`: what they typed; `curating` makes what they confirm."""

    def __init__(self, curating: Curating) -> None:
        self.curating = curating
        self.drafts = FormDrafts()
        self._open = FIFOCache[int, str](200)
        self._asking: dict[int, asyncio.Task[Impact]] = {}
        self._is_stopping = False

    async def propose(self, interaction: discord.Interaction, typed: Typed) -> None:
        """Show what would come of a form. Words under no topic come under the nearest; the others can be chosen."""
        await sending.begin(interaction)
        order = typed.order
        try:
            if isinstance(order, AddWords) and not (order.topic or order.title):
                typed = typed.under_nearest(await self.curating.topics_for(order.words, order.source))
            preview = await self.curating.propose(typed.order, curator_of(interaction), typed.why)
        except EditError as error:
            await sending.put(interaction, refused_post(error, self.drafts.keep(interaction.user.id, typed)))
            return
        extras = PreviewExtras(self.drafts.keep(interaction.user.id, typed), typed.topics)
        await self._present(interaction, preview, extras)

    async def show(self, interaction: discord.Interaction, making: Awaitable[Preview], note: str = "") -> None:
        """Show a preview that comes of no form, in the place of what was begun (sending.begin).

        `note`: else the change that would be taken back, if any, as the history has it.
        """
        try:
            preview = await making
        except EditError as error:
            await sending.put(interaction, refused_post(error))
            return
        if (number := preview.plan.undoes) and not note:
            changes = await self.curating.history(subject=preview.plan.subject)
            note = next((change_text(change) for change in changes if change.id == number), "")
        await self._present(interaction, preview, PreviewExtras(note=note))

    def close(self, message: discord.Message | None) -> None:
        """End the preview in this message: nothing is put into it any more."""
        if message:
            self._open.pop(message.id, None)
            self._end_asking(message.id)

    def stop(self) -> None:
        """Ask no more questions for any preview: the bot stops."""
        self._is_stopping = True
        for message in [*self._asking]:
            self._end_asking(message)

    def _end_asking(self, message: int) -> None:
        if asking := self._asking.pop(message, None):
            asking.cancel()

    async def _present(self, interaction: discord.Interaction, preview: Preview, extras: PreviewExtras) -> None:
        """Show a preview, and its impact later, unless the message shows something else by then."""
        first, *others = preview_posts(preview, extras)
        message = await sending.put(interaction, first)
        for post in others:
            await sending.follow(interaction, post, is_private=True)
        self._end_asking(message)  # for what the message showed before
        self._open[message] = preview.key
        if not preview.may_be_confirmed:
            return
        impact = await self._impact(message, preview)
        if self._open.get(message) == preview.key:
            first, *_ = preview_posts(preview, extras, impact or curators.NOT_ASKED_ALL)
            await sending.put(interaction, first)
            for post in further_posts(impact) if impact else ():
                await sending.follow(interaction, post, is_private=True)

    async def _impact(self, message: int, preview: Preview) -> Impact | None:
        """Return the impact; None where it was ended: the preview is closed or outdated, or the bot stops."""
        if self._is_stopping:
            return None
        asking = self._asking[message] = asyncio.create_task(self.curating.impact(preview))
        try:
            await asyncio.wait([asking])
        finally:
            asking.cancel()
        if self._asking.get(message) is asking:
            del self._asking[message]
        with suppress(asyncio.CancelledError, EditError):
            return asking.result()
        return None


def curator_of(interaction: discord.Interaction) -> Curator:
    """Return who used it, as the history names them."""
    return Curator(interaction.user.id, interaction.user.display_name)


@dataclass(frozen=True, slots=True)
class PreviewExtras:
    """What is shown with a preview: the number of what was typed, topics to choose from, a further line."""

    typed: int = 0
    topics: tuple[Topic, ...] = ()
    note: str = ""


def preview_posts(preview: Preview, extras: PreviewExtras, impact: Impact | str = curators.ASKING_ALL) -> list[Post]:
    """Return the message with the buttons and, where there is no room in it, what everybody will see as a second one.

    How many there are does not depend on the impact, which comes later, to the same message; until then a sentence.
    """
    shown, above, below = _shown(preview)
    lines = [_head(preview), *([extras.note] if extras.note else [])]
    known = islice(curating.known(preview.plan.found), 3) if preview.plan.found else ()
    said = [*(one_line(line, _KNOWN_CHARS) for line in known), *_checked(preview)]
    rows, moved = tuple(_rows(preview, extras)), list[str]()
    if preview.may_be_confirmed:
        head = f"-# {impact}" if isinstance(impact, str) else curating.impact_head(impact)
        changed = [] if isinstance(impact, str) else _changed_lines(impact)
        moved = [head, *_listed(changed, _IMPACT_CHARS - len(head), curators.AND_MORE_BELOW)]
    together = [*lines, above, shown, "", *said, ""]
    if len("\n".join(together)) + _IMPACT_CHARS <= MESSAGE_CHARS:
        return [Post("\n".join([*together, *moved]), rows)]
    return [Post("\n".join([*lines, below, "", *said, "", *moved]), rows), Post(shown)]


def refused_post(error: EditError, typed: int = 0) -> Post:
    """Return why nothing can be shown, and the way back to the form, where there was one."""
    lines = [curators.NOTHING_DONE.format(message=one_line(str(error), _MESSAGE_CHARS))]
    lines += nearest_lines(error.nearest, _MESSAGE_CHARS)
    rows = ((Button(curators.CHANGE, CustomId("change", message=typed)),),) if typed else ()
    return Post("\n".join(lines), rows)


def _shown(preview: Preview) -> tuple[str, str, str]:
    """Return what members see, or what changes in the file, with the line above it, and one that says it is below."""
    if preview.quote:
        return reply_to_show(preview.quote, preview.after).text, curating.IT_WOULD_SAY, curators.SO_SHOWN_BELOW
    if preview.quote_before:
        return reply_to_show(preview.quote_before, preview.before).text, curators.GOES, curators.GOES_BELOW
    lines = preview.proposal.diff.splitlines()
    text = "\n".join(line for line in lines if line[:3] not in ("---", "+++") and line[:2] != "@@")[:900]
    return block_quote(text) if "```" in text else code_block(text, "diff"), curators.DIFFERS, curators.DIFFERS_BELOW


def reply_to_show(quote: Quote, snapshot: Snapshot) -> Post:
    """Return the message that shows a quote to everybody."""
    return answer_post(Showing.of([Excerpt.of(quote)], snapshot.knowledge))


def _head(preview: Preview) -> str:
    titles = ", ".join(one_line(topic.title, _ID_CHARS) for topic in preview.topics)
    under = curators.UNDER.format(topics=titles) if titles else curators.UNDER_NONE
    is_topic = preview.plan.kind is ChangeKind.EDIT and not preview.quote
    head = curators.WILL_EDIT_TOPIC if is_topic else _HEADS[preview.plan.kind]
    return head.format(subject=one_line(preview.plan.subject, _ID_CHARS), under=under)


def _checked(preview: Preview) -> Iterator[str]:
    """Yield what `check` would say after it that it does not say now."""
    if not preview.problems:
        yield curators.CHECK_IS_FINE
        return
    yield curating.CHECK_WOULD_SAY
    for problem in preview.problems[:_PROBLEMS]:
        yield f"- {one_line(curating.problem_line(problem), _LINE_CHARS)}"
    if len(preview.problems) > _PROBLEMS:
        yield curators.AND_MORE.format(count=len(preview.problems) - _PROBLEMS)
    if not preview.may_be_confirmed:
        yield curators.CANNOT_CONFIRM


def further_posts(impact: Impact) -> list[Post]:
    """Return one more message for those that the preview has no room for; what does not fit there is counted."""
    head, lines = curating.impact_head(impact), _changed_lines(impact)
    left = lines[_fitting(lines, _IMPACT_CHARS - len(head)) :]
    return [Post("\n".join(_listed(left, MESSAGE_CHARS, curators.AND_MORE)))] if left else []


def _changed_lines(impact: Impact) -> list[str]:
    return [f"- {one_line(curating.changed_line(change), _LINE_CHARS)}" for change in impact.changed]


def _listed(lines: Sequence[str], room_chars: int, more: str) -> list[str]:
    """Return the lines that fit, and how many do not."""
    fitting = _fitting(lines, room_chars)
    rest = [more.format(count=len(lines) - fitting)] if fitting < len(lines) else []
    return [*lines[:fitting], *rest]


def _fitting(lines: Sequence[str], room_chars: int) -> int:
    """Return how many lines there is room for, with a line that counts the others."""
    ends = accumulate(len(line) + 1 for line in lines)
    return sum(end <= room_chars - _COUNT_CHARS for end in ends)


def _rows(preview: Preview, extras: PreviewExtras) -> Iterator[Row]:
    if extras.topics:
        chosen = {topic.id for topic in preview.topics}
        options = [
            Option(shortened(topic.title, OPTION_CHARS), short_id(topic.id), is_chosen=topic.id in chosen)
            for topic in extras.topics
        ]
        new = Option(curators.A_NEW_TOPIC, NEW)
        yield (Menu(curators.ANOTHER_TOPIC, CustomId("retopic", message=extras.typed), (*options, new)),)
    row: list[Button | Link] = []
    if preview.may_be_confirmed:
        row.append(Button(curators.CONFIRM, CustomId("confirm", message=int(preview.key, 16)), ButtonStyle.success))
    if extras.typed:
        row.append(Button(curators.CHANGE, CustomId("change", message=extras.typed)))
    row.append(Button(curators.CANCEL, CustomId("cancel")))
    quote = preview.quote or preview.quote_before
    row += source_links(quote) if quote else ()
    yield tuple(row)
