"""What would come of a change of the knowledge, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cli.terminal import Page, shown_quote
from bot.core.curation import Found
from bot.core.curation.impact import Shifts
from bot.core.phrases import curating as phrases
from bot.service.previews import Preview


def previewed(preview: Preview, page: Page) -> str:
    """What would be done, how it would be shown, what `check` would say, and the lines that change."""
    return "\n\n".join(_parts(preview, page))


def shifted(shifts: Shifts, page: Page) -> str:
    """Which questions would get another answer, a line each."""
    return "\n".join(map(page.paragraph, [phrases.shifts_head(shifts), *map(phrases.shift_line, shifts.shifts)]))


def _parts(preview: Preview, page: Page) -> Iterator[str]:
    told = _told(preview.found) if preview.found else ()
    yield "\n".join(map(page.paragraph, [phrases.would(preview.request.plan), *told]))
    if preview.quote:
        yield f"{phrases.IT_WOULD_SAY}\n\n{shown_quote(preview.quote, preview.quote.text, page)}"
    elif preview.quote_before:
        yield phrases.NOTHING_THERE
    if preview.problems:
        lines = [phrases.CHECK_WOULD_SAY, *map(phrases.problem_line, preview.problems)]
        yield "\n".join(map(page.paragraph, lines))
    yield preview.diff


def _told(found: Found) -> Iterator[str]:
    """What is known of pasted words."""
    asked = f", asked: “{found.asked}”" if found.asked else ""
    yield phrases.FOUND.format(speaker=found.speaker.name, source=found.source.title, turn=found.turn, asked=asked)
    if found.places > 1:
        yield phrases.SAID_OFTEN.format(places=found.places)
    if found.standing:
        yield phrases.STANDS_ALREADY.format(quotes=", ".join(quote.id for quote in found.standing))
    for one in found.retired:
        yield phrases.WITHDRAWN_ALREADY.format(since=one.since, id=one.id, reason=one.reason)
