"""The usual slips of the pen, each told in a sentence at the place where it happened."""

from __future__ import annotations

import pytest

from bot.library.yaml_reader import KeysNode
from tests.library.reading import refused, says, spot, tree


def test_a_colon_in_a_text() -> None:
    """`text: foo: bar` looks like a key within a key."""
    problem = refused("id: a\ntext: my answer: no\n")
    assert spot(problem) == (2, 7)
    assert says(problem, "holds a ': '", 'Put it in quotes: "my answer: no".')


def test_a_colon_in_an_entry_with_a_key() -> None:
    """The text begins behind the dash and the key."""
    problem = refused("- text: it's so: 'yes'\n")
    assert spot(problem) == (1, 9)
    assert says(problem, "looks like a key", "\"it's so: 'yes'\"")


def test_an_apostrophe_within_single_quotes() -> None:
    """'it's' ends at its apostrophe."""
    problem = refused("text: 'it's'\n")
    assert spot(problem) == (1, 11)
    assert says(problem, "The ' before this closes the text", 'whole text: "it\'s".')


def test_an_apostrophe_before_a_colon() -> None:
    """Without a quote at the start, it is the colon that makes the trouble."""
    problem = refused("text: the dogs': no\n")
    assert spot(problem) == (1, 7)
    assert says(problem, "holds a ': '", '"the dogs\': no"')


def test_a_text_that_goes_on_after_its_quotes() -> None:
    """The quotes belong to the text, so they need quotes around them."""
    problem = refused('text: "Yes" is no answer\n')
    assert spot(problem) == (1, 13)
    assert says(problem, 'The " before this', "'\"Yes\" is no answer'")


def test_an_unclosed_quote_at_the_end() -> None:
    """It is told where it opens, not where the file ends."""
    problem = refused('a: b\ntext: "never closed\nc: d\n')
    assert spot(problem) == (2, 7)
    assert says(problem, 'The " that opens here is never closed', "at the end")


def test_an_unclosed_quote_that_meets_the_next_one() -> None:
    """The next quote closes it, and what follows makes no sense; the line of the first one is named."""
    problem = refused('title: "Is it\nid: x\ntext: "yes"\n')
    assert spot(problem) == (3, 8)
    assert says(problem, "more text follows", "Look at line 1")


@pytest.mark.parametrize("mark", ["@", "`", "%", "*", "&"])
def test_a_mark_that_no_text_can_begin_with(mark: str) -> None:
    """Such as bold words, a name on Discord or a share of a hundred."""
    problem = refused(f"a: b\ntext: {mark} {mark}{mark}bold\n")
    assert spot(problem) == (2, 7)
    assert says(problem, f"cannot begin with {mark}", f'"{mark} {mark}{mark}bold"')


def test_bold_words_at_the_start() -> None:
    """Markdown's ** is two marks of YAML's own."""
    problem = refused("text: **never** do it\n")
    assert spot(problem) == (1, 7)
    assert says(problem, "cannot begin with *", '"**never** do it"')


def test_an_exclamation_mark_at_the_start() -> None:
    """It would make a tag of the first word."""
    assert says(refused("text: !important note\n"), "begins with !", "whole text in quotes")


def test_a_question_mark_after_a_key() -> None:
    """`? ` has a meaning of its own."""
    problem = refused("a: b\ntext: ? really\n")
    assert spot(problem) == (2, 7)
    assert says(problem, "cannot begin with ?", '"? really"')


@pytest.mark.parametrize("text", [">90% of it", "|x"])
def test_a_block_mark_that_is_part_of_the_text(text: str) -> None:
    """`>` and `|` announce a block of text below."""
    problem = refused(f"text: {text}\n")
    assert spot(problem) == (1, 7)
    assert says(problem, f"After {text[0]} nothing more", f'"{text}"')


def test_a_backslash_in_double_quotes() -> None:
    """It starts an escape; in single quotes it would not."""
    problem = refused('a: b\ntext: "C:\\quotes"\n')
    assert spot(problem) == (2, 10)
    assert says(problem, "a backslash cannot stand before this", "single quotes")


