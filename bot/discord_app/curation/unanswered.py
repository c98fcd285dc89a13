"""Questions without an answer, as curators look through them: those that ask alike are one group, nobody is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from discord import ButtonStyle

from bot.core.curation.requests import EditTopic
from bot.core.model import Topic, short_id
from bot.core.phrases import curating as phrases
from bot.core.records import QuestionStatus
from bot.core.unanswered import NextQuestion, UnansweredGroup, as_markdown
from bot.discord_app import sending
from bot.discord_app.components import OPTION_CHARS, Button, CustomId, Menu, Option, Post, page_of, shortened
from bot.discord_app.curation.previews import curator_of
from bot.discord_app.interactions import ActionContext
from bot.discord_app.markdown import harmless, one_line
from bot.discord_app.sending import WRITTEN, TextField, open_form
from bot.service.curating import Preview
from bot.service.unanswered import UnansweredGroups

OTHER = "other"  # no short id is so short

_QUESTION_CHARS = 300
_MOST_TOPICS = 24
_TOPIC = "topic"
_TEXT_CHARS = 120
_WORDINGS = 8


@dataclass(frozen=True, slots=True)
class UnansweredRef:
    """What buttons carry: the newest question when the list was made, a group by its `first_id`, a topic's short id."""

    newest: int = 0
    first_id: int = 0
    topic: str = ""

    @property
    def words(self) -> str:
        """The reference for a custom id: at most 51 characters."""
        return f"{self.newest}.{self.first_id}.{self.topic}"

    @classmethod
    def read(cls, words: str) -> Self:
        """Read a reference; what cannot be read names nothing."""
        newest, _, rest = words.partition(".")
        first_id, _, topic = rest.partition(".")
        return cls(_number(newest), _number(first_id), topic)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


# the list, and one group of it


async def turn_groups(context: ActionContext) -> None:
    """Show another page; without a last question, the list as it is now."""
    groups = await context.services.review.groups(UnansweredRef.read(context.custom_id.words).newest)
    await sending.change(context.interaction, groups_post(groups, context.custom_id.at))


async def show_group(context: ActionContext) -> None:
    """Show the group picked, with the topics that it may belong to."""
    newest = UnansweredRef.read(context.custom_id.words).newest
    if group := await _group(context, UnansweredRef(newest, _number(next(iter(context.picked), "")))):
        topics, nearest = context.knowledge.topics, [*map(context.knowledge.topics.get, group.nearest)]
        proposed = [
            *filter(None, nearest),
            *context.snapshot.autocomplete.topics(group.text, _MOST_TOPICS),
            *topics.values(),
        ]
        distinct = {topic.id: topic for topic in proposed}
        await sending.change(context.interaction, group_post(group, newest, topics, distinct.values()))


async def _group(context: ActionContext, ref: UnansweredRef) -> UnansweredGroup | None:
    """Return the group that a button was shown with; where it is not open any more, tell whoever pressed."""
    group = (await context.services.review.groups(ref.newest)).group(ref.first_id)
    if group is None:
        await sending.confide(context.interaction, phrases.NO_SUCH_GROUP.format(number=ref.first_id))
    return group


def groups_post(groups: UnansweredGroups, number: int) -> Post:
    """Return a page of the list, what most people asked first, and a select to look at one group."""
    lines = [
        f"- {one_line(harmless(one.text), _TEXT_CHARS)} ({phrases.asked(one.times, one.people, one.not_asked)})"
        for one in groups.groups
    ]
    page = page_of(lines, number, 10)
    shown = slice(page.start, page.end)
    nothing = phrases.NOTHING_OPEN if groups.is_whole else phrases.OPEN_UNKNOWN
    heading = page.headed(f"**{phrases.OPEN}**" if lines else nothing)
    ref = UnansweredRef(groups.newest).words
    options = tuple(
        Option(shortened(harmless(one.text), OPTION_CHARS), str(one.first_id)) for one in groups.groups[shown]
    )
    rows = (
        *([(Menu(phrases.CHOOSE_GROUP, CustomId("gap", page.number, words=ref), options),)] if options else []),
        *page.turning(lambda at: CustomId("gaps", at, words=ref)),
        (Button(phrases.INTERVIEW_LIST, CustomId("gapnext")),),
    )
    return Post("\n".join([heading, *lines[shown]]), rows)


