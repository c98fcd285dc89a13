"""Checks requests and answers against Discord's own OpenAPI description, made strict.

The description allows keys it does not know; a misspelt key would pass. So every object schema that lists its
properties is closed, after a few corrections where the description is narrower or wider than the real API.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema_rs

from tests.standin.shapes import Json, Problem

_SCHEMAS = "components", "schemas"
_CODES = {
    "required": "BASE_TYPE_REQUIRED",
    "type": "BASE_TYPE_CHOICES",
    "enum": "BASE_TYPE_CHOICES",
    "maxLength": "BASE_TYPE_MAX_LENGTH",
    "minLength": "BASE_TYPE_MIN_LENGTH",
    "maxItems": "BASE_TYPE_MAX_LENGTH",
    "minItems": "BASE_TYPE_MIN_LENGTH",
    "additionalProperties": "UNKNOWN_KEY",
}


def description_file(reference: Path | None) -> Path | None:
    """The description inside the reference data, or None where either is absent."""
    file = reference / "discord" / "openapi.json" if reference else None
    return file if file and file.is_file() else None


@cache
def load(file: Path) -> Description:
    """The description in a file, read once in a process."""
    return Description(file.read_text(encoding="utf-8"))


class Description:
    """Validators for every operation, compiled when first asked for."""

    def __init__(self, text: str) -> None:
        requests, answers = json.loads(text), json.loads(text)
        correct_requests(requests)
        correct_answers(answers)
        self._requested: Json = requests["paths"]
        self._answered: Json = answers["paths"]
        self._registries = {"request": _registry(close(requests)), "answer": _registry(close(answers))}
        self._validators: dict[tuple[str, ...], Any] = {}

    def knows(self, method: str, template: str) -> bool:
        return method.lower() in self._requested.get(template, {})

    def problems(self, method: str, template: str, body: Any) -> list[Problem]:
        """What is wrong with a request's JSON body."""
        content = self._requested[template][method.lower()].get("requestBody", {}).get("content", {})
        if "application/json" not in content:
            return [] if body is None else [Problem((), "UNKNOWN_KEY", "this route takes no body")]
        pointer = (method.lower(), "requestBody", "content", "application/json", "schema")
        return self._judge("request", ("paths", template, *pointer), body)

    def query_problems(self, method: str, template: str, query: Mapping[str, str]) -> list[Problem]:
        """What is wrong with a request's query string."""
        listed = self._requested[template][method.lower()].get("parameters", ())
        places = {p["name"]: n for n, p in enumerate(listed) if p["in"] == "query"}
        found: list[Problem] = []
        for name, value in query.items():
            if name not in places:
                found.append(Problem((name,), "UNKNOWN_KEY", "no such query parameter"))
                continue
            pointer = ("paths", template, method.lower(), "parameters", str(places[name]), "schema")
            found += self._judge("request", pointer, _typed(listed[places[name]]["schema"], value))
        return found

    def answer_problems(self, method: str, template: str, status: int, body: Any) -> list[Problem]:
        """What is wrong with an answer of the stand-in itself."""
        answers = self._answered[template][method.lower()]["responses"]
        if status >= 400:
            error = "RatelimitedResponse" if status == 429 else "ErrorResponse"
            return self._judge("answer", (*_SCHEMAS, error), body)
        if str(status) not in answers:
            return [Problem((), "STATUS", f"{status} is not among {', '.join(answers)}")]
        if "content" not in answers[str(status)]:
            return [] if body is None else [Problem((), "BODY", "no body belongs here")]
        pointer = (method.lower(), "responses", str(status), "content", "application/json", "schema")
        return self._judge("answer", ("paths", template, *pointer), body)

    def _judge(self, side: str, pointer: tuple[str, ...], value: Any) -> list[Problem]:
        if (side, *pointer) not in self._validators:
            self._validators[side, *pointer] = jsonschema_rs.Draft202012Validator(
                {"$ref": _reference(pointer)},
                registry=self._registries[side],
                validate_formats=True,
                mask="value",
            )
        validator = self._validators[side, *pointer]
        if validator.is_valid(value):
            return []
        return [problem for error in validator.iter_errors(value) for problem in _explained(error)]


