"""The kinds of files in the folder, each declared once from top to bottom: what may stand where, and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeVar

from bot.core import drafts
from bot.core.asking import MAX_ASKED_CHARS
from bot.core.model import Publish, SegmentKind
from bot.library.shapes import (
    COUNT,
    NEWER,
    SECONDS,
    Choice,
    Date,
    Fault,
    Flag,
    Format,
    Id,
    ListOf,
    MappingOf,
    OneOf,
    RecordOf,
    Schema,
    Shape,
    SpeakerId,
    Text,
    Values,
    may,
    must,
)
from bot.library.yaml_reader import Node

T = TypeVar("T")

FORMAT = 1


def read(shape: Shape[T], node: Node) -> tuple[T | None, list[drafts.Problem]]:
    """Return a file's draft, None where too little of it can be read, and all that is wrong in it."""
    problems: list[drafts.Problem] = []
    draft = shape.read(node, "this file", problems)
    newer = [problem for problem in problems if problem.message == NEWER]
    return (None, newer) if newer else (draft, problems)


# --- shapes that several kinds share ---

MAX_LINE_CHARS = 1000  # no message on Discord is much longer
PROSE = Text(is_prose=True)
NAME = Text(pattern=r"[^\n]+", fault="holds a line break", fix="Write it on one line.", max_chars=MAX_LINE_CHARS)
LINE = replace(NAME, is_prose=True)
WEB_ADDRESS = Text(
    pattern=r"https?://[^\s/]\S*", fault="is not a web address", fix="Write it whole, beginning with https://."
)
SHA256 = Text(pattern="[0-9a-f]{64}", fault="is not a SHA-256 hash", fix="Write its 64 digits, each 0-9 or a-f.")
QUOTE_ID = Text(
    pattern=f"({Id.PATTERN}/)?{Id.PATTERN}",
    fault="is not the id of a quote",
    fix="Write it as 'quote-id', or 'source-id/quote-id' for another source.",
)
VERSION = must("format", Format(FORMAT), "The number of this file format: 1.")


def _values(_: drafts.Location, values: Values) -> Values:
    return values


# --- knowledge/<source>.yaml ---

SOURCE = RecordOf(
    "source",
    (
        must("id", Id(), "The name of this source, equal to the file's: a-z, 0-9 and hyphens. Never change it."),
        must("title", LINE, "The title under which the interview was published."),
        may("url", WEB_ADDRESS, "Where it was published; without it no answer has a link."),
        may("author", NAME, "Who published it."),
        may("published", Date(), "When: 2020, 2020-11 or 2020-11-30. Without it no answer has a date."),
        must("retrieved", Date(), "When the text in originals/ was taken from there."),
        must("sha256", SHA256, "The hash of that text, originals/<source>.txt, as it was taken."),
        may(
            "publish",
            Choice((Publish.WHOLE, Publish.QUOTES)),
            "What `ontherecord site` may show of it: whole, or quotes (what is quoted). Without it, nothing.",
        ),
    ),
    lambda _, values: drafts.SourceDraft(**values),
)

SPEAKER = RecordOf(
    "speaker",
    (
        must("name", NAME, "The name shown beside this speaker's words."),
        must("role", Choice(("interviewee", "interviewer")), "interviewee (who answers) or interviewer (who asks)."),
        may("described", NAME, "Who they were at the time of the interview, not today."),
    ),
    _values,
)

SPEAKERS = MappingOf(SPEAKER, lambda key, values: drafts.SpeakerDraft(id=key, **values))


WORDS = (
    must("speaker", SpeakerId(), "Whose words these are: a key under 'speakers'."),
    may(
        "asked",
        Text(is_prose=True, max_chars=MAX_ASKED_CHARS),
        "The question these words answer, exactly as asked; 200 characters at most.",
    ),
    may(
        "asked_turn",
        COUNT,
        "The number of the turn that holds 'asked', where that is not the turn directly before.",
    ),
    may("daily", Flag(), "false where it is never to be shown by chance: as a random quote, or the quote of the day."),
    must("text", PROSE, "The words, exactly as in the transcript, within one turn. […] marks words left out."),
)

QUOTE = RecordOf(
    "quote",
    (must("id", Id(), "The name of this quote within its source: a-z, 0-9 and hyphens. Never change it."), *WORDS),
    lambda location, values: drafts.QuoteDraft(location=location, **values),
    strict=True,
)

RETIRED = RecordOf(
    "retired quote",
    (
        must("id", Id(), "The name that the quote had. It stays taken: old answers point to it."),
        must("reason", LINE, "Why it is no longer shown."),
        must("since", Date(), "The day on which it was withdrawn."),
        must("topic", Id(), "The id of the topic that it stood under."),
        *WORDS,
    ),
    lambda location, values: drafts.RetiredDraft(location=location, **values),
    strict=True,
)

USE = RecordOf(
    "use of a quote",
    (must("use", QUOTE_ID, "The id of a quote that stands under another topic and answers this one too."),),
    lambda location, values: drafts.UseDraft(location, values["use"]),
    strict=True,
)

