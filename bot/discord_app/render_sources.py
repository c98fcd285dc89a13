"""The interviews: whose they are, where they stand, and how to cite them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.core import phrases
from bot.core.catalogue import Catalogue
from bot.core.citing import bibtex, markdown
from bot.core.model import Quote, Source
from bot.discord_app.components import Post, Press, page_of
from bot.discord_app.markdown import MESSAGE_CHARS, code_block, link, one_line

_PAGE_SOURCES = 5
_LINE_CHARS = 300
_BLOCK_CHARS = 1500  # beside a heading
_BLANK_LINE = "\n\n"


def sources_post(catalogue: Catalogue, number: int, asker: int) -> Post:
    """A page of interviews, each with all that it takes to find it and to cite it."""
    counts = Counter(quote.source.id for quote in catalogue.quotes.values())
    blocks = [_source_block(source, counts[source.id]) for source in catalogue.sources.values()]
    page = page_of(blocks, number, _PAGE_SOURCES, _BLANK_LINE)
    heading = page.headed(phrases.SOURCES if blocks else phrases.NO_TOPICS)
    rows = page.turning(lambda at: Press("sources", at, asker=asker))
    return Post(_BLANK_LINE.join([heading, *blocks[page.start : page.end]]), rows)


def cite_post(quote: Quote) -> Post:
    """How to cite words of an interview."""
    return Post("\n".join([phrases.CITE_WORDS, *_codes(quote, MESSAGE_CHARS - len(phrases.CITE_WORDS) - 1)]))


def _source_block(source: Source, count: int) -> str:
    title = f"**{link(source.title, source.url, _LINE_CHARS)}**"
    told = f"{title}\n{one_line(phrases.told_of(source, count), _LINE_CHARS)}"
    return "\n".join([told, *_codes(source, _BLOCK_CHARS - len(told))])


def _codes(cited: Source | Quote, room_chars: int) -> Sequence[str]:
    """As Markdown and for BibTeX, each only where it fits: a citation is whole or it is none."""
    codes = []
    for code in (code_block(markdown(cited), "md"), code_block(bibtex(cited), "bibtex")):
        if len(code) + 1 <= room_chars:
            codes.append(code)
            room_chars -= len(code) + 1
    return codes
