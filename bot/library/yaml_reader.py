"""YAML to a small tree in which every text knows its place and nothing is guessed.

Nothing is typed here: `no`, `12:30` and `2020-11` are the texts that stand there. Anchors, aliases, tags and
deep nesting are refused while the parser's events go by, before anything is built from them.

Two parsers read the same files: libyaml's, fast but not always installed, and Python's own. What the fast one
does not read without a doubt is left to the other, so both lead to the same tree or the same problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from bot.core.drafts import Location, Problem, Severity
from bot.library.text import Spot, UnreadableError, decode_yaml, quoted
from bot.library.yaml_hints import explain

MAX_DEPTH = 20
HAS_FAST_PARSER: bool = yaml.__with_libyaml__


@dataclass(frozen=True, slots=True)
class TextNode:
    """`doubts` are slips that matter only where the text is prose: more may have been meant than is read."""

    location: Location
    text: str
    doubts: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ListNode:
    location: Location
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class KeysNode:
    """A block of keys, as written: a key may stand in it twice, and need not be a text."""

    location: Location
    pairs: tuple[tuple[Node, Node], ...]


Node: TypeAlias = TextNode | ListNode | KeysNode


def read_nodes(data: bytes, file: str, *, fast: bool = HAS_FAST_PARSER) -> Node:
    """The tree of one YAML file. Raises UnreadableError, whatever the bytes are; nothing else."""
    text = decode_yaml(data, file)
    if fast:
        with suppress(yaml.YAMLError, UnreadableError):
            return _Tree(text, file, yaml.CSafeLoader(text), is_fast=True).root()
    tree = _Tree(text, file, yaml.SafeLoader(text), is_fast=False)
    try:
        return tree.root()
    except yaml.YAMLError as error:
        raise explain(error, tree.lines, file, tree.last_text) from None


def texts(node: Node) -> Iterator[str]:
    """Every text within, keys too."""
    match node:
        case TextNode():
            yield node.text
        case ListNode():
            for item in node.items:
                yield from texts(item)
        case KeysNode():
            for key, value in node.pairs:
                yield from texts(key)
                yield from texts(value)


class _DoubtfulError(yaml.YAMLError):
    """The fast parser does not read this as the other one does."""


class _Tree:
    """One document, built from a parser's events."""

    def __init__(self, text: str, file: str, loader: Any, *, is_fast: bool) -> None:
        self.lines = text.split("\n")
        self.last_text = Spot(0, 0)
        self._is_fast = is_fast
        self._file = file
        self._events = _events(loader)

    def root(self) -> Node:
        node: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.NodeEvent):
                node = self._node(event, depth=0, is_flow=False)
            elif isinstance(event, yaml.DocumentStartEvent) and node:
                raise UnreadableError(
                    self._location(event),
                    "A second document begins here.",
                    "Remove this line: a file holds one source.",
                )
        if node is None or (isinstance(node, TextNode) and not node.text.strip()):
            raise UnreadableError(
                Location(self._file), "This file is empty.", "Write its keys, beginning with format: 1."
            )
        return node

    def _node(self, event: yaml.NodeEvent, depth: int, is_flow: bool) -> Node:
        location = self._location(event)
        if event.anchor is None and getattr(event, "tag", None) is None:
            match event:
                case yaml.ScalarEvent():
                    return self._text(event, location, is_flow)
                case yaml.SequenceStartEvent():
                    return ListNode(location, self._children(event, location, depth + 1))
                case yaml.MappingStartEvent():
                    keys_and_values = iter(self._children(event, location, depth + 1))
                    return KeysNode(location, tuple(zip(keys_and_values, keys_and_values, strict=True)))
        mark = self._from(_spot(event.start_mark))[:1]
        fix = f"Put the whole text in quotes; if it is none, remove the word that begins with {mark}."
        raise UnreadableError(location, f"What begins with {mark} is not read as text.", fix)

    def _children(self, event: yaml.CollectionStartEvent, location: Location, depth: int) -> tuple[Node, ...]:
        if depth > MAX_DEPTH:
            message = f"Lists and keys stand within each other more than {MAX_DEPTH} deep here."
            raise UnreadableError(location, message, "Remove the brackets or the indentation that are too many.")
        nodes: list[Node] = []
        while isinstance(child := next(self._events), yaml.NodeEvent):
            nodes.append(self._node(child, depth, bool(event.flow_style)))
        return tuple(nodes)

    def _text(self, event: yaml.ScalarEvent, location: Location, is_flow: bool) -> TextNode:
        self.last_text = start = _spot(event.start_mark)
        if self._is_fast and self._is_read_in_two_ways(event, start, is_flow):
            raise _DoubtfulError
        if hidden := _HIDDEN.search(event.value):
            message = f"This text holds a character that cannot be seen (U+{ord(hidden[0]):04X})."
            raise UnreadableError(location, message, "Delete it, and the backslash that makes it.")
        return TextNode(location, event.value, () if event.style else tuple(self._doubts(event)))

    def _is_read_in_two_ways(self, event: yaml.ScalarEvent, start: Spot, is_flow: bool) -> bool:
        """All that was found when both parsers were given the same few hundred thousand random texts."""
        if event.style:
            return bool(_COMMENT_IN_BLOCK_MARK.match(self.lines[start.line], start.column))
        return is_flow and ("?" in event.value or not event.value)

    def _doubts(self, event: yaml.ScalarEvent) -> Iterator[Problem]:
        """Slips around a text without quotes: a ' #' that ends it, a list entry read as its next line."""
        start, end = _spot(event.start_mark), _spot(event.end_mark)
        if cut := _COMMENT.match(self.lines[end.line], end.column):
            whole = quoted(event.value + self._from(end))
            fix = f"If it belongs to the text, write {whole}; if it is a comment, give it a line of its own."
            location = Spot(end.line, cut.end() - 1).location(self._file)
            yield Problem(location, "The text ends before this #: what follows is not read.", fix, Severity.WARNING)
        for number in range(start.line + 1, end.line + 1):
            if entry := _ENTRY.match(self.lines[number]):
                location = Spot(number, entry.end() - 2).location(self._file)
                fix = "Begin its - exactly below the - of the entry above."
                yield Problem(
                    location, "This line is read as part of the text above, not as an entry of the list.", fix
                )

    def _location(self, event: yaml.Event) -> Location:
        return _spot(event.start_mark).location(self._file)

    def _from(self, spot: Spot) -> str:
        """What stands in the file from a spot to the end of its line."""
        return self.lines[spot.line][spot.column :]


def _spot(mark: Any) -> Spot:
    return Spot(mark.line, mark.column)


def _events(loader: Any) -> Iterator[yaml.Event]:
    try:
        while loader.check_event():
            yield loader.get_event()
    except (ValueError, OverflowError) as error:  # Python's parser on "\U99999999"
        raise yaml.MarkedYAMLError("double-quoted", None, str(error), loader.get_mark()) from None
    finally:
        loader.dispose()


_COMMENT = re.compile(" +#")
_ENTRY = re.compile(" *- ")
_COMMENT_IN_BLOCK_MARK = re.compile("[|>][-+0-9]*#")
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
