"""Markdown that Discord shows exactly as the text was, cut into messages without losing a character.

Escaping follows the rules by which Discord's client reads a message: a backslash before anything but a
letter, a digit or white space is not shown, and what follows it is only itself.
"""

from __future__ import annotations

import re
from unicodedata import category

from bot.core.text import split

MESSAGE_CHARS = 2000
_LINK_CHARS = 1900  # leaves space for what stands next to a link
_LEGIBLE_CHARS = 20
# Besides what formats, mentions and links: a colon, which may begin an :emoji: or a web address, inside of which any
# other backslash would be seen; and the point of discord.gg, from which the client makes an invitation.
_SPECIAL = re.compile(r"[\\*_~`|<>\[\]@#]|:(?=\S)|(?i:(?<=discord)|(?<=discordapp))\.")
_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_LINE_END = re.compile(r"\r\n?|\n")
_UNSEEN = "\u115f\u1160\u2800\u3164\uffa0"
_LIST_START = re.compile(r"(?:^|(?<=\r))([^\S\r\n]*)([-+](?=\s)|\d+(?=\.\s))", re.MULTILINE)


def escaped(text: str) -> str:
    """Return the text with every mark that Discord would act on made plain."""
    marked = _SPECIAL.sub(r"\\\g<0>", text)
    return _LIST_START.sub(lambda found: f"{found[1]}\\{found[2]}" if found[2] in "-+" else f"{found[0]}\\", marked)


def unescaped(markdown: str) -> str:
    """Return the text of which `escaped` has made this, but for its lists."""
    return _ESCAPE.sub(r"\1", markdown)


def harmless(text: str) -> str:
    """Return what a member wrote, without what is not seen: zero-width and direction marks, control characters."""
    spaced = "".join(" " if character.isspace() else character for character in text)
    return "".join(one for one in spaced if one not in _UNSEEN and category(one) not in {"Cc", "Cf", "Co", "Cs"})


def block_quotes(text: str, limit_chars: int = MESSAGE_CHARS) -> list[str]:
    """Return the text as block quotes of at most `limit_chars`, cut at sentence ends, else between words."""
    limit = limit_chars
    while True:
        quoted = [block_quote(part) for part in split(text, limit)]
        if all(len(part) <= limit_chars for part in quoted):
            return quoted
        limit = limit * 3 // 4


def block_quote(text: str) -> str:
    """Return the text, every line of it quoted."""
    return in_block_quote(escaped(_LINE_END.sub("\n", text)))


def in_block_quote(markdown: str) -> str:
    """Return Markdown, every line of it quoted."""
    return "\n".join(f"> {line}" for line in _LINE_END.sub("\n", markdown).strip("\n").split("\n"))


def code_block(text: str, language: str) -> str:
    """Return the text as it is, to be copied; it must not hold three backticks in a row."""
    return f"```{language}\n{text}\n```"


def one_line(text: str, limit_chars: int | None = None) -> str:
    """Return the text escaped, on one line; shortened, with an ellipsis, where it is longer than that."""
    whole = escaped(" ".join(text.split()))
    if limit_chars is None or len(whole) <= limit_chars:
        return whole
    return f"{cut(whole, limit_chars - 1)[0].rstrip()}…"


def link(text: str, url: str, limit_chars: int = _LINK_CHARS) -> str:
    """Return a link without a preview; too long a text is shortened, and too long an address, or none, is left out."""
    left = limit_chars - len(f"[](<{url}>)")
    return f"[{one_line(text, left)}](<{url}>)" if url and left >= _LEGIBLE_CHARS else one_line(text, limit_chars)


def cut(markdown: str, limit_chars: int) -> list[str]:
    """Return escaped text in parts that fit: joined, they are the text again.

    It is cut between words, else anywhere but within an escape: a backslash and its character stay together.
    """
    parts: list[str] = []
    while len(markdown) > limit_chars:
        end = markdown.rfind(" ", 1, limit_chars) + 1
        if not end:
            backslashes = limit_chars - len(markdown[:limit_chars].rstrip("\\"))
            end = limit_chars - backslashes % 2
        parts.append(markdown[:end])
        markdown = markdown[end:]
    return [*parts, markdown]


def jump_url(guild: int | None, channel: int, message: int) -> str:
    """Return the link to a message that Discord's clients open themselves."""
    return f"https://discord.com/channels/{guild or '@me'}/{channel}/{message}"
