"""The question file: what is read, and every slip with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.drafts import Location
from bot.library.questions import NO_KIND, read_questions

GOOD = '{"id": "a", "q": "why?", "kind": "direct", "spans": ["because"]}'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "questions.jsonl"


def slips(file: Path, text: str | bytes) -> list[tuple[int, str]]:
    """Line and sentence of each problem."""
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [(problem.location.line, problem.message) for problem in read_questions(file)[1]]


def test_questions_are_read_as_they_stand(file: Path) -> None:
    """Blank lines, a byte order mark, other line ends, other keys and numbers as ids do no harm."""
    lines = ["\ufeff" + GOOD, "", '{"id": 7, "q": "line\u2028end?", "spans": [], "note": "x"}']
    file.write_bytes("\r\n".join(lines).encode())
    [first, second], problems = read_questions(file)
    assert problems == ()
    assert (first.id, first.text, first.kind, first.spans) == ("a", "why?", "direct", ("because",))
    assert (second.id, second.text, second.kind, second.is_silent) == ("7", "line\u2028end?", NO_KIND, True)
    assert second.location == Location(str(file), 3, 1)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nonsense", "This line is not JSON: Expecting value."),
        ('{"id": NaN}', "This line is not JSON: NaN is no JSON value."),
        ('{"id": ' + "1" * 5000 + "}", "This line is not JSON: Exceeds the limit"),
        ("[" * 100_000, "This line is nested too deep."),
        ("[1]", "This line is no JSON object."),
        ('{"id": "a", "spans": []}', '"q" is missing.'),
        ('{"id": "a", "q": "why?"}', '"spans" is missing.'),
        ('{"q": "why?", "spans": []}', '"id" is missing.'),
        ('{"id": true, "q": "why?", "spans": []}', '"id" is not right.'),
        ('{"id": "a", "q": " ", "spans": []}', '"q" is not right.'),
        ('{"id": "a", "q": "half \\ud83d", "spans": []}', '"q" is not right.'),
        ('{"id": "a", "q": "why?", "spans": "because"}', '"spans" is not right.'),
        ('{"id": "a", "q": "why?", "spans": ["**"]}', '"spans" is not right.'),
        ('{"id": "a", "q": "why?", "kind": 5, "spans": []}', '"kind" is not right.'),
        ('{"id": "a", "q": "why?", "spans": [], "after": " "}', '"after" is not right.'),
    ],
)
def test_a_slip_is_told_with_its_line(file: Path, line: str, message: str) -> None:
    """One sentence on what is wrong."""
    [(number, told)] = slips(file, f"{GOOD}\n{line}\n")
    assert number == 2
    assert told.startswith(message)


def test_all_slips_are_told_at_once(file: Path) -> None:
    """In the order of the lines, with what to write."""
    assert slips(file, f'{{"id": "b"}}\n{GOOD}\nnonsense\n{GOOD}\n') == [
        (1, '"q" is missing.'),
        (1, '"spans" is missing.'),
        (3, "This line is not JSON: Expecting value."),
        (4, "The id “a” stands in line 2 already."),
    ]
    assert all(problem.fix for problem in read_questions(file)[1])


def test_a_file_that_cannot_be_used_is_told(file: Path) -> None:
    """Missing, a folder, empty, or of another encoding."""
    assert read_questions(file)[1][0].message == "This file cannot be read: No such file or directory."
    assert read_questions(file.parent)[1][0].message == "This file cannot be read: Is a directory."
    assert slips(file, "\n \n") == [(0, "This file holds no question.")]
    assert slips(file, "{}".encode("utf-16")) == [(0, "This file is not saved as UTF-8.")]


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3))
KEYS = st.sampled_from(["id", "q", "kind", "spans"])


@given(st.lists(st.dictionaries(KEYS, JSON, max_size=4) | JSON, min_size=1, max_size=5))
def test_every_line_is_a_question_or_a_slip(tmp_path_factory: pytest.TempPathFactory, rows: list[object]) -> None:
    """Whatever JSON it holds."""
    file = tmp_path_factory.getbasetemp() / "any.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    questions, problems = read_questions(file)
    lines = {asked.location.line for asked in questions} | {problem.location.line for problem in problems}
    assert lines == set(range(1, len(rows) + 1))