def group_post(group: UnansweredGroup, newest: int, topics: Mapping[str, Topic], proposed: Iterable[Topic]) -> Post:
    """Return how it was asked, why it is open, what was near, and what can become of it. `proposed`: topics for it."""
    first, *others = group.wordings
    near = [one_line(topics[name].title, 80) for name in group.nearest if name in topics]
    also = [f"- {one_line(harmless(text), _TEXT_CHARS)}" for text in others[:_WORDINGS]]
    lines = [
        f"**{one_line(harmless(first), 600)}**",
        phrases.why_open(group.times, group.people, group.reasons),
        *([phrases.NEAR.format(topics=", ".join(near))] if near else []),
        *([phrases.ALSO, *also] if also else []),
        *([phrases.MORE_WORDINGS.format(count=len(others) - _WORDINGS)] if len(others) > _WORDINGS else []),
    ]
    ref = UnansweredRef(newest, group.first_id).words
    options = [Option(shortened(topic.title, OPTION_CHARS), short_id(topic.id)) for topic in proposed][:_MOST_TOPICS]
    menu = Menu(phrases.CHOOSE_TOPIC, CustomId("gapto", words=ref), (*options, Option(phrases.OTHER_TOPIC, OTHER)))
    buttons = (
        Button(phrases.FOR_NEXT, CustomId("gapask", words=ref)),
        Button(phrases.OFF_TOPIC, CustomId("gapaside", words=ref)),
        Button(phrases.BACK, CustomId("gaps")),
    )
    return Post("\n".join(lines), ((menu,), buttons))


# off-topic, and back


async def set_aside(context: ActionContext) -> None:
    """Settle a group as off-topic."""
    if group := await _group(context, UnansweredRef.read(context.custom_id.words)):
        is_kept = await context.services.review.settle(group, QuestionStatus.OFF_TOPIC)
        await _tell(context, group, phrases.SET_ASIDE.format(text=_told(group.text)), is_kept=is_kept)


async def take_back(context: ActionContext) -> None:
    """Open a group again."""
    is_open = await context.services.review.take_back(UnansweredRef.read(context.custom_id.words).first_id)
    await sending.change(context.interaction, settled_post(phrases.TAKEN_BACK if is_open else phrases.NOT_TAKEN_BACK))


async def _tell(context: ActionContext, group: UnansweredGroup, sentence: str, *, is_kept: bool) -> None:
    if is_kept:
        await sending.change(context.interaction, settled_post(sentence, group.first_id))
    else:
        await sending.confide(context.interaction, phrases.NOT_SETTLED)


def settled_post(sentence: str, first_id: int = 0) -> Post:
    """Return what has become of a group; `first_id` of one that can be taken back."""
    back = Button(phrases.BACK, CustomId("gaps"))
    taking = Button(phrases.TAKE_BACK, CustomId("gapback", words=UnansweredRef(0, first_id).words))
    return Post(sentence, ((back, taking) if first_id else (back,),))


def _told(text: str) -> str:
    return one_line(harmless(text), 400)


# to a topic, as a way of asking


async def open_giving(context: ActionContext) -> None:
    """Open the form for a way of asking, with its draft; where no topic was picked, for a topic's name too."""
    ref, chosen = UnansweredRef.read(context.custom_id.words), next(iter(context.picked), OTHER)
    if group := await _group(context, ref):
        draft = context.services.review.draft(group)[:_QUESTION_CHARS]
        fields = [TextField(WRITTEN, phrases.AS_PEOPLE_ASK, _QUESTION_CHARS, draft, phrases.LOOK_IT_OVER)]
        if chosen == OTHER:
            name = TextField(_TOPIC, phrases.OTHER_TOPIC, _QUESTION_CHARS, hint=phrases.WHICH_TOPIC, is_long=False)
            fields.append(name)
        custom_id = CustomId("gapgive", words=UnansweredRef(ref.newest, ref.first_id, chosen).words)
        await open_form(context.interaction, custom_id, phrases.GIVE, fields)


