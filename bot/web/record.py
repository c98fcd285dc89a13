"""The record to read: interviews with what is quoted of them, a turn's sentences to choose from, topics."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.core.evaluation.errors import coverage
from bot.core.model import Source, Turn
from bot.web.changing import quote
from bot.web.marking import Mark, marked_words, sentence_spans
from bot.web.reading import read_turns
from bot.web.visits import Form, Visit


async def interviews(visit: Visit) -> web.Response:
    """List the interviews, with how much of each is quoted."""
    knowledge = visit.knowledge
    quotes = {name: sum(quote.source.id == name for quote in knowledge.quotes.values()) for name in knowledge.sources}
    answering = {
        (s.id, one.id) for s in knowledge.sources.values() for one in s.speakers.values() if one.role == "interviewee"
    }
    found = await asyncio.to_thread(coverage, knowledge)
    covered = {one.source: one for one in found if (one.source, one.speaker) in answering}
    problems = sorted(visit.snapshot.problems, key=lambda problem: problem.location)
    return await visit.page(
        "interviews.html", quotes=quotes, covered=covered, problems=problems, stale=visit.snapshot.stale
    )


async def interview(visit: Visit) -> web.Response:
    """Show an interview as a text, turn by turn, with what is quoted of it."""
    source = _source(visit)
    turns = await asyncio.to_thread(read_turns, source.id, visit.knowledge)
    covered = await asyncio.to_thread(coverage, visit.knowledge)
    drafts = (draft for draft in visit.snapshot.drafts.records if draft.source.id.text == source.id)
    return await visit.page(
        "interview.html",
        source=source,
        turns=turns,
        coverage=[one for one in covered if one.source == source.id],
        unquoted={read.turn.number for read in turns if read.is_worth_quoting},
        retired=[retired for draft in drafts for retired in draft.retired],
    )


async def turn_sentences(visit: Visit) -> web.Response:
    """Show the sentences of one turn, to be chosen from without a mouse and without a script."""
    source, number = _source(visit), visit.names["number"]
    turn = _turn(visit, source, int(number) if number.isascii() and number.isdecimal() else 0)
    texts = [turn.text[slice(*span)] for span in sentence_spans(turn.text)]
    turns = visit.knowledge.transcripts[source.id].turns
    before = next((one for one in turns if one.number == turn.number - 1), None)
    return await visit.page("turn.html", source=source, turn=turn, sentences=texts, before=before)


async def mark(visit: Visit) -> web.Response:
    """Show the form for the words that were marked in a turn, or for the sentences that were chosen of it."""
    source, form = _source(visit), visit.query
    marks = [found for found in map(Mark.read, form.all("mark")) if found]
    number = marks[0].turn if marks else form.number("turn")
    turn = _turn(visit, source, number)
    if marks:
        spans = [one.within(turn.text) for one in marks if one.turn == number]
    else:
        stands = sentence_spans(turn.text)
        chosen = {int(text) for text in form.all("sentence") if text.isascii() and text.isdecimal()}
        spans = [span for at, span in enumerate(stands) if at in chosen]
    words = marked_words(turn, spans, is_exact="exact" in form)
    exact = marked_words(turn, spans, is_exact=True)
    is_grown = "exact" not in form and exact != words
    filled = {
        "words": (words,),
        "source": (source.id,),
        "turn": (str(number),),
        "back": (f"/record/{source.id}#t{number}",),
        "exactly": (f"{visit.request.path_qs}&exact=1",) if is_grown else (),
    }
    return await quote(visit, Form(filled))


def _source(visit: Visit) -> Source:
    return visit.knowledge.sources.get(visit.names["source"]) or visit.missing("There is no such interview (any more).")


def _turn(visit: Visit, source: Source, number: int) -> Turn:
    transcript = visit.knowledge.transcripts.get(source.id)
    turns = transcript.turns if transcript else ()
    found = next((turn for turn in turns if turn.number == number), None)
    return found or visit.missing("There is no such turn (any more).")
