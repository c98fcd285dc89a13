"""Discord's own description, made strict: what it catches, and that it stays quick."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.standin import description_file
from tests.standin.description import Description, load

CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
MESSAGES = "/channels/{channel_id}/messages"
COMMANDS = "/applications/{application_id}/commands"


@pytest.fixture
def strict(needed_description: Path) -> Description:
    return load(needed_description)


def answer(**data: Any) -> dict[str, Any]:
    return {"type": 4, "data": data}


def rows(**button: Any) -> dict[str, Any]:
    plain = {"type": 2, "style": 1, "label": "Go", "custom_id": "b"}
    return answer(components=[{"type": 1, "components": [plain | button]}])


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (answer(contents="x"), "data"),
        (rows(labels="x"), "data.components.0.components.0"),
        (rows(label="x" * 81), "data.components.0.components.0.label"),
        (rows(label=5), "data.components.0.components.0.label"),
        (answer(embeds=[{"titel": "x"}]), "data.embeds.0"),
        (answer(embeds=[{"description": "x" * 4097}]), "data.embeds.0.description"),
        (answer(embeds=[{"url": "no url"}]), "data.embeds.0.url"),
        (answer(components=[{"type": 17, "components": [{"type": 10}]}]), "data.components.0.components.0"),
        (answer(flags="64"), "data.flags"),
        ({"type": 8, "data": {"choices": [{"name": "n", "value": "v" * 101}]}}, "data.choices.0.value"),
        ({"type": 9, "data": {"custom_id": "m", "components": []}}, "data"),
        ({"type": 99}, "type"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_told_with_its_place(strict: Description, body: dict[str, Any], where: str) -> None:
    """A misspelt key, a length, a type: the problem names the spot, also inside choices between schemas."""
    problems = strict.problems("POST", CALLBACK, body)
    assert where in {str(problem).split(":", 1)[0] for problem in problems}, [*map(str, problems)]


@pytest.mark.parametrize(
    ("method", "template", "body"),
    [
        ("POST", MESSAGES, {"content": "x", "message_reference": {"message_id": 123, "channel_id": 4}, "tts": False}),
        ("PATCH", MESSAGES + "/{message_id}", {"content": "x", "tts": False}),
        ("PUT", COMMANDS, [{"name": "a", "description": "d", "nsfw": False, "default_member_permissions": "32"}]),
        ("PUT", COMMANDS, [{"name": "a", "description": "d", "default_member_permissions": 32}]),
    ],
)
def test_what_discord_takes_is_taken(strict: Description, method: str, template: str, body: Any) -> None:
    """The corrections: whole numbers as ids, tts on edits, nsfw and permissions of commands."""
    assert strict.problems(method, template, body) == []


def test_query_parameters_are_checked(strict: Description) -> None:
    """By name and by type."""
    assert strict.query_problems("POST", CALLBACK, {"with_response": "1"}) == []
    assert [p.code for p in strict.query_problems("POST", CALLBACK, {"with_answer": "1"})] == ["UNKNOWN_KEY"]
    assert strict.query_problems("GET", MESSAGES, {"limit": "100"}) == []
    assert strict.query_problems("GET", MESSAGES, {"limit": "101"})


def test_answers_are_checked_by_status(strict: Description) -> None:
    """A status that is not listed, a body where none belongs, and a key too many."""
    assert strict.answer_problems("GET", "/gateway", 200, {"url": "ws://x"}) == []
    assert strict.answer_problems("GET", "/gateway", 200, {"url": "ws://x", "more": 1})
    assert strict.answer_problems("GET", "/gateway", 201, {"url": "ws://x"})
    assert strict.answer_problems("POST", CALLBACK, 204, {})
    assert strict.answer_problems("GET", "/gateway", 404, {"code": 0, "message": "404: Not Found"}) == []


def test_a_check_is_cheap_enough_for_every_test(needed_description: Path) -> None:
    """Compiled once for each operation: every check after the first costs a small part of it."""
    strict, body = Description(needed_description.read_text(encoding="utf-8")), rows()

    def took_s() -> float:
        started = time.perf_counter()
        strict.problems("POST", CALLBACK, body)
        return time.perf_counter() - started

    first_s = took_s()
    assert min(took_s() for _ in range(20)) * 20 < first_s


def test_the_file_is_read_once(needed_description: Path) -> None:
    """All stand-ins of a run share one description."""
    assert load(needed_description) is load(needed_description)


def test_the_description_is_found_where_it_is(tmp_path: Path) -> None:
    """Inside the reference data; absent there, or with no reference data at all, it is None."""
    assert description_file(None) is None
    assert description_file(tmp_path) is None
    (tmp_path / "discord").mkdir()
    file = tmp_path / "discord" / "openapi.json"
    file.write_text(json.dumps({}))
    assert description_file(tmp_path) == file
