"""Texts that would do harm, if Discord acted on them."""

from __future__ import annotations

import random
from collections.abc import Iterator

from hypothesis import strategies as st

HOSTILE_LINES = [
    "# heading",
    "## heading",
    "-# small",
    "- list",
    "* list",
    "+ list",
    "1. list",
    "> quote",
    ">>> quote",
    "**bold**",
    "__under__",
    "_slanted_",
    "~~struck~~",
    "||spoiler||",
    "`code`",
    "```py\ncode\n```",
    "[masked](https://evil.example)",
    "[masked](<https://evil.example>)",
    "https://evil.example/a_b_c?d=*e*",
    "steam://run/1",
    "<https://evil.example>",
    "discord.gg/abc",
    "https://discord.com/invite/abc",
    "DiscordApp.com/invite/abc",
    "<@1>",
    "<@!1>",
    "<@&1>",
    "<#1>",
    "<t:0:R>",
    "</ask:1>",
    "<:pepe:1>",
    "<a:pepe:1>",
    "<id:customize>",
    ":smile:",
    "@everyone",
    "@here",
    "¯\\_(ツ)_/¯",
]
_MARKS = [
    *"ab1 \n\r\t*_~`|<>[]()@#:-+.\\/!’—…é山",
    "😀",
    "\u200b",
    "\u202e",
    "\u200d",
    "https://a.b/_c_",
    "discord.gg",
    "x" * 300,
]
HOSTILE_TEXTS = st.lists(st.sampled_from([*_MARKS, *HOSTILE_LINES]), max_size=60).map("".join)


def hostile_texts(count: int, seed: int = 4) -> Iterator[str]:
    """So many texts of all kinds, always the same ones; none is blank."""
    chance = random.Random(seed)
    for _ in range(count):
        parts = chance.choices([*_MARKS, *HOSTILE_LINES, *HOSTILE_LINES], k=chance.randint(1, 40))
        yield f"{''.join(parts)}." if chance.random() < 0.5 else f"Words {''.join(parts)}"
