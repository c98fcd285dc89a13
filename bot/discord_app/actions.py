"""The table of actions: which function answers which button, select or form, by its custom id."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import discord

from bot.core import phrases
from bot.discord_app import sending
from bot.discord_app.answers import buttons as answers
from bot.discord_app.answers import commands as asking
from bot.discord_app.browse import commands as browse
from bot.discord_app.components import CustomId
from bot.discord_app.curation import commands as curation
from bot.discord_app.curation import unanswered
from bot.discord_app.interactions import Action, ActionContext, Services, by_curators
from bot.discord_app.servers import settings

# What shows more of the record counts as looking it up, as /quote and /topic do.
_LOOKUPS: Final[Mapping[str, Action]] = {
    "next": answers.show_next,
    "all": answers.show_all,
    "context": answers.show_context,
    "share": answers.share,
    "nearest": answers.show_nearest,
    "topic": answers.show_topic,
    "topics": browse.turn_topics,
    "narrow": browse.narrow_topics,
    "choose": browse.choose_topic,
    "read": browse.read_quote,
    "hits": browse.turn_hits,
    "sources": browse.turn_sources,
    "cite": browse.cite,
    "pick": asking.pick,
}

_FOR_MEMBERS: Final[Mapping[str, Action]] = {
    **{name: answers.counted(action) for name, action in _LOOKUPS.items()},
    "helpful": answers.count_helpful,
    "not": answers.count_not_asked,
    "delete": answers.delete,
    "reword": answers.open_question,
    "reworded": answers.answer_question,
    "forget": browse.forget,
    "send": answers.send,
    "settings": settings.turn_settings,
    "setpage": settings.turn_sources,
    "setsources": settings.choose_sources,
}

FOR_CURATORS: Final[Mapping[str, Action]] = {
    "try": curation.open_try,
    "tried": curation.show_tried,
    "gaps": unanswered.turn_groups,
    "gap": unanswered.show_group,
    "gapto": unanswered.open_giving,
    "gapgive": unanswered.give,
    "gapaside": unanswered.set_aside,
    "gapback": unanswered.take_back,
    "gapask": unanswered.open_asking,
    "gapasked": unanswered.list_question,
    "gapnext": unanswered.turn_interview,
    "gapoff": unanswered.take_off,
    "gapexport": unanswered.export,
    "confirm": curation.confirm,
    "cancel": curation.cancel,
    "change": curation.change,
    "added": curation.add,
    "edited": curation.edit,
    "retopic": curation.choose_topic,
    "undo": curation.undo,
    "history": curation.turn_history,
    "look": curation.look,
}

# These change the message whose button, select or form was used; what the others say is a message of its own.
CHANGING: Final = frozenset(
    {"next", "delete", "share", "pick", "topics", "narrow", "hits", "sources", "forget"}
    | {"settings", "setpage", "setsources", "tried", "gaps", "gap", "gapgive", "gapaside", "gapback", "gapasked"}
    | {"gapnext", "gapoff", "confirm", "cancel", "added", "edited", "retopic", "undo", "history"}
)

ACTIONS: Final = {**_FOR_MEMBERS, **{name: by_curators(action) for name, action in FOR_CURATORS.items()}}

ACTION_TYPES = (discord.InteractionType.component, discord.InteractionType.modal_submit)


class ActionDispatcher:
    """Answers every use of a button, a select or a form, also of those older than this process, and unknown ones."""

    def __init__(self, services: Services, actions: Mapping[str, Action] = ACTIONS) -> None:
        self._services = services
        self._actions = actions

    async def take(self, interaction: discord.Interaction) -> None:
        """Run the action of a button, a select or a form; whatever fails is told to whoever used it."""
        data: Mapping[str, Any] = dict(interaction.data or {})
        custom_id = CustomId.read(data["custom_id"])
        action = self._actions.get(custom_id.action) if custom_id else None
        where = f"the action {custom_id.action}" if custom_id else "a button that is not known"
        confide = partial(sending.confide, interaction)
        async with self._services.incidents.told(where, interaction.channel_id, confide):
            if custom_id is None or action is None:
                await confide(phrases.UNKNOWN_BUTTON)
            else:
                fields = [label.get("component", {}) for label in data.get("components", ())]
                written = {field["custom_id"]: field["value"] for field in fields if field.get("value") is not None}
                picked = tuple(data.get("values", ()))
                await action(ActionContext(interaction, custom_id, self._services, picked, written))
