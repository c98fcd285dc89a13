"""What was done to the knowledge: just now, and before."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ButtonStyle

from bot.core.phrases import curating, curators
from bot.core.records import Change
from bot.discord_app.components import OPTION_CHARS, Button, Menu, Option, Post, Press, page_of, shortened
from bot.discord_app.curation.corrections import Corrections
from bot.discord_app.markdown import block_quote, cut, harmless, one_line
from bot.service.curating import Done
from bot.service.memory import KEPT_FOR

HISTORY = 100
_PAGE = 10
_LINE_CHARS = 300
_TEXT_CHARS = 700


def done_post(done: Done, further: str = "") -> Post:
    """That it is live, and the way to take it back."""
    said = one_line(curating.done(done.change.kind, done.change.subject), _LINE_CHARS)
    lines = [curators.DONE.format(done=f"{said[:1].upper()}{said[1:]}")]
    lines.append(curators.NUMBERED.format(number=done.number) if done.number else curating.NOT_NOTED)
    if further:
        lines.append(further)
    rows = ((Button(curators.TAKE_BACK, Press("undo", message=done.number)),),) if done.number else ()
    return Post("\n".join(lines), rows)


def corrected_text(found: Corrections) -> str:
    """What became of the replies that showed it."""
    if found == Corrections():
        return curators.NOT_SHOWN.format(days=KEPT_FOR.days)
    return curators.CORRECTED.format(corrected=found.corrected, gone=found.gone, failed=found.failed)


def history_post(changes: Sequence[Change], number: int) -> Post:
    """A page of changes, and a select to look at one of them."""
    if not changes:
        return Post(curators.NO_HISTORY)
    blocks = [f"- {change_text(change)}" for change in changes]
    page = page_of(blocks, number, _PAGE)
    options = tuple(
        Option(shortened(harmless(curating.change_line(change)), OPTION_CHARS), str(change.id))
        for change in changes[page.start : page.end]
    )
    rows = ((Menu(curators.CHOOSE_CHANGE, Press("look"), options),), *page.turning(lambda at: Press("history", at)))
    return Post("\n".join([page.headed(curators.HISTORY), *blocks[page.start : page.end]]), rows)


def change_text(change: Change) -> str:
    """One change in one line: its number, when, who, what, why."""
    return one_line(harmless(curating.change_line(change)), _LINE_CHARS)


def change_post(change: Change) -> Post:
    """One change: who, when, what, why, before and after."""
    lines = [change_text(change)]
    for label, text in ((curators.BEFORE, change.before), (curators.AFTER, change.after)):
        if text:
            lines += [label, _shortened_quote(text)]
    button = Button(curators.TAKE_BACK, Press("undo", message=change.id), ButtonStyle.danger)
    return Post("\n".join(lines), ((button,),))


def _shortened_quote(text: str) -> str:
    first, *rest = cut(block_quote(text), _TEXT_CHARS)
    return f"{first.rstrip()} …" if rest else first
