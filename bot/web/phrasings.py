"""Ways of asking: what finds each topic and what does not, and what an assistant drafted for them."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.core.curation.impact import Side
from bot.core.curation.requests import AddExamples
from bot.core.drafting.prompt import EACH, MOST_PART_CHARS, TopicFilter, is_weak, prompts
from bot.core.drafting.sieve import Pile, Sieved, sieve
from bot.core.evaluation.errors import findability
from bot.core.phrases import curating as phrases
from bot.errors import EditError
from bot.service import drafting
from bot.web.templates import percent
from bot.web.visits import Visit


async def topics(visit: Visit) -> web.Response:
    """List the topics, with how many of the ways of asking find each while they are left out."""
    snapshot, services = visit.snapshot, visit.services
    if services.findability is None or services.findability[0] is not snapshot:  # worked out once for a snapshot
        new = await asyncio.to_thread(findability, snapshot.knowledge, snapshot.matcher)
        services.findability = snapshot, tuple(new)
    found = {one.topic: one for one in services.findability[1]}
    weak = {name for name, one in found.items() if is_weak(one)}
    return await visit.page("topics.html", topics=[*visit.knowledge.topics.values()], found=found, weak=weak)


async def prompt(visit: Visit) -> web.Response:
    """Show the prompt for whatever assistant there is, and the box for its answer."""
    form, snapshot = visit.query, visit.snapshot
    sources, topics = (frozenset(filter(None, form.all(name))) for name in ("source", "topic"))
    wanted = TopicFilter(sources, topics, form.text("weak") == "1")

    def made() -> tuple[int, list[str]]:
        chosen = drafting.chosen(snapshot, wanted)
        return len(chosen), [*prompts(chosen, snapshot.knowledge, EACH, MOST_PART_CHARS)]

    count, parts = await asyncio.to_thread(made)
    return await visit.page("asking.html", count=count, prompt_parts=parts, sieved=None, answer="", refusal=None)


async def sift(visit: Visit) -> web.Response:
    """Show an assistant's answer in piles: what is newly found, what was found anyway, what another topic contests."""
    form = await visit.form()
    return await _sifted(visit, form.text("answer"), takes_all=form.text("all") == "1")


async def _sifted(visit: Visit, answer: str, *, takes_all: bool, refusal: EditError | None = None) -> web.Response:
    sieved, found, worths = None, dict[str, object](), list[str]()
    try:
        sieved = await asyncio.to_thread(_sieve, _side(visit), answer, takes_all=takes_all)
    except EditError as error:
        refusal = refusal or error
    if sieved:
        found = {str(pile): sieved.of(pile) for pile in Pile}
        worths = [
            told.format(
                asked=f"{one.asked:,}", before=percent(one.before / one.asked), after=percent(one.after / one.asked)
            )
            for one, told in zip(sieved.worths, phrases.WORTHS, strict=True)
            if one.asked
        ]
    return await visit.page(
        "asking.html",
        count=0,
        prompt_parts=[],
        sieved=sieved,
        piles=found,
        worths=worths,
        unknown_keys=phrases.UNKNOWN_KEYS.format(keys=", ".join(sieved.unknown)) if sieved else "",
        keeps_misses=bool(visit.snapshot.drafts.out_of_scope),
        answer=answer,
        takes_all=takes_all,
        refusal=refusal,
    )


def _side(visit: Visit) -> Side:
    return Side(visit.knowledge, visit.snapshot.matcher, visit.services.answering.policy)


def _sieve(side: Side, answer: str, *, takes_all: bool) -> Sieved:
    return sieve(side, drafting.read(side.knowledge, [answer]), takes_all=takes_all)


async def take(visit: Visit) -> web.Response:
    """Write what was shown to be taken: one change for each file, all of them proved before the first is written."""
    form, curating = await visit.form(), visit.services.curating
    answer, takes_all, side = form.text("answer"), form.text("all") == "1", _side(visit)
    try:
        sieved = await asyncio.to_thread(_sieve, side, answer, takes_all=takes_all)
        revisions = drafting.revisions(sieved, side.knowledge, takes_all=takes_all)
        why = form.text("why") or phrases.BY_ASSISTANT
        previews = [*await curating.propose_revisions(revisions, visit.curator, why)]
        if sieved.kept_misses and visit.snapshot.drafts.out_of_scope:
            previews.append(await curating.propose(AddExamples(sieved.kept_misses), visit.curator, why))
        if not previews:
            raise EditError(phrases.NOTHING_TO_TAKE)
        for problem in (preview.error for preview in previews if preview.error):
            raise EditError(phrases.IS_WRONG.format(problem=phrases.problem_line(problem)))
        done = [await curating.confirm(preview.key, visit.curator) for preview in previews]
    except EditError as error:
        return await _sifted(visit.renewed(), answer, takes_all=takes_all, refusal=error)
    number = done[-1].number if done else 0
    return web.Response(status=303, headers={"Location": f"/topics?done={number or 0}"})