@pytest.mark.parametrize("escape", ["\\U99999999", "\\x4", "\\U00110000"])
def test_an_escape_for_no_character(escape: str) -> None:
    """Python's parser would raise an error of another kind on some."""
    assert spot(refused(f'text: "{escape}"')) == (1, 8)


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{", "}")])
def test_an_unclosed_bracket(opening: str, closing: str) -> None:
    """It is told where it opens."""
    problem = refused(f"a: b\nkey: {opening}x, y\nc: d\n")
    assert spot(problem) == (2, 6)
    assert says(problem, f"What {opening} opens here is not closed", f"Close it with {closing}")


def test_a_text_that_begins_with_a_bracket() -> None:
    """`[Draft] …` is read as a list first."""
    problem = refused("title: [Draft] a talk\n")
    assert spot(problem) == (1, 16)
    assert says(problem, "After the closing ]", "whole text in quotes")


def test_a_comma_too_many() -> None:
    """Between two commas, or at the start of a text."""
    assert spot(refused("key: [a, , b]\n")) == (1, 10)
    assert says(refused("text: , or not\n"), "Nothing stands before this ','", "in quotes")


def test_a_missing_space_after_a_colon() -> None:
    """`title:Foo` is one text, and the next line gives it away."""
    problem = refused("title:Foo\nid: x\n")
    assert spot(problem) == (1, 7)
    assert says(problem, "After 'title:' a space is missing", "'title: …'")


def test_a_missing_space_after_a_colon_further_down() -> None:
    """Whether it is the last line of a block or not."""
    assert spot(refused("id: x\ntitle:Foo\nrole: y\n")) == (2, 7)
    assert spot(refused("id: x\ntitle:Foo\n")) == (2, 7)


def test_a_web_address_is_no_key_without_a_space() -> None:
    """The `https:` of a stray address is not taken for one."""
    assert says(refused("id: x\nhttps://example.org\nrole: y\n"), "neither 'key: text'", "Write 'key: text'")


def test_a_missing_space_after_a_dash() -> None:
    """After good entries, `-foo` fits nowhere."""
    problem = refused("list:\n  - a\n  -b\n")
    assert spot(problem) == (3, 3)
    assert says(problem, "After this - a space is missing", "'- …'")


def test_a_line_that_is_neither_key_nor_entry() -> None:
    """A second line of a text that is not indented."""
    problem = refused("title: a long\ntitle of a talk\nid: x\n")
    assert spot(problem) == (2, 1)
    assert says(problem, "neither 'key: text' nor", "indent the line deeper")


def test_a_first_line_without_a_colon() -> None:
    """The line is told, not the colon that came too late."""
    assert spot(refused("list:\n  a text\n  key: b\n")) == (2, 3)


def test_a_list_on_the_line_of_its_key() -> None:
    """`key: - a` begins nothing."""
    problem = refused("key: - a\n")
    assert spot(problem) == (1, 6)
    assert says(problem, "cannot begin on the line of its key", "line of its own")


@pytest.mark.parametrize(
    ("text", "location"),
    [
        ("list:\n  - a\n - b\n", (3, 2)),
        ("list:\n  - a: b\n     c: d\n", (3, 6)),
        ("  a: b\nc: d\n", (2, 1)),
        ("text: |-\n    a\n  b\n", (3, 3)),
        ("- a\nb: c\n", (2, 1)),
        ("a: b\n  c: d\n", (2, 3)),
        ("text: a long\n    text\n  asked: b\n", (3, 3)),
    ],
)
def test_a_line_out_of_its_column(text: str, location: tuple[int, int]) -> None:
    """Wrong indentation, be it of an entry, a key or a line of a block."""
    problem = refused(text)
    assert spot(problem) == location
    assert says(problem, "does not stand in line", "indentation")


@pytest.mark.parametrize(
    ("text", "location", "written"),
    [
        ("quotes:\n  - id: a\n    text: b\n  id: c\n    text: d\n", (4, 3), "'- id: c'"),
        ('- a: x\n  of:\n    - "b: c"\n      "d: e"\n', (4, 7), "'- \"d: e\"'"),
        ("of:\n- b?\nwhat else?\n- c?\n", (3, 1), "'- what else?'"),
    ],
)
def test_a_dash_missing_further_down(text: str, location: tuple[int, int], written: str) -> None:
    """Of an entry with keys, with quotes, at the margin."""
    problem = refused(text)
    assert spot(problem) == location
    assert says(problem, "A dash is missing", f"Write {written}, exactly below the - of the entry above.")


