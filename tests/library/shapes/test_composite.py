"""Lists and blocks of keys: all problems at once, and what is good goes on."""

from __future__ import annotations

import pytest

from bot.core.drafts import Problem
from bot.library.shapes import Fault, Flag, Id, ListOf, MappingOf, OneOf, RecordOf, Text, may, must
from tests.library.reading import says, spot, value_of

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
    assert says(problems[0], "A character that cannot be seen stands in the key", "anew")


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
