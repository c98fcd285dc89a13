"""Folding, sentences, passages, splitting."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.text import CUT, find_whole, fold, folded, passages, sentences, split, words

PROSE = st.text(st.sampled_from("aB c.\n?!’…“”—*_(1[]"), max_size=200)


@pytest.mark.parametrize(
    ("typed", "recorded"),
    [
        ("I don't think so", "I don’t think so"),
        ('he said "yes"', "he said “yes”"),
        ("a master's-you", "a master’s—you"),
        ("one  two\n\nthree ", "one two three"),
        ("**bold** _words_", "bold words"),
    ],
)
def test_folding_forgives_typography_only(typed: str, recorded: str) -> None:
    """White space, typographic quotes and dashes, and Markdown marks make no difference."""
    assert fold(typed).text == fold(recorded).text


@pytest.mark.parametrize(
    ("one", "other"), [("should be", "should not be"), ("Yes", "yes"), ("a, b", "a b"), ("…", "...")]
)
def test_folding_keeps_everything_else(one: str, other: str) -> None:
    """Words, case and other punctuation are never forgiven."""
    assert fold(one).text != fold(other).text


@given(PROSE)
def test_folded_text_knows_where_it_came_from(text: str) -> None:
    """Every folded character maps to the place it was folded from, in order."""
    folded = fold(text)
    assert len(folded.at) == len(folded.text) + 1
    assert list(folded.at) == sorted(set(folded.at))
    assert all(
        text[index].isspace() for index, character in zip(folded.at, folded.text, strict=False) if character == " "
    )


@given(PROSE)
def test_both_ways_of_folding_agree(text: str) -> None:
    """The fast one gives the same text."""
    assert folded(text) == fold(text).text


def test_words_are_found_whole() -> None:
    """\"art" does not stand in "start", nor "don" in "don't"."""
    assert find_whole("art", "start an art") == 9
    assert find_whole("don", "don't") == -1


@given(PROSE)
def test_sentences_are_the_text(text: str) -> None:
    """Nothing is lost or added between sentences."""
    assert "".join(sentences(text)) == text


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two? Three!", 3),
        ("It was e.g. this one. Yes.", 2),
        ("He said “no.” Then he left.", 2),
        (f"One {CUT}. Two.", 2),
        ("A title\n\nA paragraph.", 2),
        ("They get … sigh… discouraged, and give up.", 1),
        ("It cost 3.5 million. Really.", 2),
        ("e = mc**2; we know it.", 1),
    ],
)
def test_sentences_end_where_a_reader_sees_it(text: str, count: int) -> None:
    """Abbreviations, closing quotes, cuts and numbers are not mistaken for ends, nor ends for these."""
    assert len(sentences(text)) == count


@example("11111 1\n", 7)
@given(PROSE, st.integers(5, 80))
def test_passages_fit_and_are_in_the_text(text: str, limit: int) -> None:
    """Every passage is within the limit, and together they reach every word."""
    found = passages(text, limit)
    assert all(end - start <= limit for start, end in found)
    if len(text.strip()) <= limit and text.strip():
        assert "".join(text[start:end] for start, end in found[:1]).strip() == text.strip()


@given(PROSE, st.integers(1, 60))
def test_split_parts_are_the_text(text: str, limit: int) -> None:
    """Splitting loses nothing and keeps to the limit."""
    parts = split(text, limit)
    assert "".join(parts) == text
    assert all(0 < len(part) <= limit for part in parts)


def test_split_cuts_at_sentence_ends() -> None:
    """Where sentences fit, none is cut."""
    assert split("One two. Three four. Five.", 21) == ("One two. Three four. ", "Five.")


def test_words_keep_apostrophes() -> None:
    """ "don’t" is one word."""
    assert words("I don’t — ever") == ["I", "don’t", "ever"]
