"""Lists, hits and citations fit into Discord's messages, whatever the record holds."""

from __future__ import annotations

import re
from types import MappingProxyType, SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.catalogue import Catalogue
from bot.core.matching import Autocomplete
from bot.core.model import Knowledge, Quote, Source, Speaker, Topic
from bot.core.search import Hit, Search
from bot.discord_app.browse.render import about_post, cite_post, marked, search_post, sources_post, topics_post
from bot.discord_app.components import WORDS_CHARS, Button, Menu, Post, page_of
from bot.service.answering import Selection
from tests.discord_app.client_view import ESCAPE, PLAINED, acted_on, seen
from tests.discord_app.hostile import HOSTILE_TEXTS, hostile_texts
from tests.discord_app.records import QUOTES, SOURCES, TITLES

BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
TEXTS = st.lists(st.sampled_from(["cat", "a cat. ", "cat-cat", "Cat’s"]) | HOSTILE_TEXTS, min_size=1, max_size=6).map(
    " ".join
)


def assert_fits(post: Post) -> None:
    """The text, its rows, every label and every id."""
    assert 0 < len(post.text.strip()) <= len(post.text) <= 2000
    assert len(post.rows) <= 5
    for row in post.rows:
        assert 1 <= len(row) <= 5
        for part in row:
            assert isinstance(part, Button | Menu)
            assert len(part.custom_id.text) <= 100
            options = part.options if isinstance(part, Menu) else ()
            assert isinstance(part, Button) or 1 <= len(options) <= 25
            assert all(1 <= len(option.label) <= 100 >= len(option.value) for option in options)
            assert len({option.value for option in options}) == len(options)


def knowledge(topics: list[Topic], sources: list[Source]) -> Selection:
    """No proved knowledge, for what is only shown."""
    held = Knowledge(
        MappingProxyType({f"s{number}": source for number, source in enumerate(sources)}),
        MappingProxyType({f"t{number}": topic for number, topic in enumerate(topics)}),
        (),
        (),
        MappingProxyType({}),
    )
    search = Search(held.quotes.values())
    snapshot: Any = SimpleNamespace(
        knowledge=held, catalogue=Catalogue(held), autocomplete=Autocomplete(held), search=search
    )
    return Selection(snapshot)


def hits(text: str, typed: str) -> list[Hit]:
    source = Source("s", "A talk", "https://example.org", "Sam", "2024", "2024", {})
    speaker = Speaker("ada", "Ada", "guest")
    return [*Search([Quote("s/q", source, speaker, text, "", False, 1, ((0, 1),), source.url)]).find(typed, 1).hits]


def test_the_words_are_bold_in_their_sentence() -> None:
    """A mark stands where the quote says more; what looks like Markdown stays what it is."""
    [hit] = hits("Yes. I *wrote* a_blog [x](y) now. Then?", "blog wrote")
    assert marked(hit) == "> \\[…\\] I \\***wrote**\\* a\\_**blog** \\[x\\](y) now. \\[…\\]"


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_what_is_found_is_shown_as_it_stands(text: str) -> None:
    """Property: without the bold marks it is the sentence, character for character, and nothing in it acts."""
    for hit in hits(text, "cat"):
        shown = re.sub(r"^> ", "", marked(hit, 10**6), flags=re.MULTILINE)
        hidden = ESCAPE.sub(PLAINED, shown)
        assert BOLD.findall(hidden)
        assert "*" not in BOLD.sub("", hidden)
        assert not acted_on(BOLD.sub(r"\1", shown))
        before, after = ("[…] " if text[: hit.sentence[0]].strip() else ""), text[hit.sentence[1] :].strip()
        lines = re.sub(r"\r\n?", "\n", hit.said)
        assert seen(BOLD.sub(r"\1", shown)) == before + lines + (" […]" if after else "")


