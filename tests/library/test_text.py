"""From bytes to text: encodings, line ends and characters that nobody sees."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import as_id
from bot.library.shapes import Id
from bot.library.text import UnreadableError, decode_exactly, decode_yaml, nearest, quoted, sentence
from tests.library.reading import refused, says, spot, tree


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    """Editors on Windows write one; columns count as if it were not there."""
    assert decode_yaml(b"\xef\xbb\xbfa: b\n", "x") == "a: b\n"


def test_a_file_that_is_not_utf_8_is_refused_at_the_first_wrong_byte() -> None:
    """The line and the column lead to the letter that was lost."""
    problem = refused(b"\xef\xbb\xbfa: b\r\nc: caf\xe9\r\n")
    assert spot(problem) == (2, 7)
    assert says(problem, "not saved as UTF-8", "UTF-8")
    assert spot(refused(b"\xef\xbb\xbfa: \xe9")) == (1, 4)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_called_by_its_name(codec: str) -> None:
    """What some editors call Unicode."""
    problem = refused("\ufeffa: b".encode(codec))
    assert spot(problem) == (0, 0)
    assert says(problem, "UTF-16", "UTF-8")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_counts_as_one(end: str) -> None:
    """A file from Windows has its problems on the same lines."""
    assert decode_yaml(f"a: b{end}c: d".encode(), "x") == "a: b\nc: d\n"


def test_an_original_keeps_its_line_ends() -> None:
    """It is compared character for character."""
    assert decode_exactly(b"\xef\xbb\xbfa\r\nb\rc\n", "x") == "a\r\nb\rc\n"


@pytest.mark.parametrize("character", ["\0", "\x07", "\x7f", "\x9f", "\ufeff", "\uffff"])
def test_an_invisible_character_is_refused_by_its_number(character: str) -> None:
    """Copied text brings them; nobody finds them by eye."""
    problem = refused(f"a: b\nc: x{character}y\n")
    assert spot(problem) == (2, 5)
    assert says(problem, f"U+{ord(character):04X}", "Delete it")


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"])
def test_a_hidden_line_end_is_refused(character: str) -> None:
    """YAML would end the line there, unseen."""
    problem = refused(f"a: x{character}y\n")
    assert spot(problem) == (1, 5)
    assert says(problem, "hidden line end", "Enter")


def test_a_tab_is_refused_and_all_lines_with_one_are_counted() -> None:
    """The parsers disagree on where a tab may stand, so none may; in quotes it is written as an escape."""
    problem = refused("a:\n\tb: c\n\td: e\n")
    assert spot(problem) == (2, 1)
    assert says(problem, "A tab stands here. 2 lines hold one.", "spaces")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"# only a comment\n", b"---\n", b"\xef\xbb\xbf", b"''"])
def test_an_empty_file_is_called_empty(data: bytes) -> None:
    """Whether of nothing, of blank lines or of comments."""
    problem = refused(data)
    assert spot(problem) == (0, 0)
    assert says(problem, "empty", "format: 1")


def test_the_reason_stays_with_the_error() -> None:
    """Its text is the problem's, for whoever logs it."""
    with pytest.raises(UnreadableError, match="A tab stands here"):
        decode_yaml(b"\t", "x")


@pytest.mark.parametrize(
    ("text", "shown"),
    [("it's: so", '"it\'s: so"'), ('say "no"', "'say \"no\"'"), ('it\'s "so"', "'it''s \"so\"'"), ("a\n b", '"a b"')],
)
def test_quotes_are_chosen_so_that_the_file_stays_right(text: str, shown: str) -> None:
    """Double quotes, or single ones where the text holds double ones or a backslash."""
    assert quoted(text) == shown


@given(st.text(st.characters(codec="ascii", exclude_categories=["C"]), min_size=1, max_size=60))
def test_what_a_mend_quotes_can_be_pasted_into_the_file(text: str) -> None:
    """A quoted text is read as that text, its white space apart."""
    text = " ".join(text.split())
    if text:
        assert tree(f"- {quoted(text)}").items[0].text == text  # type: ignore[union-attr]


def test_long_texts_are_cut() -> None:
    """A mend stays one line long."""
    assert len(quoted("word " * 100)) <= 82


def test_the_nearest_word_is_named_only_where_it_is_near() -> None:
    """A slip finds its word; anything else finds none."""
    assert nearest("qestions", ["title", "questions"]) == "questions"
    assert nearest("zebra", ["title", "questions"]) == ""


@pytest.mark.parametrize(
    ("text", "id_"),
    [("Master’s degree?", "masters-degree"), ("../Café Müller", "cafe-muller"), ("Зачем", ""), ("x" * 90, "x" * 48)],
)
def test_an_id_is_made_of_the_letters_of_a_text(text: str, id_: str) -> None:
    """Accents are dropped, everything else between words becomes a hyphen."""
    assert as_id(text) == id_


@given(st.text())
def test_an_id_that_is_offered_is_one(text: str) -> None:
    """The mend of a bad id is never itself a bad id."""
    assert as_id(text) == "" or re.fullmatch(Id.PATTERN, as_id(text))


def test_a_sentence_begins_with_a_capital() -> None:
    """Only its first letter changes."""
    assert sentence("this quote has no 'ID'.") == "This quote has no 'ID'."
