"""How problems speak."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import as_id
from bot.library.shapes import Id
from bot.library.text import nearest, quoted, sentence
from tests.library.reading import tree


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
