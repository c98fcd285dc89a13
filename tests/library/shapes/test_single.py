"""Shapes of one text: each takes what it should, and tells what it takes where it does not."""

from __future__ import annotations

from typing import Any

import pytest

from bot.library.shapes import COUNT, SECONDS, Choice, Date, Flag, Format, Id, Shape, Text
from tests.library.reading import says, spot, value_of

PROSE = Text(is_prose=True)
ROLE = Choice(("interviewee", "interviewer"))


def fault_of(text: str, shape: Shape[Any]) -> Any:
    """The one problem of `key: …`, for which there is no value."""
    value, problems = value_of(f"key: {text}", shape)
    assert value is None
    (problem,) = problems
    assert problem.location.line == 1
    return problem


@pytest.mark.parametrize("text", ["no", "12:30", "2020-11", "null", "'# 1'", "-5 degrees"])
def test_a_text_is_any_text(text: str) -> None:
    """Whatever else YAML could take it for."""
    value, problems = value_of(f"key: {text}", PROSE)
    assert (str(value), problems) == (text.strip("'"), [])
    assert (value.location.line, value.location.column) == (1, 6)


def test_a_text_with_a_colon_is_shown_in_quotes() -> None:
    """The commonest slip of all: it makes a key and a text."""
    value, problems = value_of("key:\n  - how to learn: courses or projects?\n", PROSE)
    assert value is None
    assert says(problems[0], "'key' must be text, but a list", "one text")
    value, problems = value_of("key: {how to learn: courses}", PROSE)
    assert says(problems[0], "a key and a text", 'quotes: "how to learn: courses".')


@pytest.mark.parametrize("text", ["[Draft]", "{name}", "{a: b, c: d}", "{}", "[]"])
def test_a_text_in_brackets_is_none(text: str) -> None:
    """It must be in quotes."""
    assert says(fault_of(text, PROSE), "'key' must be text", "in quotes")


@pytest.mark.parametrize("text", ["", "''", "' '", "|-"])
def test_a_blank_text_is_missing(text: str) -> None:
    """There must be something to read."""
    assert says(fault_of(text, PROSE), "'key' has no text.", "or remove the line")


def test_a_text_that_begins_with_a_hash_is_missing() -> None:
    """Nobody would see why."""
    assert says(fault_of("#1 rule", PROSE), "what begins with '#' is not read", "in quotes")


def test_only_prose_doubts_a_comment_behind_it() -> None:
    """Behind an id it is welcome."""
    value, problems = value_of("key: C # sharp", PROSE)
    assert (str(value), [problem.is_error for problem in problems]) == ("C", [False])
    assert spot(problems[0]) == (1, 8)
    assert value_of("key: talk # an id", Id())[1] == []


def test_a_text_has_a_pattern_and_an_end() -> None:
    """Each told in a sentence of its own."""
    assert says(
        fault_of("abc", Text(pattern="[0-9]+", fault="is no number", fix="Count.")), "'key' is no number.", "Co"
    )
    assert says(fault_of("abcd", Text(max_chars=3)), "has 4 characters; 3 is the most", "Shorten")
    assert value_of("key: abc", Text(max_chars=3))[1] == []


@pytest.mark.parametrize("text", ["a", "1-2", "masters-degree", "x" * 48])
def test_an_id_is_small_letters_digits_and_hyphens(text: str) -> None:
    """48 at most, as they stand."""
    assert str(value_of(f"key: {text}", Id())[0]) == text


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("Master's Degree", "masters-degree"),
        ("a_b", "a-b"),
        ("-a", "Write a."),
        ("y" * 49, "y" * 48),
        ("?!", "letters"),
    ],
)
def test_a_bad_id_is_told_what_it_could_be(text: str, fix: str) -> None:
    """The mend is an id that can be pasted."""
    assert says(fault_of(f'"{text}"', Id()), "is not an id", fix)


@pytest.mark.parametrize("text", ["../secrets", "a/b", "a\\b", "..", "/etc/passwd"])
def test_an_id_that_is_a_path_is_told_so(text: str) -> None:
    """Ids name files, so none may lead elsewhere."""
    assert says(fault_of(text, Id()), "would point out of the folder", "Write ")


def test_a_choice_is_one_of_its_words() -> None:
    """The nearest word is offered, or all of them."""
    assert str(value_of("key: interviewee", ROLE)[0]) == "interviewee"
    assert says(fault_of("interviwer", ROLE), 'cannot be "interviwer"', "Write interviewer.")
    assert says(fault_of("guest", ROLE), "'key' cannot be", "interviewee or interviewer")


@pytest.mark.parametrize("text", ["2020", "2020-11", "2020-11-30", "2024-02-29"])
def test_a_date_is_as_exact_as_it_is_known(text: str) -> None:
    """It stays text."""
    assert str(value_of(f"key: {text}", Date())[0]) == text


@pytest.mark.parametrize(
    "text", ["Nov 2020", "2020-13", "2020-02-30", "2023-02-29", "20", "2020-1", "0000", "2020-11-3"]
)
def test_a_bad_date_is_told_how_to_write_one(text: str) -> None:
    """Also one that is in no calendar."""
    assert says(fault_of(text, Date()), "is not a date", "2020-11-30")


def test_a_flag_is_true_or_false() -> None:
    """And nothing that means the same."""
    assert [value_of(f"key: {text}", Flag()) for text in ("true", "false")] == [(True, []), (False, [])]
    assert says(fault_of("no", Flag()), 'cannot be "no"', "true or false")


def test_a_count_begins_at_one() -> None:
    """In digits."""
    assert value_of("key: 12", COUNT) == (12, [])
    for text in ("0", "two", "-1", "1.5", "1_000", "٣"):
        assert says(fault_of(text, COUNT), "whole number", "digits")


def test_seconds_are_a_number() -> None:
    """A time of day is told what it is in seconds."""
    assert value_of("key: 12.5", SECONDS) == (12.5, [])
    for text in ("12:30", "-1", "1e9", ".inf", "nan"):
        assert says(fault_of(text, SECONDS), "a number of seconds (750 for 12:30)", "digits")


def test_a_format_is_the_one_that_is_known() -> None:
    """A greater number is a newer program's; anything else is a slip."""
    assert value_of("key: 1", Format(1)) == (1, [])
    assert says(fault_of("2", Format(1)), "newer version", "Update")
    assert says(fault_of("one", Format(1)), 'cannot be "one"', "Write 1.")
