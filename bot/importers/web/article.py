"""Where the article is in a page: readability-lxml finds it, by its own numbering of the elements."""

from __future__ import annotations

import logging
import re
import shlex
import sys
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from bot.errors import TranscriptError

MAX_ELEMENTS = 30_000
_NUMBER = "data-number"
_KNOWN_BY = ("class", "id", "itemprop", "hidden", "style", "href")
_ATTRIBUTE_CHARS = 200
_ODD = re.compile(r"[^ -~]")


@dataclass(frozen=True, slots=True)
class Article:
    """`root` holds all of it; `kept` are the elements that are surely part of it, ads and menus are not."""

    page: Any
    root: Any
    kept: frozenset[Any]


def article_of(text: str) -> Article:
    """Raises TranscriptError with the end of a sentence about the page."""
    html = _library()
    parser = html.HTMLParser(encoding="utf-8", remove_comments=False, remove_pis=True)
    try:
        page = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (html.etree.ParserError, ValueError):
        raise TranscriptError("it is a web page without any words.") from None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise TranscriptError("it is a web page that is nested too deeply. Copy the words into a text file.")
    if sum(1 for _ in page.iter()) > MAX_ELEMENTS:
        raise TranscriptError(
            f"it is a web page of more than {MAX_ELEMENTS:,} elements. Make several interviews of it."
        )
    kept = frozenset(_kept(page))
    if not kept:
        raise TranscriptError("it is a web page without any words.")
    return Article(page, _around(kept), kept)


def _library() -> Any:
    try:
        import lxml.html
        import readability
    except ImportError:
        command = f"{shlex.quote(sys.executable)} -m pip install readability-lxml"
        raise TranscriptError(f"it is a web page, and what reads those is not installed. Run: {command}") from None
    logging.getLogger(readability.__name__).addHandler(logging.NullHandler())  # what it stumbles over is told by us
    return lxml.html


def _kept(page: Any) -> Iterator[Any]:
    """The elements of the page that the extractor takes for the article's."""
    from readability import Document

    elements = [element for element in page.iter() if isinstance(element.tag, str)]
    numbered = deepcopy(page)
    copies = (element for element in numbered.iter() if isinstance(element.tag, str))
    for number, copy in enumerate(copies):
        known_by = {name: _ODD.sub(" ", copy.get(name)[:_ATTRIBUTE_CHARS]) for name in _KNOWN_BY if copy.get(name)}
        copy.attrib.clear()
        copy.attrib.update({**known_by, _NUMBER: str(number)})
    try:
        summary = Document(numbered).summary(html_partial=True)
    except Exception:  # noqa: BLE001 - whatever it stumbles over, the page is not read
        return
    for number in re.findall(rf'{_NUMBER}="(\d+)"', summary):
        yield elements[int(number)]


def _around(kept: frozenset[Any]) -> Any:
    """The innermost element that holds all of them."""
    ways = [[*reversed([*element.iterancestors()]), element] for element in kept]
    shared = [same[0] for same in zip(*ways, strict=False) if all(one is same[0] for one in same)]
    return shared[-1]
