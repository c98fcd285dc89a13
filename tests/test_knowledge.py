"""The shipped interview: true to its original, whole, and never written from the question sets."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from rapidfuzz import fuzz, process, utils

from bot.app import shipped_knowledge
from bot.core.evaluation.errors import coverage
from bot.core.proof.lint import FEWEST, MOST, phrasing_problems, phrasings
from bot.library.folder import read_folder
from bot.service.snapshots import Snapshot

QUESTIONS = Path(__file__).parent / "eval" / "questions.jsonl"
TUNING = QUESTIONS.with_name("tuning.jsonl")
SOURCE = "alexey-grigorev-2020"

# Who speaks in each paragraph of the original, by its line, written by hand while reading it:
# A Alexey, E Eugene, - nobody (title, tags, rules, citation, footer), ? the text does not say.
PARAGRAPHS = """
1- 3- 5E 7E 9E 11E 13- 15E 17A 19A 21E 23A 25A 27A 29E 31A 33A 35A 37E 39A 41E 43E 45A 47A 49A 51A 53A 55A 57E 59E 61E
63E 65A 67A 69A 71A 73E 75A 77A 79A 81A 83A 85A 87A 89A 91A 93E 95E 97E 99E 101A 103A 105A 107A 109A 111A 113A 115A
117E 119E 121E 123E 125E 127A 129A 131A 133A 135A 137A 139A 141A 143A 145A 147A 149E 151E 153E 155E 157A 159A 161A 163A
165? 167A 169A 171E 173A 175A 177A 179E 181A 183A 185A 187A 189A 191A 193E 195E 197E 199A 201A 203E 205A 207A 209A 211E
213A 215A 217A 219A 221A 223E 225E 227A 229A 231A 233A 235E 237E 239E 241A 243A 245A 247A 249A 251E 253E 255- 257- 259-
261- 264- 265- 266- 267- 268- 269- 271- 273- 275-
""".split()  # noqa: SIM905 - a table to read beside the text
REMARKS = [
    ("alexey", "aside", "Exactly"),
    ("alexey", "stage", "(Alexey: laughs)"),
    ("alexey", "stage", "(Alexey: nods)"),
    ("eugene", "aside", "exactly"),
    ("eugene", "aside", "yeah"),
    ("eugene", "aside", "budgeting, fighting for resources, politics"),
    ("alexey", "aside", "Yes"),
]


@pytest.fixture(scope="module")
def original() -> str:
    return (shipped_knowledge() / "originals" / f"{SOURCE}.txt").read_text(encoding="utf-8")


def test_there_is_no_problem(snapshot: Snapshot) -> None:
    """Not one error, not one warning."""
    assert [f"{problem.location} {problem.message}" for problem in snapshot.problems] == []


def test_every_paragraph_has_its_speaker(snapshot: Snapshot, original: str) -> None:
    """The hand-written table and the transcript agree on every paragraph."""
    speakers = {"alexey": "A", "eugene": "E"}
    turns = snapshot.knowledge.transcripts[SOURCE].turns
    found, start = [], 0
    for line, text in enumerate(original.split("\n"), 1):
        middle = start + len(text) // 2
        turn = next((t for t in turns if t.start <= middle < t.start + len(t.text)), None)
        if text.strip():
            found.append(f"{line}{'-' if turn is None else speakers[turn.speaker] if turn.is_sure else '?'}")
        start += len(text) + 1
    assert found == PARAGRAPHS


def test_remarks_belong_to_whoever_made_them(snapshot: Snapshot) -> None:
    """Seven remarks of one stand inside paragraphs of the other."""
    turns = snapshot.knowledge.transcripts[SOURCE].turns
    segments = [segment for turn in turns for segment in turn.segments if segment.by != turn.speaker]
    assert [(segment.by, segment.kind, segment.text[slice(*segment.said)].strip()) for segment in segments] == REMARKS


def test_the_original_is_the_published_text(reference, original: str) -> None:
    """Byte for byte what was retrieved."""
    published = reference(f"interview/{SOURCE}.txt", "the carried original is the published text").read_bytes()
    assert hashlib.sha256(published).hexdigest() == hashlib.sha256(original.encode()).hexdigest()


def test_the_question_set_is_the_published_one(reference) -> None:
    """The set that judges is carried as it is."""
    assert QUESTIONS.read_bytes() == reference("eval/questions.jsonl", "the questions are unaltered").read_bytes()


def test_every_word_stands_in_the_original(snapshot: Snapshot, original: str) -> None:
    """Checked again without any of the code that proves quotes."""
    for quote in snapshot.knowledge.quotes.values():
        cursor = 0
        for piece in quote.text.split("[…]"):
            cursor = original.index(piece.strip(), cursor) + len(piece.strip())
        assert quote.asked in original


def test_all_that_alexey_says_is_quoted(snapshot: Snapshot) -> None:
    """Every word of his, asides included, can be an answer."""
    shares = {covered.speaker: covered.share for covered in coverage(snapshot.knowledge)}
    assert shares["alexey"] == 1.0
    assert shares["eugene"] > 0.5


def test_quotes_can_be_read_alone(snapshot: Snapshot) -> None:
    """80 to 900 characters, unless the record's own answer is shorter."""
    turns = {turn.number: turn for turn in snapshot.knowledge.transcripts[SOURCE].turns}
    for quote in snapshot.knowledge.quotes.values():
        is_whole = any(
            quote.text in (turns[quote.turn].text.strip(), s.text[slice(*s.said)]) for s in turns[quote.turn].segments
        )
        assert is_whole or 80 <= len(quote.text) <= 900, quote.id


def test_there_are_topics_enough_and_ways_to_ask(snapshot: Snapshot) -> None:
    """25 topics or more, each with 20 to 40 ways of asking that differ."""
    assert len(snapshot.knowledge.topics) >= 25
    of_topics = phrasings(read_folder(shipped_knowledge()).records)
    assert {one.topic for one in of_topics} == set(snapshot.knowledge.topics)
    assert all(FEWEST <= one.asked <= MOST for one in of_topics)
    assert list(phrasing_problems(of_topics)) == []


def near(texts: Iterable[str], questions: Path) -> list[tuple[str, str]]:
    """Texts that equal or nearly equal a question of the set, with the question."""
    known, asked = [*texts], [json.loads(line)["q"] for line in questions.read_text(encoding="utf-8").splitlines()]
    alike = process.cdist(known, asked, scorer=fuzz.token_set_ratio, processor=utils.default_process, score_cutoff=90)
    return [(known[row], asked[column]) for row, column in np.argwhere(alike)]


def test_phrasings_are_not_written_from_the_question_sets(snapshot: Snapshot) -> None:
    """No title or way of asking is from the set that judges, no way of asking from the one that fits the weights."""
    titles = [topic.title for topic in snapshot.knowledge.topics.values()]
    asked = [question for topic in snapshot.knowledge.topics.values() for question in topic.questions]
    assert near([*titles, *asked], QUESTIONS) == []
    assert near(asked, TUNING) == []


def test_silence_is_not_written_from_the_question_set(snapshot: Snapshot) -> None:
    """What the bot is told not to answer is not what it is judged by, either."""
    asked = [json.loads(line)["q"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    alike = [
        message
        for message in snapshot.knowledge.out_of_scope
        if any(fuzz.token_sort_ratio(message, q, processor=utils.default_process) >= 90 for q in asked)
    ]
    assert snapshot.knowledge.out_of_scope
    assert alike == []
