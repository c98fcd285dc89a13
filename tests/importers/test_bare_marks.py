"""Names that stand alone on their line: whose words follow, and where that is in doubt."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.proof.admit import admit
from bot.importers.importing import ImportRequest, bring_in
from bot.library.folder import read_folder

ASKED = "How do you negotiate a price with a client?"
TOLD = "I always ask for a night to think about it, and then I name a higher price than before."
LATER = "What came after that?"
HIRED = "We hired the first people we could find, and none of them stayed with us for long."
BEFORE = f"Sam: {ASKED}\n\nAda: {TOLD}\n\nSam: {LATER}\n\nAda: {HIRED}\n\n"


def told(folder: Path, text: str) -> list[tuple[str, str, bool]]:
    """Who says what in the proved draft of a text, and whether that is sure."""
    (folder / "talk.txt").write_text(text)
    refused: list[str] = []
    assert list(bring_in([folder / "talk.txt"], ImportRequest(folder / "mine", "2024-06-01"), refused.append)), refused
    reading = read_folder(folder / "mine")
    knowledge, problems = admit(reading.records)
    assert [problem for problem in (*reading.problems, *problems) if problem.is_error] == []
    speakers = knowledge.sources["talk"].speakers
    turns = knowledge.transcripts["talk"].turns
    return [(speakers[turn.speaker].name, turn.text.strip(), turn.is_sure) for turn in turns]


@pytest.mark.parametrize("mark", ["Ada  0:50", "Ada\t0:50", "Ada (0:50):", "[00:00:50] Ada:", "Ada:"])
@pytest.mark.parametrize("word", ["So", "Note", "Look", "Spoiler", "Python", "Bob", "Eve, a guest"])
def test_a_word_with_a_colon_below_a_name_is_in_doubt(tmp_path: Path, mark: str, word: str) -> None:
    """It may be said by whoever is named, or be another name: nobody else gets the words, and nobody is quoted."""
    asker = mark.replace("Ada", "Sam")
    text = f"{asker}\n{ASKED}\n\n{mark}\n{word}: {TOLD}\n\nAnd so on.\n\n{asker}\n{LATER}\n\n{mark}\n{HIRED}\n"
    assert told(tmp_path, text) == [
        ("Sam", ASKED, True),
        ("Ada", f"{word}: {TOLD}\n\nAnd so on.", False),
        ("Sam", LATER, True),
        ("Ada", HIRED, True),
    ]


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (f"Sam:\n\nAda: {TOLD}\n", [("Ada", TOLD, True)]),
        (f"Ada:\nAda: {TOLD}\n", [("Ada", TOLD, True)]),
        (f"Sam: Why?\n\nAda:\n\n{TOLD}\n", [("Sam", "Why?", True), ("Ada", TOLD, True)]),
        (f"Ada:\n\nWhy?\n\nAda: {TOLD}\n", [("Ada", "Why?", False), ("Ada", TOLD, True)]),
        (f"Ada:\n\nChapter two\n\n{TOLD}\n", [("Ada", f"Chapter two\n\n{TOLD}", False)]),
        (f"Ada:\n- {TOLD}\n", [("Ada", f"- {TOLD}", False)]),
        (f"**Ada:** {TOLD}\n", [("Ada", TOLD, True)]),
        (f"Ada : {TOLD}\n", [("Ada", TOLD, True)]),
        ("Sam: Why?\n\nAda:\n", [("Sam", "Why?", True)]),
    ],
)
def test_whose_words_follow_a_name_that_stands_alone(
    tmp_path: Path, end: str, expected: list[tuple[str, str, bool]]
) -> None:
    """None where another name follows or nothing does; else what stands below it, if nobody else may say that."""
    assert told(tmp_path, BEFORE + end)[4:] == expected


def test_a_word_that_sentences_are_made_of_is_no_name_by_itself(tmp_path: Path) -> None:
    """Not even in a short text: its words are nobody's for sure."""
    assert told(tmp_path, f"{BEFORE}Look: {TOLD}\n")[-1][2] is False
