"""YAML to a small tree in which every text has its location and nothing is guessed: the one reader of YAML events.

`compose` is for any YAML whose reader words its own errors (the settings, transcripts of others); `read_nodes` is for
files of the knowledge, and finds what a person most likely meant.

Nothing is typed here: `no`, `12:30` and `2020-11` are the texts that stand there. Anchors, aliases, tags and
deep nesting are refused while the parser's events go by, before anything is built from them.

Two parsers read the same files: libyaml's, fast but not always installed, and Python's own. A file of the knowledge
that the fast one does not read without a doubt is left to the other, so both lead to the same tree or the same problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, TypeAlias

import yaml

from bot.core.drafts import Location, Problem, Severity
from bot.library.text import Spot, UnreadableError, decode_yaml, quoted
from bot.library.yaml_hints import explain

MAX_DEPTH = 20
LINE_ENDS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # all that the parsers take for one
HAS_FAST_PARSER: bool = yaml.__with_libyaml__


@dataclass(frozen=True, slots=True)
class TextNode:
    """A text, written with `mark`: "", ', ", | or >. Of every node `start` and `end` count the file's characters.

    `doubts` are slips that matter only where the text is prose: more may have been meant than is read.
    """

    location: Location
    text: str
    doubts: tuple[Problem, ...] = ()
    mark: str = field(default="", compare=False)
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list; `is_flow` where it stands in [ ]."""

    location: Location
    items: tuple[Node, ...]
    is_flow: bool = field(default=False, compare=False)
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class KeysNode:
    """A block of keys, as written: a key may stand in it twice, and need not be a text. `is_flow`: it stands in { }."""

    location: Location
    pairs: tuple[tuple[Node, Node], ...]
    is_flow: bool = field(default=False, compare=False)
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    def at(self, key: str) -> int:
        """The number of the pair with this key, or -1."""
        return next((n for n, (k, _) in enumerate(self.pairs) if isinstance(k, TextNode) and k.text == key), -1)

    def get(self, key: str) -> Node | None:
        number = self.at(key)
        return None if number < 0 else self.pairs[number][1]


Node: TypeAlias = TextNode | ListNode | KeysNode


class Refusal(Enum):
    """Why a text is no tree: not YAML at all, or more of YAML than is read here."""

    SYNTAX = auto()
    REFERENCE = auto()
    DEPTH = auto()
    DOCUMENTS = auto()


class TreeError(Exception):
    """`line` counts from 1. Of SYNTAX the text is the parser's own words."""

    def __init__(self, refusal: Refusal, spot: Spot, words: str = "") -> None:
        super().__init__(words)
        self.refusal = refusal
        self.spot = spot

    @property
    def line(self) -> int:
        return self.spot.line + 1


def compose(text: str, file: str = "", *, fast: bool = HAS_FAST_PARSER, skips_tags: bool = False) -> Node | None:
    """Return the tree of a YAML text, None where it holds nothing. Raises TreeError, whatever the text is.

    With `skips_tags`, anchors and tags are passed over; aliases are refused all the same.
    """
    try:
        return _Composer(text, file, fast=fast, skips_tags=skips_tags).root()
    except yaml.reader.ReaderError as error:
        spot = Spot(text.count("\n", 0, text.find(chr(error.character))), 0)
        words = f"the character U+{error.character:04X} cannot stand there"
        raise TreeError(Refusal.SYNTAX, spot, words) from None
    except yaml.MarkedYAMLError as error:
        spot = _spot(error.problem_mark) if error.problem_mark else Spot(0, 0)
        raise TreeError(Refusal.SYNTAX, spot, str(error.problem)) from None


def read_nodes(data: bytes, file: str, *, fast: bool = HAS_FAST_PARSER) -> Node:
    """The tree of one YAML file of the knowledge. Raises UnreadableError, whatever the bytes are; nothing else."""
    return nodes_of(decode_yaml(data, file), file, fast=fast)


def nodes_of(text: str, file: str, *, fast: bool = HAS_FAST_PARSER) -> Node:
    """The same of a text that `decode_yaml` has let through. Raises UnreadableError."""
    if fast:
        with suppress(yaml.YAMLError, UnreadableError):
            return _KnowledgeComposer(text, file, fast=True).node()
    composer = _KnowledgeComposer(text, file, fast=False)
    try:
        return composer.node()
    except yaml.YAMLError as error:
        raise explain(error, composer.lines, file, composer.last_text) from None


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


