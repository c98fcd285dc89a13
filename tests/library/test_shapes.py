"""Shapes of one text: each takes what it should, and tells what it takes where it does not."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.drafts import Problem
from bot.library.shapes import (
    COUNT,
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
    Shape,
    Text,
    may,
    must,
)
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


WORDS = ListOf(Id())
PERSON = RecordOf(
    "person",
    (must("name", Text(), "What they are called."), may("nick", Id(), "Short."), may("is_in", Flag(), "Whether.")),
    lambda location, values: (location.line, {name: str(value) for name, value in values.items()}),
)
STRICT = RecordOf("person", PERSON.fields, PERSON.build, strict=True)


def lines(problems: list[Problem]) -> list[int]:
    return [problem.location.line for problem in problems]


def test_a_bad_entry_is_set_aside_and_the_rest_goes_on() -> None:
    """Every bad one is told."""
    value, problems = value_of("key:\n  - a\n  - B!\n  - c\n  - [d]\n", WORDS)
    assert [str(text) for text in value] == ["a", "c"]
    assert lines(problems) == [3, 5]
    assert says(problems[1], "An entry of 'key' must be text", "one text")


def test_a_list_may_be_empty_or_not() -> None:
    """As the format says."""
    assert value_of("key: []", WORDS) == ((), [])
    value, problems = value_of("key: []", ListOf(Id(), may_be_empty=False))
    assert value is None
    assert says(problems[0], "'key' is empty", "at least one")


@pytest.mark.parametrize(
    ("text", "message", "fix"),
    [
        ("key: a, b", 'but the text "a, b" stands here', "beginning with '- '"),
        ("key:", "but nothing stands here", "beginning with '- '"),
        ("key:\n  a: b", "but a block of keys stands here", "beginning with '- '"),
        ("key:\n  -a\n  -b", 'but the text "-a -b" stands here', "a space after each '-'"),
    ],
)
def test_what_is_no_list_is_told_how_to_write_one(text: str, message: str, fix: str) -> None:
    """Also where the spaces behind the dashes are missing."""
    value, problems = value_of(text, WORDS)
    assert value is None
    assert says(problems[0], f"'key' must be a list, {message}", fix)


@pytest.mark.parametrize(
    ("text", "message", "fix"),
    [
        ("key: Ada", 'but the text "Ada" stands here', "'key: text'"),
        ("key:\n  - name: Ada", "but a list stands here", "'key: text'"),
        ("key:\n  name:Ada", 'but the text "name:Ada" stands here', "a space after each colon: 'name: …'"),
    ],
)
@pytest.mark.parametrize(
    "shape", [PERSON, MappingOf(Id(), lambda key, value: (key, value)), OneOf("x", PERSON, PERSON)]
)
def test_what_are_no_keys_is_told_how_to_write_them(text: str, message: str, fix: str, shape: object) -> None:
    """Also where the space behind the colon is missing."""
    value, problems = value_of(text, shape)  # type: ignore[arg-type]
    assert value is None
    assert says(problems[0], f"'key' must be a block of keys, {message}", fix)


def test_keys_of_the_writers_own_are_ids() -> None:
    """A bad key sets its entry aside; what stands under it is read all the same."""
    value, problems = value_of("key:\n  a: x\n  B: Y\n  c: z\n", MappingOf(Id(), lambda key, value: f"{key}={value}"))
    assert value == ("a=x", "c=z")
    assert [spot(problem) for problem in problems] == [(3, 3), (3, 6)]


def test_a_record_is_built_from_its_keys() -> None:
    """It begins at its first key; a key that may be missing may be missing."""
    assert value_of("key:\n  name: Ada\n  nick: ad\n", PERSON) == ((2, {"name": "Ada", "nick": "ad"}), [])
    assert value_of("key: {name: Ada}", PERSON) == ((1, {"name": "Ada"}), [])


def test_a_missing_key_is_told_with_its_purpose() -> None:
    """There is no record without it."""
    value, problems = value_of("key:\n  nick: ad\n", PERSON)
    assert value is None
    assert spot(problems[0]) == (2, 3)
    assert says(problems[0], "This person has no 'name'.", "Add 'name: …'. What they are called.")


def test_an_unknown_key_is_told_the_nearest_one() -> None:
    """Of those that are still missing; else all keys are named."""
    value, problems = value_of("key:\n  name: Ada\n  nik: ad\n  names: x\n  zebra: y\n", PERSON)
    assert value == (2, {"name": "Ada"})
    assert [spot(problem) for problem in problems] == [(3, 3), (4, 3), (5, 3)]
    assert says(problems[0], 'This person has an unknown key "nik".', "Write 'nick', or remove it.")
    assert says(problems[1], '"names"', "Remove it; the keys are: name, nick, is_in.")


@pytest.mark.parametrize("space", ["\u00a0", "\u200b", "\u3000"])
def test_a_space_that_is_none_is_told(space: str) -> None:
    """Copied indentation looks right and is read as part of the key."""
    _, problems = value_of(f"key:\n  name: Ada\n  {space}nick: ad\n", PERSON)
    assert spot(problems[0]) == (3, 3)
    assert says(problems[0], f"A character that cannot be seen (U+{ord(space):04X}) stands in the key", "anew")


def test_a_doubled_key_is_told_with_both_lines() -> None:
    """The first one counts."""
    value, problems = value_of("key:\n  name: Ada\n  nick: ad\n  name: Bea\n", PERSON)
    assert value == (2, {"name": "Ada", "nick": "ad"})
    assert spot(problems[0]) == (4, 3)
    assert says(problems[0], '"name" stands here a second time; the first is in line 2.', "Remove one")


def test_a_key_that_is_no_text_is_told() -> None:
    """As with brackets around it."""
    _, problems = value_of("key: {[a]: b, name: Ada}", PERSON)
    assert says(problems[0], "A key must be text", "without [ ]")


def test_all_problems_are_told_at_once() -> None:
    """Unknown, doubled, unreadable and missing."""
    text = "key:\n  - nik: a\n  - name: [x]\n  - name: Ada\n    nick: A\n    nick: a\n  - name: Bea\n"
    value, problems = value_of(text, ListOf(PERSON))
    assert value == ((4, {"name": "Ada"}), (7, {"name": "Bea"}))
    assert sorted(lines(problems)) == [2, 2, 3, 5, 6]


@pytest.mark.parametrize("slip", ["nik: ad", "name: Bea", "is_in: no", "nick: A"])
def test_a_strict_record_stands_or_falls_as_one(slip: str) -> None:
    """A slip in a key that may be missing could turn the meaning of the rest; a warning does not."""
    text = f"key:\n  name: Ada\n  {slip}\n"
    assert value_of(text, PERSON)[0] is not None
    assert value_of(text, STRICT)[0] is None
    assert value_of("key:\n  name: Ada\n", STRICT)[0] is not None


def test_a_warning_sets_nothing_aside() -> None:
    """It asks for a second look."""
    shape = RecordOf("person", (must("name", Text(is_prose=True), "x"),), lambda _, values: values, strict=True)
    value, problems = value_of("key:\n  name: Ada # x\n", shape)
    assert value is not None
    assert len(problems) == 1


def test_values_that_depend_on_one_another_are_checked_together() -> None:
    """On what could be read."""
    shape = RecordOf(
        "person",
        PERSON.fields,
        PERSON.build,
        strict=True,
        check=lambda values: Fault("a nick needs a flag.", "Add it.") if "nick" in values else None,
    )
    value, problems = value_of("key:\n  name: Ada\n  nick: ad\n", shape)
    assert value is None
    assert spot(problems[0]) == (2, 3)
    assert says(problems[0], "A nick needs a flag.", "Add it.")


def test_one_of_two_shapes_by_its_key() -> None:
    """The key decides, so that the problems are those of the shape that was meant."""
    use = RecordOf("use", (must("use", Id(), "Which."),), lambda _, values: str(values["use"]))
    shape = ListOf(OneOf("use", use, PERSON))
    value, problems = value_of("key:\n  - use: a\n  - name: Ada\n  - use: b\n    name: c\n", shape)
    assert value == ("a", (3, {"name": "Ada"}), "b")
    assert says(problems[0], 'This use has an unknown key "name".', "the keys are: use")


def test_a_flood_of_unknown_keys_is_told_as_one() -> None:
    """Nobody mends hundreds of thousands one by one, and looking for what each may mean takes minutes."""
    flood = "".join(f"  key{number}: x\n" for number in range(25))
    value, problems = value_of(f"key:\n  name: Ada\n{flood}", PERSON)
    assert value == (2, {"name": "Ada"})
    assert len(problems) == 21
    assert says(problems[-1], "This person has 5 more unknown keys from here on.", "Remove them; the keys are: name,")
    assert spot(problems[-1]) == (23, 3)
