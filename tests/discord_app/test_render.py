"""What is sent fits into Discord's messages, whatever the record holds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.discord_app.markdown import cut, link, one_line
from tests.discord_app.client_view import seen

MARKS = "ab \n*_~`|<>[]()@#:-+1.\\!’—…"


@settings(deadline=None)
@given(st.text(st.sampled_from(MARKS), max_size=300), st.integers(20, 60))
def test_cutting_loses_nothing_and_spares_escapes(text: str, channel: int) -> None:
    """Property: put together again, the parts are the text."""
    markdown = one_line(text)
    parts = cut(markdown, channel)
    assert "".join(parts) == markdown
    assert all(len(part) <= channel for part in parts)
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
