"""Edits as new bytes of a file: how each is written, and the proof that the file then says what was meant."""

from __future__ import annotations

import re
from collections import Counter
from functools import reduce, singledispatch
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
from bot.library.writing.layout import Layout, Manuscript, Splice
from bot.library.writing.splicing import Path, Splicing
from bot.library.writing.style import Bare, Value
from bot.library.yaml_reader import KeysNode, Node, TextNode, read_nodes

_RETIRED: Path = ("retired",)
_QUOTE_KEYS = ("id", "speaker", "asked", "asked_turn", "text")
_NUMBER = re.compile("[0-9]+")


def revise(old: bytes, file: str, edit: Edit) -> Proposal:
    """Return the edit as new bytes for the file. Raises ImpossibleError, also where they would say anything else."""
    draft, problems = _read(old, file)
    intended = edit.applied_to(draft)
    if isinstance(edit, Several):
        new = reduce(lambda data, one: revise(data, file, one).new, edit.edits, old)
    else:
        manuscript = Manuscript(old, file)
        new = manuscript.spliced(splices_of(edit, Splicing(Layout(manuscript.text)), draft))
    after, problems_after = _read(new, file)
    known = Counter(map(_kind, problems))
    known.subtract(map(_kind, problems_after))
    if worse := next((problem for problem in problems_after if known[_kind(problem)] < 0), None):
        raise ImpossibleError(f"{worse.message} {worse.fix}")
    if said(after) != said(intended):
        raise ImpossibleError(
            f"{file} is written in a way that this change would disturb, so it is left alone: edit it by hand."
        )
    return Proposal(file, edit, edit.taken_back(draft), old, new, after)


def _read(data: bytes, file: str) -> tuple[RecordDraft, list[Problem]]:
    try:
        draft, problems = read(KNOWLEDGE, read_nodes(data, file))
    except UnreadableError as unreadable:
        draft, problems = None, [unreadable.problem]
    if draft is None:
        [problem, *_] = problems
        raise ImpossibleError(f"{problem.location}: {problem.message} {problem.fix}")
    return draft, problems


def _kind(problem: Problem) -> str:
    """Return the sentence without the numbers of lines in it, which move."""
    return _NUMBER.sub("", problem.message)


@singledispatch
def splices_of(edit: Any, splicing: Splicing, draft: RecordDraft) -> list[Splice]:
    """Return what has to be done to the text; `draft` is what the file says now. Raises ImpossibleError."""
    raise NotImplementedError(type(edit))


@splices_of.register
def _(edit: AddQuote, splicing: Splicing, _: RecordDraft) -> list[Splice]:
    return _listed(splicing, edit.topic, edit.quote, edit.before)


@splices_of.register
def _(edit: RemoveQuote, splicing: Splicing, _: RecordDraft) -> list[Splice]:
    *row, number = _path_of(splicing, edit.id)
    return splicing.item_removed(tuple(row), int(number))


@splices_of.register
def _(edit: ChangeQuote, splicing: Splicing, draft: RecordDraft) -> list[Splice]:
    path = _path_of(splicing, edit.quote.id)
    old = _by_key(NewQuote.of(quote_of(draft, edit.quote.id)[1]))
    new = _by_key(edit.quote)
    splices: list[Splice] = []
    for number, key in enumerate(_QUOTE_KEYS):
        if key in old and key in new and old[key] != new[key]:
            splices += splicing.text_changed((*path, key), new[key])
        elif key in old and key not in new:
            splices += splicing.pair_removed((*path, key))
        elif key in new and key not in old:
            splices += splicing.pair_added((*path, key), new[key], _QUOTE_KEYS[:number])
    return splices


@splices_of.register
def _(edit: RetireQuote, splicing: Splicing, draft: RecordDraft) -> list[Splice]:
    topic, quote = quote_of(draft, edit.id)
    entry = {"id": edit.id, "reason": edit.reason, "since": Bare(edit.since), "topic": topic.id.text}
    entry |= _by_key(NewQuote.of(quote))
    number = _number(splicing, _RETIRED, edit.before)
    return [*splices_of(RemoveQuote(edit.id), splicing, draft), *splicing.item_added(_RETIRED, entry, number)]


