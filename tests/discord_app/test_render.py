"""What is sent fits into Discord's messages, whatever the record holds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.model import Source, Topic
from bot.discord_app import render
from bot.discord_app.markdown import cut, link, one_line, pages
from tests.discord_app.client_view import seen
from tests.discord_app.records import SOURCES, TOPICS

MARKS = "ab \n*_~`|<>[]()@#:-+1.\\!’—…"


def assert_fit(messages: list[str]) -> None:
    """At least one; none too long, none empty, none ends inside an escape."""
    assert messages
    for message in messages:
        assert len(message) <= 2000
        assert message.strip()
        assert (len(message) - len(message.rstrip("\\"))) % 2 == 0


def bare(text: str) -> str:
    return "".join(text.split())


@settings(deadline=None)
@given(TOPICS)
def test_every_list_of_topics_fits(topics: list[Topic]) -> None:
    """Property: and no title loses a character but for white space."""
    messages = render.topic_messages(topics)
    assert_fit(messages)
    whole = bare(seen("".join(messages)))
    for topic in topics:
        assert bare(topic.title) in whole


@settings(deadline=None)
@given(st.lists(SOURCES, max_size=4))
def test_about_fits(sources: list[Source]) -> None:
    """Property: whatever the sources are called."""
    assert_fit(render.about_messages(sources))


def test_many_topics_stay_readable() -> None:
    """Ninety titles of sixty characters: every line is a whole title, below one heading."""
    titles = [f"What about number {number}, and all that goes with it, in the end?" for number in range(90)]
    messages = render.topic_messages(Topic(str(title), title, (), (), ()) for title in titles)
    heading, *lines = "\n".join(messages).split("\n")
    assert heading == "The record answers these:"
    assert lines == [f"- {title}" for title in titles]
    assert 3 <= len(messages) <= 4


@settings(deadline=None)
@given(st.text(st.sampled_from(MARKS), max_size=300), st.integers(20, 60))
def test_cutting_loses_nothing_and_spares_escapes(text: str, room: int) -> None:
    """Property: put together again, the parts are the text."""
    markdown = one_line(text)
    parts = cut(markdown, room)
    assert "".join(parts) == markdown
    assert all(len(part) <= room for part in parts)
    assert all(re.search(r"(?<!\\)(?:\\\\)*$", part) for part in parts)
    assert "".join(seen(part) for part in parts) == seen(markdown)


def test_a_block_is_cut_only_where_it_must_be() -> None:
    """What does not fit below the others opens the next message."""
    assert pages(["a" * 6, "b" * 6, "c" * 2], 10) == ["a" * 6, "b" * 6 + "\ncc"]
    assert pages(["a", "b" * 12], 10) == ["a", "b" * 10, "bb"]
    assert pages(["a", " ", ""], 10) == ["a"]


@pytest.mark.parametrize("text", ["*" * 3000, "a b " * 900, "\\" * 2500])
def test_a_link_stays_a_link(text: str) -> None:
    """Its text is shortened, its address never."""
    markdown = link(text, "https://example.org/x")
    assert len(markdown) <= 2000
    assert re.fullmatch(r"\[(?:\\.|[^\\\]])*…\]\(<https://example\.org/x>\)", markdown)


def test_an_address_that_fits_no_message_leaves_the_text() -> None:
    """Rather than half an address."""
    assert link("A talk", f"https://example.org/{'x' * 2500}") == "A talk"
