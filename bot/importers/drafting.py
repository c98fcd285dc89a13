"""From the bytes of a file to the three files of a source, none of it proved yet."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from typing import Any

import yaml

from bot.core.model import FreeIds, SegmentKind, as_id
from bot.errors import TranscriptError
from bot.importers.dialogue import Dialogue
from bot.importers.formats import read, text_of
from bot.importers.settling import NOTHING_GIVEN, Given, settle
from bot.importers.topics import NO_IDS, DraftedTopic, ExistingIds, SetAside, drafted
from bot.importers.turns import TranscriptLayout, laid_out
from bot.library.text import REFUSED
from bot.library.writing.scalars import escaped, is_text


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be written, by its path in the folder, and what there is to say of it.

    `sure`, `unsure`: lines of which it is certain, or not, who talks; `dropped`: pieces of the file in neither.
    `drafted`: all topics that were found in it, also those that are left out; `dialogue`: what the file holds.
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
    drafted: tuple[DraftedTopic, ...]
    dialogue: Dialogue


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What is known of a file beside its bytes; `name` is its name without an ending.

    `left_out`: ids of drafted topics that are not to be written.
    """

    name: str
    today: str
    given: Given = NOTHING_GIVEN
    existing: ExistingIds = NO_IDS
    left_out: AbstractSet[str] = frozenset()


def draft(data: bytes, context: ImportContext) -> Draft:
    """Draft the files of a source. Raises TranscriptError with the end of a sentence about the file."""
    source = as_id(context.name)
    if not source:
        raise TranscriptError("its name holds no letters a-z. Give it a name that can become an id, as 'ada-2024.txt'.")
    form, dialogue = read(text_of(data))
    title = " ".join(context.name.replace("-", " ").split())
    settled = settle(dialogue, context.given, title)
    layout = laid_out(settled.dialogue, settled.interviewers)

    found = drafted(layout.turns, settled.interviewers, context.existing)
    topics = [topic for topic in found.topics if topic.id not in context.left_out]
    if not found.topics:
        raise TranscriptError("nothing in it can be quoted: nobody surely says a whole sentence in answer.")

    free_ids = FreeIds()
    ids = {name: free_ids.give(as_id(name) or "speaker") for name in settled.dialogue.speakers}
    roles = {True: "interviewer", False: "interviewee"}
    speakers = {id_: {"name": name, "role": roles[name in settled.interviewers]} for name, id_ in ids.items()}
    original = layout.text.encode()
    digest = hashlib.sha256(original).hexdigest()
    known = {name: value for name, value in asdict(settled.about).items() if value}
    about = {"id": source, **known, "retrieved": context.today, "sha256": digest}
    knowledge = {"format": 1, "source": about, "speakers": speakers, "topics": _topics(topics, ids)}

    lines = settled.dialogue.lines
    return Draft(
        source=source,
        format=form,
        files={
            f"originals/{source}.txt": original,
            f"transcripts/{source}.yaml": _transcript_text(source, layout, ids).encode(),
            f"{source}.yaml": _knowledge_text(knowledge, settled.doubts, found.set_aside).encode(),
        },
        topics=len(topics),
        quotes=sum(len(topic.quotes) for topic in topics),
        sure=sum(line.is_sure for line in lines),
        unsure=sum(not line.is_sure for line in lines),
        dropped=dialogue.dropped,
        doubts=settled.doubts,
        drafted=tuple(found.topics),
        dialogue=dialogue,
    )


def _knowledge_text(document: Mapping[str, Any], doubts: Sequence[str], set_aside: Sequence[SetAside]) -> str:
    lines = ["# yaml-language-server: $schema=./schema.json", "# A draft: read it, mend it, add ways of asking."]
    lines += [f"# Unsure: {' '.join(doubt.split())}" for doubt in doubts]
    aside = [f"# Set aside ({reason}): {' '.join(text.split())}" for text, reason in set_aside]
    return "\n".join(lines) + "\n" + dumped(document) + "".join(f"{line}\n" for line in aside)


def _topics(topics: Sequence[DraftedTopic], ids: Mapping[str, str]) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for topic in topics:
        quotes = []
        for quote in topic.quotes:
            asked: dict[str, Any] = {"asked": quote.asked} if quote.asked else {}
            asked |= {"asked_turn": quote.asked_turn} if quote.asked_turn else {}
            quotes.append({"id": quote.id, "speaker": ids[quote.speaker], **asked, "text": _Prose(quote.text)})
        questions = {"questions": topic.questions} if topic.questions else {}
        body[topic.id] = {"title": topic.title, **questions, "quotes": quotes}
    return body


def _transcript_text(source: str, layout: TranscriptLayout, ids: Mapping[str, str]) -> str:
    document: dict[str, Any] = {"format": 1, "source": source}
    labels = {ids[name]: label for name, label in layout.labels.items() if name in ids}
    document |= {"labels": labels} if labels else {}
    document["turns"] = []
    for turn in layout.turns:
        tree: dict[str, Any] = {"speaker": ids[turn.line.who]}
        tree |= {} if turn.line.is_sure else {"sure": False}
        if (start_s := turn.line.start_s) is not None:
            tree["start"] = int(start_s) if start_s == int(start_s) else round(start_s, 3)
        tree["segments"] = []
        for piece in turn.pieces:
            by = {"by": ids[piece.by]} if piece.kind is SegmentKind.ASIDE else {}
            tree["segments"].append({"kind": str(piece.kind), **by, "text": _Prose(piece.text)})
        document["turns"].append(tree)
    document |= {"left_out": list(layout.left_out)} if layout.left_out else {}
    return "# yaml-language-server: $schema=../transcript.schema.json\n" + dumped(document)


class _Prose(str):
    """A text that is written as a block of its own, below its key."""

    __slots__ = ()


def dumped(document: Mapping[str, Any]) -> str:
    """Return the document in YAML blocks, lists indented below their keys: what PyYAML writes, ten times as fast."""
    return "".join(f"{line}\n" for line in _pairs(document, 0))


def _pairs(mapping: Mapping[str, Any], indent: int) -> Iterator[str]:
    margin = " " * indent
    for key, value in mapping.items():
        name = f"{margin}{_text(key)}:"
        match value:
            case Mapping() if value:
                yield name
                yield from _pairs(value, indent + _STEP)
            case list() if value:
                yield name
                dash = f"{margin}{' ' * _STEP}- "
                for item in value:
                    if isinstance(item, Mapping):
                        first, *others = _pairs(item, indent + 2 * _STEP)
                        yield dash + first.lstrip()
                        yield from others
                    else:
                        yield dash + _text(item)
            case _Prose() if _IN_LINES.fullmatch(value):
                yield f"{name} |-"
                yield from (f"{margin}{' ' * _STEP}{line}" if line else "" for line in value.split("\n"))
            case _:
                yield f"{name} {_text(value)}"


def _text(value: Any) -> str:
    if not isinstance(value, str):
        return yaml.safe_dump(value).removesuffix("\n").removesuffix("\n...")
    if _PLAIN.fullmatch(value) and is_text(value):
        return str(value)
    is_in_line = "\n" not in value and not REFUSED.search(value)
    return "'" + value.replace("'", "''") + "'" if is_in_line else f'"{escaped(value)}"'


_STEP = 2
# What no rule of YAML touches; the rest stands in quotes.
_PLAIN = re.compile(r"[^\W_](?:[\w.,;!?'()/+%&=-]|:(?=[\w/])| (?![# ]))*(?<![ :])")
_IN_LINES = re.compile(rf"(?![ \n])(?:(?!{REFUSED.pattern}| \n)(?:.|\n))+(?<![ \n])")
