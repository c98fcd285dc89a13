"""Single edits, line by line: what a curator sees of them in a file."""

from __future__ import annotations

import difflib
from dataclasses import replace
from functools import reduce
from pathlib import Path

import pytest

from bot.core.drafts import QuoteDraft, TopicDraft, said
from bot.core.edits import (
    AddPhrasing,
    AddQuote,
    AddTopic,
    ChangeQuote,
    ChangeTitle,
    Edit,
    ImpossibleError,
    NewQuote,
    NewUse,
    RemovePhrasing,
    RemoveQuote,
    RemoveTopic,
    RestoreQuote,
    RetireQuote,
)
from bot.library.formats import KNOWLEDGE, read
from bot.library.writing.edits import revise, splices_of
from bot.library.writing.layout import Layout, Manuscript
from bot.library.writing.splicing import Splicing
from bot.library.yaml_reader import read_nodes
from tests.library.reading import FILE, KNOWLEDGE_TEXT

SHIPPED = Path(__file__).parents[3] / "knowledge"
SOURCE = "alexey-grigorev-2020.yaml"
QUOTE = NewQuote("sooner", "ada", "I would ask sooner.", "What would you change?", 7)
B = NewQuote("b", "ada", "B")
B_LINES = "      - id: b", "        speaker: ada", "        text: |-", "          B"


def edited(text: str, *edits: Edit) -> str:
    data = text.encode()
    for edit in edits:
        data = revise(data, FILE, edit).new
    return data.decode()


def diff(text: str, *edits: Edit) -> list[str]:
    """The lines that went and came."""
    lines = difflib.ndiff(text.splitlines(), edited(text, *edits).splitlines())
    return [line for line in lines if line[0] in "-+"]


def test_a_way_of_asking_is_one_line() -> None:
    """At the end, or before another."""
    assert diff(KNOWLEDGE_TEXT, AddPhrasing("degree", "is uni worth it?")) == ["+       - is uni worth it?"]
    text = edited(KNOWLEDGE_TEXT, AddPhrasing("degree", "is uni worth it?", before="12:30"))
    assert "      - no\n      - is uni worth it?\n      - 12:30\n" in text
    assert diff(KNOWLEDGE_TEXT, RemovePhrasing("degree", "12:30")) == ["-       - 12:30"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("two words", "two words"),
        ("why: money?", '"why: money?"'),
        ("is C # hard", '"is C # hard"'),
        ('the "why": money?', "'the \"why\": money?'"),
        ("- so?", '"- so?"'),
        ("yes", '"yes"'),
        ("2020-11-30", '"2020-11-30"'),
        ("[sic]", '"[sic]"'),
        ("tab\there", '"tab\\there"'),
        ("a\u2028b", '"a\\U00002028b"'),
        ("'tis", '"\'tis"'),
    ],
)
def test_quotes_where_the_text_needs_them(text: str, line: str) -> None:
    """And where an editor would take it for something else than text."""
    assert diff(KNOWLEDGE_TEXT, AddPhrasing("degree", text)) == [f"+       - {line}"]


def test_a_hand_that_quotes_everything_is_followed() -> None:
    """The neighbours are looked at, not the book."""
    text = KNOWLEDGE_TEXT.replace("- should I do a master's?", "- 'should I?'").replace("- no", "- 'no'")
    assert diff(text, AddPhrasing("degree", "is it worth it?")) == ["+       - 'is it worth it?'"]


def test_a_quote_is_written_like_its_neighbours() -> None:
    """The order of the keys, the form of the text."""
    assert diff(KNOWLEDGE_TEXT, AddQuote("degree", QUOTE)) == [
        "+       - id: sooner",
        "+         speaker: ada",
        "+         asked: What would you change?",
        "+         asked_turn: 7",
        "+         text: |-",
        "+           I would ask sooner.",
    ]
    other = KNOWLEDGE_TEXT.replace("        speaker: ada\n", "").replace(
        "asked_turn: 3\n", "asked_turn: 3\n        speaker: ada\n"
    )
    added = diff(other, AddQuote("degree", QUOTE, before="not-worth-it"))
    assert [line.split(":")[0].split()[-1] for line in added[:4]] == ["id", "asked", "asked_turn", "speaker"]


