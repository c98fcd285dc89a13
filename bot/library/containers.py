"""Shapes made of shapes: lists, and blocks of keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from bot.core.drafts import Location, Problem, Written
from bot.library.fields import Fault, Id, Schema, Shape, not_a_list, not_keys
from bot.library.text import nearest, quoted
from bot.library.yaml_reader import KeysNode, ListNode, Node, TextNode

T = TypeVar("T")
V = TypeVar("V")
Values: TypeAlias = Mapping[str, Any]
Pair: TypeAlias = tuple[TextNode, Node]


@dataclass(frozen=True)
class ListOf(Generic[T]):
    """Entries of one shape; a bad one is set aside."""

    item: Shape[T]
    may_be_empty: bool = True

    def read(self, node: Node, name: str, problems: list[Problem]) -> tuple[T, ...] | None:
        if not isinstance(node, ListNode):
            problems.append(not_a_list(node, name).at(node.location))
            return None
        if not node.items and not self.may_be_empty:
            problems.append(Fault(f"{name} is empty.", "Write at least one entry.").at(node.location))
            return None
        values = [self.item.read(item, f"an entry of {name}", problems) for item in node.items]
        return tuple(value for value in values if value is not None)

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
            problems.append(not_keys(node, name).at(node.location))
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


@dataclass(frozen=True)
class Field:
    """A key of a record; `purpose` is shown in editors, and where the key is missing."""

    name: str
    shape: Shape[object]
    purpose: str
    is_required: bool


def must(name: str, shape: Shape[object], purpose: str) -> Field:
    """A key without which the record makes no sense."""
    return Field(name, shape, purpose, is_required=True)


def may(name: str, shape: Shape[object], purpose: str) -> Field:
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
            problems.append(not_keys(node, name).at(node.location))
            return None
        own: list[Problem] = []
        values = self._values(node, own)
        problems += own
        is_whole = all(field.name in values for field in self.fields if field.is_required)
        is_set_aside = not is_whole or (self.strict and any(problem.is_error for problem in own))
        return None if is_set_aside else self.build(node.location, values)

    def _values(self, node: KeysNode, problems: list[Problem]) -> Values:
        pairs = _distinct(node, problems)
        problems += (self._unknown(key, pairs) for key, _ in pairs.values() if key.text not in self._names)
        values: dict[str, Any] = {}
        for field in self.fields:
            if field.name in pairs:
                values[field.name] = field.shape.read(pairs[field.name][1], f"'{field.name}'", problems)
            elif field.is_required:
                missing = Fault(f"this {self.noun} has no '{field.name}'.", f"Add '{field.name}: …'. {field.purpose}")
                problems.append(missing.at(node.location))
        values = {name: value for name, value in values.items() if value is not None}
        if self.check and (fault := self.check(values)):
            problems.append(fault.at(node.location))
        return values

    def _unknown(self, key: TextNode, pairs: Mapping[str, Pair]) -> Problem:
        if not key.text.isprintable():  # a no-break space out of copied text looks like indentation
            fault = Fault(
                f"a character that cannot be seen stands in the key {quoted(key.text)}.", "Type the line anew."
            )
            return fault.at(key.location)
        meant = nearest(key.text, (name for name in self._names if name not in pairs))
        fix = f"Write '{meant}', or remove it." if meant else f"Remove it; the keys are: {', '.join(self._names)}."
        return Fault(f"this {self.noun} has an unknown key {quoted(key.text)}.", fix).at(key.location)

    @property
    def _names(self) -> list[str]:
        return [field.name for field in self.fields]

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
        keys = [key.text for key, _ in node.pairs if isinstance(key, TextNode)] if isinstance(node, KeysNode) else []
        if self.key in keys:
            return self.then.read(node, name, problems)
        return self.otherwise.read(node, name, problems)

    def schema(self) -> Schema:
        return {"anyOf": [self.otherwise.schema(), self.then.schema()]}


def _distinct(node: KeysNode, problems: list[Problem]) -> dict[str, Pair]:
    """The pairs by the text of their keys; of doubled keys the first."""
    pairs: dict[str, Pair] = {}
    for key, value in node.pairs:
        if not isinstance(key, TextNode):
            problems.append(Fault("a key must be text.", "Write it as 'key: …', without [ ] or { }.").at(key.location))
        elif key.text in pairs:
            first = pairs[key.text][0].location.line
            fault = Fault(f"{quoted(key.text)} stands here a second time; the first is in line {first}.", _ONE_OF_BOTH)
            problems.append(fault.at(key.location))
        else:
            pairs[key.text] = key, value
    return pairs


_ONE_OF_BOTH = "Remove one of the two, or give it another name."
