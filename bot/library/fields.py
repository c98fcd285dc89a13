"""Shapes of one text each: prose, ids, words to choose from, numbers, switches."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, NamedTuple, Protocol, TypeAlias, TypeVar

from bot.core.drafts import Location, Problem, Written
from bot.core.model import as_id
from bot.library.text import nearest, quoted, sentence
from bot.library.yaml_reader import KeysNode, ListNode, Node, TextNode

T_co = TypeVar("T_co", covariant=True)
Schema: TypeAlias = dict[str, Any]


class Shape(Protocol[T_co]):
    """Reads a node and goes on after a problem, so that all of them are found at once."""

    def read(self, node: Node, name: str, problems: list[Problem]) -> T_co | None:
        """The value; or None where it is set aside, and then `problems` has got the reason.

        `name` is how a sentence speaks of the node: "'title'", "an entry of 'questions'".
        """

    def schema(self) -> Schema:
        """The shape as JSON Schema, draft 7."""


class Fault(NamedTuple):
    """What is wrong with a value, and its mend; not yet where."""

    message: str
    fix: str

    def at(self, place: Location) -> Problem:
        return Problem(place, sentence(self.message), self.fix)


def not_a_text(node: ListNode | KeysNode, name: str) -> Fault:
    if isinstance(node, ListNode):
        return Fault(
            f"{name} must be text, but a list stands here.",
            "Write one text, in quotes if [ ] or '-' are part of it.",
        )
    key, value = node.pairs[0] if node.pairs else (node, node)
    if len(node.pairs) == 1 and isinstance(key, TextNode) and isinstance(value, TextNode) and key.text and value.text:
        whole = quoted(f"{key.text}: {value.text}")
        return Fault(f"{name} must be text, but its ': ' makes it a key and a text.", f"Put it in quotes: {whole}.")
    return Fault(
        f"{name} must be text, but a block of keys stands here.",
        "Write one text, in quotes if it holds { } ? or ':'.",
    )


def not_a_list(node: TextNode | KeysNode, name: str) -> Fault:
    fix = "Write each entry on a line of its own below the key, beginning with '- '."
    if isinstance(node, TextNode) and re.match(r"-\S", node.text):
        fix = "Put a space after each '-'."
    return Fault(f"{name} must be a list, but {_what_stands(node)} stands here.", fix)


def not_keys(node: TextNode | ListNode, name: str) -> Fault:
    fix = "Write each key on a line of its own, as 'key: text'."
    if isinstance(node, TextNode) and (odd := re.search(r"[^\S \t\n]", node.text)):
        column = node.place.column + odd.start()
        odd_space = "a no-break space" if odd[0] == "\u00a0" else "an odd space"
        message = f"{name} must be a block of keys, but {odd_space} (U+{ord(odd[0]):04X}) stands in column {column}."
        return Fault(message, "Type a space in its place: this one comes out of copied text.")
    if isinstance(node, TextNode) and (match := re.match(r"([\w-]+):\S", node.text)):
        fix = f"Put a space after each colon: '{match[1]}: …'."
    return Fault(f"{name} must be a block of keys, but {_what_stands(node)} stands here.", fix)


def _what_stands(node: Node) -> str:
    if isinstance(node, TextNode):
        return f"the text {quoted(node.text)}" if node.text.strip() else "nothing"
    return "a list" if isinstance(node, ListNode) else "a block of keys"


T = TypeVar("T")

NEWER = "This file was made by a newer version of On the Record."


class Scalar(ABC, Generic[T]):
    """A value made of one text."""

    is_prose = False

    def read(self, node: Node, name: str, problems: list[Problem]) -> T | None:
        value = self._value(node, name)
        if isinstance(value, Fault):
            problems.append(value.at(node.place))
            return None
        if self.is_prose and isinstance(node, TextNode):
            problems += node.doubts
        return value

    def _value(self, node: Node, name: str) -> T | Fault:
        if not isinstance(node, TextNode):
            return not_a_text(node, name)
        if node.text.strip():
            return self.parse(Written(node.text, node.place), name)
        if node.doubts:
            return Fault(f"{name} has no text: what begins with '#' is not read.", "Put the text in quotes.")
        return Fault(f"{name} has no text.", "Write its text, or remove the line.")

    @abstractmethod
    def parse(self, text: Written, name: str) -> T | Fault:
        """The value of a text that is not blank."""

    @abstractmethod
    def schema(self) -> Schema: ...


@dataclass(frozen=True)
class Text(Scalar[Written]):
    """A text as it stands. One that `pattern` does not match whole gets `fault` and `mend`.

    Prose is what people read: there a text that ends before a ' #' is worth a word.
    """

    pattern: str = ""
    fault: str = ""
    fix: str = ""
    is_prose: bool = False
    max_chars: int = 0

    def parse(self, text: Written, name: str) -> Written | Fault:
        if self.pattern and not re.fullmatch(self.pattern, text.text):
            return Fault(f"{name} {self.fault}.", self.fix)
        if self.max_chars and len(text.text) > self.max_chars:
            return Fault(f"{name} has {len(text.text)} characters; {self.max_chars} is the most.", "Shorten it.")
        return text

    def schema(self) -> Schema:
        schema: Schema = {"type": "string", "minLength": 1}
        if self.pattern:
            schema["pattern"] = f"^(?:{self.pattern})$"
        if self.max_chars:
            schema["maxLength"] = self.max_chars
        return schema


@dataclass(frozen=True)
class Id(Scalar[Written]):
    """A name that other places point to; it may become part of a file's name."""

    PATTERN = "[a-z0-9][a-z0-9-]{0,47}"

    def parse(self, text: Written, name: str) -> Written | Fault:
        if re.fullmatch(self.PATTERN, text.text):
            return text
        fault = "is not an id: small letters a-z, digits and hyphens, 48 at most, a letter or digit first"
        if re.search(r"[/\\]|\.\.", text.text):
            fault = "would point out of the folder"
        better = as_id(text.text)
        return Fault(f"{name} {quoted(text.text)} {fault}.", f"Write {better or 'letters a-z and digits'}.")

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{self.PATTERN}$"}


