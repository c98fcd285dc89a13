"""The actions of the buttons below an answer, and of the form for other words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

import discord

from bot.core import phrases
from bot.core.excerpts import Excerpt, Utterance, surroundings
from bot.core.model import Question, Quote, Topic
from bot.core.phrases import curating
from bot.core.records import Reason, Unanswered, Verdict, Vote
from bot.core.text import CUT
from bot.discord_app import permissions, sending
from bot.discord_app.answers import messages, render
from bot.discord_app.answers.messages import asked_in, question_answered
from bot.discord_app.answers.render import Showing
from bot.discord_app.browse.render import citing_row
from bot.discord_app.components import CustomId, Post, Row, view_of
from bot.discord_app.interactions import Action, ActionContext, Services, deliver, request_of
from bot.discord_app.markdown import MESSAGE_CHARS, block_quotes, escaped, one_line
from bot.discord_app.sending import WRITTEN, Deferral, TextField, open_form
from bot.service.responder import PUT_TO_THE_BOT, Audience, Request, Surface


async def is_refused(interaction: discord.Interaction, services: Services, request: Request) -> bool:
    """Return whether its user has asked or looked up too much just now, of which they are told; else count it."""
    refusal = services.responder.wait(request)
    if refusal:
        await deliver(interaction, services, refusal, render.command_post(refusal))
    return refusal is not None


def counted(action: Action) -> Action:
    """Return the action for those who have not looked up too much just now; the others are told to wait."""

    async def guarded(context: ActionContext) -> None:
        request = request_of(context.interaction, Surface.BUTTON, Audience.ASKER)
        if not await is_refused(context.interaction, context.services, request):
            await action(context)

    return guarded


async def show_next(context: ActionContext) -> None:
    """Show the next quote in the asker's message; to anybody else, privately."""
    showing = await showing_of(context)
    if showing is None or showing.current is None:
        return
    interaction, message, responder = context.interaction, context.interaction.message, context.services.responder
    if message and (context.is_private or interaction.user.id == context.custom_id.asker):
        audience = Audience.ASKER if context.is_private else Audience.ALL
        notes = render.notes_for(showing.current.quote, context.knowledge, message.content)
        response = responder.showing(request_of(interaction, Surface.BUTTON, audience), showing.quotes)
        await sending.change(interaction, render.answer_post(showing, notes))
        await responder.remember_change(response, message.id)
    else:
        await sending.confide(interaction, render.answer_post(showing.to(interaction.user.id, is_private=True)))


async def show_all(context: ActionContext) -> None:
    """Show every word, privately."""
    if showing := await showing_of(context):
        await sending.answer(context.interaction, whole_messages(render.visible(showing)), is_private=True)


async def show_context(context: ActionContext) -> None:
    """Show the turns around the quote, with a button that tells how to cite it, privately."""
    showing = await showing_of(context)
    if showing is None or showing.current is None:
        return
    quote = showing.current.quote
    transcript = context.knowledge.transcripts.get(quote.source.id)
    said = surroundings(quote, transcript) if transcript else ()
    *first, last = context_messages(said, quote) if said else [phrases.NO_CONTEXT]
    messages: list[sending.Sendable] = [*first, Post(last, (citing_row(showing),))]
    await sending.answer(context.interaction, messages, is_private=True)


async def delete(context: ActionContext) -> None:
    """Delete the message, for its asker and moderators; by the interaction, which needs no permission of the bot's."""
    interaction = context.interaction
    if interaction.user.id != context.custom_id.asker and not interaction.permissions.manage_messages:
        await sending.confide(interaction, phrases.MAY_NOT_DELETE)
        return
    await sending.defer(interaction, Deferral.UPDATE)
    await interaction.delete_original_response()


async def share(context: ActionContext) -> None:
    """Post a private answer for everybody in the channel, and take the button away that did it."""
    showing, interaction = await showing_of(context), context.interaction
    if showing is None:
        return
    if reason := await why_not_here(context):
        await sending.confide(interaction, reason)
        return
    if not permissions.can_write(interaction, interaction.app_permissions):
        await sending.confide(interaction, phrases.CANNOT_SHARE)
        return
    with context.once() as is_first:
        if is_first:
            await _post_for_all(context, showing)
        else:
            await sending.confide(interaction, phrases.POSTED_ALREADY)


async def _post_for_all(context: ActionContext, showing: Showing) -> None:
    interaction = context.interaction
    await sending.defer(interaction, Deferral.UPDATE)
    note, responder = render.shared_note(interaction.user.display_name), context.services.responder
    request = request_of(interaction, Surface.SHARE, Audience.ALL)
    private, public = (showing.to(request.asker, is_private=is_private) for is_private in (True, False))
    await deliver(
        interaction, context.services, responder.showing(request, showing.quotes), render.answer_post(public, [note])
    )
    left = render.answer_post(private, may_share=False)
    await interaction.edit_original_response(view=view_of(left.rows))


