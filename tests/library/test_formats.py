"""The two formats: good files become drafts, and each slip in them is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.core.drafts import (
    Location,
    QuoteDraft,
    RecordDraft,
    SegmentDraft,
    SourceDraft,
    SpeakerDraft,
    TopicDraft,
    TranscriptDraft,
    UseDraft,
    Written,
)
from bot.core.model import SegmentKind
from bot.library.formats import KNOWLEDGE, OUT_OF_SCOPE, TRANSCRIPT, read
from bot.library.shapes import Shape
from bot.library.yaml_reader import read_nodes
from tests.library.reading import FILE, KNOWLEDGE_TEXT, TRANSCRIPT_TEXT, drafted, says, spot

ROOT = Path(__file__).parents[2]


def written(text: str, line: int, column: int) -> Written:
    return Written(text, Location(FILE, line, column))


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) >= 1
    return text.replace(old, new, 1)


def test_a_knowledge_file_becomes_a_draft() -> None:
    """Everything that was written, each text with its place."""
    draft, problems = drafted(KNOWLEDGE_TEXT)
    assert problems == []
    assert isinstance(draft, RecordDraft)
    assert (draft.file, draft.transcript, draft.original) == (FILE, None, None)
    assert draft.source == SourceDraft(
        id=written("talk", 3, 7),
        title=written("A talk with Ada", 4, 10),
        url=written("https://example.org/talk", 5, 8),
        author=written("Sam", 6, 11),
        published=written("2020-11", 7, 14),
        retrieved=written("2026-11-22", 8, 14),
        sha256=written("0123456789abcdef" * 4, 9, 11),
    )
    assert draft.speakers == (
        SpeakerDraft(
            id=written("ada", 11, 3),
            name=written("Ada", 12, 11),
            role=written("interviewee", 13, 11),
            described=written("engineer at Example", 14, 16),
        ),
        SpeakerDraft(id=written("sam", 15, 3), name=written("Sam", 16, 11), role=written("interviewer", 17, 11)),
    )
    assert draft.synonyms == (("master's", "masters", "msc"),)


def test_topics_become_drafts_in_their_order() -> None:
    """A topic that only adds quotes has no title and no questions."""
    draft, _ = drafted(KNOWLEDGE_TEXT)
    assert draft.topics == (
        TopicDraft(
            id=written("degree", 21, 3),
            title=written("Is a degree worth it?", 22, 12),
            questions=(written("should I do a master's?", 24, 9), written("no", 25, 9), written("12:30", 26, 9)),
            related=(written("start", 28, 9),),
            quotes=(
                QuoteDraft(
                    location=Location(FILE, 30, 9),
                    id=written("not-worth-it", 30, 13),
                    speaker=written("ada", 31, 18),
                    asked=written("Was it worth it?", 32, 16),
                    asked_turn=3,
                    text=written("It was not.\n\nNot for me.", 34, 15),
                ),
            ),
        ),
        TopicDraft(
            id=written("start", 38, 3),
            title=None,
            questions=(),
            related=(),
            quotes=(UseDraft(Location(FILE, 40, 9), written("not-worth-it", 40, 14)),),
        ),
    )


def test_a_transcript_becomes_a_draft() -> None:
    """With who is sure, when it begins and whose aside it is."""
    draft, problems = drafted(TRANSCRIPT_TEXT, TRANSCRIPT)
    assert problems == []
    assert isinstance(draft, TranscriptDraft)
    assert (str(draft.source), draft.labels, [str(text) for text in draft.left_out]) == (
        "talk",
        {"ada": "Ada:"},
        ["A talk with Ada"],
    )
    assert [(str(turn.speaker), turn.is_sure, turn.start_s) for turn in draft.turns] == [
        ("sam", True, None),
        ("ada", False, 12.5),
    ]
    assert [turn.location.line for turn in draft.turns] == [6, 10]
    assert draft.turns[1].segments == (
        SegmentDraft(written("It was not", 15, 15), SegmentKind.SPEECH),
        SegmentDraft(written("(Sam: oh)", 18, 15), SegmentKind.ASIDE, written("sam", 17, 13)),
        SegmentDraft(written("(laughs)", 20, 15), SegmentKind.STAGE),
    )


def test_the_shipped_files_read_without_a_problem() -> None:
    """And no turn of a transcript is lost."""
    for path in (ROOT / "knowledge").glob("*.yaml"):
        shape: Shape[Any] = OUT_OF_SCOPE if path.name == "silence.yaml" else KNOWLEDGE
        assert read(shape, read_nodes(path.read_bytes(), path.name))[1] == []
    for path in (ROOT / "knowledge" / "transcripts").glob("*.yaml"):
        draft, problems = read(TRANSCRIPT, read_nodes(path.read_bytes(), path.name))
        assert problems == []
        assert draft is not None
        assert len(draft.turns) == path.read_text(encoding="utf-8").count("\n  - speaker: ")


@pytest.mark.parametrize(
    ("old", "new", "location", "message", "fix"),
    [
        ("questions:", "qestions:", (23, 5), 'This topic has an unknown key "qestions".', "Write 'questions', or"),
        ("url: https://", "url: www.", (5, 8), "'url' is not a web address", "https://"),
        ("    name: Ada", "    name: |\n      Ada\n      Lovelace", (12, 11), "'name' holds a line break", "one line"),
        ("2020-11\n", "Nov 2020\n", (7, 14), "'published' is not a date", "2020-11-30"),
        ("0123456789abcdef\n", "0123\n", (9, 11), "'sha256' is not a SHA-256 hash", "64 digits"),
        ("role: interviewee", "role: guest", (13, 11), "'role' cannot be", "interviewee or interviewer"),
        ("  - [master's, masters, msc]", "  - masters, msc", (19, 5), "An entry of 'synonyms' must be a list", "'- '"),
        ("start\n", "../start\n", (28, 9), "would point out of the folder", "Write start."),
        ("Is a degree worth it?", "C # or not", (22, 14), "ends before this #", '"C # or not"'),
        ("- 12:30", "- how to learn: courses?", (26, 9), "a key and a text", '"how to learn: courses?"'),
        ("      - no\n", "       - no\n", (25, 8), "part of the text above", "exactly below"),
        ("Was it worth it?", "Was it? " * 26, (32, 16), "has 207 characters; 200 is the most", "Shorten"),
        ("asked_turn: 3", "asked_turn: third", (33, 21), "must be a whole number", "digits"),
        ("speaker: ada\n", "speeker: ada\n", (31, 9), 'This quote has an unknown key "speeker"', "'speaker'"),
        ("use: not-worth-it", "use: Not Worth", (40, 14), "'use' is not the id of a quote", "'quote-id'"),
        ("  start:\n", "  degree:\n", (38, 3), "a second time; the first is in line 21", "Remove one"),
    ],
)  # fmt: skip
def test_a_slip_in_a_knowledge_file(old: str, new: str, location: tuple[int, int], message: str, fix: str) -> None:
    """Told once, where it is, with what to write instead."""
    _, problems = drafted(changed(KNOWLEDGE_TEXT, old, new))
    assert spot(problems[0]) == location
    assert says(problems[0], message, fix)


@pytest.mark.parametrize("line", ["  id: talk", "  author: Sam", "    described: engineer at Example", "      - start"])
def test_a_comment_is_welcome_where_nobody_writes_prose(line: str) -> None:
    """Behind ids, names and the like."""
    draft, problems = drafted(changed(KNOWLEDGE_TEXT, f"{line}\n", f"{line}  # as it was then\n"))
    assert problems == []
    assert draft == drafted(KNOWLEDGE_TEXT)[0]


def test_a_slip_leaves_the_rest_as_it_was() -> None:
    """Only the entry with the slip is set aside."""
    draft, _ = drafted(changed(KNOWLEDGE_TEXT, "asked_turn: 3", "asked_turn: third"))
    assert [len(topic.quotes) for topic in draft.topics] == [0, 1]
    draft, _ = drafted(changed(KNOWLEDGE_TEXT, "questions:", "qestions:"))
    assert [len(topic.quotes) for topic in draft.topics] == [1, 1]
    assert draft.topics[0].questions == ()


def test_many_slips_are_told_together() -> None:
    """One run shows them all."""
    text = KNOWLEDGE_TEXT.replace("name:", "nam:").replace("- no", "- [no]").replace("use:", "us:")
    _, problems = drafted(text)
    assert sorted({problem.location.line for problem in problems}) == [12, 16, 25, 40]


@pytest.mark.parametrize("key", ["format", "source", "speakers", "topics"])
def test_a_file_cannot_do_without_these_keys(key: str) -> None:
    """There is no draft, but a word on each."""
    draft, problems = drafted(changed(KNOWLEDGE_TEXT, f"\n{key}:" if key != "format" else "format:", f"\nx-{key}:"))
    assert draft is None
    assert any(f"This file has no '{key}'." in problem.message for problem in problems)


def test_a_newer_format_is_told_and_nothing_else() -> None:
    """Its other keys are not this program's to judge."""
    draft, problems = drafted("format: 2\nsauce: {}\ntopics: []\n")
    assert draft is None
    (problem,) = problems
    assert spot(problem) == (1, 9)
    assert says(problem, "newer version", "Update")


