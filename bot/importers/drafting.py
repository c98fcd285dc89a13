"""From the bytes of a file to the three files of a source, all of it still unproved."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import yaml

from bot.core.model import FreeIds, SegmentKind, as_id
from bot.errors import TranscriptError
from bot.importers.dialogue import UNTOLD, Publication
from bot.importers.formats import read, text_of
from bot.importers.settling import NOT_KNOWN, Ask, SettledDialogue, settle
from bot.importers.topics import NOTHING_TAKEN, DraftedQuote, DraftedTopic, ExistingIds, drafted
from bot.importers.turns import Piece, SpokenTurn, TranscriptLayout, laid_out

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


def transcript(source: str, layout: TranscriptLayout, ids: Mapping[str, str]) -> str:
    """`transcripts/<source>.yaml`; `ids`: speaker -> id."""
    document: dict[str, Any] = {"format": 1, "source": source}
    labels = {ids[name]: label for name, label in layout.labels.items() if name in ids}
    document |= {"labels": labels} if labels else {}
    document["turns"] = [_turn(said, ids) for said in layout.said]
    document |= {"left_out": list(layout.left_out)} if layout.left_out else {}
    return "# yaml-language-server: $schema=../transcript.schema.json\n" + _dumped(document)


def _turn(said: SpokenTurn, ids: Mapping[str, str]) -> dict[str, Any]:
    turn: dict[str, Any] = {"speaker": ids[said.line.who]}
    turn |= {} if said.line.is_sure else {"sure": False}
    turn |= {} if said.line.start_s is None else {"start": _seconds(said.line.start_s)}
    return turn | {"segments": [_segment(piece, ids) for piece in said.pieces]}


def _segment(piece: Piece, ids: Mapping[str, str]) -> dict[str, Any]:
    by = {"by": ids[piece.by]} if piece.kind is SegmentKind.ASIDE else {}
    return {"kind": str(piece.kind), **by, "text": _Prose(piece.text)}


def _seconds(start_s: float) -> int | float:
    return int(start_s) if start_s == int(start_s) else round(start_s, 3)


def knowledge_text(
    source: Mapping[str, str],
    speakers: Mapping[str, Mapping[str, str]],
    topics: Sequence[DraftedTopic],
    doubts: Sequence[str],
) -> str:
    """`<source>.yaml`, what is in doubt at its top."""
    document = {"format": 1, "source": dict(source), "speakers": {name: dict(of) for name, of in speakers.items()}}
    body = {topic.id: _topic(topic) for topic in topics}
    lines = ["# yaml-language-server: $schema=./schema.json", "# A draft: read it, mend it, add ways of asking."]
    lines += [f"# Unsure: {' '.join(doubt.split())}" for doubt in doubts]
    return "\n".join(lines) + "\n" + _dumped({**document, "topics": body})


def _topic(topic: DraftedTopic) -> dict[str, Any]:
    questions = {"questions": topic.questions} if topic.questions else {}
    return {"title": topic.title, **questions, "quotes": [_quote(quote) for quote in topic.words]}


def _quote(quote: DraftedQuote) -> dict[str, Any]:
    asked: dict[str, Any] = {"asked": quote.asked} if quote.asked else {}
    asked |= {"asked_turn": quote.asked_turn} if quote.asked_turn else {}
    return {"id": quote.id, "speaker": quote.speaker, **asked, "text": _Prose(quote.text)}


def _dumped(document: Mapping[str, Any]) -> str:
    return str(yaml.dump(dict(document), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDE))


def source_fields(source: str, about: Publication, retrieved: str, sha256: str) -> dict[str, str]:
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


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be written, by its path in the folder, and what there is to tell of it.

    `sure`, `unsure`: lines of which it is certain, or not, who talks; `dropped`: pieces of the file in neither.
    """

    source: str
    format: str
    files: Mapping[str, bytes]
    topics: int
    quotes: int
    sure: int
    unsure: int
    dropped: int
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What is told of a file beside its bytes: its name without an ending, what `told` knows, today's date."""

    name: str
    today: str
    told: Publication = UNTOLD
    ask: Ask | None = None
    taken: ExistingIds = NOTHING_TAKEN


def draft(data: bytes, wanted: ImportContext) -> Draft:
    """Raises TranscriptError with the end of a sentence about the file."""
    source = as_id(wanted.name)
    if not source:
        raise TranscriptError("its name holds no letters a-z. Give it a name that can become an id, as 'ada-2024.txt'.")
    form, talk = read(text_of(data))
    fallback = replace(NOT_KNOWN, title=" ".join(wanted.name.replace("-", " ").split()), published=wanted.today)
    settled = settle(talk, wanted.told, fallback, wanted.ask)
    layout = laid_out(settled.talk)
    original = layout.text.encode()
    ids = _ids(settled)
    topics = drafted(layout.said, settled.interviewers, settled.about.title, wanted.taken)
    topics = [replace(topic, words=[replace(w, speaker=ids[w.speaker]) for w in topic.words]) for topic in topics]
    if not topics:
        raise TranscriptError("nothing in it can be quoted: nobody surely says a whole sentence in answer.")
    fields = source_fields(source, settled.about, wanted.today, hashlib.sha256(original).hexdigest())
    knowledge = knowledge_text(fields, _speakers(settled, ids), topics, settled.doubts)
    lines = settled.talk.lines
    return Draft(
        source=source,
        format=form,
        files={
            f"originals/{source}.txt": original,
            f"transcripts/{source}.yaml": transcript(source, layout, ids).encode(),
            f"{source}.yaml": knowledge.encode(),
        },
        topics=len(topics),
        quotes=sum(len(topic.words) for topic in topics),
        sure=sum(line.is_sure for line in lines),
        unsure=sum(not line.is_sure for line in lines),
        dropped=talk.dropped,
        doubts=settled.doubts,
    )


def _ids(settled: SettledDialogue) -> dict[str, str]:
    ids = FreeIds()
    return {name: ids.give(as_id(name) or "speaker") for name in settled.talk.speakers}


def _speakers(settled: SettledDialogue, ids: Mapping[str, str]) -> dict[str, dict[str, str]]:
    roles = {True: "interviewer", False: "interviewee"}
    return {id_: {"name": name, "role": roles[name in settled.interviewers]} for name, id_ in ids.items()}
