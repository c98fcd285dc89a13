"""How the knowledge stands, and why a question is answered as it is: for curators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import discord

from bot.core import phrases
from bot.core.answer import Mode, Policy, decide
from bot.core.matching import Match
from bot.core.phrases import curating, curators
from bot.core.phrases.counting import counted
from bot.discord_app.answers.render import asked_note
from bot.discord_app.components import Button, Post, Press, shortened
from bot.discord_app.curation.alerts import wrong
from bot.discord_app.markdown import MESSAGE_CHARS, block_quote, harmless, one_line
from bot.service.answering import Reply
from bot.service.reloading import Status

TRIED = 5
_MORE_CHARS = 100  # room for line ends, and to say how many more there are
_KEPT = 3
_ID_CHARS = 100
_WORDS_CHARS = 120
_MATCHED_CHARS = 200
_SMALL = "-# "


def status_post(status: Status, lost: Mapping[str, int], *, is_writable: bool) -> Post:
    """What is served, since when, what is wrong with it, and what memory lost."""
    snapshot = status.snapshot
    known = snapshot.knowledge
    held = curators.HOLDS.format(
        quotes=counted(len(known.quotes), "quote"),
        topics=counted(len(known.topics), "topic"),
        sources=counted(len(known.sources), "interview"),
        tier=snapshot.tier,
    )
    since = curators.SINCE.format(since=_when(status.loaded_at), read=_when(status.read_at), ms=status.read_ms)
    kept = [
        curators.AS_BEFORE.format(what=one_line(kept.what, _ID_CHARS), file=one_line(kept.file, _ID_CHARS))
        for kept in snapshot.kept[:_KEPT]
    ]
    head = curators.IN_ORDER if status.is_healthy else phrases.KNOWLEDGE_DEGRADED
    memory = [_lost(lost), *([] if is_writable else [curators.NOT_WRITABLE])]
    lines = [head, held, since, *memory, *kept]
    return Post("\n".join([*lines, *wrong(status, MESSAGE_CHARS - _MORE_CHARS - sum(map(len, lines)))]))


def _when(moment: datetime) -> str:
    return f"{discord.utils.format_dt(moment, 'f')} ({discord.utils.format_dt(moment, 'R')})"


def _lost(lost: Mapping[str, int]) -> str:
    counts = ", ".join(f"{theme} {count}" for theme, count in sorted(lost.items()) if count)
    return curators.LOST.format(lost=counts) if counts else curators.NOTHING_LOST


def tried_post(question: str, reply: Reply, policy: Policy) -> Post:
    """The decision with what it rests on, then the first quotes: each signal's part, and why not the others."""
    ranking = reply.ranking
    matched = one_line(harmless(curating.matched(ranking)), _MATCHED_CHARS)
    unasked = curating.decided(decide(ranking, policy, Mode.MESSAGE), ranking, policy, Mode.MESSAGE)
    lines = [
        curators.TRIED.format(decision=curating.decided(reply.decision, ranking, policy), matched=matched),
        curators.TRIED_UNASKED.format(decision=unasked),
        _SMALL + asked_note(question),
    ]
    for match in ranking.matches[:TRIED]:
        found = _found(match, ranking.matches[0])
        if sum(map(len, (*lines, found))) + len(lines) > MESSAGE_CHARS:
            break
        lines.append(found)
    return Post("\n".join(lines), ((Button(curators.TRY_ANOTHER, Press("try")),),))


def _found(match: Match, first: Match) -> str:
    title = f"**{match.score:.3f}** {one_line(match.quote.id, _ID_CHARS)}"
    under = curators.TRIED_UNDER.format(topic=one_line(match.topic.title, _ID_CHARS))
    lines = [f"{title}, {under}", block_quote(shortened(match.text, _WORDS_CHARS))]
    if match is not first:
        lines.append(_SMALL + curating.behind(first, match))
    lines.append(_SMALL + ", ".join(f"{name} {part:.3f}" for name, part in curating.parts(match)))
    return "\n".join(lines)
