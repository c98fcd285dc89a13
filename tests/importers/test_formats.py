"""Each format: who says what, from when on, and what is in doubt."""

from __future__ import annotations

import pytest

from bot.errors import TranscriptError
from bot.importers.dialogue import Dialogue, Heading, SpokenLine
from bot.importers.formats import MAX_BYTES, read, text_of
from tests.importers.samples import ANSWER, FOLLOW_UP, FRONT_MATTER, LATER, PLAIN, QUESTION, SAMPLES, SRT


def dialogue_of(text: str) -> Dialogue:
    return read(text_of(text.encode()))[1]


def said(text: str) -> list[tuple[str, str, bool]]:
    return [(line.who, line.text, line.is_sure) for line in dialogue_of(text).lines]


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, (_, text) in SAMPLES.items()], ids=SAMPLES)
def test_the_format_is_detected(name: str, text: str) -> None:
    """By what stands in the file, whatever it is called and however its lines end."""
    assert read(text_of(text.encode()))[0] == name
    assert read(text_of(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())) == read(text)


def test_plain_text_gives_an_unlabelled_question_to_whoever_asks() -> None:
    """Between two answers of the same speaker it is plain; what may lead to it is in doubt."""
    assert said(PLAIN) == [
        ("Sam", QUESTION, True),
        ("Ada", f"{ANSWER}\n\nThey taught me more than any course did (laughs).", True),
        ("Ada", "Nobody had told me that before.", False),
        ("Sam", FOLLOW_UP, True),
        ("Ada", LATER, True),
    ]
    assert dialogue_of(PLAIN).items[0] == Heading("Ada Example on starting small", is_topic=False)


def test_where_one_alone_is_named_somebody_else_asks() -> None:
    """Nobody is called what he is not."""
    assert said("What is this?\n\nAda: It is a tool.\n\nWho uses it?\n\nAda: I do.") == [
        ("Interviewer", "What is this?", False),
        ("Ada", "It is a tool.", True),
        ("Interviewer", "Who uses it?", True),
        ("Ada", "I do.", True),
    ]


def test_where_whoever_asks_alone_is_named_nobody_surely_answers() -> None:
    """The answers are not the words of the one name there is."""
    text = "Sam: What is this?\n\nIt is a tool.\n\nIt is mine.\n\n"
    assert [line.is_sure for line in dialogue_of(text * 3).lines] == [True, False] * 3


def test_a_question_within_an_answer_makes_what_follows_doubtful() -> None:
    """It may be the speaker's own, or a follow-up without a name."""
    parts = (f"Sam: {QUESTION}", "Ada: One.", "Then two happened.", "And what came then?", "Three did.", "Sam: So?")
    assert [is_sure for who, _, is_sure in said("\n\n".join(parts)) if who == "Ada"] == [True, False]


def test_notes_below_the_last_answer_are_nobodys_surely() -> None:
    """Thanks and references look like an answer that goes on."""
    assert said(f"{PLAIN}\nThanks to all who helped with this.")[-1] == (
        "Ada",
        "Thanks to all who helped with this.",
        False,
    )


def test_a_word_with_a_colon_that_stands_once_is_no_sure_speaker() -> None:
    """Among names that recur, it may be part of the text."""
    text = "".join(f"Sam: What is {n}?\n\nAda: It is {n}.\n\n" for n in "abc") + "Remember: nothing is sure.\n"
    assert said(text)[-1] == ("Remember", "nothing is sure.", False)


def test_bold_names_are_names() -> None:
    """As articles print them."""
    assert said("**Sam:** What is it?\n\n**Ada**: A tool.") == [("Sam", "What is it?", True), ("Ada", "A tool.", True)]


def test_front_matter() -> None:
    """A line that the file holds twice counts once; a name that is none leaves its line in doubt."""
    found = dialogue_of(FRONT_MATTER)
    assert [(line.who, line.start_s, line.is_sure) for line in found.lines] == [
        ("Sam", 12, True),
        ("Ada", 20, True),
        ("Sam", 95, True),
        ("Ada", 99, True),
        ("", 120, False),
    ]
    assert [item.text for item in found.items if isinstance(item, Heading)] == ["Beginnings: a first tool", "Help"]
    assert (found.about.url, found.about.title) == ("https://www.youtube.com/watch?v=abcdefghijk", "Starting small")
    assert (found.about.published, found.guests, found.dropped) == ("2024-05-02", ("adaexample",), 1)


@pytest.mark.parametrize("name", ["WebVTT", "SRT", "podcast JSON"])
def test_captions(name: str) -> None:
    """Seconds are kept; the rest of a sentence goes on with its speaker."""
    lines = dialogue_of(SAMPLES[name][1]).lines[:5]
    assert [line.start_s for line in lines] == [12, 20.25, 31, 95, 99]
    assert [line.who.split()[0] for line in lines] == ["Sam", "Ada", "Ada", "Sam", "Ada"]
    assert " ".join(line.text for line in lines) == f"{QUESTION} {ANSWER} {FOLLOW_UP} {LATER}"


def test_a_caption_without_a_name_that_begins_a_sentence_is_in_doubt() -> None:
    """A forgotten name looks just like it."""
    assert dialogue_of(SRT).lines[-1] == SpokenLine("Ada", "Was that so at your place, too?", 110, is_sure=False)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "it is empty"),
        (b" \n", "it is empty"),
        (b"\xef\xbb\xbf", "it holds no words"),
        (b"Ada: caf\xe9", "not saved as UTF-8 \\(byte 9\\)"),
        ("Ada: hi".encode("utf-16"), "not saved as UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0\xff", "it is no text"),
        (b"Ada: a\0b", "U\\+0000"),
        (b"a" * (MAX_BYTES + 1), "larger than 5 MB"),
        (b"Ada: hi\n" * 10_001, "more than 10,000 pieces"),
        ("".join(f"Ada{n}: hi\n" for n in range(51)).encode(), "more than 50 names"),
        (b"Once upon a time.", "nobody is named"),
        (b"{", "no JSON"),
        (b"[" * 9 + b"{", "nobody is named"),
        (b'{"a": 1}', "segments"),
        (b'{"segments": [{"body": "hi"}]}', "no segment names"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\nhi", "no cue names"),
        (b"---\ntranscript:\n- line: hi", "does not end"),
        (b"---\ntranscript: no\n---\n", "no list"),
        (b"---\ntranscript: [\n---\n", "no YAML"),
        (b"---\na: &a [b]\ntranscript: *a\n---\n", "points from one place"),
        (b"---\ntranscript: " + b"[" * 50 + b"]" * 50 + b"\n---\n", "nested too deeply"),
        (b"---\ntranscript: []\n---\n", "nobody says anything"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence(data: bytes, sentence: str) -> None:
    """With the way out where there is one."""
    with pytest.raises(TranscriptError, match=sentence):
        read(text_of(data))
