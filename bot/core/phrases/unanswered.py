"""Questions without an answer: what members are told who send one, and curators who look through them."""

from __future__ import annotations

from typing import Final

SEND: Final = "Send to moderators"
SENT: Final = "Thank you. Those who keep the record see your question, without your name."
CANNOT_SEND: Final = "I cannot find your question any more, so I sent nothing. Please ask it again."