TOPIC = RecordOf(
    "topic",
    (
        may("title", LINE, "What this topic is about, as a short question. One file gives it."),
        may("questions", ListOf(LINE), "How people ask about it, in their own words."),
        may("related", ListOf(Id()), "Ids of other topics to offer beside it."),
        may("quotes", ListOf(OneOf("use", USE, QUOTE)), "The words that answer it, the best first."),
    ),
    _values,
)


TOPICS = MappingOf(
    TOPIC,
    lambda key, values: drafts.TopicDraft(
        key,
        values.get("title"),
        questions=values.get("questions", ()),
        related=values.get("related", ()),
        quotes=values.get("quotes", ()),
    ),
)

KNOWLEDGE = RecordOf(
    "file",
    (
        VERSION,
        must("source", SOURCE, "What was published, where and when."),
        must("speakers", SPEAKERS, "Who speaks, each under a short id of their own."),
        may("synonyms", ListOf(ListOf(LINE)), "Groups of words that mean the same to people who ask."),
        must("topics", TOPICS, "What people ask about, each under an id of its own."),
        may("retired", ListOf(RETIRED), "Quotes that are no longer shown. Their ids are never used again."),
    ),
    lambda location, values: drafts.RecordDraft(
        file=location.file,
        source=values["source"],
        speakers=values["speakers"],
        synonyms=tuple(tuple(str(word) for word in group) for group in values.get("synonyms", ())),
        topics=values["topics"],
        transcript=None,
        original=None,
        retired=values.get("retired", ()),
    ),
)


# --- knowledge/silence.yaml ---

OUT_OF_SCOPE = RecordOf(
    "file",
    (VERSION, must("silence", ListOf(LINE), "What people say that no interview here answers, one message an entry.")),
    lambda _, values: tuple[drafts.Written, ...](values["silence"]),
)


# --- knowledge/transcripts/<source>.yaml ---


def _words_of_another(values: Values) -> Fault | None:
    kind = str(values.get("kind", ""))
    if kind == SegmentKind.ASIDE and "by" not in values:
        return Fault("this aside does not say whose words it holds.", "Add 'by: …' with the speaker's id.")
    if kind == SegmentKind.SPEECH and "by" in values:
        return Fault(
            "'by' does not belong to speech: it is the turn's speaker who talks.",
            "Remove it, or write kind: aside.",
        )
    return None


SEGMENT = RecordOf(
    "segment",
    (
        must(
            "kind",
            Choice(tuple(SegmentKind)),
            "speech, aside (words of another, put in between) or stage, as '(laughs)'.",
        ),
        may("by", SpeakerId(), "Whose words an aside holds."),
        must("text", Text(is_prose=True), "The published text, character for character."),
    ),
    lambda _, values: drafts.SegmentDraft(values["text"], SegmentKind(values["kind"].text), values.get("by")),
    strict=True,
    check=_words_of_another,
)


TURN = RecordOf(
    "turn",
    (
        must("speaker", SpeakerId(), "Who talks: a key under 'speakers' in the source's file."),
        may("sure", Flag(), "false where it is not certain who talks; such a turn is never quoted."),
        may("start", SECONDS, "When the turn begins in the recording, in seconds."),
        must("segments", ListOf(SEGMENT, may_be_empty=False), "The turn's text in pieces, in order."),
    ),
    lambda location, values: drafts.TurnDraft(
        location, values["speaker"], values["segments"], values.get("sure", True), values.get("start")
    ),
    strict=True,
)


TRANSCRIPT = RecordOf(
    "transcript",
    (
        VERSION,
        must("source", Id(), "The id of the source, equal to this file's name."),
        may(
            "labels",
            MappingOf(PROSE, lambda key, label: (key.text, label.text)),
            "What the published text prints before a speaker's words, under the speaker's id.",
        ),
        must("turns", ListOf(TURN, may_be_empty=False), "Who says what, one after the other."),
        may("left_out", ListOf(PROSE), "Published text that is nobody's words."),
    ),
    lambda location, values: drafts.TranscriptDraft(
        location, values["source"], dict(values.get("labels", ())), values["turns"], values.get("left_out", ())
    ),
    strict=True,
)


# --- their schemas, for editors ---

_SCHEMAS: Mapping[str, tuple[Shape[Any], str, str]] = MappingProxyType(
    {
        "knowledge": (KNOWLEDGE, "A source in the knowledge of On the Record", "schema.json"),
        "transcript": (TRANSCRIPT, "A transcript in the knowledge of On the Record", "transcript.schema.json"),
        "silence": (
            OUT_OF_SCOPE,
            "What no interview in the knowledge of On the Record answers",
            "silence.schema.json",
        ),
    }
)
FILES = MappingProxyType({kind: file for kind, (_, _, file) in _SCHEMAS.items()})


def schema_of(kind: str) -> Schema:
    """Return the JSON Schema of a kind of file: knowledge, transcript or silence."""
    shape, title, _ = _SCHEMAS[kind]
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": title, **shape.schema()}


def schema_text(kind: str) -> str:
    """Return the text of a schema file, the same at every run."""
    return json.dumps(schema_of(kind), ensure_ascii=False, indent=2) + "\n"
