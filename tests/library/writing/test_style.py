"""Any edit of any file: what it means is done, every other byte stays, and it can be taken back."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.core.drafts import said
from bot.core.edits import (
    AddPhrasing,
    AddQuote,
    AddTopic,
    ChangeQuote,
    ChangeTitle,
    Edit,
    NewQuote,
    NewUse,
    RemovePhrasing,
    RemoveQuote,
    RemoveTopic,
    RetireQuote,
    Several,
    quote_of,
)
from bot.library.formats import KNOWLEDGE, read
from bot.library.writing.edits import revise
from bot.library.yaml_reader import read_nodes
from tests.library.reading import within
from tests.library.writing.styles import LINES, TEXTS, Written, files

FILE = "knowledge/talk.yaml"
MANY = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
ADDS = (AddPhrasing, AddQuote, AddTopic)
GO_WITH_THEIR_LAST = (b"", b"questions:", b"quotes:")
TURN = st.one_of(st.none(), st.integers(1, 99))


def drafted(data: bytes) -> Any:
    draft, problems = read(KNOWLEDGE, read_nodes(data, FILE))
    assert draft is not None
    return draft, problems


@st.composite
def edits(draw: st.DrawFn, file: Written) -> tuple[Edit, str]:
    """An edit that this file allows, and the entry that it changes ("" where it only adds)."""
    topic = draw(st.sampled_from(file.topics))
    quote = draw(st.sampled_from(sorted(file.quotes)))
    question = draw(st.sampled_from(file.questions[topic]))
    asked = draw(st.one_of(st.none(), LINES.map(lambda text: text[:200])))
    new = NewQuote("new", "sam", draw(TEXTS), asked)
    changed = NewQuote(quote, "sam", draw(TEXTS), asked, draw(TURN) if asked else None)
    questions = (question, *draw(st.lists(LINES, max_size=3)))
    before = draw(st.sampled_from(["", quote, question, topic]))
    changes: dict[str, tuple[Edit, str]] = {
        "ask": (AddPhrasing(topic, draw(LINES), before), ""),
        "unask": (RemovePhrasing(topic, question), f"{topic}/{question}"),
        "add": (AddQuote(topic, new, before), ""),
        "remove": (RemoveQuote(quote), quote),
        "change": (ChangeQuote(changed), quote),
        "retire": (RetireQuote(quote, draw(LINES), "2026-11-23"), quote),
        "title": (ChangeTitle(topic, draw(st.one_of(st.none(), LINES))), topic),
        "begin": (AddTopic("begun", draw(LINES), questions, (new, NewUse(quote)), (), before), ""),
        "end": (RemoveTopic(topic), topic),
        "several": (Several((AddPhrasing(topic, "so what?"), AddQuote(topic, new), ChangeTitle(topic, "So"))), topic),
    }
    return changes[draw(st.sampled_from([*changes]))]


def keeps_the_rest(file: Written, new: bytes, entry: str) -> bool:
    """Every line outside the entry is still there, in its order (a list's key goes with its last entry)."""
    old_lines, new_lines = (data.removeprefix(b"\xef\xbb\xbf").splitlines() for data in (file.data, new))
    first, last = file.entries[entry] if entry else (-1, -1)
    kept = [
        line
        for number, line in enumerate(old_lines)
        if not first <= number <= last and line.strip() not in GO_WITH_THEIR_LAST
    ]
    rest = iter(new_lines)
    assert all(line in rest for line in kept)
    assert new.startswith(b"\xef\xbb\xbf") == file.data.startswith(b"\xef\xbb\xbf")
    assert new.endswith(b"\n") == file.data.endswith(b"\n")
    return (b"\r\n" in new) == (b"\r\n" in file.data) and new.count(b"\r") in (0, new.count(b"\n"))


@MANY
@given(files(), st.data())
@within(10.0)
def test_an_edit_does_what_it_means_and_nothing_else(file: Written, data: st.DataObject) -> None:
    """And its undo leads back; what was only put in goes out without a trace."""
    before, problems = drafted(file.data)
    assume(not problems)
    edit, entry = data.draw(edits(file))
    proposal = revise(file.data, FILE, edit)
    after, problems = drafted(proposal.new)
    assert problems == []
    assert said(after) == said(edit.applied_to(before))
    assert keeps_the_rest(file, proposal.new, entry)
    undone = revise(proposal.new, FILE, proposal.undo)
    assert said(drafted(undone.new)[0]) == said(before)
    if isinstance(edit, ADDS):
        assert undone.new == file.data
        put_in = len(proposal.new) - len(file.data)
        assert any(proposal.new[:n] + proposal.new[n + put_in :] == file.data for n in range(len(file.data) + 1))


@MANY
@given(files(), st.data())
@within(10.0)
def test_what_is_left_of_a_quote_brings_it_back(file: Written, data: st.DataObject) -> None:
    """All of it retired one by one, and all of it restored: the same words as before, in the same places."""
    before, problems = drafted(file.data)
    assume(not problems)
    text, undos = file.data, []
    for quote in data.draw(st.permutations(sorted(file.quotes))):
        proposal = revise(text, FILE, RetireQuote(quote, "She says so.", "2026-11-23"))
        text, undos = proposal.new, [*undos, proposal.undo]
    assert len(drafted(text)[0].retired) == len(file.quotes)
    for undo in reversed(undos):
        text = revise(text, FILE, undo).new
    assert said(drafted(text)[0]) == said(before)


@MANY
@given(files(), st.data())
@within(10.0)
def test_only_what_differs_is_written_anew(file: Written, data: st.DataObject) -> None:
    """A quote that is changed to what it says already stays as it is, to the byte."""
    before, problems = drafted(file.data)
    assume(not problems)
    quote = NewQuote.of(quote_of(before, data.draw(st.sampled_from(sorted(file.quotes))))[1])
    assert revise(file.data, FILE, ChangeQuote(quote)).new == file.data
