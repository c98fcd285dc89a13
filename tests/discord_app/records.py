"""Quotes, sources and topics of hostile texts, made as hypothesis wants them: no record would hold them."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from hypothesis import strategies as st

from bot.core.excerpts import Excerpt
from bot.core.model import Knowledge, Quote, Source, Speaker, Topic
from tests.discord_app.hostile import HOSTILE_TEXTS

TITLES = st.one_of(HOSTILE_TEXTS, st.builds(lambda part: (part * 2500)[:2500], HOSTILE_TEXTS)).map("A{}".format)
WORDS = st.one_of(TITLES, st.lists(TITLES, max_size=9).map(". ".join)).map(lambda text: f"W{text.rstrip()}")
DATES = st.sampled_from(["2020", "2020-11", "2020-11-09"])


def source(number: int, title: str, author: str, published: str, path: str, speaker: Speaker) -> Source:
    url = f"https://example.org/{path}"
    return Source(f"s{number}", title, url, author, published, "2024", {speaker.id: speaker})


SPEAKERS = st.builds(
    lambda number, name, described: Speaker(f"p{number}", name, "interviewee", described),
    st.integers(0, 3),
    TITLES,
    TITLES,
)
SOURCES = st.builds(source, st.integers(0, 3), TITLES, TITLES, DATES, st.text("ab%20", max_size=3000), SPEAKERS)
TOPICS = st.lists(st.builds(lambda title: Topic("t", title, (), (), ()), TITLES), max_size=12)


def quote(number: int, source: Source, text: str, asked: str) -> Quote:
    [speaker] = source.speakers.values()
    return Quote(f"{source.id}/q{number}", source, speaker, text, asked, False, 1, ((0, len(text)),), source.url)


QUOTES = st.builds(quote, st.integers(0, 10**6), SOURCES, WORDS, TITLES)
ANSWERS = st.lists(QUOTES, min_size=1, max_size=3, unique_by=lambda quote: quote.id)


def knowing(quotes: Sequence[Quote]) -> Knowledge:
    """All quotes under one topic."""
    topics = {"t": Topic("t", "What?", (), (), tuple(quotes))}
    sources = {quote.source.id: quote.source for quote in quotes}
    return Knowledge(MappingProxyType(sources), MappingProxyType(topics), (), (), MappingProxyType({}))


def excerpts(quotes: Sequence[Quote], number: int = 0) -> list[Excerpt]:
    return [Excerpt.of(quote, number) for quote in quotes]