async def showing_of(context: ActionContext) -> Showing | None:
    """Return what a button belongs to; None where that has been withdrawn, of which its user is told."""
    sources = (await context.selection()).sources
    is_private = context.is_private
    is_asked = context.custom_id.action == "pick" or has_votes(context.interaction.message)
    showing = Showing.read(context.custom_id, context.knowledge, sources, is_private=is_private, is_asked=is_asked)
    if showing.current is None:
        await sending.confide(context.interaction, phrases.WITHDRAWN)
        return None
    return showing


def has_votes(message: discord.Message | None) -> bool:
    """Return whether a message answers somebody's question, so that it can be told whether it does."""
    return message is None or "helpful" in {custom_id.action for custom_id in messages.custom_ids_in(message)}


async def why_not_here(context: ActionContext) -> str:
    """Return why nothing can be said to all in this channel; "" where it can. Direct messages have no permissions."""
    interaction = context.interaction
    settings = await context.services.memory.settings.of(interaction.guild_id)
    if settings.is_silent_in(*permissions.channel_of(interaction)):
        return phrases.SILENT_HERE
    return "" if permissions.can_write(interaction, interaction.permissions) else phrases.MAY_NOT_SHARE


async def show_nearest(context: ActionContext) -> None:
    """Show the topics that came nearest, privately."""
    topics = [*filter(None, map(context.knowledge.topic_by_short_id, context.custom_id.short_ids))]
    sentence = phrases.NEAREST_CHOICE if topics else phrases.NEAREST_GONE
    await sending.confide(context.interaction, render.choice_post(sentence, topics, context.interaction.user.id))


async def show_topic(context: ActionContext, *, is_asked: bool = True) -> None:
    """Show the topic's first quote, privately, with the way to its others."""
    sources = (await context.selection()).sources
    showing = Showing.read(context.custom_id, context.knowledge, sources, is_asked=is_asked)
    if showing.current:
        private = showing.to(context.interaction.user.id, is_private=True)
        await sending.confide(context.interaction, render.answer_post(private))
    else:
        await sending.confide(context.interaction, phrases.WITHDRAWN_TOPIC)


async def keep_question(context: ActionContext, showing: Showing) -> None:
    """Keep what was put to the bot in a server's channel, once, however many say that it was not answered."""
    interaction, memory = context.interaction, context.services.memory
    answer, me = interaction.message, interaction.client.user
    sent = await memory.reply_in(answer.id) if answer else None
    if answer is None or me is None or sent is None or sent.guild is None or sent.surface not in PUT_TO_THE_BOT:
        return
    if text := await question_answered(answer, me):
        nearest = tuple(topic.id for topic in _topics(context, showing))
        where = sent.guild, sent.channel, asked_in(answer)
        question = Unanswered(text, *where, sent.asker, Reason.NOT_ASKED, nearest, memory.now())
        memory.keep_unanswered(question, is_once=True)


def sending_parts(context: ActionContext, showing: Showing) -> tuple[list[str], Row]:
    """Return the question as a small line, and the button that sends it, for who asked where moderators see nothing."""
    interaction, message = context.interaction, context.interaction.message
    is_seen = interaction.is_guild_integration() and interaction.guild_id is not None and not context.is_private
    is_kept = bool(context.services.memory.questions_kept_for)
    if message is None or is_seen or not is_kept or interaction.user.id != context.custom_id.asker:
        return [], ()
    question = render.question_in(message.content)
    if not question and not message.reference:
        return [], ()
    button = render.send_button(Reason.NOT_ASKED, _topics(context, showing), context.custom_id.asker, asked_in(message))
    return [f"-# {render.asked_note(question)}"] if question else [], (button,)


async def send(context: ActionContext) -> None:
    """Send what its asker has asked in private to the moderators, without their name, once.

    The question stands in the button's own message, else in the asker's.
    """
    interaction, memory, custom_id = context.interaction, context.services.memory, context.custom_id
    if not memory.questions_kept_for:
        await sending.confide(interaction, curating.NOT_KEPT)
        return
    text = render.question_in(interaction.message.content) if interaction.message else ""
    me, channel = interaction.client.user, interaction.channel
    if not text and me and custom_id.message and isinstance(channel, discord.abc.Messageable):
        with suppress(discord.HTTPException):
            asked = await channel.fetch_message(custom_id.message)
            text = messages.without_mention(asked.content, me) if asked.author.id == interaction.user.id else ""
    if not text or interaction.message is None:
        await sending.confide(interaction, curating.CANNOT_SEND)
        return
    guild = interaction.guild_id if interaction.is_guild_integration() else None
    where = guild, interaction.channel_id or 0, custom_id.message or asked_in(interaction.message)
    nearest = (topic.id for topic in map(context.knowledge.topic_by_short_id, custom_id.short_ids) if topic)
    reason = render.REASONS[custom_id.at] if custom_id.at < len(render.REASONS) else Reason.ABSTENTION
    asker = memory.digests.of_person(interaction.user.id)
    memory.keep_unanswered(Unanswered(text, *where, asker, reason, tuple(nearest), memory.now()), is_once=True)
    await sending.confide(interaction, curating.SENT)