class _Composer:
    """One document, built from a parser's events."""

    def __init__(self, text: str, file: str, *, fast: bool, skips_tags: bool = False) -> None:
        self.lines = LINE_ENDS.split(text)
        self._file = file
        self._is_fast = fast
        self._skips_tags = skips_tags
        self._events = _events(text, fast=fast)

    def root(self) -> Node | None:
        node: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.NodeEvent):
                node = self._node(event, depth=0, is_flow=False)
            elif isinstance(event, yaml.DocumentStartEvent) and node:
                raise TreeError(Refusal.DOCUMENTS, _spot(event.start_mark))
        return node

    def _node(self, event: Any, depth: int, is_flow: bool) -> Node:
        spot, start, end_mark = _spot(event.start_mark), event.start_mark.index, event.end_mark
        is_plain = self._skips_tags or (event.anchor is None and getattr(event, "tag", None) is None)
        if isinstance(event, yaml.AliasEvent) or not is_plain:
            raise TreeError(Refusal.REFERENCE, spot)
        if isinstance(event, yaml.ScalarEvent):
            doubts = self._doubts(event, spot, is_flow)
            mark = event.style or ""
            end = self._end_of_lines(event) if mark in ("|", ">") else end_mark.index
            return TextNode(spot.location(self._file), event.value, doubts, mark, start, end)
        if depth == MAX_DEPTH:
            raise TreeError(Refusal.DEPTH, spot)
        is_flow = bool(event.flow_style)
        nodes: list[Node] = []
        while isinstance(child := next(self._events), yaml.NodeEvent):
            nodes.append(self._node(child, depth + 1, is_flow))
        closing: Any = child.end_mark
        end = closing.index if is_flow or not nodes else nodes[-1].end
        location = spot.location(self._file)
        if isinstance(event, yaml.SequenceStartEvent):
            return ListNode(location, tuple(nodes), is_flow, start, end)
        return KeysNode(location, tuple(zip(nodes[::2], nodes[1::2], strict=True)), is_flow, start, end)

    def _doubts(self, event: yaml.ScalarEvent, spot: Spot, is_flow: bool) -> tuple[Problem, ...]:  # noqa: ARG002 - a hook
        return ()

    def _end_of_lines(self, event: Any) -> int:
        """A text in lines ends with its last line, blank ones left out unless they are kept by a "+"."""
        header: int = event.start_mark.line
        last: int = event.end_mark.line - 1
        end: int = event.end_mark.index - event.end_mark.column - 1
        is_kept = "+" in self.lines[header][event.start_mark.column :].split("#")[0]
        while last > header and not is_kept and not self.lines[last].strip():
            end -= len(self.lines[last]) + 1
            last -= 1
        return end


class _DoubtfulError(yaml.YAMLError):
    """The fast parser does not read this as the other one does."""


class _KnowledgeComposer(_Composer):
    """Refuses in sentences, and doubts what may be a slip."""

    last_text = Spot(0, 0)

    def node(self) -> Node:
        """The root. Raises UnreadableError and YAMLError."""
        try:
            node = self.root()
        except TreeError as error:
            mark = self._from(error.spot)[:1]
            message = f"What begins with {mark} is not read as text."
            fix = f"Put the whole text in quotes; if it is none, remove the word that begins with {mark}."
            if error.refusal is Refusal.DOCUMENTS:
                message, fix = "A second document begins here.", "Remove this line: a file holds one source."
            elif error.refusal is Refusal.DEPTH:
                message = f"Lists and keys stand within each other more than {MAX_DEPTH} deep here."
                fix = "Remove the brackets or the indentation that are too many."
            raise UnreadableError(error.spot.location(self._file), message, fix) from None
        if node is None or (isinstance(node, TextNode) and not node.text.strip()):
            fix = "Write its keys, beginning with format: 1."
            raise UnreadableError(Location(self._file), "This file is empty.", fix)
        return node

    def _doubts(self, event: yaml.ScalarEvent, spot: Spot, is_flow: bool) -> tuple[Problem, ...]:
        self.last_text = spot
        # all that was found when both parsers were given the same few hundred thousand random texts
        is_ambiguous = is_flow and ("?" in event.value or not event.value)
        if event.style:
            is_ambiguous = bool(_COMMENT_IN_BLOCK_MARK.match(self.lines[spot.line], spot.column))
        if self._is_fast and is_ambiguous:
            raise _DoubtfulError
        if hidden := _HIDDEN.search(event.value):
            message = f"This text holds a character that cannot be seen (U+{ord(hidden[0]):04X})."
            raise UnreadableError(spot.location(self._file), message, "Delete it, and the backslash that makes it.")
        return () if event.style else tuple(self._slips(event.value, spot, event.end_mark))

    def _slips(self, text: str, start: Spot, end: Any) -> Iterator[Problem]:
        """Slips around a text without quotes: a ' #' that ends it, a list entry read as its next line."""
        if cut := _COMMENT.match(self.lines[end.line], end.column):
            fix = (
                f"If it belongs to the text, write {quoted(text + self._from(_spot(end)))}; "
                "if it is a comment, give it a line of its own."
            )
            location = Spot(end.line, cut.end() - 1).location(self._file)
            yield Problem(location, "The text ends before this #: what follows is not read.", fix, Severity.WARNING)
        is_entry = _ENTRY.fullmatch(self.lines[start.line], 0, start.column)
        for number in range(start.line + 1, end.line + 1):
            if entry := _ENTRY.match(self.lines[number]):
                location = Spot(number, entry.end() - 2).location(self._file)
                fix = "Begin its - exactly below the - of the entry above."
                message = "This line is read as part of the text above, not as an entry of the list."
                yield Problem(location, message, fix)
            elif is_entry and self.lines[number - 1].rstrip().endswith("?") and self.lines[number].strip():
                words = self.lines[number].strip()
                location = Spot(number, self.lines[number].index(words)).location(self._file)
                fix = f"If it is one of its own, write '- {words}' exactly below the - of the entry above."
                message = "This line is read as part of the question above, not as an entry of the list."
                yield Problem(location, message, fix, Severity.WARNING)

    def _from(self, spot: Spot) -> str:
        return self.lines[spot.line][spot.column :]


def _spot(mark: Any) -> Spot:
    return Spot(mark.line, mark.column)


def _events(text: str, *, fast: bool) -> Iterator[yaml.Event]:
    loader: Any = yaml.CSafeLoader(text) if fast else yaml.SafeLoader(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    except (ValueError, OverflowError):  # Python's parser on "\U99999999"
        words = "there is no such character"
        raise yaml.MarkedYAMLError("double-quoted", None, words, loader.get_mark()) from None
    finally:
        loader.dispose()


_COMMENT = re.compile(" +#")
_ENTRY = re.compile(" *- +")
_COMMENT_IN_BLOCK_MARK = re.compile("[|>][-+0-9]*#")
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
