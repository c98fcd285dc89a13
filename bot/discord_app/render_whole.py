"""The whole of a quote, and the record around it: for whoever wants more than the passage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core import phrases
from bot.core.excerpts import Excerpt, Said
from bot.core.model import Quote
from bot.core.text import CUT
from bot.discord_app.answers.render import id_note, origin, where
from bot.discord_app.markdown import MESSAGE_CHARS, block_quotes, escaped, one_line

MESSAGES = 6  # whoever installed the bot for themselves is allowed five after the first
_NAME_CHARS = 100
_BLOCK_CHARS = 1800  # leaves room for a name above it


def whole_messages(excerpts: Sequence[Excerpt]) -> list[str]:
    """All the words of each quote as block quotes, the origin below them."""
    quotes = [excerpt.quote for excerpt in excerpts]
    blocks = [block for quote in quotes for block in (block_quotes(quote.text), [origin(quote)])]
    return _limited(_stacked(blocks), where(quotes[0]))


def context_messages(said: Iterable[Said], quote: Quote) -> list[str]:
    """Who said what around the quote, in order, where it stands, and what finds the quote again."""
    turns = [_turn(words) for words in said]
    found = f"{where(quote)}\n-# {id_note(quote)}"
    return _limited(_stacked([[phrases.CONTEXT_OF], *turns, [found]]), found)


def _turn(said: Said) -> list[str]:
    first, *rest = block_quotes(said.text, _BLOCK_CHARS)
    return [f"**{one_line(said.speaker.name, _NAME_CHARS)}**\n{first}", *rest]


def _stacked(blocks: Iterable[Sequence[str]]) -> list[str]:
    """Blocks one below the other; the parts of one stay apart: a line break would be more than was said."""
    messages: list[str] = []
    for first, *rest in blocks:
        if messages and len(messages[-1]) + len("\n") + len(first) <= MESSAGE_CHARS:
            messages[-1] += f"\n{first}"
        else:
            messages.append(first)
        messages += rest
    return messages


def _limited(messages: list[str], rest: str) -> list[str]:
    """As many as may be sent; the last one tells where the rest is."""
    if len(messages) <= MESSAGES:
        return messages
    return [*messages[: MESSAGES - 1], f"> {escaped(CUT)}\n{phrases.REST_AT_SOURCE} {rest}"]
