"""Discord shows a quote exactly as it stands in the record, and acts on nothing in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.discord_app.markdown import block_quote, block_quotes, cut, escaped, harmless, link, one_line
from tests.discord_app.client_view import acted_on, quoted_in, seen
from tests.discord_app.hostile import HOSTILE_LINES, HOSTILE_TEXTS


@given(HOSTILE_TEXTS)
def test_escaped_text_is_shown_as_it_was(text: str) -> None:
    """Property: no character is lost, added or acted on."""
    assert seen(escaped(text)) == text
    assert acted_on(escaped(text)) == []


@pytest.mark.parametrize("text", HOSTILE_LINES)
def test_nothing_is_acted_on(text: str) -> None:
    """Each of Discord's own constructs, alone, in the middle of a line, and at the start of another."""
    for whole in (text, f"see {text} there", f"a\n{text} b"):
        assert acted_on(escaped(whole)) == []
        assert seen(escaped(whole)) == whole


@pytest.mark.parametrize("text", HOSTILE_LINES)
def test_the_constructs_are_known_to_the_test(text: str) -> None:
    """Unescaped, the client would act on every one of them."""
    assert acted_on(text)


@given(HOSTILE_TEXTS, st.integers(20, 200))
def test_block_quotes_fit(text: str, channel: int) -> None:
    """Property: every part is within the room, and every line of it is quoted."""
    for part in block_quotes(text, channel):
        assert len(part) <= channel
        assert all(line.startswith("> ") for line in part.split("\n"))


@given(HOSTILE_TEXTS)
def test_no_line_leaves_the_block_quote(text: str) -> None:
    """Property: the client takes a carriage return for the end of a line as well."""
    assert "\r" not in block_quote(text)
    assert quoted_in([block_quote(text)]) == [text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")]


@given(HOSTILE_TEXTS)
def test_what_members_write_is_made_harmless(text: str) -> None:
    """Property: one line, nothing in it that is not seen or that turns the direction, nothing acted on."""
    line = one_line(harmless(text))
    assert "\n" not in line
    assert not set(line) & set("\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u00ad\u2800\u3164\x00\x1b")
    assert acted_on(line) == []
    line.encode()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("disc\u200bord.gg/abc", "discord\\.gg/abc"),
        ("[free](https://evil.example)", "\\[free\\](https\\://evil.example)"),
        ("\u202eevil\u202c", "evil"),
        ("a\ud800b", "ab"),
        ("\u3164\u2800", ""),
        ("Zoë Müller 山田", "Zoë Müller 山田"),
    ],
)
def test_tricks_of_members(written: str, shown: str) -> None:
    """What is left of them."""
    assert one_line(harmless(written)) == shown


MARKS = "ab \n*_~`|<>[]()@#:-+1.\\!’—…"


@settings(deadline=None)
@given(st.text(st.sampled_from(MARKS), max_size=300), st.integers(20, 60))
def test_cutting_loses_nothing_and_spares_escapes(text: str, limit_chars: int) -> None:
    """Property: put together again, the parts are the text."""
    markdown = one_line(text)
    parts = cut(markdown, limit_chars)
    assert "".join(parts) == markdown
    assert all(len(part) <= limit_chars for part in parts)
    assert all(re.search(r"(?<!\\)(?:\\\\)*$", part) for part in parts)
    assert "".join(seen(part) for part in parts) == seen(markdown)


@pytest.mark.parametrize("text", ["*" * 3000, "a b " * 900, "\\" * 2500])
def test_a_link_stays_a_link(text: str) -> None:
    """Its text is shortened, its address never."""
    markdown = link(text, "https://example.org/x")
    assert len(markdown) <= 2000
    assert re.fullmatch(r"\[(?:\\.|[^\\\]])*…\]\(<https://example\.org/x>\)", markdown)


def test_an_address_that_fits_no_message_leaves_the_text() -> None:
    """Rather than half an address."""
    assert link("A talk", f"https://example.org/{'x' * 2500}") == "A talk"
