"""Shapes of YAML nodes: texts of several kinds, lists, blocks of keys. Each reads a node, and is a JSON Schema."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, NamedTuple, Protocol, TypeAlias, TypeVar

from bot.core.drafts import Location, Problem, Written
from bot.core.model import as_id
from bot.library.text import nearest, quoted, sentence
from bot.library.yaml_reader import KeysNode, ListNode, Node, TextNode

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
V = TypeVar("V")
Schema: TypeAlias = dict[str, Any]
Values: TypeAlias = Mapping[str, Any]


class Shape(Protocol[T_co]):
    """Reads a node and goes on after a problem, so that all of them are found at once."""

    def read(self, node: Node, name: str, problems: list[Problem]) -> T_co | None:
        """Return the value; None where it is set aside, with the reason added to `problems`.

        `name` is how a sentence speaks of the node: "'title'", "an entry of 'questions'".
        """

    def schema(self) -> Schema:
        """Return the shape as JSON Schema, draft 7."""


class Fault(NamedTuple):
    """What is wrong with a value and how to fix it, without its location."""

    message: str
    fix: str

    def at(self, location: Location) -> Problem:
        return Problem(location, sentence(self.message), self.fix)


NEWER = "This file was made by a newer version of On the Record."


class Scalar(ABC, Generic[T]):
    """A value made of one text."""

    is_prose = False

    def read(self, node: Node, name: str, problems: list[Problem]) -> T | None:
        value: T | Fault
        if not isinstance(node, TextNode):
            value = _not_a_text(node, name)
        elif node.text.strip():
            value = self.parse(Written(node.text, node.location), name)
        elif node.doubts:
            value = Fault(f"{name} has no text: what begins with '#' is not read.", "Put the text in quotes.")
        else:
            value = Fault(f"{name} has no text.", "Write its text, or remove the line.")
        if isinstance(value, Fault):
            problems.append(value.at(node.location))
            return None
        if self.is_prose and isinstance(node, TextNode):
            problems += node.doubts
        return value

    @abstractmethod
    def parse(self, text: Written, name: str) -> T | Fault:
        """Return the value of a text that is not blank."""

    @abstractmethod
    def schema(self) -> Schema: ...


@dataclass(frozen=True)
class Text(Scalar[Written]):
    """A text as it stands. One that `pattern` does not match whole gets `fault` and `fix`.

    Of prose, which people read, `doubts` are problems too: a text that ends before a ' #' may be cut short.
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
    """A name that other entries point to; it may become part of a file's name."""

    PATTERN = "[a-z0-9][a-z0-9-]{0,47}"

    def parse(self, text: Written, name: str) -> Written | Fault:
        if re.fullmatch(self.PATTERN, text.text):
            return text
        fault = "is not an id: small letters a-z, digits and hyphens, 48 at most, a letter or digit first"
        if re.search(r"[/\\]|\.\.", text.text):
            fault = "would point out of the folder"
        better, unseen = as_id(text.text), next((one for one in text.text if not one.isprintable()), "")
        if unseen:
            fault = f"holds a character that cannot be seen (U+{ord(unseen):04X})"
        return Fault(f"{name} {quoted(text.text)} {fault}.", f"Write {better or 'letters a-z and digits'}.")

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{self.PATTERN}$"}


@dataclass(frozen=True)
class SpeakerId(Id):
    """The id of a speaker. Whoever writes a name in its place is told the id by the proof, which knows the speakers."""

    def parse(self, text: Written, name: str) -> Written | Fault:
        is_name = text.text.isprintable() and not re.search(r"[/\\]|\.\.", text.text)
        return text if is_name else super().parse(text, name)


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
        wrong = Fault(f"{name} is not a date: {quoted(text.text)}.", "Write it as 2020, 2020-11 or 2020-11-30.")
        if not re.fullmatch(self.PATTERN, text.text):
            return wrong
        try:
            date.fromisoformat(text.text + "-01-01"[len(text.text) - 4 :])
        except ValueError:  # the 31st of a short month
            return wrong
        return text

    def schema(self) -> Schema:
        return {"type": ["string", "integer"], "pattern": f"^{self.PATTERN}$"}  # editors take 2020 for a number


@dataclass(frozen=True)
class Flag(Scalar[bool]):
    """true or false."""

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


