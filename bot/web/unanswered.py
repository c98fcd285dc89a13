"""What members asked and got no answer to: looked through, given to topics, set aside, kept for the next interview."""

from __future__ import annotations

from aiohttp import web

from bot.core.phrases import curating as phrases
from bot.core.records import QuestionStatus
from bot.core.unanswered import as_markdown
from bot.errors import EditError
from bot.web.visits import Visit

_SHOWN = 100


async def groups(visit: Visit, told: str = "", settled: tuple[int, ...] = ()) -> web.Response:
    """Show what is open, what most people asked first. `settled`: groups that can be taken back, by their first id."""
    review = visit.services.review
    found = await review.groups()
    rows = [
        (group, phrases.why_open(group.times, group.people, group.reasons), review.draft(group))
        for group in found.groups[:_SHOWN]
    ]
    return await visit.page(
        "unanswered.html",
        rows=rows,
        newest=found.newest,
        more=max(0, len(found.groups) - _SHOWN),
        listed=await review.next_interview(),
        said=told,
        settled=settled,
    )


async def settle(visit: Visit) -> web.Response:
    """Settle the groups that were chosen: off-topic, or to be asked in the next interview."""
    form, review = await visit.form(), visit.services.review
    found = await review.groups(form.number("newest"))
    chosen = [group for group in map(found.group, _numbers(form.all("group"))) if group]
    if not chosen:
        return await groups(visit, phrases.NONE_CHOSEN)
    is_next = form.text("become") == "next"
    kept = [
        await (
            review.ask_next(group, review.draft(group)) if is_next else review.settle(group, QuestionStatus.OFF_TOPIC)
        )
        for group in chosen
    ]
    if not all(kept):
        raise EditError(phrases.NOT_SETTLED)
    sentence = phrases.LISTED if is_next else phrases.SET_ASIDE
    told = " ".join(sentence.format(text=group.text) for group in chosen)
    return await groups(visit, told, () if is_next else tuple(group.first_id for group in chosen))


async def take_back(visit: Visit) -> web.Response:
    """Open groups again that were set aside."""
    taken = [await visit.services.review.take_back(one) for one in _numbers((await visit.form()).all("group"))]
    return await groups(visit, phrases.TAKEN_BACK if taken and all(taken) else phrases.NOT_TAKEN_BACK)


async def drop(visit: Visit) -> web.Response:
    """Take a question off the list for the next interview."""
    if not await visit.services.review.drop((await visit.form()).text("text")):
        raise EditError(phrases.NOT_SETTLED)
    return web.Response(status=303, headers={"Location": "/unanswered"})


async def export(visit: Visit) -> web.Response:
    """Return the list for the next interview as a file."""
    text = as_markdown(await visit.services.review.next_interview())
    named = {"Content-Disposition": f'attachment; filename="{phrases.EXPORT_NAME}"'}
    return web.Response(text=text, content_type="text/markdown", charset="utf-8", headers=named)


def _numbers(texts: tuple[str, ...]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 16]