@pytest.mark.parametrize(
    ("neighbour", "lines"),
    [
        ('text: "It was not.\\n\\nNo."', ['text: "One.\\n\\nTwo."']),
        ("text: >-\n          It was not.\n\n\n          Not.", ["text: >-", "  One.", "", "", "  Two."]),
        ("text: |-\n            It was not.\n\n            No.", ["text: |-", "    One.", "", "    Two."]),
        ("text: It was not.", ["text: |-", "  One.", "", "  Two."]),
        ("text: 'It was not.\n\n\n          No.'", ["text: 'One.", "", "", "  Two.'"]),
    ],
)  # fmt: skip
def test_long_texts_as_the_neighbours_do(neighbour: str, lines: list[str]) -> None:
    """Folded, literal, in quotes; a new paragraph in a plain neighbourhood gets a literal."""
    text = KNOWLEDGE_TEXT.replace("text: |-\n          It was not.\n\n          Not for me.", neighbour)
    words = NewQuote("new", "ada", "One.\n\nTwo.")
    added = edited(text, AddQuote("start", words)).splitlines()[-len(lines) :]
    assert added == [f"        {line}" if line else "" for line in lines]


def test_a_change_touches_the_fields_that_differ() -> None:
    """A comment behind them stays; fields come and go."""
    text = KNOWLEDGE_TEXT.replace("speaker: ada\n", "speaker: ada # she herself\n")
    old = "It was not.\n\nNot for me."
    assert diff(text, ChangeQuote(NewQuote("not-worth-it", "sam", old, "Was it worth it?", 3))) == [
        "-         speaker: ada # she herself",
        "+         speaker: sam # she herself",
    ]
    assert diff(text, ChangeQuote(NewQuote("not-worth-it", "ada", old))) == [
        "-         asked: Was it worth it?",
        "-         asked_turn: 3",
    ]
    bare = edited(text, ChangeQuote(NewQuote("not-worth-it", "ada", old)))
    assert edited(bare, ChangeQuote(NewQuote("not-worth-it", "ada", old, "Was it worth it?", 3))) == text


def test_a_comment_behind_the_mark_of_a_literal_stays() -> None:
    """Also where the text would go without one."""
    text = KNOWLEDGE_TEXT.replace("text: |-", "text: |- # her words")
    changed = edited(text, ChangeQuote(NewQuote("not-worth-it", "ada", "It was.", "Was it worth it?", 3)))
    assert "        text: |- # her words\n          It was.\n  start:\n" in changed


def test_the_first_key_of_an_entry_may_go() -> None:
    """The second takes its place behind the dash."""
    text = KNOWLEDGE_TEXT.replace("id: not-worth-it\n        speaker: ada\n        asked: Was", "asked: Was")
    text = text.replace("asked_turn: 3", "id: not-worth-it\n        speaker: ada")
    changed = edited(text, ChangeQuote(NewQuote("not-worth-it", "ada", "It was not.\n\nNot for me.")))
    assert "    quotes:\n      - id: not-worth-it\n        speaker: ada\n        text: |-\n" in changed


