"""What curators are shown besides previews: what was done, the history, how things stand, how a question fares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import islice

import discord
from discord import ButtonStyle

from bot.core import phrases
from bot.core.answer import Mode, Policy, decide
from bot.core.phrases import counted, curating, curators
from bot.core.records import Change, Tally
from bot.discord_app.answers.render import asked_note
from bot.discord_app.components import OPTION_CHARS, Button, CustomId, Menu, Option, Post, page_of, shortened
from bot.discord_app.curation.alerts import wrong
from bot.discord_app.curation.corrections import Corrections
from bot.discord_app.markdown import MESSAGE_CHARS, block_quote, cut, harmless, one_line
from bot.service.answering import Reply
from bot.service.curating import Done
from bot.service.memory import KEPT_FOR
from bot.service.snapshots import LoadStatus

HISTORY = 100
_LINE_CHARS = 300
_LINKS = 10


def done_post(done: Done, further: str = "") -> Post:
    """Return that a change is live, and the way to take it back."""
    said = one_line(curating.done(done.change.kind, done.change.subject), _LINE_CHARS)
    lines = [curators.DONE.format(done=f"{said[:1].upper()}{said[1:]}")]
    lines.append(curators.NUMBERED.format(number=done.number) if done.number else curating.NOT_NOTED)
    if further:
        lines.append(further)
    rows = ((Button(curators.TAKE_BACK, CustomId("undo", message=done.number)),),) if done.number else ()
    return Post("\n".join(lines), rows)


def corrected_text(found: Corrections) -> str:
    """Say what became of the replies that showed a quote."""
    if found == Corrections():
        return curators.NOT_SHOWN.format(days=KEPT_FOR.days)
    text = curators.CORRECTED.format(corrected=found.corrected, gone=found.gone, failed=len(found.failed))
    more = len(found.failed) - _LINKS
    links = [*found.failed[:_LINKS], *([curators.AND_MORE.format(count=more)] if more > 0 else [])]
    return "\n".join([text, *(f"- {link}" for link in links)])


def history_post(changes: Sequence[Change], number: int) -> Post:
    """Return a page of changes, and a select to look at one of them."""
    if not changes:
        return Post(curators.NO_HISTORY)
    blocks = [f"- {change_text(change)}" for change in changes]
    page = page_of(blocks, number, 10)
    options = tuple(
        Option(shortened(harmless(curating.change_line(change)), OPTION_CHARS), str(change.id))
        for change in changes[page.start : page.end]
    )
    rows = (
        (Menu(curators.CHOOSE_CHANGE, CustomId("look"), options),),
        *page.turning(lambda at: CustomId("history", at)),
    )
    return Post("\n".join([page.headed(curators.HISTORY), *blocks[page.start : page.end]]), rows)


def change_text(change: Change) -> str:
    """Say a change in one line: its number, when, who, what, why."""
    when = discord.utils.format_dt(change.changed_at, "f")
    return f"{change.id}. {when}, {one_line(harmless(curating.who_changed(change)), _LINE_CHARS)}"


def change_post(change: Change) -> Post:
    """Return a change: who, when, what, why, before and after."""
    lines = [change_text(change)]
    for label, text in ((curators.BEFORE, change.before), (curators.AFTER, change.after)):
        if text:
            first, *rest = cut(block_quote(text), 700)
            lines += [label, f"{first.rstrip()} …" if rest else first]
    button = Button(curators.TAKE_BACK, CustomId("undo", message=change.id), ButtonStyle.danger)
    return Post("\n".join(lines), ((button,),))


TRIED = 5
_MORE_CHARS = 100  # room for line ends, and to say how many more there are
_VOTED = 5
_ID_CHARS = 100
_SMALL = "-# "


def status_post(
    status: LoadStatus, lost: Mapping[str, int], tallies: Mapping[str, Tally], *, is_writable: bool
) -> Post:
    """Return what is served, since when, what is wrong with it, what memory lost, and the votes by quote."""
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
        for kept in snapshot.stale[:3]
    ]
    head = curators.IN_ORDER if status.is_healthy else phrases.KNOWLEDGE_DEGRADED
    counts = ", ".join(f"{theme} {count}" for theme, count in sorted(lost.items()) if count)
    remembered = curators.LOST.format(lost=counts) if counts else curators.NOTHING_LOST
    unwritable = [] if is_writable else [curators.NOT_WRITABLE]
    lines = [head, held, since, remembered, *unwritable, *_votes(tallies), *kept]
    return Post("\n".join([*lines, *wrong(status, MESSAGE_CHARS - _MORE_CHARS - sum(map(len, lines)))]))


def _when(moment: datetime) -> str:
    return f"{discord.utils.format_dt(moment, 'f')} ({discord.utils.format_dt(moment, 'R')})"


def _votes(tallies: Mapping[str, Tally]) -> Iterator[str]:
    if not tallies:
        yield curators.NO_VOTES.format(days=KEPT_FOR.days)
        return
    votes = curators.VOTES_ON.format(**asdict(sum(tallies.values(), Tally())))
    yield curators.VOTES.format(days=KEPT_FOR.days, votes=votes)
    for quote, tally in islice(tallies.items(), _VOTED):
        yield f"- {one_line(quote, _ID_CHARS)}: {curators.VOTES_ON.format(**asdict(tally))}"
    if len(tallies) > _VOTED:
        yield curators.MORE_VOTES.format(count=len(tallies) - _VOTED)


def tried_post(question: str, reply: Reply, policy: Policy) -> Post:
    """Return the decision with what it rests on, then the first quotes: the features' parts, and why not the others."""
    ranking = reply.ranking
    matched = one_line(harmless(curating.matched(ranking)), 200)
    unasked = curating.decided(decide(ranking, policy, Mode.MESSAGE), ranking, policy, Mode.MESSAGE)
    lines = [
        curators.TRIED.format(decision=curating.decided(reply.decision, ranking, policy), matched=matched),
        curators.TRIED_UNASKED.format(decision=unasked),
        _SMALL + asked_note(question),
    ]
    for match in ranking.matches[:TRIED]:
        title = f"**{match.score:.3f}** {one_line(match.quote.id, _ID_CHARS)}"
        under = curators.TRIED_UNDER.format(topic=one_line(match.topic.title, _ID_CHARS))
        found = [f"{title}, {under}", block_quote(shortened(match.text, 120))]
        if match is not ranking.matches[0]:
            found.append(_SMALL + curating.behind(ranking.matches[0], match))
        found.append(_SMALL + ", ".join(f"{name} {part:.3f}" for name, part in curating.parts(match)))
        if sum(map(len, (*lines, *found))) + len(lines) + len(found) - 1 > MESSAGE_CHARS:
            break
        lines += found
    return Post("\n".join(lines), ((Button(curators.TRY_ANOTHER, CustomId("try")),),))
