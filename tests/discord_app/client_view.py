"""What Discord's client makes of Markdown, as far as the bot uses it: the inverse of what the bot does to a text.

The rules are those of the client: a backslash before anything but an ASCII letter, a digit or white space is not
shown and makes what follows plain; a line that begins with "> " is quoted; "-# " begins a small line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
PLAINED = "\ue000"  # stands where a character was made plain, so that nothing can be read into it

# What the client would act on, in text in which plain characters are hidden.
CONSTRUCTS = {
    "emphasis, spoiler, code, strike": re.compile(r"[*_~`|]"),
    "heading": re.compile(r"^\s*#{1,3}\s", re.MULTILINE),
    "small line": re.compile(r"^\s*-#", re.MULTILINE),
    "list": re.compile(r"^\s*(?:[-+*]|\d+\.)\s", re.MULTILINE),
    "quote": re.compile(r"^\s*>", re.MULTILINE),
    "mention, time, command, emoji": re.compile(r"<"),
    "everyone": re.compile(r"@"),
    "masked link": re.compile(r"[\[\]]"),
    "bare link": re.compile(r"[A-Za-z]+:\S"),
    "emoji name": re.compile(r":[^\s:]+:"),
    "invitation": re.compile(r"discord(?:app)?\.(?:gg|com/invite)", re.IGNORECASE),
}


def seen(markdown: str) -> str:
    """The characters of escaped text."""
    return ESCAPE.sub(r"\1", markdown)


def acted_on(markdown: str) -> list[str]:
    """The constructs that the client would find in escaped text; a shrug is one of its own."""
    hidden = ESCAPE.sub(PLAINED, markdown)
    return [name for name, construct in CONSTRUCTS.items() if construct.search(hidden)]


def quoted_in(messages: Sequence[str]) -> list[str]:
    """What stands in the block quotes of each message, one text a run of quoted lines."""
    runs: list[list[str]] = []
    for message in messages:
        is_open = False
        for line in message.split("\n"):
            is_quoted = line.startswith("> ")
            if is_quoted and not is_open:
                runs.append([])
            if is_quoted:
                runs[-1].append(line.removeprefix("> "))
            is_open = is_quoted
    return [seen("\n".join(run)) for run in runs]