def test_a_retired_quote_moves_to_the_end_and_back() -> None:
    """The list comes with the first one and goes with the last."""
    retire = RetireQuote("not-worth-it", "She took it back.", "2026-11-23")
    retired = edited(KNOWLEDGE_TEXT, retire)
    assert retired.endswith(
        "  start:\n    quotes:\n      - use: not-worth-it\n"
        "retired:\n  - id: not-worth-it\n    reason: She took it back.\n    since: 2026-11-23\n    topic: degree\n"
        "    speaker: ada\n    asked: Was it worth it?\n    asked_turn: 3\n"
        "    text: |-\n      It was not.\n\n      Not for me.\n"
    )
    assert edited(retired, RestoreQuote("not-worth-it")) == KNOWLEDGE_TEXT
    elsewhere = RestoreQuote("not-worth-it", "start", "not-worth-it")
    assert "  start:\n    quotes:\n      - id: not-worth-it" in edited(retired, elsewhere)


def test_a_topic_comes_and_goes() -> None:
    """With all that belongs to it, before another or at the end; gaps as between the others."""
    text = KNOWLEDGE_TEXT.replace("  start:\n", "\n  # Beginnings\n  start:\n")
    topic = AddTopic("help", "When do I ask?", ("when?", "how: now?"), (QUOTE, NewUse("not-worth-it")), ("start",))
    assert edited(text, topic).endswith(
        "      - use: not-worth-it\n\n  help:\n    title: When do I ask?\n"
        '    questions:\n      - when?\n      - "how: now?"\n    related:\n      - start\n    quotes:\n'
        "      - id: sooner\n        speaker: ada\n        asked: What would you change?\n        asked_turn: 7\n"
        "        text: |-\n          I would ask sooner.\n      - use: not-worth-it\n"
    )  # fmt: skip
    assert edited(text, topic, RemoveTopic("help")) == text
    first = AddTopic("help", "When?", before="degree")
    assert "topics:\n  help:\n    title: When?\n\n  degree:\n" in edited(text, first)
    assert edited(text, first, RemoveTopic("help")) == text


def test_titles() -> None:
    """A title stands first."""
    assert diff(KNOWLEDGE_TEXT, ChangeTitle("start", "How: start?")) == ['+     title: "How: start?"']
    assert diff(KNOWLEDGE_TEXT, ChangeTitle("degree", None)) == ["-     title: Is a degree worth it?"]


def test_what_is_emptied_can_be_filled_again() -> None:
    """A topic without anything is {}."""
    text = KNOWLEDGE_TEXT.replace("      - use: not-worth-it\n", "\n".join((*B_LINES, "")))
    emptied = edited(text, RemoveQuote("b"))
    assert emptied.endswith("\n  start: {}\n")
    assert edited(emptied, AddQuote("start", B)) == text
    without = edited(
        KNOWLEDGE_TEXT, *(RemovePhrasing("degree", text) for text in ("should I do a master's?", "no", "12:30"))
    )
    assert "    title: Is a degree worth it?\n    related:\n" in without
    assert "    questions:\n      - why?\n    related:" in edited(without, AddPhrasing("degree", "why?"))


@pytest.mark.parametrize("comment", ["questions: # how they ask", "questions:\n      # how they ask"])
def test_a_comment_in_a_list_outlives_its_entries(comment: str) -> None:
    """It was not written for one of them."""
    text = KNOWLEDGE_TEXT.replace("questions:\n      - should I do a master's?\n      - no", comment)
    emptied = edited(text, RemovePhrasing("degree", "12:30"))
    assert emptied == text.replace("questions:", "questions: []").replace("      - 12:30\n", "")
    assert "# how they ask" in edited(emptied, AddPhrasing("degree", "why?"))


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("last", [True, False])
def test_every_byte_around_stays(line_end: str, mark: str, last: bool) -> None:
    """Byte order mark, line ends, a missing last one."""
    text = mark + KNOWLEDGE_TEXT.replace("\n", line_end)
    text = text if last else text.removesuffix(line_end)
    added = edited(text, AddQuote("start", B))
    assert added == line_end.join((text.removesuffix(line_end), *B_LINES)) + (line_end if last else "")
    assert edited(added, RemoveQuote("b")) == text


