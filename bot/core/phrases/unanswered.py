"""Questions without an answer: what members are told who send one, and curators who look through them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.core.records import Reason

SEND: Final = "Send to moderators"
SENT: Final = "Thank you. Those who keep the record see your question, without your name."
NOT_KEPT: Final = "Nothing is kept here for moderators, so I sent nothing."
CANNOT_SEND: Final = "I cannot find your question any more, so I sent nothing. Please ask it again."

NOTHING_OPEN: Final = "No question is without an answer."
NOTHING_LISTED: Final = "No question is on the list for the next interview."
NEXT_INTERVIEW: Final = "Questions for the next interview"
OPEN: Final = "Questions without an answer"
NO_SUCH_GAP: Final = "There is no open question {number}: it was settled meanwhile, or it is older than 30 days."
SET_ASIDE: Final = "Set aside as off-topic: “{text}”."
LISTED: Final = "On the list for the next interview: “{text}”."
HAS_BLANKS: Final = "What could tell who asked is blanked: “{draft}”. Write it as people would ask, with --as."
NOT_SETTLED: Final = "I could not write that down. Please try again later."

OFF_TOPIC: Final = "Off-topic"
FOR_NEXT: Final = "For the next interview"
BACK: Final = "Back to the list"
TAKE_BACK: Final = "Take that back"
TAKEN_BACK: Final = "These questions are open again."
NOT_TAKEN_BACK: Final = "That was too long ago to be taken back here."
CHOOSE_GAP: Final = "Choose one"
CHOOSE_TOPIC: Final = "Give it to a topic, as a way of asking"
GIVE: Final = "Give it to a topic"
GIVES: Final = "It answers what was {why}."
NO_SUCH_TOPIC: Final = "There is no topic called “{name}”, so nothing was done."
OTHER_TOPIC: Final = "Another topic"
WHICH_TOPIC: Final = "Its id or its title"
AS_PEOPLE_ASK: Final = "As people would ask"
AS_TO_ASK: Final = "As it is to be asked"
LOOK_IT_OVER: Final = "Mentions, links, numbers and what looks like a name are blanked. Please look it over."
NEAR: Final = "Nearest topics: {topics}"
ALSO: Final = "Asked in other words:"
MORE_WORDINGS: Final = "And in {count} more ways."
INTERVIEW_LIST: Final = "The list for the next interview"
EXPORT: Final = "Export as Markdown"
EXPORTED: Final = "The questions for the next interview, to be taken along:"
EXPORT_NAME: Final = "questions-for-the-next-interview.md"
TAKE_OFF: Final = "Take one off the list"

_WHY: Final[Mapping[Reason, str]] = {
    Reason.ABSTENTION: "without an answer",
    Reason.SUGGESTIONS: "with nearest topics in its place",
    Reason.NOT_ASKED: "with an answer that was not what was asked",
}


def why_open(reasons: Mapping[Reason, int]) -> str:
    """What became of it, as often as it did."""
    told = ", ".join(f"{count} {_WHY[reason]}" for reason, count in reasons.items())
    return f"Of these, {told}."


def why_given(times: int, people: int) -> str:
    """Why a way of asking was added, for the history."""
    return f"{asked(times, people)} without an answer"


def asked(times: int, people: int) -> str:
    """How often, and by how many."""
    if times == 1:
        return "asked once"
    return f"asked {times} times by {'one person' if people == 1 else f'{people} people'}"