@pytest.mark.parametrize("text", ["- a\n", "text\n", "format:1\n"])
def test_a_file_of_another_shape_is_told_so(text: str) -> None:
    """At its first word."""
    draft, problems = drafted(text)
    assert draft is None
    assert says(problems[0], "This file must be a block of keys", "'")


@pytest.mark.parametrize(
    ("old", "new", "location", "message", "fix"),
    [
        ("        by: sam\n", "", (16, 9), "does not say whose words", "'by: …'"),
        ("kind: speech", "kind: speech\n        by: ada", (8, 9), "'by' does not belong to speech", "aside"),
        ("kind: stage", "kind: noise", (19, 15), "'kind' cannot be \"noise\"", "speech or aside or stage"),
        ("sure: false", "sure: no", (11, 11), "'sure' cannot be \"no\"", "true or false"),
        ("sure: false", "shure: false", (11, 5), 'unknown key "shure"', "'sure'"),
        ("start: 12.5", "start: 0:12", (12, 12), "a number of seconds", "digits"),
        ("text: (laughs)", "text:", (20, 14), "'text' has no text", "Write its text"),
        ("  - A talk with Ada", "  - A talk: Ada", (22, 5), "a key and a text", '"A talk: Ada"'),
    ],
)  # fmt: skip
def test_a_slip_in_a_transcript(old: str, new: str, location: tuple[int, int], message: str, fix: str) -> None:
    """A record with a gap proves nothing, so there is no draft at all."""
    draft, problems = drafted(changed(TRANSCRIPT_TEXT, old, new), TRANSCRIPT)
    assert draft is None
    (problem,) = problems
    assert spot(problem) == location
    assert says(problem, message, fix)


def test_a_transcript_needs_turns_and_a_turn_segments() -> None:
    """Empty lists are no record."""
    for text in ("turns: []", "turns: [{speaker: ada, segments: []}]"):
        draft, problems = drafted(f"format: 1\nsource: talk\n{text}\n", TRANSCRIPT)
        assert draft is None
        assert says(problems[0], "is empty", "at least one")


def test_what_a_transcript_may_lack() -> None:
    """A recording has neither labels nor anything left out."""
    text = "format: 1\nsource: talk\nturns: [{speaker: ada, segments: [{kind: speech, text: Hi}]}]\n"
    draft, problems = drafted(text, TRANSCRIPT)
    assert (problems, draft.labels, draft.left_out) == ([], {}, ())


def test_a_line_is_no_book() -> None:
    """A title, a question or a name that long is a slip, and would hold up whoever looks for anything."""
    text = KNOWLEDGE_TEXT.replace("Is a degree worth it?", "degree? " * 150_000)
    assert "1000 is the most" in drafted(text)[1][0].message
