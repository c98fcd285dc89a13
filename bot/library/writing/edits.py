"""Edits as new bytes of a file: how each is written, and the proof that the file then says what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NoReturn, TypeAlias, TypeVar

from bot.core import edits
from bot.core.curation.requests import Proposal
from bot.core.drafts import Problem, RecordDraft, new_problems, said
from bot.library.formats import KNOWLEDGE, OUT_OF_SCOPE, read
from bot.library.shapes import Shape
from bot.library.text import UnreadableError
from bot.library.writing.layout import Layout, Manuscript, Splice
from bot.library.writing.splicing import Path, Splicing
from bot.library.writing.style import Bare, Value
from bot.library.yaml_reader import KeysNode, Node, TextNode, read_nodes

T = TypeVar("T")
Part: TypeAlias = edits.QuoteEdit | edits.TopicEdit

_RETIRED: Path = ("retired",)
_QUOTE_KEYS = ("id", "speaker", "asked", "asked_turn", "daily", "text")


def revise(old: bytes, file: str, edit: edits.Edit) -> Proposal:
    """Return the edit as new bytes for the file. Raises ImpossibleError, also where they would say anything else."""
    if isinstance(edit, edits.OutOfScopeEdit):
        return _out_of_scope_revised(old, file, edit)
    draft, problems = _read(KNOWLEDGE, old, file)
    intended = edit.applied_to(draft)
    first, *others = _runs(edit.edits if isinstance(edit, edits.Several) else (edit,))
    manuscript = Manuscript(old, file)
    splicing = Splicing(Layout(manuscript.text))
    new = manuscript.spliced([splice for part in first for splice in splices_of(part, splicing, draft)])
    for run in others:
        new = revise(new, file, edits.Several(run)).new
    after, problems_after = _read(KNOWLEDGE, new, file)
    _prove(file, (intended, after), new_problems(problems, problems_after))
    return Proposal(file, edit, edit.taken_back(draft), old, new, draft, after)


def _out_of_scope_revised(old: bytes, file: str, edit: edits.OutOfScopeEdit) -> Proposal:
    before, problems = _read(OUT_OF_SCOPE, old, file)
    intended, path = edit.applied_to(before), ("silence",)
    manuscript = Manuscript(old, file)
    splicing = Splicing(Layout(manuscript.text))
    if isinstance(edit, edits.AddOutOfScope):
        new = manuscript.spliced(splicing.items_added(path, edit.texts))
    else:
        new = manuscript.spliced([splice for text in edit.texts for splice in _removed(splicing, path, text)])
    after, problems_after = _read(OUT_OF_SCOPE, new, file)
    _prove(file, (intended, after), new_problems(problems, problems_after))
    return Proposal(file, edit, edit.taken_back(before), old, new, before, after)


def _prove(file: str, intended_and_after: tuple[object, object], worse: Iterator[Problem]) -> None:
    """Raise ImpossibleError where a change makes a file worse, or says anything but what was meant."""
    if problem := next(worse, None):
        raise edits.ImpossibleError(f"{problem.message} {problem.fix}")
    intended, after = map(said, intended_and_after)
    if after != intended:
        raise edits.ImpossibleError(
            f"{file} is written in a way that this change would disturb, so it is left alone: edit it by hand."
        )


_SEPARATE = (edits.ChangeTitle, edits.AddPhrasings, edits.RemovePhrasings)


def _runs(parts: Iterable[Part]) -> list[tuple[Part, ...]]:
    """Return neighbours that touch different lines together, so that the file is read once for all of them."""
    runs: list[tuple[Part, ...]] = []
    touched: set[tuple[type, str]] = set()
    for part in parts:
        lines = {(type(part), part.topic)} if isinstance(part, _SEPARATE) else set()
        if touched and lines and not lines & touched:
            runs[-1] += (part,)
            touched |= lines
        else:
            runs.append((part,))
            touched = lines
    return runs


def _read(shape: Shape[T], data: bytes, file: str) -> tuple[T, list[Problem]]:
    try:
        draft, problems = read(shape, read_nodes(data, file))
    except UnreadableError as unreadable:
        draft, problems = None, [unreadable.problem]
    if draft is None:
        [problem, *_] = problems
        raise edits.ImpossibleError(f"{problem.location}: {problem.message} {problem.fix}")
    return draft, problems


def splices_of(edit: edits.QuoteEdit | edits.TopicEdit, splicing: Splicing, draft: RecordDraft) -> list[Splice]:
    """Return what has to be done to the text; `draft` is what the file says now. Raises ImpossibleError."""
    match edit:
        case edits.AddQuote():
            return _listed(splicing, edit.topic, edit.quote, edit.before)
        case edits.RemoveQuote():
            *row, place = _path_of(splicing, edit.id)
            return splicing.item_removed(tuple(row), int(place))
        case edits.ChangeQuote():
            return _changed(edit.quote, splicing, draft)
        case edits.RetireQuote():
            topic, quote = edits.quote_of(draft, edit.id)
            entry = {"id": edit.id, "reason": edit.reason, "since": Bare(edit.since), "topic": topic.id.text}
            entry |= _by_key(edits.NewQuote.of(quote))
            number = _number(splicing, _RETIRED, edit.before)
            return [
                *splices_of(edits.RemoveQuote(edit.id), splicing, draft),
                *splicing.item_added(_RETIRED, entry, number),
            ]
        case edits.RestoreQuote():
            retired = next(one for one in draft.retired if one.id.text == edit.id)
            added = _listed(splicing, edit.under(draft), edits.NewQuote.of(retired), edit.before)
            return [*added, *_removed(splicing, _RETIRED, edit.id)]
        case _:
            return _topic_splices(edit, splicing)


def _topic_splices(edit: edits.TopicEdit, splicing: Splicing) -> list[Splice]:
    match edit:
        case edits.AddTopic():
            parts: dict[str, Value] = {
                "title": edit.title or "",
                "questions": edit.questions,
                "related": edit.related,
                "quotes": [
                    _by_key(one) if isinstance(one, edits.NewQuote) else {"use": one.quote} for one in edit.quotes
                ],
            }
            written = {key: value for key, value in parts.items() if value}
            if not written:
                raise edits.ImpossibleError(f"The topic {edit.id} would be empty: give it a title or a quote.")
            return splicing.pair_added(("topics", edit.id), written, before=edit.before)
        case edits.RemoveTopic():
            return splicing.pair_removed(("topics", edit.id))
        case edits.ChangeTitle():
            path: Path = ("topics", edit.topic, "title")
            has_title = splicing.block(path[:-1]).get("title") is not None
            if edit.title is None:
                return splicing.pair_removed(path) if has_title else []
            return splicing.text_changed(path, edit.title) if has_title else splicing.pair_added(path, edit.title, ())
        case _:
            return _phrasing_splices(edit, splicing)


def _phrasing_splices(edit: edits.PhrasingEdit, splicing: Splicing) -> list[Splice]:
    path: Path = ("topics", edit.topic, "questions")
    match edit:
        case edits.AddPhrasing():
            return splicing.item_added(path, edit.text, _number(splicing, path, edit.before))
        case edits.AddPhrasings():
            return splicing.items_added(path, edit.texts, _number(splicing, path, edit.before))
        case edits.RemovePhrasing():
            return _removed(splicing, path, edit.text)
        case edits.RemovePhrasings():
            if 1 < len(edit.texts) == len(splicing.items(path)):
                return splicing.pair_removed(path)
            return [splice for text in edit.texts for splice in _removed(splicing, path, text)]


def _changed(quote: edits.NewQuote, splicing: Splicing, draft: RecordDraft) -> list[Splice]:
    path = _path_of(splicing, quote.id)
    old, new = _by_key(edits.NewQuote.of(edits.quote_of(draft, quote.id)[1])), _by_key(quote)
    splices: list[Splice] = []
    for number, key in enumerate(_QUOTE_KEYS):
        if key in old and key in new and old[key] != new[key]:
            splices += splicing.text_changed((*path, key), new[key])
        elif key in old and key not in new:
            splices += splicing.pair_removed((*path, key))
        elif key in new and key not in old:
            splices += splicing.pair_added((*path, key), new[key], _QUOTE_KEYS[:number])
    return splices


def _by_key(quote: edits.NewQuote) -> dict[str, str]:
    turn = Bare(quote.asked_turn) if quote.asked_turn is not None else None
    daily = None if quote.daily else Bare("false")
    values = (quote.id, quote.speaker, quote.asked, turn, daily, quote.text)
    return {key: text for key, text in zip(_QUOTE_KEYS, values, strict=True) if text is not None}


def _listed(splicing: Splicing, topic: str, quote: edits.NewQuote, before: str) -> list[Splice]:
    path: Path = ("topics", topic, "quotes")
    return splicing.item_added(path, _by_key(quote), _number(splicing, path, before))


def _removed(splicing: Splicing, path: Path, name: str) -> list[Splice]:
    number = _number(splicing, path, name)
    return _lost(name) if number is None else splicing.item_removed(path, number)


def _path_of(splicing: Splicing, quote: str) -> Path:
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
    raise edits.ImpossibleError(f"{name} cannot be found among the lines of the file.")
