"""What a page says of itself: its title, its address, who wrote it and when."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from bot.importers.dialogue import Publication

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SAVED_FROM = re.compile(r"(?:saved from url=\(\d+\)|\burl:\s*)(https?://\S+)")
_SITE = re.compile(r"\s+[|–—·»]\s+[^|–—·»]{1,40}$")
_METAS = {
    "title": ("og:title", "twitter:title"),
    "url": ("og:url",),
    "author": ("author", "article:author", "parsely-author"),
    "published": ("article:published_time", "datePublished", "date", "pubdate", "dc.date", "parsely-pub-date"),
}


def about(page: Any) -> Publication:
    """Of each the first that is of use, from the most exact to the roughest."""
    linked = _linked(page)
    return Publication(
        title=_flat(next(_titles(page, linked), "")),
        url=_first(_ADDRESS, _addresses(page)),
        author=_flat(next((author for author in _authors(page, linked) if "://" not in author), "")),
        published=_first(_DAY, _days(page, linked)),
    )


def _titles(page: Any, linked: dict[str, Any]) -> Iterator[str]:
    yield from _metas(page, "title")
    yield from _texts([linked.get("headline")])
    headings = page.xpath("//h1")
    yield from (heading.text_content() for heading in headings[:1] if len(headings) == 1)
    yield from (_SITE.sub("", title.text_content()) for title in page.xpath("//title"))


def _addresses(page: Any) -> Iterator[str]:
    yield from page.xpath("//link[@rel='canonical']/@href")
    yield from _metas(page, "url")
    comments = (str(comment.text) for comment in page.getroottree().xpath("//comment()"))
    yield from (found[1] for comment in comments if (found := _SAVED_FROM.search(comment)))


def _authors(page: Any, linked: dict[str, Any]) -> Iterator[str]:
    yield from _metas(page, "author")
    authors = linked.get("author")
    for author in authors if isinstance(authors, list) else [authors]:
        yield from _texts([author.get("name") if isinstance(author, dict) else author])
    yield from (element.text_content() for element in page.xpath("//a[@rel='author']"))


def _days(page: Any, linked: dict[str, Any]) -> Iterator[str]:
    yield from _metas(page, "published")
    yield from _texts([linked.get("datePublished")])
    yield from page.xpath("//time/@datetime")


def _metas(page: Any, field: str) -> Iterator[str]:
    metas = [(meta.get("property") or meta.get("name") or meta.get("itemprop"), meta) for meta in page.xpath("//meta")]
    for wanted in _METAS[field]:
        yield from _texts(meta.get("content") for name, meta in metas if name == wanted)


def _linked(page: Any) -> dict[str, Any]:
    """The JSON-LD of whatever has a headline."""
    for script in page.xpath("//script[@type='application/ld+json']"):
        try:
            tree = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        listed = tree if isinstance(tree, list) else [tree]
        graphs = [one.get("@graph") for one in listed if isinstance(one, dict)]
        listed += [one for graph in graphs if isinstance(graph, list) for one in graph]
        found = next((one for one in listed if isinstance(one, dict) and one.get("headline")), None)
        if found:
            return found
    return {}


def _texts(values: Any) -> Iterator[str]:
    yield from (value for value in values if isinstance(value, str) and value.strip())


def _first(wanted: re.Pattern[str], texts: Iterator[str]) -> str:
    return next((found[0] for text in texts if (found := wanted.match(text.strip()))), "")


def _flat(text: str) -> str:
    return " ".join(text.split())
