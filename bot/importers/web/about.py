"""What a page says of itself: title, address, author, date."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from bot.importers.dialogue import Publication, flat

_ANYTHING = re.compile(r".+", re.DOTALL)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_NO_ADDRESS = re.compile(r"(?!.*://).+", re.DOTALL)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SAVED_FROM = re.compile(r"(?:saved from url=\(\d+\)|\burl:\s*)(https?://\S+)")
_SITE = re.compile(r"\s+[|–—·»]\s+[^|–—·»]{1,40}$")
_TITLES = ("og:title", "twitter:title")
_AUTHORS = ("author", "article:author", "parsely-author")
_DAYS = ("article:published_time", "datePublished", "date", "pubdate", "dc.date", "parsely-pub-date")


def about(page: Any) -> Publication:
    """Read each field from the most exact place that is of use."""
    linked = _linked(page)
    headings = [heading.text_content() for heading in page.xpath("//h1")]
    titles = [_SITE.sub("", title.text_content()) for title in page.xpath("//title")]
    comments = [_SAVED_FROM.search(str(comment.text)) for comment in page.getroottree().xpath("//comment()")]
    author = linked.get("author")
    authors = author if isinstance(author, list) else [author]
    named = [author.get("name") if isinstance(author, dict) else author for author in authors]

    main_heading = headings if len(headings) == 1 else []
    canonical = page.xpath("//link[@rel='canonical']/@href")
    saved_from = [found[1] for found in comments if found]
    links = [link.text_content() for link in page.xpath("//a[@rel='author']")]
    times = page.xpath("//time/@datetime")
    return Publication(
        title=_first(_ANYTHING, *_metas(page, _TITLES), linked.get("headline"), *main_heading, *titles),
        url=_first(_ADDRESS, *canonical, *_metas(page, ("og:url",)), *saved_from),
        author=_first(_NO_ADDRESS, *_metas(page, _AUTHORS), *named, *links),
        published=_first(_DAY, *_metas(page, _DAYS), linked.get("datePublished"), *times),
    )


def _metas(page: Any, wanted: tuple[str, ...]) -> Iterator[str]:
    metas = [(meta.get("property") or meta.get("name") or meta.get("itemprop"), meta) for meta in page.xpath("//meta")]
    yield from (meta.get("content") for name in wanted for found, meta in metas if found == name)


def _first(wanted: re.Pattern[str], *texts: Any) -> str:
    found = (wanted.match(flat(text)) for text in texts)
    return next((match[0] for match in found if match), "")


def _linked(page: Any) -> dict[str, Any]:
    """Return the JSON-LD of the first thing with a headline."""
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