@splices_of.register
def _(edit: RestoreQuote, splicing: Splicing, draft: RecordDraft) -> list[Splice]:
    retired = next(one for one in draft.retired if one.id.text == edit.id)
    added = _listed(splicing, edit.under(draft), NewQuote.of(retired), edit.before)
    return [*added, *_removed(splicing, _RETIRED, edit.id)]


@splices_of.register
def _(edit: AddTopic, splicing: Splicing, _: RecordDraft) -> list[Splice]:
    parts: dict[str, Value] = {
        "title": edit.title or "",
        "questions": edit.questions,
        "related": edit.related,
        "quotes": [_by_key(one) if isinstance(one, NewQuote) else {"use": one.quote} for one in edit.quotes],
    }
    written = {key: value for key, value in parts.items() if value}
    if not written:
        raise ImpossibleError(f"The topic {edit.id} would be empty: give it a title or a quote.")
    return splicing.pair_added(("topics", edit.id), written, before=edit.before)


@splices_of.register
def _(edit: RemoveTopic, splicing: Splicing, _: RecordDraft) -> list[Splice]:
    return splicing.pair_removed(("topics", edit.id))


@splices_of.register
def _(edit: ChangeTitle, splicing: Splicing, _: RecordDraft) -> list[Splice]:
    path: Path = ("topics", edit.topic, "title")
    has_title = splicing.block(path[:-1]).get("title") is not None
    if edit.title is None:
        return splicing.pair_removed(path) if has_title else []
    return splicing.text_changed(path, edit.title) if has_title else splicing.pair_added(path, edit.title, ())


@splices_of.register
def _(edit: AddPhrasing, splicing: Splicing, _: RecordDraft) -> list[Splice]:
    path: Path = ("topics", edit.topic, "questions")
    return splicing.item_added(path, edit.text, _number(splicing, path, edit.before))


@splices_of.register
def _(edit: RemovePhrasing, splicing: Splicing, _: RecordDraft) -> list[Splice]:
    return _removed(splicing, ("topics", edit.topic, "questions"), edit.text)


def _by_key(quote: NewQuote) -> dict[str, str]:
    turn = Bare(quote.asked_turn) if quote.asked_turn is not None else None
    values = (quote.id, quote.speaker, quote.asked, turn, quote.text)
    return {key: text for key, text in zip(_QUOTE_KEYS, values, strict=True) if text is not None}


def _listed(splicing: Splicing, topic: str, quote: NewQuote, before: str) -> list[Splice]:
    path: Path = ("topics", topic, "quotes")
    return splicing.item_added(path, _by_key(quote), _number(splicing, path, before))


def _removed(splicing: Splicing, path: Path, name: str) -> list[Splice]:
    number = _number(splicing, path, name)
    return _lost(name) if number is None else splicing.item_removed(path, number)


def _path_of(splicing: Splicing, quote: str) -> Path:
    """Return the path of a quote that this file defines."""
    for topic, _ in splicing.block(("topics",)).pairs:
        if isinstance(topic, TextNode):
            path: Path = ("topics", topic.text, "quotes")
            for number, item in enumerate(splicing.items(path)):
                if _text_under("id", item) == quote and _text_under("use", item) is None:
                    return (*path, number)
    return _lost(quote)


def _number(splicing: Splicing, path: Path, name: str) -> int | None:
    """Return the number of an entry by its name: a text itself, else what it uses, else its id; None for none."""
    for number, item in enumerate(splicing.items(path)):
        called = item.text if isinstance(item, TextNode) else _text_under("use", item) or _text_under("id", item)
        if name and called == name:
            return number
    return None


def _text_under(key: str, item: Node) -> str | None:
    part = item.get(key) if isinstance(item, KeysNode) else None
    return part.text if isinstance(part, TextNode) else None


def _lost(name: str) -> NoReturn:
    raise ImpossibleError(f"{name} cannot be found among the lines of the file.")
