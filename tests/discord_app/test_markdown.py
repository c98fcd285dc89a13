"""Discord shows a quote exactly as it stands in the record."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.markdown import block_quotes, escaped

HOSTILE = st.text(st.sampled_from("ab \n*_~`|<>[]()@#:-+1.\\!’—\u200b"), max_size=300)


def shown(markdown: str) -> str:
    """What Discord shows of escaped text: a backslash before punctuation is not seen."""
    return re.sub(r"\\([^\w\s]|_)", r"\1", markdown)


@given(HOSTILE)
def test_escaped_text_is_shown_as_it_was(text: str) -> None:
    """Property: no character is lost, added or acted on."""
    assert shown(escaped(text)) == text


@pytest.mark.parametrize(
    "text", ["@everyone", "<@123>", "<#1>", "[a](https://b.example)", "||spoiler||", "`code`", "e = mc**2"]
)
def test_marks_are_made_plain(text: str) -> None:
    """Mentions, links, spoilers, code and emphasis are just characters."""
    assert not re.search(r"(?<!\\)[@<\[|`*]", escaped(text))


@pytest.mark.parametrize("text", ["- a", "+ a", "1. a", "# a", "> a", "  - a"])
def test_lines_do_not_become_lists_or_headings(text: str) -> None:
    """The first mark of a line is escaped."""
    assert "\\" in escaped(text)


@given(HOSTILE, st.integers(20, 200))
def test_block_quotes_fit(text: str, room: int) -> None:
    """Property: every part is within the room, and every line of it is quoted."""
    for part in block_quotes(text, room):
        assert len(part) <= room
        assert all(line.startswith("> ") for line in part.split("\n"))
