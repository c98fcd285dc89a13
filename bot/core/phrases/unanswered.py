"""Questions without an answer: what members are told who send one, and curators who look through them."""

from __future__ import annotations

from typing import Final

SEND: Final = "Send to moderators"
SENT: Final = "Thank you. Those who keep the record see your question, without your name."
CANNOT_SEND: Final = "I cannot find your question any more, so I sent nothing. Please ask it again."

NOTHING_OPEN: Final = "No question is without an answer."
NOTHING_LISTED: Final = "No question is on the list for the next interview."
NEXT_INTERVIEW: Final = "Questions for the next interview"
OPEN: Final = "Questions without an answer"
NO_SUCH_GAP: Final = "There is no open question {number}: it was settled meanwhile, or it is older than 30 days."
SET_ASIDE: Final = "Set aside as off-topic: “{text}”."
LISTED: Final = "On the list for the next interview: “{text}”."
GIVEN: Final = "From now on, {title} answers “{text}”."
NOT_SETTLED: Final = "I could not write that down. Please try again later."


def asked(times: int, people: int) -> str:
    """How often, and by how many."""
    if times == 1:
        return "asked once"
    return f"asked {times} times by {'one person' if people == 1 else f'{people} people'}"
