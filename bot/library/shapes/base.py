"""What every shape is, and what all of them say of a node that is not theirs."""

from __future__ import annotations

import re
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

from bot.core.problems import Place, Problem
from bot.library.wording import quoted, sentence
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
    mend: str

    def at(self, place: Place) -> Problem:
        return Problem(place, sentence(self.message), self.mend)


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
    mend = "Write each entry on a line of its own below the key, beginning with '- '."
    if isinstance(node, TextNode) and re.match(r"-\S", node.text):
        mend = "Put a space after each '-'."
    return Fault(f"{name} must be a list, but {_what_stands(node)} stands here.", mend)


def not_keys(node: TextNode | ListNode, name: str) -> Fault:
    mend = "Write each key on a line of its own, as 'key: text'."
    if isinstance(node, TextNode) and (match := re.match(r"([\w-]+):\S", node.text)):
        mend = f"Put a space after each colon: '{match[1]}: …'."
    return Fault(f"{name} must be a block of keys, but {_what_stands(node)} stands here.", mend)


def _what_stands(node: Node) -> str:
    if isinstance(node, TextNode):
        return f"the text {quoted(node.text)}" if node.text.strip() else "nothing"
    return "a list" if isinstance(node, ListNode) else "a block of keys"
