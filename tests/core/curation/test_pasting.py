"""Words are understood the way they come out of Discord, phones and web pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.curation.lookup import one_line, readings

WORDS = "One small project helped me most."


@pytest.mark.parametrize(
    "pasted",
    [
        WORDS,
        f"> {WORDS}",
        f">>> {WORDS}",
        f"“{WORDS}”",
        f'"{WORDS}"',
        f"{WORDS}\n— Ada Example",
        f"> {WORDS}\n— **Ada Example**, then engineer, 2024\n[A talk](<https://example.org>)\n-# you asked: “why?”",
        f"look at this!\n> {WORDS}\nisn't it nice",
        f"“{WORDS}”\n\n— Ada",
        f"…{WORDS}",
        "One **small** project helped me most\\.".replace("**", ""),
        "One ~~small~~ project ||helped|| me most.",
        "One [small project](https://example.org/x) helped me most.",
        "One small\u200b project helped \u202eme most.\x00",
        f"\r\n  {WORDS}\r\n",
    ],
)
def test_what_stands_around_words_is_taken_away(pasted: str) -> None:
    """Some way of reading it is the words themselves."""
    assert WORDS in readings(pasted)


def test_the_most_literal_reading_comes_first() -> None:
    """What looks like an attribution may have been said."""
    assert readings(f"{WORDS}\n— and I mean it")[0] == f"{WORDS}\n— and I mean it"


@pytest.mark.parametrize("pasted", ["", " \n ", "[…]", "\x00", "\u200b"])
def test_what_has_no_words_has_no_reading(pasted: str) -> None:
    assert readings(pasted) == ()


@given(st.text(max_size=300))
def test_anything_can_be_pasted(pasted: str) -> None:
    """No reading is empty, none says what was not pasted, none holds the mark that walls off the words of others."""
    for reading in readings(pasted):
        assert reading.strip()
        assert "\0" not in reading
    assert one_line(pasted).splitlines() in ([], [one_line(pasted)])
