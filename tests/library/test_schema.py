"""The JSON Schemas that editors use: as shipped, true to the reader, and pleased with the shipped files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, ClassVar

import jsonschema_rs
import pytest
import yaml

from bot.library.formats import (
    FILES,
    KNOWLEDGE,
    TRANSCRIPT,
    read,
    schema_of,
    schema_text,
)
from bot.library.yaml_reader import read_nodes
from tests.library.reading import KNOWLEDGE_TEXT, TRANSCRIPT_TEXT

FOLDER = Path(__file__).parents[2] / "knowledge"
KNOWLEDGE_SCHEMA = jsonschema_rs.Draft7Validator(schema_of("knowledge"))
OUT_OF_SCOPE_SCHEMA = jsonschema_rs.Draft7Validator(schema_of("silence"))
TRANSCRIPT_SCHEMA = jsonschema_rs.Draft7Validator(schema_of("transcript"))


class EditorsLoader(yaml.SafeLoader):
    """YAML 1.2, as editors read it: true, false, null and numbers; a date or `no` is text."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


for tag, pattern, first in (
    ("bool", "true|false", "tf"),
    ("null", "null|~|", ["n", "~", ""]),
    ("int", "[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?[0-9]+\.[0-9]*", "-+0123456789"),
):
    EditorsLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)


def as_editors_see(text: str) -> Any:
    return EditorsLoader(text).get_single_data()


@pytest.mark.parametrize(("name", "kind"), [(file, kind) for kind, file in FILES.items()])
def test_the_shipped_schema_is_the_formats_own(name: str, kind: str) -> None:
    """Written anew with `ontherecord schema` when a format changes."""
    assert (FOLDER / name).read_text(encoding="utf-8") == schema_text(kind)


def test_editors_have_nothing_against_the_shipped_files() -> None:
    """No red line where all is well."""
    for path in FOLDER.glob("*.yaml"):
        schema = OUT_OF_SCOPE_SCHEMA if path.name == "silence.yaml" else KNOWLEDGE_SCHEMA
        schema.validate(as_editors_see(path.read_text(encoding="utf-8")))
    for path in FOLDER.glob("transcripts/*.yaml"):
        TRANSCRIPT_SCHEMA.validate(as_editors_see(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("year", ["2020", "2020-11", "2020-11-30"])
def test_editors_take_every_date(year: str) -> None:
    """A year alone is a number to them."""
    assert KNOWLEDGE_SCHEMA.is_valid(as_editors_see(KNOWLEDGE_TEXT.replace("2020-11\n", f"{year}\n", 1)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("format: 1", "format: 2"),
        ("  id: talk", "  id: A Talk"),
        ("  title: A talk with Ada\n", ""),
        ("published: 2020-11", "published: November"),
        ("role: interviewee", "role: guest"),
        ("    questions:", "    qestions:"),
        ("asked_turn: 3", "asked_turn: 0"),
        ("asked: Was it worth it?", "asked: " + "x" * 201),
        ("  - [master's, masters, msc]", "  - msc"),
        ("      - use: not-worth-it", "      - use: not-worth-it\n        id: x"),
        ("  degree:", "  A degree:"),
        ("https://", "ftp://"),
        ("        speaker: ada\n", ""),
    ],
)
def test_editors_and_the_reader_agree_on_a_source(old: str, new: str) -> None:
    """What one takes for wrong, so does the other."""
    text = KNOWLEDGE_TEXT.replace(old, new, 1)
    _, problems = read(KNOWLEDGE, read_nodes(text.encode(), "x"))
    assert KNOWLEDGE_SCHEMA.is_valid(as_editors_see(text)) == (not problems)
    assert bool(problems) == bool(old)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("source: talk", "source: Talk"),
        ("sure: false", "sure: no"),
        ("start: 12.5", "start: -1"),
        ("kind: stage", "kind: noise"),
        ("  ada: 'Ada:'", "  Ada: 'Ada:'"),
        ("    segments:\n", "    segment:\n"),
        ("        text: (laughs)", "        text: ''"),
    ],
)
def test_editors_and_the_reader_agree_on_a_transcript(old: str, new: str) -> None:
    """What one takes for wrong, so does the other."""
    text = TRANSCRIPT_TEXT.replace(old, new, 1)
    _, problems = read(TRANSCRIPT, read_nodes(text.encode(), "x"))
    assert TRANSCRIPT_SCHEMA.is_valid(as_editors_see(text)) == (not problems)
    assert bool(problems) == bool(old)


@pytest.mark.parametrize("schema", [schema_of(kind) for kind in FILES], ids=[*FILES])
def test_every_key_has_help_and_no_block_takes_unknown_ones(schema: dict[str, Any]) -> None:
    """Hovering over any key says what it is for."""
    jsonschema_rs.meta.validate(schema)
    blocks = [block for block in _blocks(schema) if "properties" in block]
    assert blocks
    for block in blocks:
        assert block["additionalProperties"] is False
        assert all(part["description"].endswith(".") for part in block["properties"].values())


def test_a_schema_is_the_same_text_at_every_run() -> None:
    """It is compared as a file."""
    assert schema_text("knowledge") == schema_text("knowledge")
    assert json.loads(schema_text("transcript")) == schema_of("transcript")


def _blocks(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [block for part in schema for block in _blocks(part)]
    if isinstance(schema, dict):
        return [schema, *_blocks(list(schema.values()))]
    return []
