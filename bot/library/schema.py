"""The formats as JSON Schema (draft 7, which editors know best), for completion and help while typing."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

from bot.library.formats import KNOWLEDGE, SILENCE, TRANSCRIPT
from bot.library.shapes import Schema, Shape

DRAFT_7 = "http://json-schema.org/draft-07/schema#"


def knowledge_schema() -> Schema:
    """The schema of `<source>.yaml`."""
    return _document(KNOWLEDGE, "A source in the knowledge of On the Record")


def transcript_schema() -> Schema:
    """The schema of `transcripts/<source>.yaml`."""
    return _document(TRANSCRIPT, "A transcript in the knowledge of On the Record")


def silence_schema() -> Schema:
    """The schema of `silence.yaml`."""
    return _document(SILENCE, "What no interview in the knowledge of On the Record answers")


SCHEMAS = MappingProxyType({"knowledge": knowledge_schema, "transcript": transcript_schema, "silence": silence_schema})
FILES = MappingProxyType(
    {"knowledge": "schema.json", "transcript": "transcript.schema.json", "silence": "silence.schema.json"}
)


def schema_text(kind: str) -> str:
    """The text of a schema file, by the kind of file it is for: the same at every run."""
    return json.dumps(SCHEMAS[kind](), ensure_ascii=False, indent=2) + "\n"


def _document(shape: Shape[Any], title: str) -> Schema:
    return {"$schema": DRAFT_7, "title": title, **shape.schema()}
