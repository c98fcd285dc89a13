"""Small records written as drafts, so that the core is tested without any file."""

from __future__ import annotations

import hashlib
import re

from bot.core.drafts import (
    Location,
    Original,
    QuoteDraft,
    RecordDraft,
    RetiredDraft,
    SegmentDraft,
    SourceDraft,
    SpeakerDraft,
    TopicDraft,
    TranscriptDraft,
    TurnDraft,
    UseDraft,
    Written,
)
from bot.core.model import SegmentKind

SOURCE = "talk-2024"
LABELS = {"ada": "Ada:", "sam": "Sam:"}
ORIGINAL = """A talk with Ada

Sam: What helped you most?

Ada: One small project helped me most. It isn’t easy to start one.

I learned from real users — more than from any course (laughs).

What would you change?

I would ask for help sooner (Sam: we all would). I sat alone for weeks.

Sam: Should people specialise?

Ada: They should not specialise early.

Thanks for reading."""

TURNS = (
    ("sam", "What helped you most?"),
    (
        "ada",
        """One small project helped me most. It isn’t easy to start one.

I learned from real users — more than from any course|(laughs)|.""",
    ),
    ("sam", "What would you change?"),
    ("ada", "I would ask for help sooner|(Sam: we all would)|. I sat alone for weeks."),
    ("sam", "Should people specialise?"),
    ("ada", "They should not specialise early."),
)


def written(text: str, line: int = 1) -> Written:
    return Written(text, Location("knowledge/talk-2024.yaml", line, 1))


def segment(text: str) -> SegmentDraft:
    """A segment by its look: "(Sam: …)" is Sam's aside, "(laughs)" a stage note, all else speech."""
    if aside := re.fullmatch(r"\((\w+): .*\)", text):
        return SegmentDraft(written(text), SegmentKind.ASIDE, written(aside[1].lower()))
    return SegmentDraft(written(text), SegmentKind.STAGE if text == "(laughs)" else SegmentKind.SPEECH)


def turn(speaker: str, text: str, *, is_sure: bool = True, start_s: float | None = None) -> TurnDraft:
    return TurnDraft(Location("t.yaml", 1, 1), written(speaker), tuple(map(segment, text.split("|"))), is_sure, start_s)


def quote(
    text: str, *, id: str = "a-quote", speaker: str = "ada", asked: str = "", turn: int | None = None, line: int = 7
) -> QuoteDraft:
    location = Location("knowledge/talk-2024.yaml", 7, 1)
    return QuoteDraft(
        location, written(id, line), written(speaker, 7), written(text, 8), written(asked) if asked else None, turn
    )


def retired(text: str, *, id: str = "old", topic: str = "start", line: int = 90) -> RetiredDraft:
    at = written(id, line)
    return RetiredDraft(
        at.location,
        at,
        written("He was misheard."),
        written("2026-11-23"),
        written(topic),
        *map(written, ("ada", text)),
    )


def topic(
    *quotes: QuoteDraft | UseDraft, id: str = "start", title: str | None = "How to start?", **lists: list[str]
) -> TopicDraft:
    questions = tuple(map(written, lists.get("questions", [f"how do I start with {id}?"])))
    related = tuple(map(written, lists.get("related", [])))
    return TopicDraft(written(id, 5), written(title, 6) if title else None, questions, related, quotes)


def transcript(
    turns: tuple[TurnDraft, ...] = tuple(turn(*one) for one in TURNS),
    left_out: tuple[str, ...] = ("A talk with Ada", "Thanks for reading."),
) -> TranscriptDraft:
    return TranscriptDraft(Location("t.yaml", 1, 1), written(SOURCE), LABELS, turns, tuple(map(written, left_out)))


def original(text: str = ORIGINAL) -> Original:
    return Original(f"originals/{SOURCE}.txt", text, hashlib.sha256(text.encode()).hexdigest())


def record(
    *topics: TopicDraft,
    source: str = SOURCE,
    text: str = ORIGINAL,
    spoken: TranscriptDraft | None = None,
    sha256: str = "",
    synonyms: tuple[tuple[str, ...], ...] = (),
    retired: tuple[RetiredDraft, ...] = (),
) -> RecordDraft:
    """A whole record; by default the talk above, proved."""
    published = original(text)
    head = SourceDraft(
        id=written(source, 2),
        title=written("A talk with Ada"),
        url=written("https://example.org/talk"),
        author=written("Sam Sample"),
        published=written("2024-05"),
        retrieved=written("2024-06-01"),
        sha256=written(sha256 or published.sha256, 3),
    )
    speakers = (
        SpeakerDraft(written("ada"), written("Ada Example"), written("interviewee"), written("engineer at Works")),
        SpeakerDraft(written("sam"), written("Sam Sample"), written("interviewer")),
    )
    parts = (head, speakers, synonyms, topics, spoken or transcript(), published)
    return RecordDraft(f"knowledge/{source}.yaml", *parts, retired)
