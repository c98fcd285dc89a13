"""Answers lead to the bot's own site beside the source, and to it alone where the source has no page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app import Builder, shipped_knowledge
from bot.core.citing import bibtex, markdown
from bot.core.excerpts import Excerpt
from bot.core.model import Quote
from bot.discord_app.answers.render import Showing, answer_post
from bot.discord_app.components import ROW_BUTTONS, Link, Post
from tests.discord_app.records import knowing

URL = "https://record.example.org"


@pytest.fixture(scope="module")
def quote() -> Quote:
    """With its address on the site."""
    snapshot = Builder(shipped_knowledge(), site_url=URL).build()
    return next(iter(snapshot.knowledge.quotes.values()))


def post_of(quote: Quote) -> Post:
    return answer_post(Showing.of([Excerpt.of(quote)], knowing([quote])))


def links(post: Post) -> dict[str, str]:
    return {part.label: part.url for row in post.rows for part in row if isinstance(part, Link)}


def test_both_are_offered(quote: Quote) -> None:
    """As buttons, of which Discord takes five in a row; the title leads to the source."""
    assert quote.site_url.startswith(f"{URL}/interviews/{quote.source.id}/#")
    post = post_of(quote)
    assert links(post) == {"Source": quote.url, "In the record": quote.site_url}
    assert f"(<{quote.url}>)" in post.text
    assert all(len(row) <= ROW_BUTTONS for row in post.rows)


def test_the_site_alone_where_the_source_has_no_page(quote: Quote) -> None:
    """The title leads there, and so do citations."""
    unpublished = replace(quote, url="")
    post = post_of(unpublished)
    assert links(post) == {"In the record": quote.site_url}
    assert f"(<{quote.site_url}>)" in post.text
    assert quote.site_url in markdown(unpublished)
    assert quote.site_url in bibtex(unpublished)


def test_without_a_site_nothing_changes(quote: Quote) -> None:
    """The source's address is the only one."""
    assert links(post_of(replace(quote, site_url=""))) == {"Source": quote.url}
