"""The two files of a source as YAML, as a person would lay them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from bot.core.model import SegmentKind
from bot.importers.talk import About
from bot.importers.topics import Topic, Words
from bot.importers.turns import Layout, Piece, Said

_WIDE = 1 << 30


class _Prose(str):
    """A text that is written as a block of its own, below its key."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Lists indented below their keys, prose in blocks."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)


_Dumper.add_representer(
    _Prose, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="|")
)


def transcript(source: str, layout: Layout, ids: Mapping[str, str]) -> str:
    """`transcripts/<source>.yaml`; `ids`: speaker -> id."""
    document: dict[str, Any] = {"format": 1, "source": source}
    labels = {ids[name]: label for name, label in layout.labels.items() if name in ids}
    document |= {"labels": labels} if labels else {}
    document["turns"] = [_turn(said, ids) for said in layout.said]
    document |= {"left_out": list(layout.left_out)} if layout.left_out else {}
    return "# yaml-language-server: $schema=../transcript.schema.json\n" + _dumped(document)


def _turn(said: Said, ids: Mapping[str, str]) -> dict[str, Any]:
    turn: dict[str, Any] = {"speaker": ids[said.line.who]}
    turn |= {} if said.line.is_sure else {"sure": False}
    turn |= {} if said.line.start_s is None else {"start": _seconds(said.line.start_s)}
    return turn | {"segments": [_segment(piece, ids) for piece in said.pieces]}


def _segment(piece: Piece, ids: Mapping[str, str]) -> dict[str, Any]:
    by = {"by": ids[piece.by]} if piece.kind is SegmentKind.ASIDE else {}
    return {"kind": str(piece.kind), **by, "text": _Prose(piece.text)}


def _seconds(start_s: float) -> int | float:
    return int(start_s) if start_s == int(start_s) else round(start_s, 3)


def knowledge(
    source: Mapping[str, str],
    speakers: Mapping[str, Mapping[str, str]],
    topics: Sequence[Topic],
    doubts: Sequence[str],
) -> str:
    """`<source>.yaml`, what is in doubt at its top."""
    document = {"format": 1, "source": dict(source), "speakers": {name: dict(of) for name, of in speakers.items()}}
    body = {topic.id: _topic(topic) for topic in topics}
    lines = ["# yaml-language-server: $schema=./schema.json", "# A draft: read it, mend it, add ways of asking."]
    lines += [f"# Unsure: {' '.join(doubt.split())}" for doubt in doubts]
    return "\n".join(lines) + "\n" + _dumped({**document, "topics": body})


def _topic(topic: Topic) -> dict[str, Any]:
    questions = {"questions": topic.questions} if topic.questions else {}
    return {"title": topic.title, **questions, "quotes": [_quote(quote) for quote in topic.words]}


def _quote(quote: Words) -> dict[str, Any]:
    asked: dict[str, Any] = {"asked": quote.asked} if quote.asked else {}
    asked |= {"asked_turn": quote.asked_turn} if quote.asked_turn else {}
    return {"id": quote.id, "speaker": quote.speaker, **asked, "text": _Prose(quote.text)}


def _dumped(document: Mapping[str, Any]) -> str:
    return str(yaml.dump(dict(document), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDE))


def source_fields(source: str, about: About, retrieved: str, sha256: str) -> dict[str, str]:
    """What `source:` holds, in the order of the format."""
    return {
        "id": source,
        "title": about.title,
        "url": about.url,
        "author": about.author,
        "published": about.published,
        "retrieved": retrieved,
        "sha256": sha256,
    }
