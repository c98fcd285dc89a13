"""The formats as JSON Schema (draft 7, which editors know best), for completion and help while typing."""

from __future__ import annotations

import json
from typing import Any

from bot.library.formats import KNOWLEDGE, TRANSCRIPT
from bot.library.shapes import Schema, Shape

DRAFT_7 = "http://json-schema.org/draft-07/schema#"


def knowledge_schema() -> Schema:
    """The schema of `<source>.yaml`."""
    return _document(KNOWLEDGE, "A source in the knowledge of On the Record")


def transcript_schema() -> Schema:
    """The schema of `transcripts/<source>.yaml`."""
    return _document(TRANSCRIPT, "A transcript in the knowledge of On the Record")


def schema_text(kind: str) -> str:
    """The text of the schema file of a "knowledge" or "transcript" file: the same at every run."""
    schema = {"knowledge": knowledge_schema, "transcript": transcript_schema}[kind]()
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _document(shape: Shape[Any], title: str) -> Schema:
    return {"$schema": DRAFT_7, "title": title, **shape.schema()}
