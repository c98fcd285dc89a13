"""Folding, sentences, passages, splitting."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.text import CUT, cuts_a_word, find_whole, fold, folded, passages, sentences, split, words

PROSE = st.text(st.sampled_from("aB c.\n?!’…“”—*_(1[]"), max_size=200)


@pytest.mark.parametrize(
    ("typed", "recorded"),
    [
        ("I don't think so", "I don’t think so"),
        ('he said "yes"', "he said “yes”"),
        ("a master's-you", "a master’s—you"),
        ("one  two\n\nthree ", "one two three"),
        ("**bold** _words_", "bold words"),
        ("a cafe\u0301", "a café"),
        ("un\u00adseen \u202eor\u200b not", "unseen or not"),
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


ACCENTED = st.text(st.sampled_from("aé\u0301\u0323ñ한 \u00ad\u200c\u200d*"), max_size=60)


@given(ACCENTED)
def test_accents_are_folded_with_their_places(text: str) -> None:
    """A letter with its accent is found by one that has it joined, and the other way round; both are cut out whole."""
    composed, apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert fold(composed).text == fold(apart).text == folded(text) == fold(text).text
    at = fold(text).at
    assert list(at) == sorted(at)
    assert at[-1] == len(text)


def test_what_is_found_in_another_form_is_cut_out_as_it_stands() -> None:
    """The span ends behind the accent, and holds the soft hyphen."""
    for recorded in ("Le café noir.", "Le cafe\u0301 noir.", "Le ca\u00adfé noir."):
        for wanted in ("café", "cafe\u0301"):
            start = find_whole(folded(wanted), fold(recorded).text)
            found = slice(*fold(recorded).span(start, start + len(folded(wanted))))
            assert recorded[found] == recorded.removeprefix("Le ").removesuffix(" noir.")


def stands_whole(words: str, text: str) -> bool:
    """Whether the proof finds the words somewhere, none cut in two."""
    whole = fold(text)
    start = find_whole(folded(words), whole.text)
    return start >= 0 and not cuts_a_word(text, *whole.span(start, start + len(folded(words))))


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("acceptable", "un\u00adacceptable"),  # soft hyphen
        ("acceptable", "un\u200dacceptable"),  # zero-width joiner
        ("acceptable", "un\u2060acceptable"),  # word joiner
        ("acceptable", "un\ufeffacceptable"),
        ("technical", "non–technical"),  # en dash
        ("technical", "non\u2011technical"),  # a hyphen that does not break
        ("technical", "non-\u00adtechnical"),
        ("5 percent", "-5 percent"),
        ("5 percent", "it fell by −5 percent"),
        ("5", "5% of all"),
        ("100", "about $100"),
        ("2019", "2019–2021"),
        ("Node", "Node.js"),
        ("خواهم", "نمی\u200cخواهم"),  # "I want" of "I do not want"
        ("می\u200cخواهم", "ن\u200cمی\u200cخواهم"),
        ("ดี", "ไม่ดี"),  # "good" of "not good"
        ("ไม", "ไม่ดี"),  # before a tone mark
        ("तंत्र", "स्वतंत्र"),
        ("स्वतंत", "स्वतंत्र"),  # before a sign that joins
        ("हिंद", "हिंदी"),  # before a vowel sign
        ("cafe", "café"),
        ("cafe", "cafe\u0301"),
        ("👩", "👨\u200d👩\u200d👧"),
    ],
)
def test_no_word_is_cut_in_two(part: str, text: str) -> None:
    """Wherever Unicode, or a reader, sees one word, number or sign."""
    assert not stands_whole(part, text)
    assert stands_whole(text, f"({text}), he said")


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("technical", "un—technical"),  # a long dash stands between words
        ("می\u200cخواهم", "من می\u200cخواهم"),
        ("में", "हिंदी में"),
        ("ดี มาก", "ดี มาก"),
        ("Then I left", "I said it.Then I left"),
        ("10", "10 - 5"),
        ("café", "un café, deux"),
    ],
)
def test_whole_words_are_found(part: str, text: str) -> None:
    assert stands_whole(part, text)


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
