"""What curators do with questions that got no answer: look at them, set them aside, put them on a list."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.curation import EditTopic
from bot.core.model import short_id
from bot.core.phrases import curating as phrases
from bot.core.records import QuestionStatus
from bot.core.unanswered import UnansweredGroup, as_markdown
from bot.discord_app import sending
from bot.discord_app.components import CustomId
from bot.discord_app.curation.previews import PreviewExtras, curator_of
from bot.discord_app.curation.render_unanswered import (
    OTHER,
    UnansweredRef,
    gap_post,
    gaps_post,
    interview_post,
    settled_post,
)
from bot.discord_app.interactions import ActionContext
from bot.discord_app.markdown import harmless, one_line
from bot.discord_app.sending import WRITTEN, TextField, open_form
from bot.service.previews import Preview
from bot.service.unanswered import UnansweredReview

_QUESTION_CHARS = 300
_TOLD_CHARS = 400
_OFFERED = 24
_TOPIC = "topic"


async def turn_gaps(context: ActionContext) -> None:
    """Another page; without a last question, the list as it is now."""
    gathered = await context.services.review.gathered(UnansweredRef.read(context.custom_id.words).newest)
    await sending.change(context.interaction, gaps_post(gathered, context.custom_id.at))


async def show_gap(context: ActionContext) -> None:
    """The one picked, with the topics that it may belong to."""
    ref = UnansweredRef.read(context.custom_id.words).of(next(iter(context.picked), ""))
    if gap := await _gap(context, ref):
        topics, nearest = context.knowledge.topics, [*map(context.knowledge.topics.get, gap.nearest)]
        offered = [*filter(None, nearest), *context.snapshot.autocomplete.topics(gap.text, _OFFERED), *topics.values()]
        distinct = {topic.id: topic for topic in offered}
        await sending.change(context.interaction, gap_post(gap, ref.newest, topics, distinct.values()))


async def set_aside(context: ActionContext) -> None:
    """They are off-topic."""
    if gap := await _gap(context, UnansweredRef.read(context.custom_id.words)):
        is_kept = await context.services.review.settle(gap, QuestionStatus.OFF_TOPIC)
        await _tell(context, gap, phrases.SET_ASIDE.format(text=_told(gap.text)), is_kept=is_kept)


async def take_back(context: ActionContext) -> None:
    """They are open again."""
    is_open = await context.services.review.take_back(UnansweredRef.read(context.custom_id.words).first_id)
    await sending.change(context.interaction, settled_post(phrases.TAKEN_BACK if is_open else phrases.NOT_TAKEN_BACK))


async def open_asking(context: ActionContext) -> None:
    """The form for the next interview, with the draft of a question."""
    if gap := await _gap(context, UnansweredRef.read(context.custom_id.words)):
        draft = context.services.review.draft(gap)[:_QUESTION_CHARS]
        field = TextField(WRITTEN, phrases.AS_TO_ASK, _QUESTION_CHARS, draft, phrases.LOOK_IT_OVER)
        await open_form(
            context.interaction, CustomId("gapasked", words=context.custom_id.words), phrases.FOR_NEXT, [field]
        )


async def list_question(context: ActionContext) -> None:
    """As it was written into the form."""
    if gap := await _gap(context, UnansweredRef.read(context.custom_id.words)):
        text = context.written.get(WRITTEN, "")
        is_kept = await context.services.review.ask_next(gap, text)
        await _tell(context, gap, phrases.LISTED.format(text=_told(text)), is_kept=is_kept)


async def open_giving(context: ActionContext) -> None:
    """The form for a way of asking, with its draft; where the topic is not among those offered, for its name too."""
    ref, chosen = UnansweredRef.read(context.custom_id.words), next(iter(context.picked), OTHER)
    if gap := await _gap(context, ref):
        draft = context.services.review.draft(gap)[:_QUESTION_CHARS]
        fields = [TextField(WRITTEN, phrases.AS_PEOPLE_ASK, _QUESTION_CHARS, draft, phrases.LOOK_IT_OVER)]
        if chosen == OTHER:
            fields.append(
                TextField(_TOPIC, phrases.OTHER_TOPIC, _QUESTION_CHARS, hint=phrases.WHICH_TOPIC, is_long=False)
            )
        custom_id = CustomId("gapgive", words=UnansweredRef(ref.newest, ref.first_id, chosen).words)
        await open_form(context.interaction, custom_id, phrases.GIVE, fields)


async def give(context: ActionContext) -> None:
    """The preview of it: what everybody who asks so would get, and what else would change."""
    ref, name = UnansweredRef.read(context.custom_id.words), context.written.get(_TOPIC, "")
    topic = context.knowledge.topic_by_short_id(ref.topic) or context.snapshot.catalogue.topic(name)
    gap = await _gap(context, ref)
    if gap and topic:
        why = phrases.why_given(gap.times, gap.people)
        order = EditTopic(topic.id, add=(context.written.get(WRITTEN, ""),))
        await sending.begin(context.interaction)
        making = _promised(context, gap, order, why)
        await context.session.show(context.interaction, making, PreviewExtras(note=phrases.GIVES.format(why=why)))
    elif gap:
        await sending.confide(context.interaction, phrases.NO_SUCH_TOPIC.format(name=_told(name)))


async def _promised(context: ActionContext, gap: UnansweredGroup, order: EditTopic, why: str) -> Preview:
    """Confirmed, it settles the gap."""
    preview = await context.session.curating.propose(order, curator_of(context.interaction), why)
    context.services.review.promise(preview.key, gap)
    return preview


async def turn_interview(context: ActionContext) -> None:
    """A page of the list for the next interview."""
    listed = await context.services.review.next_interview()
    await sending.change(context.interaction, interview_post(listed, context.custom_id.at))


async def take_off(context: ActionContext) -> None:
    """The one picked is not on the list any more."""
    review = context.services.review
    for question in await review.next_interview():
        if short_id(question.text) in context.picked and not await review.drop(question.text):
            await sending.confide(context.interaction, phrases.NOT_SETTLED)
            return
    await turn_interview(context)


async def export(context: ActionContext) -> None:
    """The list as a file of Markdown."""
    listed = await context.services.review.next_interview()
    await sending.hand_over(context.interaction, phrases.EXPORTED, phrases.EXPORT_NAME, f"{as_markdown(listed)}\n")


async def _gap(context: ActionContext, ref: UnansweredRef) -> UnansweredGroup | None:
    """What the button was shown with; where it is not open any more, whoever pressed is told."""
    gap = (await context.services.review.gathered(ref.newest)).gap(ref.first_id)
    if gap is None:
        await sending.confide(context.interaction, phrases.NO_SUCH_GAP.format(number=ref.first_id))
    return gap


async def _tell(context: ActionContext, gap: UnansweredGroup, sentence: str, *, is_kept: bool) -> None:
    if is_kept:
        await sending.change(context.interaction, settled_post(sentence, gap.first_id))
    else:
        await sending.confide(context.interaction, phrases.NOT_SETTLED)


def _told(text: str) -> str:
    return one_line(harmless(text), _TOLD_CHARS)


class UnansweredCommands(commands.Cog):
    """The list; `press.gaps` goes on from there."""

    def __init__(self, review: UnansweredReview) -> None:
        self._review = review

    @app_commands.command(name="unanswered", description="Show what members asked and got no answer to.")
    async def unanswered(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await sending.confide(interaction, gaps_post(await self._review.gathered(), 0))
