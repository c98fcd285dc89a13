"""What curators fill in to add a quote or to change one, and what they mean by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import discord

from bot.core.curation import AddWords, EditQuote, Missing
from bot.core.model import Knowledge, Quote, Topic, short_id
from bot.core.phrases import curators
from bot.discord_app import sending
from bot.discord_app.components import CustomId
from bot.discord_app.curation.previews import PreviewExtras, PreviewSession, Typed, curator_of, refused_post
from bot.discord_app.sending import TextField, open_form

FORM_CHARS = 4000
_TITLE_CHARS = 150
_ASKED_CHARS = 500
_WHY_CHARS = 300


async def open_add(interaction: discord.Interaction, order: AddWords, why: str, number: int) -> None:
    """The form for words that are not quoted yet, with what was typed before."""
    fields = [
        TextField("words", curators.WORDS, FORM_CHARS, order.words, curators.WORDS_HINT),
        _line("title", curators.NEW_TOPIC, _TITLE_CHARS, order.title, curators.NEW_TOPIC_HINT),
        _line("asked", curators.ASKED, _ASKED_CHARS, order.asked or "", curators.ASKED_HINT),
        TextField(
            "phrasings",
            curators.PHRASINGS,
            FORM_CHARS,
            "\n".join(order.phrasings),
            curators.PHRASINGS_HINT,
            is_required=False,
        ),
        _line("why", curators.WHY, _WHY_CHARS, why, curators.WHY_CHANGED),
    ]
    await open_form(interaction, CustomId("added", message=number), curators.ADD_TITLE, fields)


def added(written: Mapping[str, str], before: Typed | None) -> Typed:
    """What is to be added. The topic chosen before holds, unless the title of a new one was written."""
    known = before.order if before and isinstance(before.order, AddWords) else AddWords("")
    title = written.get("title", "").strip()
    order = AddWords(
        written["words"],
        "" if title else known.topic,
        title,
        known.source,
        asked=written.get("asked", "").strip() or None,
        phrasings=tuple(filter(None, map(str.strip, written.get("phrasings", "").splitlines()))),
    )
    return Typed(order, written.get("why", ""), before.topics if before and not title else ())


def under_topic(typed: Typed, topic: str) -> Typed:
    """The same words under another topic."""
    order = typed.order
    if isinstance(order, EditQuote):
        return typed
    moved = AddWords(order.words, topic, "", order.source, asked=order.asked, phrasings=order.phrasings)
    return Typed(moved, typed.why, typed.topics)


async def open_edit(
    interaction: discord.Interaction, quote: Quote, knowledge: Knowledge, typed: Typed | None = None
) -> None:
    """The form for a quote as it is, or with what was typed before."""
    order = typed.order if typed and isinstance(typed.order, EditQuote) else EditQuote(quote.id)
    words = quote.text if order.words is None else order.words
    asked = (quote.asked or "") if order.asked is None else order.asked
    title = order.title or _title(quote, knowledge)
    fields = [
        TextField("words", curators.WORDS, FORM_CHARS, words, curators.WORDS_HINT),
        _line("asked", curators.ASKED, _ASKED_CHARS, asked, curators.NOTHING_ASKED_HINT),
        _line("title", curators.TOPIC_TITLE, _TITLE_CHARS, title, ""),
        _line("why", curators.WHY, _WHY_CHARS, typed.why if typed else "", curators.WHY_CHANGED),
    ]
    await open_form(interaction, CustomId("edited", short_ids=(short_id(quote.id),)), curators.EDIT_TITLE, fields)


def edited(written: Mapping[str, str], quote: Quote, knowledge: Knowledge) -> Typed:
    """What is to be changed; what was left as it stood is none of it."""
    words, asked, title = written["words"], written.get("asked", "").strip(), written.get("title", "").strip()
    order = EditQuote(
        quote.id,
        None if words.split() == quote.text.split() else words,
        None if asked.split() == (quote.asked or "").split() else asked,
        title=None if title == _title(quote, knowledge)[:_TITLE_CHARS] else title,
    )
    return Typed(order, written.get("why", ""))


def _title(quote: Quote, knowledge: Knowledge) -> str:
    """Of the topic under which the quote is written; "" where it is under none."""
    return next((topic.title for topic in knowledge.topics_of(quote)), "")


def _line(name: str, label: str, limit_chars: int, value: str, hint: str) -> TextField:
    return TextField(name, label, limit_chars, value[:limit_chars], hint, is_required=False, is_long=False)


async def propose(session: PreviewSession, interaction: discord.Interaction, typed: Typed) -> None:
    """Look the words up, choose a topic where none is named, and show what would come of it."""
    await sending.begin(interaction)
    if typed.order.words:
        finding = await session.curating.find(typed.order.words, _source(typed.order))
        if isinstance(finding.words, Missing):
            number = session.pad.keep(interaction.user.id, typed)
            await sending.put(interaction, refused_post(str(finding.words), number, finding.words.nearest))
            return
        typed = _with_topic(typed, finding.topics)
    await show(session, interaction, typed)


async def show(session: PreviewSession, interaction: discord.Interaction, typed: Typed) -> None:
    """The preview of what was typed, under the topic that it names."""
    number = session.pad.keep(interaction.user.id, typed)
    making = session.curating.propose(typed.order, curator_of(interaction), typed.why)
    await session.show(interaction, making, PreviewExtras(number, typed.topics))


def _source(order: AddWords | EditQuote) -> str:
    return order.source if isinstance(order, AddWords) else order.quote.partition("/")[0]


def _with_topic(typed: Typed, topics: Sequence[Topic]) -> Typed:
    """Words that are added under no topic come under the nearest one; the others can be chosen."""
    order = typed.order
    if not isinstance(order, AddWords) or order.topic or order.title or not topics:
        return typed
    return under_topic(Typed(order, typed.why, tuple(topics)), topics[0].id)
