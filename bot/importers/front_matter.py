"""Markdown whose front matter holds the transcript: a list of `header` and of `line`, `sec`, `who`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

from bot.errors import TranscriptError
from bot.importers.dialogue import Dialogue, Heading, Item, Publication, SpokenLine, is_name
from bot.library.yaml_reader import KeysNode, Node, Refusal, TextNode, TreeError, compose

_FRONT_MATTER = re.compile(r"---[ ]*\n(?P<yaml>.*?)^---[ ]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TRANSCRIPT = re.compile(r"^transcript:", re.MULTILINE)
_VIDEO = re.compile(r"[\w-]{11}")


def detects(text: str) -> bool:
    """Front matter with a key for the transcript."""
    return text.startswith("---") and bool(_TRANSCRIPT.search(text))


def reads(text: str) -> Dialogue:
    """Raises TranscriptError."""
    front = _FRONT_MATTER.match(text)
    if not front:
        raise TranscriptError("its front matter does not end. Close it with a line of three hyphens.")
    tree = _tree(front["yaml"])
    entries = tree.get("transcript")
    if not isinstance(entries, list):
        raise TranscriptError("'transcript:' holds no list. Begin each line of it with '- line: ...'.")
    given = [item for entry in entries if (item := _item(entry))]
    items = tuple(_once(given))
    return Dialogue(items, _about(tree), _guests(tree), dropped=len(entries) - len(items))


def _tree(text: str) -> dict[str, Any]:
    try:
        tree = compose(text, skips_tags=True)
    except TreeError as error:
        raise TranscriptError(_REFUSED[error.refusal].format(line=error.line + 1)) from None
    if tree is None:
        raise TranscriptError(_REFUSED[Refusal.REFERENCE])
    if not isinstance(tree, KeysNode):
        raise TranscriptError("its front matter holds no keys. Write 'title: ...' and 'transcript:' there.")
    return {str(_plain(key)): _plain(value) for key, value in tree.pairs}


def _plain(node: Node) -> str | list[Any] | dict[str, Any]:
    if isinstance(node, TextNode):
        return node.text
    if isinstance(node, KeysNode):
        return {str(_plain(key)): _plain(value) for key, value in node.pairs}
    return [_plain(item) for item in node.items]


_REFUSED = {
    Refusal.SYNTAX: "its front matter is no YAML in line {line}. Mend it, then try again.",
    Refusal.DOCUMENTS: "its front matter is no YAML in line {line}. Mend it, then try again.",
    Refusal.DEPTH: "its front matter is nested too deeply. Lists of lines are enough.",
    Refusal.REFERENCE: "its front matter is empty or points from one place to another (*). Write it out.",
}


def _item(entry: Any) -> Item | None:
    """A heading or a line; None where the entry holds no words."""
    if not isinstance(entry, dict):
        return None
    if header := _flat(entry.get("header")):
        return Heading(header)
    words = _flat(entry.get("line"))
    if not words:
        return None
    who = _flat(entry.get("who")).rstrip(".:,; ")
    is_sure = is_name(who) and words.rstrip(".:,; ") != who
    return SpokenLine(who if is_name(who) else "", words, _seconds(entry.get("sec")), is_sure)


def _once(items: Sequence[Item]) -> Iterator[Item]:
    """Without what the file holds twice: a line without a speaker before the same with one, a header repeated."""
    named = {item.text for item in items if isinstance(item, SpokenLine) and item.who}
    header = ""
    for item in items:
        if isinstance(item, Heading):
            if item.text != header:
                yield item
            header = item.text
        elif item.who or item.text not in named:
            yield item


def _about(tree: dict[str, Any]) -> Publication:
    ids, links = tree.get("ids"), tree.get("links")
    video = _flat(ids.get("youtube")) if isinstance(ids, dict) else ""
    link = _flat(links.get("youtube")) if isinstance(links, dict) else ""
    url = f"https://www.youtube.com/watch?v={video}" if _VIDEO.fullmatch(video) else link
    title = _flat(tree.get("short")) or _flat(tree.get("title"))
    return Publication(title, url, published=_flat(tree.get("dateadded")))


def _guests(tree: dict[str, Any]) -> tuple[str, ...]:
    guests = tree.get("guests")
    return tuple(map(_flat, guests)) if isinstance(guests, list) else ()


def _flat(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _seconds(value: Any) -> float | None:
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        return None
    return seconds if math.isfinite(seconds) and 0 <= seconds < 1e9 else None
