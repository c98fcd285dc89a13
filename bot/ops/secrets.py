"""What no log may hold: the bot's token, and those with which Discord lets an interaction be answered."""

from __future__ import annotations

import re
from collections.abc import Callable

_HIDDEN = "[token]"

_IN_ADDRESS = re.compile(r"(/(?:webhooks|interactions)/\d+/)[^/\s?#\"'\\]+")
_IN_PAYLOAD = re.compile(r"(\\*[\"']token\\*[\"']\s*:\s*\\*[\"'])[^\"'\\]+")
_OF_A_BOT = re.compile(r"(?<![\w-])[\w-]{23,32}\.[\w-]{6,7}\.[\w-]{27,}")
_OF_AN_INTERACTION = re.compile(r"aW50ZXJhY3Rpb246[\w-]+={0,2}")  # "interaction:" as Discord encodes it


def redacting(*secrets: str) -> Callable[[str], str]:
    """A function that blots out these secrets, and whatever has the look or the place of a token."""
    known = sorted(filter(None, secrets), key=len, reverse=True)

    def redacted(text: str) -> str:
        for secret in known:
            text = text.replace(secret, _HIDDEN)
        for pattern in (_IN_ADDRESS, _IN_PAYLOAD):
            text = pattern.sub(rf"\g<1>{_HIDDEN}", text)
        for pattern in (_OF_A_BOT, _OF_AN_INTERACTION):
            text = pattern.sub(_HIDDEN, text)
        return text

    return redacted
