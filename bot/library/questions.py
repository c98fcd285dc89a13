"""A question file: what people ask, and the words of the record that answer it, one JSON object a line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from bot.core.drafts import Location, Problem
from bot.core.evaluation.errors import cut
from bot.core.evaluation.metrics import JudgedQuestion
from bot.core.text import folded
from bot.durable import replacing
from bot.errors import EditError

NO_KIND = "other"
_LINE = '{"id": "q1", "q": "a question", "kind": "direct", "spans": ["words that answer it"]}'


def read_questions(path: Path) -> tuple[tuple[JudgedQuestion, ...], tuple[Problem, ...]]:
    """Return every question of a file and every slip in it. Never raises."""
    file = Location(str(path))
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return (), (Problem(file, f"This file cannot be read: {error.strerror}.", "Name a file of questions."),)
    except UnicodeDecodeError:
        return (), (Problem(file, "This file is not saved as UTF-8.", "Save it again with that encoding."),)
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        return (), (Problem(file, "This file holds no question.", f"Write one a line, such as {_LINE}."),)
    questions: list[JudgedQuestion] = []
    problems: list[Problem] = []
    first_lines: dict[str, int] = {}
    for number, line in lines:
        location = Location(file.file, number, 1)
        fields = _fields(line, location)
        slips = [fields] if isinstance(fields, Problem) else [s for key in _KEYS for s in key.slips(fields, location)]
        problems += slips
        if isinstance(fields, Problem) or slips:
            continue
        kind = fields.get("kind", NO_KIND).strip()
        spans, after = tuple(fields["spans"]), fields.get("after", "")
        question = JudgedQuestion(str(fields["id"]), fields["q"], kind, spans, location, after)
        questions.append(question)
        first = first_lines.setdefault(question.id, number)
        if first != number:
            message = f"The id “{cut(question.id)}” stands in line {first} already."
            problems.append(Problem(location, message, "Give this one its own."))
    return tuple(questions), tuple(sorted(problems, key=lambda problem: problem.location))


class QuestionFile:
    """A question file that grows: people say of a question what its answer should have been."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self._path = path

    def read(self) -> tuple[JudgedQuestion, ...]:
        """Return every question; none where the file is not there yet."""
        return read_questions(self._path)[0]

    def add(self, text: str, spans: Sequence[str]) -> None:
        """Write one more question, whole or not at all. Raises EditError where the file cannot be written."""
        number = 1 + max((int(q.id[1:]) for q in self.read() if re.fullmatch(r"q\d{1,9}", q.id)), default=0)
        line = json.dumps({"id": f"q{number}", "q": text, "kind": "tried", "spans": [*spans]}, ensure_ascii=False)
        try:
            old = self._path.read_bytes() if self._path.exists() else b""
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(self._path) as file:
                file.write(old + (b"" if not old or old.endswith(b"\n") else b"\n") + line.encode() + b"\n")
        except OSError as error:
            raise EditError(f"{self._path} cannot be written: {error.strerror}. Nothing was kept.") from None


def _fields(line: str, location: Location) -> dict[str, Any] | Problem:
    fix = f"Write an object such as {_LINE}."

    def refuse(constant: str) -> NoReturn:
        raise ValueError(f"{constant} is no JSON value")

    try:
        fields = json.loads(line, parse_constant=refuse)
    except json.JSONDecodeError as error:
        return Problem(Location(location.file, location.line, error.colno), f"This line is not JSON: {error.msg}.", fix)
    except ValueError as error:
        return Problem(location, f"This line is not JSON: {error}.", fix)
    except RecursionError:
        return Problem(location, "This line is nested too deep.", fix)
    return fields if isinstance(fields, dict) else Problem(location, "This line is no JSON object.", fix)


def _is_text(value: object) -> bool:
    """Return whether it is a text with words, without surrogates, which JSON can hold and nothing can print."""
    return isinstance(value, str) and bool(value.strip()) and not any("\ud800" <= c <= "\udfff" for c in value)


@dataclass(frozen=True, slots=True)
class _Key:
    """A key of a line, what it may hold, and what to write if it does not."""

    name: str
    is_right: Callable[[object], bool]
    fix: str
    is_needed: bool = True

    def slips(self, fields: dict[str, Any], location: Location) -> Iterator[Problem]:
        if self.name not in fields:
            if self.is_needed:
                yield Problem(location, f'"{self.name}" is missing.', self.fix)
        elif not self.is_right(fields[self.name]):
            yield Problem(location, f'"{self.name}" is not right.', self.fix)


_KEYS = (
    _Key(
        "id",
        lambda value: _is_text(value) or (isinstance(value, int) and not isinstance(value, bool)),
        'Write a short name that no other line has: "id": "q1".',
    ),
    _Key("q", _is_text, 'Write what people ask: "q": "a question".'),
    _Key("kind", _is_text, 'Write any word, or leave it out: "kind": "direct".', is_needed=False),
    _Key(
        "spans",
        lambda value: isinstance(value, list) and all(_is_text(span) and folded(span) for span in value),
        'Write passages of the record: "spans": ["words"]; [] if it does not answer.',
    ),
    _Key("after", _is_text, 'Write the question before, or leave it out: "after": "a question".', is_needed=False),
)
