"""What curators do with questions that got no answer: look at them, set them aside, put them on a list."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.curation import EditTopic
from bot.core.model import handle
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


async def turn_gaps(pressed: ActionContext) -> None:
    """Another page; without a last question, the list as it is now."""
    gathered = await pressed.services.gathering.gathered(UnansweredRef.read(pressed.press.words).newest)
    await sending.change(pressed.interaction, gaps_post(gathered, pressed.press.at))


async def show_gap(pressed: ActionContext) -> None:
    """The one picked, with the topics that it may belong to."""
    ref = UnansweredRef.read(pressed.press.words).of(next(iter(pressed.picked), ""))
    if gap := await _gap(pressed, ref):
        topics, nearest = pressed.knowledge.topics, [*map(pressed.knowledge.topics.get, gap.nearest)]
        offered = [*filter(None, nearest), *pressed.snapshot.offers.topics(gap.text, _OFFERED), *topics.values()]
        distinct = {topic.id: topic for topic in offered}
        await sending.change(pressed.interaction, gap_post(gap, ref.newest, topics, distinct.values()))


async def set_aside(pressed: ActionContext) -> None:
    """They are off-topic."""
    if gap := await _gap(pressed, UnansweredRef.read(pressed.press.words)):
        is_kept = await pressed.services.gathering.settle(gap, QuestionStatus.OFF_TOPIC)
        await _tell(pressed, gap, phrases.SET_ASIDE.format(text=_told(gap.text)), is_kept=is_kept)


async def take_back(pressed: ActionContext) -> None:
    """They are open again."""
    is_open = await pressed.services.gathering.take_back(UnansweredRef.read(pressed.press.words).first_id)
    await sending.change(pressed.interaction, settled_post(phrases.TAKEN_BACK if is_open else phrases.NOT_TAKEN_BACK))


async def open_asking(pressed: ActionContext) -> None:
    """The form for the next interview, with the draft of a question."""
    if gap := await _gap(pressed, UnansweredRef.read(pressed.press.words)):
        draft = pressed.services.gathering.draft(gap)[:_QUESTION_CHARS]
        field = TextField(WRITTEN, phrases.AS_TO_ASK, _QUESTION_CHARS, draft, phrases.LOOK_IT_OVER)
        await open_form(pressed.interaction, CustomId("gapasked", words=pressed.press.words), phrases.FOR_NEXT, [field])


async def list_question(pressed: ActionContext) -> None:
    """As it was written into the form."""
    if gap := await _gap(pressed, UnansweredRef.read(pressed.press.words)):
        text = pressed.written.get(WRITTEN, "")
        is_kept = await pressed.services.gathering.ask_next(gap, text)
        await _tell(pressed, gap, phrases.LISTED.format(text=_told(text)), is_kept=is_kept)


async def open_giving(pressed: ActionContext) -> None:
    """The form for a way of asking, with its draft; where the topic is not among those offered, for its name too."""
    ref, chosen = UnansweredRef.read(pressed.press.words), next(iter(pressed.picked), OTHER)
    if gap := await _gap(pressed, ref):
        draft = pressed.services.gathering.draft(gap)[:_QUESTION_CHARS]
        fields = [TextField(WRITTEN, phrases.AS_PEOPLE_ASK, _QUESTION_CHARS, draft, phrases.LOOK_IT_OVER)]
        if chosen == OTHER:
            fields.append(
                TextField(_TOPIC, phrases.OTHER_TOPIC, _QUESTION_CHARS, hint=phrases.WHICH_TOPIC, is_long=False)
            )
        press = CustomId("gapgive", words=UnansweredRef(ref.newest, ref.first_id, chosen).words)
        await open_form(pressed.interaction, press, phrases.GIVE, fields)


async def give(pressed: ActionContext) -> None:
    """The preview of it: what everybody who asks so would get, and what else would change."""
    ref, name = UnansweredRef.read(pressed.press.words), pressed.written.get(_TOPIC, "")
    topic = pressed.knowledge.topic_by_handle(ref.topic) or pressed.snapshot.catalogue.topic(name)
    gap = await _gap(pressed, ref)
    if gap and topic:
        why = phrases.why_given(gap.times, gap.people)
        order = EditTopic(topic.id, add=(pressed.written.get(WRITTEN, ""),))
        await sending.begin(pressed.interaction)
        making = _promised(pressed, gap, order, why)
        await pressed.bench.show(pressed.interaction, making, PreviewExtras(note=phrases.GIVES.format(why=why)))
    elif gap:
        await sending.confide(pressed.interaction, phrases.NO_SUCH_TOPIC.format(name=_told(name)))


async def _promised(pressed: ActionContext, gap: UnansweredGroup, order: EditTopic, why: str) -> Preview:
    """Confirmed, it settles the gap."""
    preview = await pressed.bench.curating.propose(order, curator_of(pressed.interaction), why)
    pressed.services.gathering.promise(preview.key, gap)
    return preview


async def turn_interview(pressed: ActionContext) -> None:
    """A page of the list for the next interview."""
    listed = await pressed.services.gathering.next_interview()
    await sending.change(pressed.interaction, interview_post(listed, pressed.press.at))


async def take_off(pressed: ActionContext) -> None:
    """The one picked is not on the list any more."""
    gathering = pressed.services.gathering
    for question in await gathering.next_interview():
        if handle(question.text) in pressed.picked and not await gathering.drop(question.text):
            await sending.confide(pressed.interaction, phrases.NOT_SETTLED)
            return
    await turn_interview(pressed)


async def export(pressed: ActionContext) -> None:
    """The list as a file of Markdown."""
    listed = await pressed.services.gathering.next_interview()
    await sending.hand_over(pressed.interaction, phrases.EXPORTED, phrases.EXPORT_NAME, f"{as_markdown(listed)}\n")


async def _gap(pressed: ActionContext, ref: UnansweredRef) -> UnansweredGroup | None:
    """What the button was shown with; where it is not open any more, whoever pressed is told."""
    gap = (await pressed.services.gathering.gathered(ref.newest)).gap(ref.first_id)
    if gap is None:
        await sending.confide(pressed.interaction, phrases.NO_SUCH_GAP.format(number=ref.first_id))
    return gap


async def _tell(pressed: ActionContext, gap: UnansweredGroup, sentence: str, *, is_kept: bool) -> None:
    if is_kept:
        await sending.change(pressed.interaction, settled_post(sentence, gap.first_id))
    else:
        await sending.confide(pressed.interaction, phrases.NOT_SETTLED)


def _told(text: str) -> str:
    return one_line(harmless(text), _TOLD_CHARS)


class UnansweredCommands(commands.Cog):
    """The list; `press.gaps` goes on from there."""

    def __init__(self, gathering: UnansweredReview) -> None:
        self._gathering = gathering

    @app_commands.command(name="unanswered", description="Show what members asked and got no answer to.")
    async def unanswered(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await sending.confide(interaction, gaps_post(await self._gathering.gathered(), 0))
