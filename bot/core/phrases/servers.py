"""What moderators are told about their server's settings, and what stands above a quote of the day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.core.records import ChannelMode

WHICH_CHANNEL: Final = "The channel or forum; without one, this one"
WHEN_TO_ANSWER: Final = "When I answer there"
WHETHER_PRIVATE_THERE: Final = "Whether a command's answer is for its user alone, unless they choose otherwise"
WHEN_DAILY: Final = "The time of day, such as 09:30 or 9am"
WHICH_ZONE: Final = "The time zone: type a city"
WHERE_DAILY: Final = "The channel it is posted in"
WHETHER_DAILY: Final = "Off ends it"

IN_SERVERS_ONLY: Final = "Settings belong to a server that I am a member of. Please use this there."
MAY_NOT_SET: Final = "Only people who may manage this server can change its settings."
NOT_KEPT: Final = (
    "It holds from now on, but I could not write it down, so it may be gone after a restart. "
    "Please tell the people who run me."
)

WHEN: Final[Mapping[ChannelMode, str]] = {
    ChannelMode.OFF: "I keep silent; commands are answered to their user alone",
    ChannelMode.MENTION: "I answer commands, and whoever mentions me or replies to me",
    ChannelMode.QUESTIONS: "I also answer plain questions that nobody put to me, when I am sure",
}
PRIVATE: Final = "a command's answer is for its user alone, unless they choose otherwise"
PUBLIC: Final = "a command's answer is for everybody, unless its user chooses otherwise"
SETTINGS: Final = "What holds in this server:"
EVERYWHERE: Final = "Wherever nothing else is set"
GONE_CHANNEL: Final = "A channel that is gone"
LACKS: Final = "There I lack: {missing}."
NEEDS_CONTENT: Final = (
    "Plain questions do not reach me yet: whoever runs me has to set `discord.message_content: true` "
    "and switch on the Message Content Intent in Discord's developer portal."
)

ALL_SOURCES: Final = "Every interview answers here."
SOME_SOURCES: Final = "These interviews answer here: {titles}."
NO_SOURCES_LEFT: Final = "The interviews chosen for this server are gone, so none answers here. Choose others."
CHOOSE_SOURCES: Final = "Which interviews answer here? None chosen: all of them"

DAILY: Final = "A quote of the day comes to {channel} at {time} ({zone}). {why}The next one: {next}."
DAILY_HAS_COME: Final = "Today's has come already. "
DAILY_COMES_NOW: Final = "Its time is over for today and none has come yet, so the first one comes now. "
NO_DAILY: Final = "There is no quote of the day."
DAILY_NOTE: Final = "quote of the day"
NO_SUCH_TIME: Final = "I cannot read that as a time of day: “{time}”. Write it as 09:30, 9:30 or 9am."
NO_SUCH_ZONE: Final = "I know no time zone called “{zone}”. While you type a city, I offer those that I know."
NAME_A_CHANNEL: Final = "Please name a text channel with `channel:`; the quote of the day cannot be posted here."
NO_CHANNEL_FOR_DAILY: Final = "I cannot post the quote of the day in {channel}. I would need: {missing}."
DAILY_REFUSED: Final = (
    "Discord does not let me post the quote of the day in {channel}: {why}. I try again tomorrow. "
    "`/settings show` tells what I lack."
)
THE_CHANNEL: Final = "the channel itself, which is gone"


def what_holds(name: str, mode: ChannelMode, *, is_private: bool) -> str:
    """Say in one sentence what is set for a channel or for the server."""
    privacy = "" if mode is ChannelMode.OFF else f"; {PRIVATE if is_private else PUBLIC}"
    return f"{name}: {WHEN[mode]}{privacy}."