@dataclass(frozen=True)
class ListOf(Generic[T]):
    """Entries of one shape; a bad one is set aside."""

    item: Shape[T]
    may_be_empty: bool = True

    def read(self, node: Node, name: str, problems: list[Problem]) -> tuple[T, ...] | None:
        if not isinstance(node, ListNode):
            fix = "Write each entry on a line of its own below the key, beginning with '- '."
            if isinstance(node, TextNode) and re.match(r"-\S", node.text):
                fix = "Put a space after each '-'."
            elif isinstance(node, TextNode) and " - " in node.text:
                fix = f"Begin its first entry with '- ' as well: '- {node.text.split(' - ')[0].lstrip('*–—•· ')}'."
            wrong = Fault(f"{name} must be a list, but {_what_stands(node)} stands here.", fix)
        elif not node.items and not self.may_be_empty:
            wrong = Fault(f"{name} is empty.", "Write at least one entry.")
        else:
            values = [self.item.read(item, f"an entry of {name}", problems) for item in node.items]
            return tuple(value for value in values if value is not None)
        problems.append(wrong.at(node.location))
        return None

    def schema(self) -> Schema:
        schema = {"type": "array", "items": self.item.schema()}
        return schema if self.may_be_empty else {**schema, "minItems": 1}


@dataclass(frozen=True)
class MappingOf(Generic[V, T]):
    """Keys that the writer chooses: ids, each joined by `build` with what stands under it."""

    value: Shape[V]
    build: Callable[[Written, V], T]

    def read(self, node: Node, name: str, problems: list[Problem]) -> tuple[T, ...] | None:
        if not isinstance(node, KeysNode):
            problems.append(_not_keys(node, name))
            return None
        entries: list[T] = []
        for key, value in _distinct(node, problems).values():
            name_of_entry = Id().read(key, "the key", problems)
            content = self.value.read(value, f"'{key.text}'", problems)
            if name_of_entry is not None and content is not None:
                entries.append(self.build(name_of_entry, content))
        return tuple(entries)

    def schema(self) -> Schema:
        return {
            "type": "object",
            "propertyNames": {"pattern": f"^{Id.PATTERN}$"},
            "additionalProperties": self.value.schema(),
        }


_MOST_UNKNOWN = 20  # nobody mends more one by one


class Field(NamedTuple):
    """A key of a record; `purpose` is shown in editors, and where the key is missing."""

    name: str
    shape: Shape[object]
    purpose: str
    is_required: bool


def must(name: str, shape: Shape[object], purpose: str) -> Field:
    """Describe a key without which the record makes no sense."""
    return Field(name, shape, purpose, is_required=True)


def may(name: str, shape: Shape[object], purpose: str) -> Field:
    """Describe a key that can be left out."""
    return Field(name, shape, purpose, is_required=False)


@dataclass(frozen=True)
class RecordOf(Generic[T]):
    """Known keys, built into one value; `noun` is what a person calls it.

    It is set aside where a required key is missing or unreadable. Another slip (an unknown or doubled key, an
    unreadable optional one) is a problem and no more, but not in a `strict` record: there it may turn the
    meaning of the rest ("sur: false"). `check` looks at values that depend on one another.
    """

    noun: str
    fields: tuple[Field, ...]
    build: Callable[[Location, Values], T]
    strict: bool = False
    check: Callable[[Values], Fault | None] | None = None

    def read(self, node: Node, name: str, problems: list[Problem]) -> T | None:
        if not isinstance(node, KeysNode):
            problems.append(_not_keys(node, name))
            return None
        own: list[Problem] = []
        pairs = _distinct(node, own)
        known = [field.name for field in self.fields]
        unknown = [key for key, _ in pairs.values() if key.text not in known]
        own += [self._unknown(key, known, pairs) for key in unknown[:_MOST_UNKNOWN]]
        if left := unknown[_MOST_UNKNOWN:]:
            message = f"this {self.noun} has {len(left):,} more unknown keys from here on."
            own.append(Fault(message, f"Remove them; the keys are: {', '.join(known)}.").at(left[0].location))
        values: dict[str, Any] = {}
        for field in self.fields:
            if field.name in pairs:
                value = field.shape.read(pairs[field.name][1], f"'{field.name}'", own)
                values |= {} if value is None else {field.name: value}
            elif field.is_required:
                missing = Fault(f"this {self.noun} has no '{field.name}'.", f"Add '{field.name}: …'. {field.purpose}")
                own.append(missing.at(node.location))
        if self.check and (fault := self.check(values)):
            own.append(fault.at(node.location))
        problems += own
        is_whole = all(field.name in values for field in self.fields if field.is_required)
        is_set_aside = not is_whole or (self.strict and any(problem.is_error for problem in own))
        return None if is_set_aside else self.build(node.location, values)

    def _unknown(self, key: TextNode, known: list[str], pairs: Mapping[str, object]) -> Problem:
        message = f"this {self.noun} has an unknown key {quoted(key.text)}."
        if not key.text.isprintable():  # a no-break space out of copied text looks like indentation
            unseen = next(character for character in key.text if not character.isprintable())
            message = f"a character that cannot be seen (U+{ord(unseen):04X}) stands in the key {quoted(key.text)}."
            fix = "Type the line anew."
        elif "topics" in known and isinstance(pairs[key.text][1], KeysNode):  # type: ignore[index]
            fix = "If it is a topic, indent it, and all that belongs to it, by two spaces, below 'topics:'."
        elif meant := nearest(key.text, (name for name in known if name not in pairs)):
            fix = f"Write '{meant}', or remove it."
        else:
            fix = f"Remove it; the keys are: {', '.join(known)}."
        return Fault(message, fix).at(key.location)

    def schema(self) -> Schema:
        return {
            "type": "object",
            "properties": {field.name: {"description": field.purpose} | field.shape.schema() for field in self.fields},
            "required": [field.name for field in self.fields if field.is_required],
            "additionalProperties": False,
        }


