"""JSON as assistants write it: cut off, with smart or single quotes, with commas too many or too few."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

_MOST_DEPTH = 20
_SPACE = re.compile(r"[\s,;]*(?:(?://|#)[^\n]*[\s,;]*)*")
_BARE = re.compile(r"[^\s,;:\[\]{}\"“”]+")
_BEGINS = re.compile(r"[{\[]\s*(?:[\"'“”‘{\[}\]]|$)")
_CLOSERS = {'"': '"“”', "“": '”“"', "”": '”"', "„": '“”"', "'": "'’", "‘": "’'"}
_BEHIND = re.compile(r"\s*(?:[,:;\]}]|\n|$)")
_ESCAPES = {"n": " ", "t": " ", "r": " ", "b": "", "f": ""}


@dataclass(frozen=True, slots=True)
class Pairs:
    """An object, with keys that stand there twice."""

    items: tuple[tuple[str, Value], ...]


Value: TypeAlias = "str | Pairs | tuple[Value, ...] | None"
"""A text (numbers and words such as true too), an object, a list; None for what was cut off."""


def begins_json(text: str, at: int) -> bool:
    """Whether an object or a list of texts, lists or objects begins there."""
    return _BEGINS.match(text, at) is not None


def read_json(text: str, at: int) -> tuple[Value, int]:
    """Return the value that begins there, and where it ends; whatever is wrong in it is passed over."""
    reader = _JsonReader(text, at)
    return reader.value(0), reader.at


class _JsonReader:
    def __init__(self, text: str, at: int) -> None:
        self._text = text
        self.at = at

    def value(self, depth: int) -> Value:
        self._skip()
        first = self._peek()
        if first and first in "{[" and depth < _MOST_DEPTH:
            self.at += 1
            if first == "{":
                return self._object(depth + 1)
            items: list[Value] = []
            while self._goes_on("]"):
                items.append(self.value(depth + 1))
            return tuple(item for item in items if item is not None)
        if first in _CLOSERS:
            return self._quoted()
        if bare := _BARE.match(self._text, self.at):
            self.at = bare.end()
            return bare.group()
        self.at += 1  # a mark that belongs to nothing
        return None

    def _object(self, depth: int) -> Pairs:
        items: list[tuple[str, Value]] = []
        while self._goes_on("}"):
            key = self.value(depth)
            self._skip()
            if self._peek() == ":":
                self.at += 1
                item = self.value(depth)
                if isinstance(key, str):
                    items.append((key, item))
            elif not isinstance(key, str):
                items.append(("", key))  # another answer begins, since this one was cut off
        return Pairs(tuple(items))

    def _goes_on(self, end: str) -> bool:
        """Whether there is more before the end, which is passed."""
        self._skip()
        if self._peek() not in ("", end):
            return True
        self.at += 1
        return False

    def _quoted(self) -> str | None:
        """Return a text without its quotes; None where the answer was cut off in it."""
        text, at = self._text, self.at + 1
        closers, parts = _CLOSERS[text[self.at]], list[str]()
        while at < len(text):
            mark = text[at]
            if mark == "\n" or (mark in closers and _BEHIND.match(text, at + 1)):
                self.at = at + 1
                return "".join(parts).strip()
            if mark == "\\" and at + 1 < len(text):
                at += 1
                code = text[at + 1 : at + 5]
                is_unicode = text[at] == "u" and re.fullmatch("[0-9A-Fa-f]{4}", code)
                mark = chr(int(code, 16)) if is_unicode else _ESCAPES.get(text[at], text[at])
                at += 4 if is_unicode else 0
            parts.append(mark)
            at += 1
        self.at = at
        return None

    def _peek(self) -> str:
        return self._text[self.at : self.at + 1]

    def _skip(self) -> None:
        if space := _SPACE.match(self._text, self.at):
            self.at = space.end()
