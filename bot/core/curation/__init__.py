"""Curating, without any surface: what is pasted, what is wanted, and what it comes to."""

from bot.core.curation.archive import Archive
from bot.core.curation.lookup import LocatedWords, Missing, Withdrawn, WordsQuery, find, one_line
from bot.core.curation.requests import AddWords, Curator, EditQuote, EditTopic, Order, Plan, Restore, Retire

__all__ = [
    "AddWords",
    "Archive",
    "Curator",
    "EditQuote",
    "EditTopic",
    "LocatedWords",
    "Missing",
    "Order",
    "Plan",
    "Restore",
    "Retire",
    "Withdrawn",
    "WordsQuery",
    "find",
    "one_line",
]
