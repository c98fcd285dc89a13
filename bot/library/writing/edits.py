"""How each edit is written: from what it means to splices of the file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from types import MappingProxyType
from typing import Any, NoReturn

from bot.core.curation.requests import Proposal
from bot.core.drafts import Problem, RecordDraft, said
from bot.core.edits import (
    AddPhrasing,
    AddQuote,
    AddTopic,
    ChangeQuote,
    ChangeTitle,
    Edit,
    ImpossibleError,
    NewQuote,
    RemovePhrasing,
    RemoveQuote,
    RemoveTopic,
    RestoreQuote,
    RetireQuote,
    Several,
    quote_of,
)
from bot.library.formats import KNOWLEDGE, read
from bot.library.text import UnreadableError
from bot.library.writing.layout import Block, Layout, Leaf, Manuscript, Part, Splice
from bot.library.writing.splicing import Path, Splicing
from bot.library.writing.style import Bare, Value
from bot.library.yaml_reader import read_nodes

RETIRED: Path = ("retired",)
_QUOTE_KEYS = ("id", "speaker", "asked", "asked_turn", "text")


def splices_of(edit: Edit, splicing: Splicing, draft: Any) -> list[Splice]:
    """What has to be done to the text; `draft` is what the file says now. Raises ImpossibleError."""
    return _WRITERS[type(edit)](edit, splicing, draft)


def _add_quote(edit: AddQuote, splicing: Splicing, _: RecordDraft) -> list[Splice]:
    return _listed(splicing, edit.topic, _quote(edit.quote), edit.before)


def _remove_quote(edit: RemoveQuote, splicing: Splicing, _: RecordDraft) -> list[Splice]:
    *row, number = _path_of(splicing, edit.id)
    return splicing.item_removed(tuple(row), int(number))


def _change_quote(edit: ChangeQuote, splicing: Splicing, draft: RecordDraft) -> list[Splice]:
    path = _path_of(splicing, edit.quote.id)
    old = _quote(NewQuote.of(quote_of(draft, edit.quote.id)[1]))
    new = _quote(edit.quote)
    splices: list[Splice] = []
    for number, key in enumerate(_QUOTE_KEYS):
        if key in old and key in new and old[key] != new[key]:
            splices += splicing.text_changed((*path, key), new[key])
        elif key in old and key not in new:
            splices += splicing.pair_removed((*path, key))
        elif key in new and key not in old:
            splices += splicing.pair_added((*path, key), new[key], _QUOTE_KEYS[:number])
    return splices


def _retire_quote(edit: RetireQuote, splicing: Splicing, draft: RecordDraft) -> list[Splice]:
    topic, quote = quote_of(draft, edit.id)
    words = _quote(NewQuote.of(quote))
    left = {"id": edit.id, "reason": edit.reason, "since": Bare(edit.since), "topic": topic.id.text} | words
    number = _number(splicing, RETIRED, edit.before)
    return [*_remove_quote(RemoveQuote(edit.id), splicing, draft), *splicing.item_added(RETIRED, left, number)]


def _restore_quote(edit: RestoreQuote, splicing: Splicing, draft: RecordDraft) -> list[Splice]:
    retired = next(one for one in draft.retired if one.id.text == edit.id)
    added = _listed(splicing, edit.under(draft), _quote(NewQuote.of(retired)), edit.before)
    return [*added, *splicing.item_removed(RETIRED, _found(splicing, RETIRED, edit.id))]


def _add_topic(edit: AddTopic, splicing: Splicing, _: RecordDraft) -> list[Splice]:
    parts: dict[str, Value] = {
        "title": edit.title or "",
        "questions": edit.questions,
        "related": edit.related,
        "quotes": [_quote(one) if isinstance(one, NewQuote) else {"use": one.quote} for one in edit.quotes],
    }
    written = {key: value for key, value in parts.items() if value}
    if not written:
        raise ImpossibleError(f"The topic {edit.id} would be empty: give it a title or a quote.")
    return splicing.pair_added(("topics", edit.id), written, before=edit.before)


def _remove_topic(edit: RemoveTopic, splicing: Splicing, _: RecordDraft) -> list[Splice]:
    return splicing.pair_removed(("topics", edit.id))


def _change_title(edit: ChangeTitle, splicing: Splicing, _: RecordDraft) -> list[Splice]:
    path: Path = ("topics", edit.topic, "title")
    has_title = splicing.block(path[:-1]).get("title") is not None
    if edit.title is None:
        return splicing.pair_removed(path) if has_title else []
    return splicing.text_changed(path, edit.title) if has_title else splicing.pair_added(path, edit.title, ())


def _add_phrasing(edit: AddPhrasing, splicing: Splicing, _: RecordDraft) -> list[Splice]:
    path: Path = ("topics", edit.topic, "questions")
    return splicing.item_added(path, edit.text, _number(splicing, path, edit.before))


def _remove_phrasing(edit: RemovePhrasing, splicing: Splicing, _: RecordDraft) -> list[Splice]:
    path: Path = ("topics", edit.topic, "questions")
    return splicing.item_removed(path, _found(splicing, path, edit.text))


def _quote(quote: NewQuote) -> dict[str, str]:
    """What a quote says, by its keys."""
    turn = Bare(quote.asked_turn) if quote.asked_turn is not None else None
    said = (quote.id, quote.speaker, quote.asked, turn, quote.text)
    return {key: text for key, text in zip(_QUOTE_KEYS, said, strict=True) if text is not None}


def _listed(splicing: Splicing, topic: str, entry: Mapping[str, str], before: str) -> list[Splice]:
    path: Path = ("topics", topic, "quotes")
    return splicing.item_added(path, entry, _number(splicing, path, before))


def _path_of(splicing: Splicing, quote: str) -> Path:
    """Where the quote stands that this file defines."""
    for topic, _ in splicing.block(("topics",)).pairs:
        if isinstance(topic, Leaf):
            path: Path = ("topics", topic.text, "quotes")
            for number, item in enumerate(splicing.items(path)):
                if _text_under("id", item) == quote and _text_under("use", item) is None:
                    return (*path, number)
    return _lost(quote)


def _number(splicing: Splicing, path: Path, before: str) -> int | None:
    """The number of the entry that a new one comes before, None where it comes last."""
    return next((n for n, item in enumerate(splicing.items(path)) if before and before == _name(item)), None)


def _found(splicing: Splicing, path: Path, name: str) -> int:
    number = next((n for n, item in enumerate(splicing.items(path)) if _name(item) == name), None)
    return _lost(name) if number is None else number


def _lost(name: str) -> NoReturn:
    raise ImpossibleError(f"{name} cannot be found among the lines of the file.")


def _name(item: Part) -> str | None:
    """What an entry is called: a text by itself, a block by what it uses, else by its id."""
    if isinstance(item, Leaf):
        return item.text
    return _text_under("use", item) or _text_under("id", item)


def _text_under(key: str, item: Part) -> str | None:
    part = item.get(key) if isinstance(item, Block) else None
    return part.text if isinstance(part, Leaf) else None


_WRITERS: Mapping[type[Any], Callable[[Any, Splicing, Any], list[Splice]]] = MappingProxyType(
    {
        AddQuote: _add_quote,
        RemoveQuote: _remove_quote,
        ChangeQuote: _change_quote,
        RetireQuote: _retire_quote,
        RestoreQuote: _restore_quote,
        AddTopic: _add_topic,
        RemoveTopic: _remove_topic,
        ChangeTitle: _change_title,
        AddPhrasing: _add_phrasing,
        RemovePhrasing: _remove_phrasing,
    }
)


def revise(old: bytes, file: str, edit: Edit) -> Proposal:
    """The edit as new bytes for the file. Raises ImpossibleError, also where they would say anything else."""
    draft, problems = _read(old, file)
    intended = edit.applied_to(draft)
    new = _spliced(old, file, edit, draft)
    after, problems_after = _read(new, file)
    if worse := _added(problems, problems_after):
        raise ImpossibleError(f"{worse.message} {worse.fix}")
    if said(after) != said(intended):
        raise ImpossibleError(
            f"{file} is written in a way that this change would disturb, so it is left alone: edit it by hand."
        )
    return Proposal(file, edit, edit.taken_back(draft), old, new, after)


def _spliced(old: bytes, file: str, edit: Edit, draft: RecordDraft) -> bytes:
    if isinstance(edit, Several):
        return reduce(lambda data, one: revise(data, file, one).new, edit.edits, old)
    manuscript = Manuscript(old, file)
    return manuscript.spliced(splices_of(edit, Splicing(Layout(manuscript.text)), draft))


def _read(data: bytes, file: str) -> tuple[RecordDraft, list[Problem]]:
    try:
        draft, problems = read(KNOWLEDGE, read_nodes(data, file))
    except UnreadableError as unreadable:
        draft, problems = None, [unreadable.problem]
    if draft is None:
        [problem, *_] = problems
        raise ImpossibleError(f"{problem.location}: {problem.message} {problem.fix}")
    return draft, problems


def _added(before: Sequence[Problem], after: Sequence[Problem]) -> Problem | None:
    """A problem that was not there before, wherever the others stand now."""
    known = Counter(map(_kind, before))
    known.subtract(map(_kind, after))
    return next((problem for problem in after if known[_kind(problem)] < 0), None)


def _kind(problem: Problem) -> str:
    """Its sentence, without the numbers of lines in it."""
    return _NUMBER.sub("", problem.message)


_NUMBER = re.compile("[0-9]+")
