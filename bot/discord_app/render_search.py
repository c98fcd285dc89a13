"""What a search in the words has found: each sentence with the words in bold, whose it is, and where it stands."""

from __future__ import annotations

from bot.core import phrases
from bot.core.model import handle
from bot.core.search import Hit
from bot.core.text import CUT
from bot.discord_app.browse.render import nearest_post
from bot.discord_app.components import OPTION_CHARS, Menu, Option, Post, Press, page_of, shortened
from bot.discord_app.markdown import escaped, harmless, in_block_quote, link, one_line
from bot.service.browsing import Selection

_HITS = 50
_PAGE_HITS = 5
_SENTENCE_CHARS = 320
_NAME_CHARS = 80
_HIT_LINK_CHARS = 520
_BLANK_LINE = "\n\n"


def search_post(selection: Selection, words: str, number: int, asker: int) -> Post:
    """A page of hits, and a select to read one of the quotes whole; where there are none, the nearest topics."""
    found = selection.find(words, _HITS)
    if not found.hits:
        sentence = phrases.NOTHING_FOUND.format(words=one_line(harmless(words)))
        return nearest_post(selection, sentence, words, asker)
    blocks = [_hit_block(hit) for hit in found.hits]
    page = page_of(blocks, number, _PAGE_HITS, _BLANK_LINE)
    shown = slice(page.start, page.end)
    heading = page.headed(phrases.found(found.total, one_line(harmless(words)), has_more=found.has_more))
    options = tuple(Option(_label(hit), handle(hit.quote.id)) for hit in found.hits[shown])
    rows = (
        (Menu(phrases.READ_WHOLE, Press("read", asker=asker), options),),
        *page.turning(lambda at: Press("hits", at, asker=asker, words=words)),
    )
    return Post(_BLANK_LINE.join([heading, *blocks[shown]]), rows)


def marked(hit: Hit, limit_chars: int = _SENTENCE_CHARS) -> str:
    """The hit's sentence as a block quote, the words found in bold; a mark stands wherever the quote says more."""
    text = hit.quote.text
    start, end = hit.window(limit_chars)
    pieces, at = [f"{escaped(CUT)} " if text[:start].strip() else ""], start
    for first, last in hit.spans:
        if last <= end:
            pieces += [_before(text[at:first], text[first]), f"**{escaped(text[first:last])}**"]
            at = last
    pieces += [escaped(text[at:end]), f" {escaped(CUT)}" if text[end:].strip() else ""]
    return in_block_quote("".join(pieces))


def _before(text: str, following: str) -> str:
    """The text escaped as it is where this letter follows: a colon before one must be."""
    return escaped(text + following).removesuffix(following)


def _hit_block(hit: Hit) -> str:
    quote = hit.quote
    name, date = one_line(quote.speaker.name, _NAME_CHARS), phrases.date(quote.source.published)
    return f"{marked(hit)}\n— **{name}**, {date}, {link(quote.source.title, quote.url, _HIT_LINK_CHARS)}"


def _label(hit: Hit) -> str:
    return shortened(f"{hit.quote.speaker.name}: {hit.said}", OPTION_CHARS)