@dataclass(frozen=True)
class Choice(Scalar[Written]):
    """One of a few words."""

    words: tuple[str, ...]

    def parse(self, text: Written, name: str) -> Written | Fault:
        if text.text in self.words:
            return text
        meant = nearest(text.text, self.words) or " or ".join(self.words)
        return Fault(f"{name} cannot be {quoted(text.text)}.", f"Write {meant}.")

    def schema(self) -> Schema:
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class Date(Scalar[Written]):
    """A year, a month or a day, as far as it is known."""

    PATTERN = "[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"

    def parse(self, text: Written, name: str) -> Written | Fault:
        if re.fullmatch(self.PATTERN, text.text) and _is_in_the_calendar(text.text):
            return text
        return Fault(f"{name} is not a date: {quoted(text.text)}.", "Write it as 2020, 2020-11 or 2020-11-30.")

    def schema(self) -> Schema:
        return {
            "type": ["string", "integer"],
            "pattern": f"^{self.PATTERN}$",
        }  # editors take 2020 for a number


def _is_in_the_calendar(text: str) -> bool:
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Flag(Scalar[bool]):
    def parse(self, text: Written, name: str) -> bool | Fault:
        if text.text in ("true", "false"):
            return text.text == "true"
        return Fault(f"{name} cannot be {quoted(text.text)}.", "Write true or false.")

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Number(Scalar[T]):
    """What `kind` makes of digits; `noun` is what they count."""

    kind: Callable[[str], T]
    pattern: str
    noun: str
    limits: tuple[tuple[str, object], ...]

    def parse(self, text: Written, name: str) -> T | Fault:
        if re.fullmatch(self.pattern, text.text):
            return self.kind(text.text)
        return Fault(f"{name} must be {self.noun}, not {quoted(text.text)}.", "Write it in digits.")

    def schema(self) -> Schema:
        return dict(self.limits)


COUNT = Number(int, "[1-9][0-9]{0,8}", "a whole number from 1 on", (("type", "integer"), ("minimum", 1)))
SECONDS = Number(
    float,
    r"[0-9]{1,9}(\.[0-9]{1,9})?",
    "a number of seconds (750 for 12:30)",
    (("type", "number"), ("minimum", 0)),
)


@dataclass(frozen=True)
class Format(Scalar[int]):
    """The number of the format that a file is written in."""

    number: int

    def parse(self, text: Written, name: str) -> int | Fault:
        if text.text == str(self.number):
            return self.number
        if re.fullmatch("[1-9][0-9]{0,8}", text.text):
            return Fault(NEWER, "Update On the Record, or take a file made for this version.")
        return Fault(f"{name} cannot be {quoted(text.text)}.", f"Write {self.number}.")

    def schema(self) -> Schema:
        return {"const": self.number}
