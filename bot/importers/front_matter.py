"""Markdown whose front matter holds the transcript: a list of `header` and of `line`, `sec`, `who`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from bot.errors import TranscriptError
from bot.importers.dialogue import Dialogue, Heading, Item, Publication, SpokenLine, flat, seconds
from bot.importers.labels import is_doubtful, speaker_name
from bot.library.yaml_reader import KeysNode, Node, Refusal, TextNode, TreeError, compose

_FRONT_MATTER = re.compile(r"---[ ]*\n(?P<yaml>.*?)^---[ ]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TRANSCRIPT = re.compile(r"^transcript:", re.MULTILINE)
_VIDEO = re.compile(r"[\w-]{11}")


def detects(text: str) -> bool:
    return text.startswith("---") and bool(_TRANSCRIPT.search(text))


def reads(text: str) -> Dialogue:
    """Read the transcript and what the front matter says of it. Raises TranscriptError."""
    front = _FRONT_MATTER.match(text)
    if not front:
        raise TranscriptError("its front matter does not end. Close it with a line of three hyphens.")
    tree = _tree(front["yaml"])
    entries, guests = tree.get("transcript"), tree.get("guests")
    if not isinstance(entries, list):
        raise TranscriptError("'transcript:' holds no list. Begin each line of it with '- line: ...'.")
    items = tuple(_once([item for entry in entries if (item := _item(entry))]))
    names = tuple(map(flat, guests)) if isinstance(guests, list) else ()

    ids, links = tree.get("ids"), tree.get("links")
    video = flat(ids.get("youtube")) if isinstance(ids, dict) else ""
    link = flat(links.get("youtube")) if isinstance(links, dict) else ""
    url = f"https://www.youtube.com/watch?v={video}" if _VIDEO.fullmatch(video) else link
    title = flat(tree.get("short")) or flat(tree.get("title"))
    about = Publication(title, url, published=flat(tree.get("dateadded")))
    return Dialogue(items, about, names, dropped=len(entries) - len(items))


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
    """Read a heading or a line; None where the entry holds no words."""
    if not isinstance(entry, dict):
        return None
    if header := flat(entry.get("header")):
        return Heading(header)
    if not (words := flat(entry.get("line"))):
        return None
    who = speaker_name(entry.get("who"))
    is_sure = bool(who) and words.rstrip(".:,; ") != who and not is_doubtful(words)
    return SpokenLine(who, words, seconds(entry.get("sec")), is_sure)


def _once(items: Sequence[Item]) -> Iterator[Item]:
    """Leave out what the file holds twice: a line without a speaker beside the same with one, a header repeated."""
    named = {item.text for item in items if isinstance(item, SpokenLine) and item.who}
    header = ""
    for item in items:
        if isinstance(item, Heading):
            if item.text != header:
                yield item
            header = item.text
        elif item.who or item.text not in named:
            yield item
