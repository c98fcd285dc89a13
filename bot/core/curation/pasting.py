"""Words as they come out of Discord, a phone or a web page, and the ways in which they may be meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from bot.core.proof.speakers import WALL
from bot.core.text import words

_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs"})
_MARKED = re.compile(r"^ *>{1,3} ?(.*)$", re.MULTILINE)
_SMALL_PRINT = re.compile(r"\n\s*(?:[—–-]|--|-#|\[[^\]\n]*\]\()[^\n]*\Z")
_LINK = re.compile(r"\[([^\]\n]+)\]\(<?https?://[^\s)]+>?\)")
_STRUCK = re.compile(r"~~|\|\|")
_ESCAPED = re.compile(r"\\([^\w\s])")
_OPENING, _CLOSING = "\"'“„‘«", "\"'”“’»"
_LEFT_OPEN = re.compile(r"^\s*(?:…|\.\.\.)\s*|\s*(?:…|\.\.\.)\s*$")


def readings(pasted: str) -> tuple[str, ...]:
    """What may be meant by it, the most literal first: each takes away a little more of what stands around the words.

    Nothing where there are no words.
    """
    found = [pasted.replace(WALL, ""), without_unseen(pasted)]
    for step in _STEPS:
        found.append(step(found[-1]))
    return tuple(dict.fromkeys(text.strip() for text in found if words(text)))


def one_line(typed: str) -> str:
    """A short text as somebody typed it: without line ends, control characters and what cannot be seen."""
    return " ".join(without_unseen(typed).split())


def without_unseen(text: str) -> str:
    """Line ends stay; accents are joined to their letters, as nearly everything that is published has them."""
    lines = unicodedata.normalize("NFC", "\n".join(text.splitlines()))
    return "".join(_visible(lines))


def _visible(text: str) -> Iterator[str]:
    for character in text:
        if character in "\n\t":
            yield "\n" if character == "\n" else " "
        elif unicodedata.category(character) not in _UNSEEN:
            yield character


def _marked_alone(text: str) -> str:
    """Of a message with lines marked as a quote, those lines."""
    marked = [line[1] for line in _MARKED.finditer(text)]
    return "\n".join(marked) if marked else text


def _without_small_print(text: str) -> str:
    """Without who said it and where, which stands below the words."""
    while (cut := _SMALL_PRINT.sub("", text)) != text and cut.strip():
        text = cut
    return text


def _plain(text: str) -> str:
    """Without what Discord lays words out with."""
    return _STRUCK.sub("", _ESCAPED.sub(r"\1", _LINK.sub(r"\1", text)))


def _unquoted(text: str) -> str:
    text = text.strip()
    is_quoted = len(text) > 1 and text[0] in _OPENING and text[-1] in _CLOSING
    return text[1:-1] if is_quoted else text


def _closed(text: str) -> str:
    """Without the dots that say that somebody left something out before or behind."""
    return _LEFT_OPEN.sub("", text)


_STEPS: tuple[Callable[[str], str], ...] = (_marked_alone, _without_small_print, _plain, _unquoted, _closed, _unquoted)
