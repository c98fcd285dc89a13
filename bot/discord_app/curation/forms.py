"""What curators fill in to add a quote or to change one, and what they mean by it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

import discord
from cachetools import FIFOCache

from bot.core.curation.requests import AddWords, EditQuote
from bot.core.edits import ImpossibleError
from bot.core.model import Quote, Topic, short_id
from bot.core.phrases import curators
from bot.discord_app.components import CustomId
from bot.discord_app.sending import TextField, open_form
from bot.service.snapshots import Snapshot

FORM_CHARS = 4000
_TITLE_CHARS = 150
_ASKED_CHARS = 500
_WHY_CHARS = 300


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed; `why` is for the history, `topics` were offered for words to be added, best first."""

    order: AddWords | EditQuote
    why: str = ""
    topics: tuple[Topic, ...] = ()

    def under(self, topic: str) -> Typed:
        """Return the same words under another topic."""
        if isinstance(self.order, EditQuote):
            return self
        return replace(self, order=replace(self.order, topic=topic, title=""))

    def under_nearest(self, topics: tuple[Topic, ...]) -> Typed:
        """Return the same words under the first of these topics; the others can be chosen."""
        return replace(self.under(topics[0].id), topics=topics) if topics else self


class FormDrafts:
    """The last 200 forms, each for its curator alone. A restart loses them: then one begins again."""

    def __init__(self) -> None:
        self._typed = FIFOCache[tuple[int, int], Typed](200)

    def keep(self, curator: int, typed: Typed) -> int:
        """Return the number by which a button finds it again."""
        number = secrets.randbits(60) + 1
        self._typed[curator, number] = typed
        return number

    def typed(self, curator: int, number: int) -> Typed | None:
        return self._typed.get((curator, number))


async def open_add(interaction: discord.Interaction, order: AddWords, why: str, number: int) -> None:
    """Open the form for words that are not quoted yet, with what was typed before."""
    phrasings = "\n".join(order.phrasings)
    fields = [
        TextField("words", curators.WORDS, FORM_CHARS, order.words, curators.WORDS_HINT),
        _line("title", curators.NEW_TOPIC, _TITLE_CHARS, order.title, curators.NEW_TOPIC_HINT),
        _line("asked", curators.ASKED, _ASKED_CHARS, order.asked or "", curators.ASKED_HINT),
        _optional("phrasings", curators.PHRASINGS, FORM_CHARS, phrasings, curators.PHRASINGS_HINT),
        _line("why", curators.WHY, _WHY_CHARS, why, curators.WHY_CHANGED),
    ]
    await open_form(interaction, CustomId("added", message=number), curators.ADD_TITLE, fields)


def added(written: Mapping[str, str], before: Typed | None) -> Typed:
    """Return what is to be added. The topic chosen before holds, unless the title of a new one was written."""
    known = before.order if before and isinstance(before.order, AddWords) else AddWords("")
    title = written.get("title", "").strip()
    order = AddWords(
        written["words"],
        topic="" if title else known.topic,
        title=title,
        source=known.source,
        asked=written.get("asked", "").strip() or None,
        phrasings=tuple(filter(None, map(str.strip, written.get("phrasings", "").splitlines()))),
    )
    return Typed(order, written.get("why", ""), before.topics if before and not title else ())


async def open_edit(
    interaction: discord.Interaction, quote: Quote, snapshot: Snapshot, typed: Typed | None = None
) -> None:
    """Open the form for a quote as it is, or with what was typed before."""
    order = typed.order if typed and isinstance(typed.order, EditQuote) else EditQuote(quote.id)
    words = quote.text if order.words is None else order.words
    asked = (quote.asked or "") if order.asked is None else order.asked
    fields = [
        TextField("words", curators.WORDS, FORM_CHARS, words, curators.WORDS_HINT),
        _line("asked", curators.ASKED, _ASKED_CHARS, asked, curators.NOTHING_ASKED_HINT),
        _line("title", curators.TOPIC_TITLE, _TITLE_CHARS, order.title or _title(quote, snapshot), ""),
        _line("why", curators.WHY, _WHY_CHARS, typed.why if typed else "", curators.WHY_CHANGED),
    ]
    await open_form(interaction, CustomId("edited", short_ids=(short_id(quote.id),)), curators.EDIT_TITLE, fields)


def edited(written: Mapping[str, str], quote: Quote, snapshot: Snapshot) -> Typed:
    """Return what is to be changed; what was left as it stood is none of it."""
    words, asked, title = written["words"], written.get("asked", "").strip(), written.get("title", "").strip()
    order = EditQuote(
        quote.id,
        words=None if words.split() == quote.text.split() else words,
        asked=None if asked.split() == (quote.asked or "").split() else asked,
        title=None if title == _title(quote, snapshot)[:_TITLE_CHARS] else title,
    )
    return Typed(order, written.get("why", ""))


def _title(quote: Quote, snapshot: Snapshot) -> str:
    """Return the title of the topic under which the quote is written; others may use it too. "" where it is in none."""
    with suppress(ImpossibleError):
        _, topic, _ = snapshot.archive.quote(quote.id)
        return snapshot.archive.topics[topic.id.text]
    return ""


_optional = partial(TextField, is_required=False)


def _line(name: str, label: str, limit_chars: int, value: str, hint: str) -> TextField:
    return _optional(name, label, limit_chars, value[:limit_chars], hint, is_long=False)