@settings(deadline=None)
@given(st.lists(QUOTES, min_size=1, max_size=8, unique_by=lambda quote: quote.id), st.integers(0, 9))
def test_every_page_of_hits_fits(quotes: list[Quote], number: int) -> None:
    """Property: whatever is quoted and whoever said it."""
    selection = knowledge([Topic("t", "T", (), (), tuple(quotes))], [])
    for typed in ("a", "b", "a " * (WORDS_CHARS // 2)):
        if selection.find(typed, 1).hits:
            assert_fits(search_post(selection, typed, number, 2**64 - 1))


@settings(deadline=None)
@given(
    st.lists(TITLES, max_size=60), st.lists(SOURCES, max_size=4, unique_by=lambda source: source.id), st.integers(0, 9)
)
def test_every_page_of_topics_fits(titles: list[str], sources: list[Source], number: int) -> None:
    """Property: with none, one or several interviews to narrow them to."""
    quotes = {source.title: _of(source) for source in sources}
    topics = [
        Topic(f"t{at}", title or "?", (), (), tuple(quotes.values())) for at, title in enumerate(titles) if quotes
    ]
    selection = knowledge(topics, sources)
    assert_fits(topics_post(selection, number, 2**64 - 1))
    for source in sources[:1]:
        assert_fits(topics_post(selection, number, 2**64 - 1, source))


@settings(deadline=None)
@given(st.lists(SOURCES, max_size=6, unique_by=lambda source: source.id), QUOTES, st.integers(0, 9))
def test_every_page_of_sources_fits(sources: list[Source], quote: Quote, number: int) -> None:
    """Property: and every code block that is opened is closed."""
    for post in (sources_post(knowledge([], sources).catalogue, number, 2**64 - 1), cite_post(quote)):
        assert_fits(post)
        blocks = re.findall(r"^```\w*$", post.text, re.MULTILINE)
        assert len(blocks) % 2 == 0
        assert post.text.count("```") == len(blocks)


@settings(deadline=None)
@given(st.lists(SOURCES, max_size=9))
def test_about_fits(sources: list[Source]) -> None:
    """Property: whatever the sources are called, and however many there are."""
    assert_fits(about_post(knowledge([], sources)))


def test_hostile_titles_do_nothing() -> None:
    """A hundred of them, on every page and in every citation."""
    titles = [*hostile_texts(100)]
    sources = [
        Source(f"s{at}", title, "https://example.org", title, "2024", "2024", {}) for at, title in enumerate(titles)
    ]
    selection = knowledge(
        [Topic(f"t{at}", title, (), (), (_of(sources[at]),)) for at, title in enumerate(titles)], sources
    )
    for number in range(100):
        text = topics_post(selection, number, 1).text
        assert not acted_on(re.sub(r"^- ", "", text, flags=re.MULTILINE))


@pytest.mark.parametrize(
    ("lengths", "most", "starts"),
    [
        ([], 5, [(0, 0)]),
        ([10], 5, [(0, 1)]),
        ([10] * 7, 3, [(0, 3), (3, 6), (6, 7)]),
        ([800, 799, 800], 5, [(0, 2), (2, 3)]),
        ([800, 800, 800], 5, [(0, 1), (1, 2), (2, 3)]),
        ([1599, 1, 1700], 5, [(0, 1), (1, 2), (2, 3)]),
    ],
)
def test_pages_hold_what_fits(lengths: list[int], most: int, starts: list[tuple[int, int]]) -> None:
    """And no more than so many; beyond the last page is the last page."""
    blocks = ["x" * length for length in lengths]
    pages = [page_of(blocks, number, most) for number in range(len(starts) + 1)]
    assert [(page.start, page.end) for page in pages] == [*starts, starts[-1]]
    assert {page.count for page in pages} == {len(starts)}


def _of(source: Source) -> Quote:
    speaker = Speaker("ada", "Ada", "guest")
    return Quote(f"{source.id}/q", source, speaker, "Words.", "", False, 1, ((0, 1),), source.url)