def _topics(context: ActionContext, showing: Showing) -> tuple[Topic, ...]:
    return context.knowledge.topics_of(showing.current.quote) if showing.current else ()


QUESTION_CHARS = 1000


async def open_question(context: ActionContext) -> None:
    """Open the form for other words."""
    asked = TextField(WRITTEN, phrases.WHAT_TO_ASK, QUESTION_CHARS)
    await open_form(context.interaction, CustomId("reworded"), phrases.OTHER_WORDS, [asked])


async def answer_question(context: ActionContext) -> None:
    """Answer what was written into the form, to its writer alone."""
    question = Question(context.written[WRITTEN], (await context.selection()).sources)
    request = request_of(context.interaction, Surface.FORM, Audience.ASKER, question)
    async with context.services.responder.responding(request) as response:
        await deliver(context.interaction, context.services, response, render.command_post(response))


async def count_helpful(context: ActionContext) -> None:
    """Count a vote, and thank for it privately."""
    if showing := await showing_of(context):
        _keep_vote(context, showing, Verdict.HELPFUL)
        await sending.confide(context.interaction, phrases.THANKS)
        if message := context.interaction.message:
            context.services.memory.reconsider(message.id, asked_in(message))


async def count_not_asked(context: ActionContext) -> None:
    """Count a vote, offer privately what else may have been meant, and keep what was asked in a channel."""
    if showing := await showing_of(context):
        _keep_vote(context, showing, Verdict.NOT_ASKED)
        asker = context.interaction.user.id
        topics = showing.nearest_topics((await context.selection()).sources, 3)
        thanks = phrases.THANKS_NEAREST if topics else phrases.THANKS_ASIDE
        notes, send_row = sending_parts(context, showing)
        below = (*render.other_words_row(asker), *send_row)
        await sending.confide(
            context.interaction, render.choice_post("\n".join([thanks, *notes]), topics, asker, below)
        )
        await keep_question(context, showing)


def _keep_vote(context: ActionContext, showing: Showing, verdict: Verdict) -> None:
    interaction, memory = context.interaction, context.services.memory
    if interaction.message and showing.current:
        voter, quote = memory.digests.of_person(interaction.user.id), showing.current.quote.id
        memory.vote(Vote(interaction.message.id, voter, verdict, quote, interaction.guild_id, memory.now()))


MESSAGES = 6  # whoever installed the bot for themselves is allowed five after the first
_BLOCK_CHARS = 1800  # leaves space for a name above it


def whole_messages(excerpts: Sequence[Excerpt]) -> list[str]:
    """Return all the words of each quote as block quotes, the origin below them."""
    quotes = [excerpt.quote for excerpt in excerpts]
    blocks = [block for quote in quotes for block in (block_quotes(quote.text), [render.origin(quote)])]
    return _limited(_stacked(blocks), render.where(quotes[0]))


def context_messages(said: Iterable[Utterance], quote: Quote) -> list[str]:
    """Return who said what around the quote, in order, where it stands, and what finds the quote again."""
    turns = []
    for words in said:
        first, *rest = block_quotes(words.text, _BLOCK_CHARS)
        name = one_line(words.speaker.name, 100) if words.speaker else phrases.NOT_CERTAIN_WHO
        turns.append([f"**{name}**\n{first}", *rest])
    found = f"{render.where(quote)}\n-# {render.id_note(quote)}"
    return _limited(_stacked([[phrases.CONTEXT_OF], *turns, [found]]), found)


def _stacked(blocks: Iterable[Sequence[str]]) -> list[str]:
    """Put blocks below each other; the parts of one stay separate, since a line break would be more than was said."""
    messages: list[str] = []
    for first, *rest in blocks:
        if messages and len(messages[-1]) + len("\n") + len(first) <= MESSAGE_CHARS:
            messages[-1] += f"\n{first}"
        else:
            messages.append(first)
        messages += rest
    return messages


def _limited(messages: list[str], rest: str) -> list[str]:
    """Return as many as may be sent; the last one tells where the rest is."""
    if len(messages) <= MESSAGES:
        return messages
    return [*messages[: MESSAGES - 1], f"> {escaped(CUT)}\n{phrases.REST_AT_SOURCE} {rest}"]
