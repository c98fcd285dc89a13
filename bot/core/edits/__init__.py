"""What curators do to the knowledge, as values: each knows what the drafts are after it, and what takes it back."""

from typing import TypeAlias

from bot.core.edits.base import ImpossibleError, NewQuote, NewUse, said
from bot.core.edits.quotes import (
    AddQuote,
    ChangeQuote,
    QuoteEdit,
    RemoveQuote,
    RestoreQuote,
    RetireQuote,
)
from bot.core.edits.topics import (
    AddPhrasing,
    AddTopic,
    ChangeTitle,
    RemovePhrasing,
    RemoveTopic,
    Several,
    TopicEdit,
)

Edit: TypeAlias = QuoteEdit | TopicEdit | Several

__all__ = [
    "AddPhrasing",
    "AddQuote",
    "AddTopic",
    "ChangeQuote",
    "ChangeTitle",
    "Edit",
    "ImpossibleError",
    "NewQuote",
    "NewUse",
    "QuoteEdit",
    "RemovePhrasing",
    "RemoveQuote",
    "RemoveTopic",
    "RestoreQuote",
    "RetireQuote",
    "Several",
    "TopicEdit",
    "said",
]
