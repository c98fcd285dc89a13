"""What curators do to the knowledge, as values: each knows what the drafts are after it, and what takes it back."""

from typing import TypeAlias

from bot.core.edits.base import ImpossibleError, NewQuote, NewUse, said
from bot.core.edits.quotes import (
    AddQuote,
    AddUse,
    ChangeQuote,
    QuoteEdit,
    RemoveQuote,
    RemoveUse,
    RestoreQuote,
    RetireQuote,
)
from bot.core.edits.topics import (
    AddPhrasing,
    AddSilence,
    AddTopic,
    ChangeTitle,
    RemovePhrasing,
    RemoveSilence,
    RemoveTopic,
    Several,
    TopicEdit,
)

SourceEdit: TypeAlias = QuoteEdit | TopicEdit | Several
SilenceEdit: TypeAlias = AddSilence | RemoveSilence
Edit: TypeAlias = SourceEdit | SilenceEdit

__all__ = [
    "AddPhrasing",
    "AddQuote",
    "AddSilence",
    "AddTopic",
    "AddUse",
    "ChangeQuote",
    "ChangeTitle",
    "Edit",
    "ImpossibleError",
    "NewQuote",
    "NewUse",
    "QuoteEdit",
    "RemovePhrasing",
    "RemoveQuote",
    "RemoveSilence",
    "RemoveTopic",
    "RemoveUse",
    "RestoreQuote",
    "RetireQuote",
    "Several",
    "SilenceEdit",
    "SourceEdit",
    "TopicEdit",
    "said",
]
