"""What is said to whoever looks for the quote that fits somebody's message."""

from __future__ import annotations

from typing import Final

PICK: Final = "Which one fits? I reply to that message with the one that you pick."
PICK_UNSURE: Final = "Not sure what is meant there. These come nearest; if one fits, pick it, and I reply with it."
NO_WORDS: Final = "There are no words in that message that I could look for. You can ask in your own:"
FOUND_BY: Final = "found by {name}"
FOR_MESSAGE: Final = "for this message: {link}"
REPLIED: Final = "Thank you. It stands here: {link}"
REPLIED_ALREADY: Final = "That message was given this quote already: {link}"
POSTED: Final = "Thank you. I have posted it with a link to the message."
CANNOT_REPLY: Final = "I cannot reply in this channel. I would need: {missing}."
COULD_NOT_REPLY: Final = "I could not reply: the message is gone, or I may not write here any more."
SILENT_HERE: Final = "The moderators want me to keep silent in this channel, so what I say here stays private."