def test_a_comment_that_cuts_a_text_is_doubted() -> None:
    """What follows ' #' is not read; the doubt shows how to keep either meaning."""
    node = tree("title: C # and friends\n")
    assert isinstance(node, KeysNode)
    (doubt,) = node.pairs[0][1].doubts  # type: ignore[union-attr]
    assert spot(doubt) == (1, 10)
    assert not doubt.is_error
    assert says(doubt, "ends before this #", 'write "C # and friends"; if it is a comment, give it a line of its own')


def test_an_entry_joined_to_the_one_above_is_doubted() -> None:
    """A dash one step too far to the right makes one text of two."""
    node = tree("- first\n   - second\n")
    (doubt,) = node.items[0].doubts  # type: ignore[union-attr]
    assert spot(doubt) == (2, 4)
    assert doubt.is_error
    assert says(doubt, "part of the text above", "exactly below")


def test_a_question_joined_to_the_one_above_is_doubted() -> None:
    """Without its dash it is the next line of the question before; a warning, since it may be."""
    node = tree("questions:\n  - how do I start?\n    and why?\n  - what else?\n")
    assert isinstance(node, KeysNode)
    entries = node.pairs[0][1]
    (doubt,) = entries.items[0].doubts  # type: ignore[union-attr]
    assert spot(doubt) == (3, 5)
    assert not doubt.is_error
    assert says(doubt, "part of the question above", "write '- and why?' exactly below")
    (text,) = tree("- is this a long question\n  or a short one?\n").items  # type: ignore[union-attr]
    assert text.doubts == ()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text", ["title: 'C' # comment", "title: |- # comment\n  C", "title: C#", "title: C\n# comment"]
)
def test_an_ordinary_comment_is_not_doubted(text: str) -> None:
    """Behind quotes, behind a block mark and on a line of its own it cuts nothing."""
    node = tree(text)
    assert isinstance(node, KeysNode)
    assert node.pairs[0][1].doubts == ()  # type: ignore[union-attr]


QUESTIONS = """topics:
  start:
    title: How?
    questions:
      - how do I start?
      - "courses: or a project?"
  other:
    title: Why?
"""


@pytest.mark.parametrize(
    ("right", "wrong", "where", "told"),
    [
        ("- how", "* how", (5, 7), ("cannot begin with *", "Write '- how do I start?'.")),
        ("- how", "– how", (5, 7), ("cannot begin with –", "Write '- how do I start?'.")),
        ("- how", "• how", (5, 7), ("cannot begin with •", "Write '- how do I start?'.")),
        ("- how", "  how", (5, 9), ("A dash is missing", "Write '- how do I start?'.")),
        ("- how", "how", (5, 7), ("A dash is missing", "Write '- how do I start?'.")),
        (
            '- "courses',
            '"courses',
            (6, 7),
            ("A dash is missing", "Write '- \"courses: or a project?\"', exactly below"),
        ),
        ('- "courses: or a project?"', "or a project?", (6, 7), ("A dash is missing", "Write '- or a project?'")),
        ('- "courses: or a project?"', "courses: or?", (6, 7), ("A dash is missing", "Write '- \"courses: or?\"'")),
        ("  start:", "start:", (2, 1), ("'start' stands at the start of its line", "by two spaces")),
        ("      - how", "\u00a0     - how", (5, 1), ("U+00A0 (no-break space)", "Delete it and type a space")),
        ("- how", "-\u00a0how", (5, 8), ("U+00A0 (no-break space)", "Delete it and type a space")),
        ("title: How", "title:\u3000How", (3, 11), ("U+3000 (ideographic space)", "Delete it and type a space")),
    ],
)
def test_what_comes_out_of_other_programs(
    right: str, wrong: str, where: tuple[int, int], told: tuple[str, str]
) -> None:
    """Marks of lists, spaces that are none, a topic at the margin: each told where it stands, with what to write."""
    problem = refused(QUESTIONS.replace(right, wrong, 1))
    assert (spot(problem), says(problem, *told)) == (where, True)
