"""A quote as it is shown first: the passage that answers, with a mark wherever the quote says more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from bot.core.model import Quote
from bot.core.text import CUT, passages, split

EXCERPT_CHARS = 600


@dataclass(frozen=True, slots=True)
class Excerpt:
    """`passage` is a span of the quote's text: whole sentences, or the opening words of one that is too long."""

    quote: Quote
    passage: tuple[int, int]

    @classmethod
    def of(cls, quote: Quote, number: int = 0) -> Self:
        """The passage of that number, counted from 0; where there is none, the first."""
        spans = passages(quote.text, EXCERPT_CHARS)
        return cls(quote, spans[number] if number < len(spans) else spans[0])

    @property
    def number(self) -> int:
        """Which of the quote's passages it is, so that it can be found again."""
        spans = passages(self.quote.text, EXCERPT_CHARS)
        return spans.index(self.passage) if self.passage in spans else 0

    @property
    def text(self) -> str:
        return self.quote.text[slice(*self.passage)]

    @property
    def shown(self) -> str:
        """The passage with a mark where the quote has more words."""
        start, end = self.passage
        before = f"{CUT} " if self.quote.text[:start].strip() else ""
        return before + self.text + (f" {CUT}" if self.quote.text[end:].strip() else "")

    @property
    def goes_on(self) -> bool:
        """Whether the quote has more words than the passage."""
        return len(self.text) < len(self.quote.text)

    def narrowed(self, limit_chars: int) -> Self:
        """The opening of the passage: whole sentences within the limit, else whole words."""
        start = self.passage[0]
        opening = split(self.text, limit_chars)[0].rstrip()
        return type(self)(self.quote, (start, start + len(opening)))
