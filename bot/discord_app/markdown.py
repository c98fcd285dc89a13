"""Text that Discord shows exactly as it is, and cuts into messages without losing a character."""

from __future__ import annotations

import re

from bot.core.text import split

MESSAGE_CHARS = 2000
_SPECIAL = re.compile(r"[\\*_~`|<>\[\]@#]")
_LIST_START = re.compile(r"^(\s*)([-+](?=\s)|\d+(?=\.\s))", re.MULTILINE)


def escaped(text: str) -> str:
    """The text with every mark that Discord would act on made plain."""
    return _LIST_START.sub(_without_list, _SPECIAL.sub(r"\\\g<0>", text))


def _without_list(match: re.Match[str]) -> str:
    space, mark = match.groups()
    return f"{space}\\{mark}" if mark in "-+" else f"{space}{mark}\\"


def block_quotes(text: str, room_chars: int = MESSAGE_CHARS) -> list[str]:
    """The text as block quotes of at most `room_chars`, cut at sentence ends, else between words."""
    limit = room_chars
    while True:
        quoted = [_quoted(part) for part in split(text, limit)]
        if all(len(part) <= room_chars for part in quoted):
            return quoted
        limit = limit * 3 // 4


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in escaped(text.strip("\n")).split("\n"))
