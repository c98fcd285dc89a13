"""Bytes to text, and the characters that a file of the knowledge may hold."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import NamedTuple

from bot.core.drafts import Location, Problem

_BYTE_ORDER_MARK = "\ufeff"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Tabs, and whatever YAML 1.1 forbids or takes for the end of a line without an editor showing one.
REFUSED = re.compile("[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_HIDDEN_LINE_ENDS = "\x85\u2028\u2029"


class Spot(NamedTuple):
    """A line and a column of a text, from 0."""

    line: int
    column: int

    def location(self, file: str) -> Location:
        return Location(file, self.line + 1, self.column + 1)


class UnreadableError(Exception):
    """A file of which nothing can be read; `problem` says why. The library alone catches it."""

    def __init__(self, location: Location, message: str, fix: str) -> None:
        super().__init__(message)
        self.problem = Problem(location, message, fix)


def decode_exactly(data: bytes, file: str) -> str:
    """Decode UTF-8; a byte order mark is dropped, every line end stays as it is. Raises UnreadableError."""
    if data.startswith(_UTF_16_MARKS):
        raise UnreadableError(Location(file), "This file is saved as UTF-16.", _SAVE_AS_UTF_8)
    try:
        return data.decode("utf-8").removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        before = _one_kind_of_line_end(data[: error.start].decode("utf-8").removeprefix(_BYTE_ORDER_MARK))
        location = _spot_of(len(before), before).location(file)
        raise UnreadableError(
            location, "This file is not saved as UTF-8: it breaks off here.", _SAVE_AS_UTF_8
        ) from None


def decode_yaml(data: bytes, file: str) -> str:
    """Decode UTF-8 to lines that each end in a newline; hidden characters are refused. Raises UnreadableError."""
    text = _one_kind_of_line_end(decode_exactly(data, file))
    if refused := REFUSED.search(text):
        name = f"U+{ord(refused[0]):04X}"
        if refused[0] == "\t":
            lines = sum("\t" in line for line in text.split("\n"))
            message = "A tab stands here." + (f" {lines} lines hold one." if lines > 1 else "")
            fix = 'Write spaces instead; inside a text in double quotes, "\\t" is a tab.'
        elif refused[0] in _HIDDEN_LINE_ENDS:
            message, fix = f"A hidden line end ({name}) stands here.", "Delete it and press Enter there instead."
        else:
            message = f"A character that cannot be seen ({name}) stands here."
            fix = "Delete it; it often comes with copied text."
        raise UnreadableError(_spot_of(refused.start(), text).location(file), message, fix)
    return text if text.endswith("\n") else text + "\n"


def _spot_of(index: int, text: str) -> Spot:
    return Spot(text.count("\n", 0, index), index - text.rfind("\n", 0, index) - 1)


_SAVE_AS_UTF_8 = "Save it again with the encoding UTF-8, then look whether its letters are still right."


def _one_kind_of_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


SHOWN_CHARS = 80


def quoted(text: str) -> str:
    """Return `text` as it must stand in the file to be read as text, cut where it is long."""
    text = " ".join(text.split())
    if len(text) > SHOWN_CHARS:
        text = text[: SHOWN_CHARS - 1].rstrip() + "…"
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def sentence(text: str) -> str:
    """Return `text` with a capital letter at its start."""
    return text[:1].upper() + text[1:]


def nearest(word: str, known: Iterable[str], at_least: float = 0.6) -> str:
    """Return the known word most like `word`, or "" where none is like it; 1 is the same word."""
    return next(iter(difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=at_least)), "")