def test_mixed_line_ends_stay_mixed() -> None:
    """Each line keeps its own; new ones get what most have."""
    text = KNOWLEDGE_TEXT.replace("\n", "\r\n").replace(
        "title: Is a degree worth it?\r\n", "title: Is a degree worth it?\n"
    )
    added = edited(text, AddQuote("start", B))
    assert added == text + "\r\n".join((*B_LINES, ""))


def test_kept_newlines_at_the_end_of_a_text_belong_to_it() -> None:
    """What follows is put behind them."""
    text = KNOWLEDGE_TEXT.replace("text: |-", "text: |+").replace("Not for me.\n", "Not for me.\n\n\n")
    added = edited(text, AddQuote("degree", NewQuote("b", "ada", "B\n\n")))
    assert added == text.replace(
        "  start:\n", "      - id: b\n        speaker: ada\n        text: |+\n          B\n\n  start:\n"
    )
    assert edited(added, RemoveQuote("b")) == text


@pytest.mark.parametrize(
    ("old", "new", "edit", "reason"),
    [
        ("quotes:\n      - use: not-worth-it", "quotes: [use: not-worth-it]", AddQuote("start", B), "start / quotes"),
        ("start:\n    quotes:\n      - use: not-worth-it", "start: {title: Go}", ChangeTitle("start", "x"), "start"),
        ("      - use: not", "      - use: &a not", AddPhrasing("degree", "b"), "not read as text"),
        ("format: 1", "format: 2", AddPhrasing("degree", "b"), "newer version"),
        ("format: 1", "format: [", AddPhrasing("degree", "b"), "not closed"),
        ("", "", AddPhrasing("degree", "no"), "stands under degree already"),
        ("", "", AddPhrasing("nowhere", "b"), "no topic nowhere"),
        ("", "", RemovePhrasing("degree", "b"), "does not stand under degree"),
        ("", "", AddQuote("start", NewQuote("not-worth-it", "ada", "b")), "There is a quote not-worth-it"),
        ("", "", RetireQuote("b", "b", "2026-11-23"), "no quote b"),
        ("", "", RetireQuote("not-worth-it", "b", "today"), "'since' is not a date"),
        ("", "", RetireQuote("not-worth-it", "one\ntwo", "2026-11-23"), "holds a line break"),
        ("", "", AddQuote("start", NewQuote("A b", "ada", "b")), "is not an id"),
        ("", "", AddQuote("start", NewQuote("b", "ada", "b", "long " * 41)), "200 is the most"),
        ("", "", AddPhrasing("degree", "a\x00b"), "cannot be seen"),
        ("", "", AddPhrasing("degree", " "), "has no text"),
        ("", "", RestoreQuote("b"), "no withdrawn quote b"),
        ("", "", AddTopic("degree", "b"), "There is a topic degree"),
        ("", "", AddTopic("b", None), "would be empty"),
        ("id: not-worth-it", "id: twice\n        speaker: ada\n        text: x\n      - id: twice",
         ChangeQuote(NewQuote("twice", "ada", "b")), "stands in knowledge/talk.yaml twice"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told(old: str, new: str, edit: Edit, reason: str) -> None:
    """In one sentence; what the reader would refuse is refused with the reader's words."""
    with pytest.raises(ImpossibleError, match=reason) as told:
        edited(KNOWLEDGE_TEXT.replace(old, new), edit)
    assert "\n" not in str(told.value).replace("one\ntwo", "")


def test_a_file_with_a_slip_elsewhere_can_be_edited() -> None:
    """What the slip costs is no worse afterwards."""
    text = KNOWLEDGE_TEXT.replace("asked_turn: 3", "asked_turn: third").replace(
        "quotes:\n      - use", "quotes: x\n      - use", 0
    )
    assert diff(text, AddPhrasing("degree", "why?")) == ["+       - why?"]


def test_an_id_that_was_withdrawn_is_not_given_again() -> None:
    """The sentence says what can be done."""
    retired = edited(KNOWLEDGE_TEXT, RetireQuote("not-worth-it", "She took it back.", "2026-11-23"))
    with pytest.raises(ImpossibleError, match="was withdrawn on 2026-11-23: restore it, or take another id"):
        edited(retired, AddQuote("degree", NewQuote("not-worth-it", "ada", "b")))


def shipped_edits(topic: TopicDraft) -> list[Edit]:
    """A way of asking and a quote more, and the first quote withdrawn."""
    name = topic.id.text
    quotes = [listed.id.text for listed in topic.quotes if isinstance(listed, QuoteDraft)]
    new = NewQuote(f"new-{name}"[:48], "eugene", "One: two.\n\nThree # four.")
    withdrawn = [RetireQuote(quotes[0], "He says: no.", "2026-11-23")] if len(topic.quotes) > 1 and quotes else []
    return [AddPhrasing(name, f"so: {name}?"), AddQuote(name, new, (quotes or [""])[-1]), *withdrawn]


def test_the_shipped_knowledge_is_edited_everywhere() -> None:
    """In every third topic at once, after a first edit that begins the list of the withdrawn; no comment is lost."""
    first = RetireQuote("lead-data-scientist-at-olx", "He says so.", "2026-11-23")
    data = revise((SHIPPED / SOURCE).read_bytes(), SOURCE, first).new
    draft, _ = read(KNOWLEDGE, read_nodes(data, SOURCE))
    edits = [edit for topic in draft.topics[::3] for edit in shipped_edits(topic)]
    manuscript = Manuscript(data, SOURCE)
    splicing = Splicing(Layout(manuscript.text))
    new = manuscript.spliced(splice for edit in edits for splice in splices_of(edit, splicing, draft))
    intended = reduce(lambda record, edit: edit.applied_to(record), edits, draft)
    after, problems = read(KNOWLEDGE, read_nodes(new, SOURCE))
    assert problems == []
    assert said(after) == said(intended)
    kept = iter(new.splitlines())
    comments = [line for line in data.splitlines() if line.lstrip().startswith(b"#")]
    assert all(line in kept for line in comments)


def test_what_was_done_to_the_shipped_knowledge_is_taken_back() -> None:
    """To the byte."""
    data = (SHIPPED / SOURCE).read_bytes()
    draft, _ = read(KNOWLEDGE, read_nodes(data, SOURCE))
    for topic in draft.topics[::40]:
        proposals = [revise(data, SOURCE, shipped_edits(topic)[0])]
        for edit in shipped_edits(topic)[1:]:
            proposals.append(revise(proposals[-1].new, SOURCE, edit))
        text = proposals[-1].new
        for proposal in reversed(proposals):
            text = revise(text, SOURCE, proposal.undo).new
        assert text == data


def test_an_undo_can_be_undone() -> None:
    """Back and forth ends where it began."""
    proposal = revise(KNOWLEDGE_TEXT.encode(), FILE, RetireQuote("not-worth-it", "b", "2026-11-23"))
    undone = revise(proposal.new, FILE, proposal.undo)
    again = revise(undone.new, FILE, undone.undo)
    assert said(again.after) == said(proposal.after)


def test_what_is_kept_from_chance_stays_so() -> None:
    """However the quote is changed, withdrawn and brought back."""
    text = KNOWLEDGE_TEXT.replace("asked_turn: 3", "asked_turn: 3\n        daily: false")
    kept = NewQuote("not-worth-it", "ada", "Not for me.", daily=False)
    assert "daily" not in "\n".join(diff(text, ChangeQuote(kept)))
    assert "-         daily: false" in diff(text, ChangeQuote(replace(kept, daily=True)))
    assert "+         daily: false" in diff(KNOWLEDGE_TEXT, ChangeQuote(kept))
    retired = diff(text, RetireQuote("not-worth-it", "hers", "2026-11-29"))
    assert any("daily: false" in line for line in retired if line.startswith("+"))
