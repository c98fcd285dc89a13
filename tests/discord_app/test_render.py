"""What is sent fits into Discord's messages, whatever the record holds."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.answer import Abstention, Answer, Decision, Suggestions
from bot.core.model import Quote, Source, Speaker, Topic
from bot.discord_app import render
from bot.discord_app.markdown import block_quotes, cut, link, one_line, pages
from bot.service.answering import Reply
from tests.discord_app.test_markdown import shown

MARKS = "ab \n*_~`|<>[]()@#:-+1.\\!’—…"
HOSTILE = st.one_of(
    st.text(st.sampled_from(MARKS), min_size=1, max_size=80),
    st.builds(lambda part: (part * 2500)[:2500], st.text(st.sampled_from(MARKS), min_size=1, max_size=7)),
)
DATES = st.sampled_from(["2020", "2020-11", "2020-11-09"])


def source(title: str, author: str, published: str, path: str, speakers: tuple[Speaker, ...] = ()) -> Source:
    listed = {speaker.id: speaker for speaker in speakers}
    return Source("s", title, f"https://example.org/{path}", author, published, "2024", listed)


SPEAKERS = st.builds(
    lambda number, name, described: Speaker(f"s{number}", name, "interviewee", described),
    st.integers(0, 9),
    HOSTILE,
    HOSTILE,
)
SOURCES = st.builds(source, HOSTILE, HOSTILE, DATES, st.text("ab%20", max_size=3000))
TOPICS = st.lists(st.builds(lambda title: Topic("t", title, (), (), ()), HOSTILE), max_size=12)
QUOTES = st.builds(
    lambda source, speaker, text, asked: Quote("s/q", source, speaker, text, asked, False, 1, ((0, 1),), source.url),
    SOURCES,
    SPEAKERS,
    HOSTILE,
    HOSTILE,
)
DECISIONS = st.one_of(
    st.builds(lambda quote: Answer((cast("Any", SimpleNamespace(quote=quote)),)), QUOTES),
    st.builds(lambda topics: Suggestions(tuple(topics)), TOPICS),
    st.builds(lambda topics: Abstention(tuple(topics)), TOPICS),
)


def assert_fit(messages: list[str]) -> None:
    """At least one; none too long, none empty, none ends inside an escape."""
    assert messages
    for message in messages:
        assert len(message) <= 2000
        assert message.strip()
        assert (len(message) - len(message.rstrip("\\"))) % 2 == 0


def bare(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=200, deadline=None)
@given(DECISIONS, st.lists(SPEAKERS, max_size=4))
def test_every_reply_fits(decision: Decision, speakers: list[Speaker]) -> None:
    """Property: answers, suggestions and the honest no."""
    snapshot = cast("Any", SimpleNamespace(speakers=tuple(speakers)))
    assert_fit(render.messages(Reply(decision, cast("Any", None), snapshot, 0.1)))


@settings(deadline=None)
@given(QUOTES)
def test_the_parts_of_a_quote_are_never_joined(quote: Quote) -> None:
    """Property: a line break that the record does not have would be one more than was said."""
    parts = block_quotes(quote.text)
    assert [message[: len(part)] for message, part in zip(render.quote_messages(quote), parts, strict=False)] == parts


@settings(deadline=None)
@given(TOPICS)
def test_every_list_of_topics_fits(topics: list[Topic]) -> None:
    """Property: and no title loses a character but for white space."""
    messages = render.topic_messages(topics)
    assert_fit(messages)
    whole = bare(shown("".join(messages)))
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
    assert "".join(shown(part) for part in parts) == shown(markdown)


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
