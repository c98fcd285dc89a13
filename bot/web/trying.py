"""How questions fare: one that somebody tries, and all with known answers, under these thresholds and others."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlencode

from aiohttp import web

from bot.core.answer import Mode, Policy, decide
from bot.core.evaluation.metrics import Outcome
from bot.core.model import Question
from bot.core.phrases import curating as phrases
from bot.core.text import sentences
from bot.errors import EditError
from bot.service.checking import evaluate
from bot.web.visits import Visit

_MATCHES = 5
_QUESTION_CHARS = 300
_SPAN_CHARS = 200
_MOVED = 40
_MISSES = 30
_NOTHING = "nothing"


async def tried(visit: Visit) -> web.Response:
    """Show how a question is answered, and why: this quote, and not that."""
    text = visit.query.text("q")[:_QUESTION_CHARS]
    if not text:
        return await visit.page("try.html", question="")
    answering = visit.services.answering
    reply = await answering.reply_in_turn(Question(text), top=_MATCHES)
    ranking, policy = reply.ranking, answering.policy
    unasked = decide(ranking, policy, Mode.MESSAGE)
    first = ranking.matches[0] if ranking.matches else None
    return await visit.page(
        "try.html",
        question=text,
        reply=reply,
        policy=policy,
        decided=phrases.decided(reply.decision, ranking, policy),
        unasked=phrases.decided(unasked, ranking, policy, Mode.MESSAGE),
        matched=phrases.matched(ranking),
        matches=[
            (m, phrases.parts(m), phrases.behind(first, m) if first and m is not first else "") for m in ranking.matches
        ],
        kept="kept" in visit.query,
        file=visit.services.questions.name,
    )


async def judge(visit: Visit) -> web.Response:
    """Keep what the answer to a question should have been, among the record's own questions."""
    form = await visit.form()
    text, wanted = " ".join(form.text("q").split())[:_QUESTION_CHARS], form.text("answer")
    quote = visit.knowledge.quotes.get(wanted)
    words = form.text("words") or (quote.text if quote else "")
    if not text or not (words or wanted == _NOTHING):
        raise EditError(phrases.NOT_JUDGED)
    spans = () if wanted == _NOTHING and not form.text("words") else (span_of(words),)
    await asyncio.to_thread(visit.services.questions.add, text, spans)
    return web.Response(status=303, headers={"Location": f"/try?{urlencode({'q': text, 'kept': 1})}"})


def span_of(words: str) -> str:
    """Return the sentence by which words are known again: the first, unless it is short."""
    found = [sentence.strip()[:_SPAN_CHARS].strip() for sentence in sentences(words)]
    return next((sentence for sentence in found if len(sentence) > 20), found[0])


class OutcomeCounts(NamedTuple):
    """What comes of questions put to the bot: right and wrong answers, lists of topics, right and missed silence."""

    right: int
    wrong: int
    suggested: int
    silent: int
    missed: int

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> OutcomeCounts:
        counts = Counter(_what(outcome) for outcome in outcomes if outcome.asked.is_put_to_bot)
        return cls(*(counts[name] for name in cls._fields))


def _what(outcome: Outcome) -> str:
    """Return what came of a question: a field of OutcomeCounts."""
    if outcome.is_answer:
        return "right" if outcome.is_right() else "wrong"
    if outcome.is_suggestion:
        return "suggested"
    return "silent" if outcome.asked.is_silent else "missed"


async def figures(visit: Visit) -> web.Response:
    """Show how well the record's own questions are answered, and what other thresholds would change."""
    services = visit.services
    questions = await asyncio.to_thread(services.questions.read)
    policy = services.answering.policy
    if not questions:
        return await visit.page("figures.html", found=None, file=services.questions.name)
    basis = visit.snapshot, questions
    if services.evaluation is None or services.evaluation[:2] != basis:  # moving a threshold asks nothing again
        services.evaluation = *basis, await asyncio.to_thread(evaluate, questions, services.answering, policy)
    found, wanted = services.evaluation[2], thresholds(visit, policy)
    after = [outcome.at(wanted) for outcome in found.outcomes]
    moved = [
        (old, _what(old), _what(new))
        for old, new in zip(found.outcomes, after, strict=True)
        if _what(old) != _what(new) and old.asked.is_put_to_bot
    ]
    return await visit.page(
        "figures.html",
        found=found,
        file=services.questions.name,
        policy=policy,
        wanted=wanted,
        tallies=(OutcomeCounts.of(found.outcomes), OutcomeCounts.of(after)),
        moved=moved[:_MOVED],
        more=max(0, len(moved) - _MOVED),
        misses=found.misses[:_MISSES],
    )


def thresholds(visit: Visit, policy: Policy) -> Policy:
    """Return the thresholds of the address, in hundredths; those that are not there are the ones that are set."""
    answer_at = visit.query.number("answer_at") / 100 if "answer_at" in visit.query else policy.answer_at
    suggest_at = visit.query.number("suggest_at") / 100 if "suggest_at" in visit.query else policy.suggest_at
    answer_at = min(answer_at, 1.0)
    return Policy(answer_at, min(suggest_at, answer_at), max(answer_at, policy.message_at))
