"""From the bytes of a file to the three files of a source, all of it still unproved."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.core.model import FreeIds, as_id
from bot.errors import TranscriptError
from bot.importers import writing
from bot.importers.formats import read, text_of
from bot.importers.settling import NOT_KNOWN, Ask, Settled, settle
from bot.importers.talk import UNTOLD, About
from bot.importers.topics import NOTHING_TAKEN, Taken, drafted
from bot.importers.turns import laid_out


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
class Wanted:
    """What is told of a file beside its bytes: its name without an ending, what `told` knows, today's date."""

    name: str
    today: str
    told: About = UNTOLD
    ask: Ask | None = None
    taken: Taken = NOTHING_TAKEN


def draft(data: bytes, wanted: Wanted) -> Draft:
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
    fields = writing.source_fields(source, settled.about, wanted.today, hashlib.sha256(original).hexdigest())
    knowledge = writing.knowledge(fields, _speakers(settled, ids), topics, settled.doubts)
    lines = settled.talk.lines
    return Draft(
        source=source,
        format=form,
        files={
            f"originals/{source}.txt": original,
            f"transcripts/{source}.yaml": writing.transcript(source, layout, ids).encode(),
            f"{source}.yaml": knowledge.encode(),
        },
        topics=len(topics),
        quotes=sum(len(topic.words) for topic in topics),
        sure=sum(line.is_sure for line in lines),
        unsure=sum(not line.is_sure for line in lines),
        dropped=talk.dropped,
        doubts=settled.doubts,
    )


def _ids(settled: Settled) -> dict[str, str]:
    ids = FreeIds()
    return {name: ids.give(as_id(name) or "speaker") for name in settled.talk.speakers}


def _speakers(settled: Settled, ids: Mapping[str, str]) -> dict[str, dict[str, str]]:
    roles = {True: "interviewer", False: "interviewee"}
    return {id_: {"name": name, "role": roles[name in settled.interviewers]} for name, id_ in ids.items()}