def _registry(document: Json) -> jsonschema_rs.Registry:
    return jsonschema_rs.Registry([("urn:discord", document)], draft=jsonschema_rs.Draft202012)


def _reference(pointer: tuple[str, ...]) -> str:
    steps = (step.replace("~", "~0").replace("/", "~1") for step in pointer)
    return "urn:discord#/" + "/".join(quote(step, safe="~") for step in steps)


def _typed(schema: Json, value: str) -> Any:
    """A query value as the type its schema asks for."""
    if schema.get("type") == "integer" and value.lstrip("-").isdigit():
        return int(value)
    if schema.get("type") == "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(value.lower(), value)
    return value


def _explained(error: Any) -> list[Problem]:
    """The causes of an error; of a choice between schemas, those of the branch that was meant."""
    branches = getattr(error.kind, "context", None)
    if branches:
        depth = len(error.instance_path)
        told = ([problem for cause in branch for problem in _explained(cause)] for branch in branches)
        return min(told, key=lambda problems: sum(_strangeness(p, depth) for p in problems))
    code = _CODES.get(error.kind.name, error.kind.name.upper())
    return [Problem(tuple(error.instance_path), code, error.message)]


def _strangeness(problem: Problem, depth: int) -> int:
    """How much a problem speaks against a branch: most, if it is of another `type` or JSON type altogether."""
    if problem.code != "BASE_TYPE_CHOICES":
        return 1
    return 100 if problem.path[depth:] in ((), ("type",)) else 10


def correct_requests(document: Json) -> None:
    """Where the real API takes more, or less, than the description says."""
    schemas = document["components"]["schemas"]
    schemas["SnowflakeType"]["type"] = ["string", "integer"]
    schemas["ApplicationCommandOptionStringChoice"]["properties"]["value"]["maxLength"] = 100
    for name in _COMMANDS:
        properties = schemas[name]["properties"]
        properties["nsfw"] = {"type": ["boolean", "null"]}
        properties["default_member_permissions"] = {"type": ["string", "integer", "null"], "pattern": r"^\d+$"}
    for name in _WITHOUT_TTS:
        schemas[name]["properties"]["tts"] = {"type": ["boolean", "null"]}
    schemas["CreateForumThreadRequest"]["properties"]["type"] = {"const": 11}
    nested = {"name": "use_nested_fields", "in": "query", "schema": {"type": "boolean"}}
    document["paths"]["/channels/{channel_id}/threads"]["post"]["parameters"] = [nested]


_COMMANDS = (
    "ApplicationCommandCreateRequest",
    "ApplicationCommandUpdateRequest",
    "ApplicationCommandPatchRequestPartial",
)
_WITHOUT_TTS = (
    "IncomingWebhookUpdateRequestPartial",
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial",
    "MessageEditRequestPartial",
    "BaseCreateMessageCreateRequest",
)


def correct_answers(document: Json) -> None:
    """Where the real API answers otherwise than the description says."""
    schemas = document["components"]["schemas"]
    schemas["Error"]["properties"]["code"]["type"] = ["integer", "string"]
    schemas["CreatedThreadResponse"]["properties"]["message"] = {"$ref": "#/components/schemas/MessageResponse"}


def close(document: Json) -> Json:
    """Forbids unknown keys in every object schema that lists its properties; changes the document itself."""
    shared = {ref.rsplit("/", 1)[-1] for ref in _extended(document)}
    _close(document["paths"])
    for name, schema in document["components"]["schemas"].items():
        if name not in shared:
            _close(schema)
    return document


def _extended(node: Any) -> Iterator[str]:
    """Schemas that an allOf builds upon: closed, they would forbid what the other parts add."""
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    if isinstance(node, dict):
        yield from (part["$ref"] for part in node.get("allOf", ()) if "$ref" in part)
    for child in children:
        yield from _extended(child)


def _close(node: Any) -> None:
    if isinstance(node, list):
        for child in node:
            _close(child)
    elif isinstance(node, dict):
        if isinstance(node.get("properties"), dict) and "allOf" not in node:
            node.setdefault("additionalProperties", False)
        for key, child in node.items():
            if key != "allOf":
                _close(child)