async def give(context: ActionContext) -> None:
    """Preview a way of asking: what everybody who asks so would get, and what else would change."""
    ref, name = UnansweredRef.read(context.custom_id.words), context.written.get(_TOPIC, "")
    topic = context.knowledge.topic_by_short_id(ref.topic) or context.snapshot.catalogue.topic(name)
    group = await _group(context, ref)
    if group and topic:
        why = phrases.why_given(group.times, group.people)
        order = EditTopic(topic.id, add=(context.written.get(WRITTEN, ""),))

        async def promised() -> Preview:
            preview = await context.session.curating.propose(order, curator_of(context.interaction), why)
            context.services.review.promise(preview.key, group)
            return preview

        await sending.begin(context.interaction)
        await context.session.show(context.interaction, promised(), phrases.GIVES.format(why=why))
    elif group:
        await sending.confide(context.interaction, phrases.NO_SUCH_TOPIC.format(name=_told(name)))


# the list for the next interview


async def open_asking(context: ActionContext) -> None:
    """Open the form for the next interview, with the draft of a question."""
    if group := await _group(context, UnansweredRef.read(context.custom_id.words)):
        draft = context.services.review.draft(group)[:_QUESTION_CHARS]
        field = TextField(WRITTEN, phrases.AS_TO_ASK, _QUESTION_CHARS, draft, phrases.LOOK_IT_OVER)
        await open_form(
            context.interaction, CustomId("gapasked", words=context.custom_id.words), phrases.FOR_NEXT, [field]
        )


async def list_question(context: ActionContext) -> None:
    """Put a question on the list, as it was written into the form."""
    if group := await _group(context, UnansweredRef.read(context.custom_id.words)):
        text = context.written.get(WRITTEN, "")
        is_kept = await context.services.review.ask_next(group, text)
        await _tell(context, group, phrases.LISTED.format(text=_told(text)), is_kept=is_kept)


async def turn_interview(context: ActionContext) -> None:
    """Show a page of the list."""
    listed = await context.services.review.next_interview()
    await sending.change(context.interaction, interview_post(listed, context.custom_id.at))


async def take_off(context: ActionContext) -> None:
    """Take the question picked off the list."""
    review = context.services.review
    for question in await review.next_interview():
        if short_id(question.text) in context.picked and not await review.drop(question.text):
            await sending.confide(context.interaction, phrases.NOT_SETTLED)
            return
    await turn_interview(context)


async def export(context: ActionContext) -> None:
    """Hand the list over as a file of Markdown."""
    listed = await context.services.review.next_interview()
    await sending.hand_over(context.interaction, phrases.EXPORTED, phrases.EXPORT_NAME, f"{as_markdown(listed)}\n")


def interview_post(listed: Sequence[NextQuestion], number: int) -> Post:
    """Return a page of the list, which can be exported, and from which questions can be taken."""
    lines = [
        f"- {one_line(harmless(one.text), _TEXT_CHARS)} ({phrases.asked(one.times, one.people)})" for one in listed
    ]
    page = page_of(lines, number, 15)
    shown = slice(page.start, page.end)
    heading = page.headed(f"**{phrases.NEXT_INTERVIEW}**" if lines else phrases.NOTHING_LISTED)
    options = tuple(Option(shortened(one.text, OPTION_CHARS), short_id(one.text)) for one in listed[shown])
    export_button = Button(phrases.EXPORT, CustomId("gapexport"), ButtonStyle.primary)
    rows = (
        *([(Menu(phrases.TAKE_OFF, CustomId("gapoff"), options),)] if options else []),
        *page.turning(lambda at: CustomId("gapnext", at)),
        (*([export_button] if options else []), Button(phrases.BACK, CustomId("gaps"))),
    )
    return Post("\n".join([heading, *lines[shown]]), rows)