@dataclass(frozen=True)
class OneOf(Generic[T, V]):
    """The shape `then` where the block holds the key `key`, else the shape `otherwise`."""

    key: str
    then: Shape[T]
    otherwise: Shape[V]

    def read(self, node: Node, name: str, problems: list[Problem]) -> T | V | None:
        if isinstance(node, KeysNode) and node.at(self.key) >= 0:
            return self.then.read(node, name, problems)
        return self.otherwise.read(node, name, problems)

    def schema(self) -> Schema:
        return {"anyOf": [self.otherwise.schema(), self.then.schema()]}


def _distinct(node: KeysNode, problems: list[Problem]) -> dict[str, tuple[TextNode, Node]]:
    pairs: dict[str, tuple[TextNode, Node]] = {}
    for key, value in node.pairs:
        if not isinstance(key, TextNode):
            problems.append(Fault("a key must be text.", "Write it as 'key: …', without [ ] or { }.").at(key.location))
        elif key.text in pairs:
            first = pairs[key.text][0].location.line
            message = f"{quoted(key.text)} stands here a second time; the first is in line {first}."
            problems.append(Fault(message, "Remove one of the two, or give it another name.").at(key.location))
        else:
            pairs[key.text] = key, value
    return pairs


def _not_a_text(node: ListNode | KeysNode, name: str) -> Fault:
    if isinstance(node, ListNode):
        message = f"{name} must be text, but a list stands here."
        return Fault(message, "Write one text, in quotes if [ ] or '-' are part of it.")
    key, value = node.pairs[0] if node.pairs else (node, node)
    if len(node.pairs) == 1 and isinstance(key, TextNode) and isinstance(value, TextNode) and key.text and value.text:
        whole = quoted(f"{key.text}: {value.text}")
        return Fault(f"{name} must be text, but its ': ' makes it a key and a text.", f"Put it in quotes: {whole}.")
    message = f"{name} must be text, but a block of keys stands here."
    return Fault(message, "Write one text, in quotes if it holds { } ? or ':'.")


def _not_keys(node: TextNode | ListNode, name: str) -> Problem:
    fix = "Write each key on a line of its own, as 'key: text'."
    if isinstance(node, TextNode) and (odd := re.search(r"[^\S \t\n]", node.text)):
        place = f"column {node.location.column + odd.start()}"
        what = "a no-break space" if odd[0] == "\u00a0" else f"an odd space (U+{ord(odd[0]):04X})"
        message = f"{name} must be a block of keys, but {what} stands in {place}."
        return Fault(message, "Type a space in its place: this one comes out of copied text.").at(node.location)
    if isinstance(node, TextNode) and (match := re.match(r"([\w-]+):\S", node.text)):
        fix = f"Put a space after each colon: '{match[1]}: …'."
    return Fault(f"{name} must be a block of keys, but {_what_stands(node)} stands here.", fix).at(node.location)


def _what_stands(node: Node) -> str:
    if isinstance(node, TextNode):
        return f"the text {quoted(node.text)}" if node.text.strip() else "nothing"
    return "a list" if isinstance(node, ListNode) else "a block of keys"
