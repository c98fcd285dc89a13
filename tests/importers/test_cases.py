"""Small inputs after real files: who says what in each, and what is in doubt."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import pytest

from bot.core.model import Quote, SegmentKind
from bot.core.proof.admit import admit
from bot.errors import TranscriptError
from bot.importers.dialogue import Publication
from bot.importers.formats import read, text_of
from bot.importers.importing import ImportRequest, bring_in
from bot.importers.labels import is_doubtful, is_unnamed, label_of, without_times
from bot.importers.settling import Given
from bot.library.folder import read_folder

CASES = Path(__file__).parent / "cases"
SAM, ADA = "How did it begin?", "We began with nothing at all, and then five teams wanted it."
LATER, HIRED = "And what came after that?", "After that we hired the first people we could find."
TOOLS = "How did you begin to build tools for other people?"
LAUNDRY = "I built a small tool for the laundry room. Real people used it, and they complained a lot, about everything."
DIFFERENTLY, BOOK = "What would you do differently today?", "Which book do you give to beginners?"
HELP = "I would ask for help much sooner. A colleague solves in five minutes, over coffee, what costs me three days."
NONE = "None at all. They should write down what they tried, why they tried it, and what came of it in the end."
REALLY, MEAN = ("Sam", "Really?"), ("Ada", "Yes, I really mean it, and I have said so before.")
EVE = ("Eve (Acme)", "That is not how I remember it, to be honest with you.")
MATHEMATICS = ("Sam", "Would you tell people to learn mathematics first?")
DOUBT = "I would never say that nobody needs it, but I also doubt that it is useful for everyone who writes programs."

# What each says, one after the other; words of one speaker that follow each other are joined.
SAID = {
    "g01-names-br.html": [
        ("Sam", TOOLS), ("Ada", LAUNDRY), ("Sam", DIFFERENTLY), ("Ada", HELP), ("Sam", BOOK), ("Ada", NONE),
    ],
    "g03-mixed.html": [
        ("Sam", TOOLS), ("Ada", LAUNDRY), REALLY, MEAN, ("Sam", DIFFERENTLY), ("Ada", HELP), REALLY, MEAN,
        ("Sam", BOOK), ("Ada", NONE), REALLY, MEAN,
    ],
    "g04-paren.html": [
        ("Sam", TOOLS), ("Ada", LAUNDRY), EVE, ("Sam", DIFFERENTLY), ("Ada", HELP), EVE, ("Sam", BOOK), ("Ada", NONE),
        EVE,
    ],
    "h10-sup.html": [
        ("Sam", TOOLS), ("Ada", f"{LAUNDRY} And 10² of them came to the talk."),
        ("Sam", DIFFERENTLY), ("Ada", f"{HELP} And 10² of them came to the talk."),
        ("Sam", BOOK), ("Ada", f"{NONE} And 10² of them came to the talk."),
    ],
    "j01-whisperx.json": [("SPEAKER_00", SAM), ("SPEAKER_01", ADA)],
    "s01-gap.srt": [MATHEMATICS, ("Ada", DOUBT)],
    "s22-arrow.srt": [MATHEMATICS, ("Ada", DOUBT)],
    "s02-noblank.srt": [
        MATHEMATICS, ("Ada", "I would say that it is useful for everyone who writes programs."),
    ],
    "s03-marks.srt": [
        MATHEMATICS, ("Ada", "It is useful for everyone who writes programs, and I think that--"),
        ("Ada", "Well, that is one way to see it, and I do not share it at all."),
    ],
    "s04-angle.srt": [
        ("Sam", SAM), ("Ada", "We began with <10 users and no money at all, and then >5 teams wanted it."),
    ],
    "s06-speaker1.srt": [("Speaker 1", SAM), ("Speaker 2", ADA)],
    "s08-blankfirst.vtt": [("Sam", SAM), ("Ada", ADA)],
    "s09-roll3.vtt": [
        ("SAM", SAM), ("ADA", "We began with nothing at all, and then five teams wanted it in the first summer."),
    ],
    "s10-ytroll.vtt": [
        ("Sam", "how did it begin?"), ("Ada", "we began with nothing at all and then five teams wanted it."),
    ],
    "s13-nameline.srt": [
        ("SAM", "Tell people who are about to begin"),
        ("ADA", "We began with nothing at all, and it was the best thing to do."),
        ("SAM", LATER), ("ADA", HIRED),
    ],
    "s14-noms.srt": [
        ("Sam", SAM), ("Ada", ADA), ("Sam", LATER),
        ("Ada", f"{HIRED[:-1]} in the whole town, and none of them stayed with us."),
        ("Sam", "Why is that?"),
    ],
    "s20-mixed.srt": [
        ("Ada", "We began with nothing at all, and then"),
        ("Speaker 2", "I was there, and I saw that it was not true."), ("Sam", LATER),
    ],
    "t01-otter.txt": [("Sam Sample", SAM), ("Ada Lovelace", ADA), ("Sam Sample", LATER), ("Ada Lovelace", HIRED)],
    "t02-ts.txt": [("Sam", SAM), ("Ada", ADA), ("Sam", LATER), ("Ada", HIRED)],
    "t04-speakern.txt": [("Speaker 1", SAM), ("Speaker 2", ADA), ("Speaker 1", LATER), ("Speaker 2", HIRED)],
    "t08-fullwidth.txt": [
        ("记者", "你们是怎么开始的？"),
        ("张三", "我们开始的时候什么都没有，后来五个团队都想要这个工具，于是我们继续做下去。"),
        ("记者", "之后呢？"), ("张三", "之后我们招聘了第一批员工，公司慢慢地变大了，后来搬到了北京。"),
    ],
    "t10-cs.md": [("Sam", SAM), ("Ada", f"{ADA} It grew quickly after that.")],
    "t23-badname-mixed.txt": [("Sam", SAM), ("Ada", ADA), ("Sam", LATER), ("Ada", HIRED), ("Sam", "Thanks.")],
}  # fmt: skip
STARTS = {
    "j01-whisperx.json": [0.1, 2.1],
    "s14-noms.srt": [1, 3, 5, 7, 9, 11],
    "t01-otter.txt": [0, 4, 21, 25],
    "t02-ts.txt": [1, 4, 21, 25],
    "t10-cs.md": [None, 12, 24],
}


def said(name: str) -> list[tuple[str, str]]:
    joined: list[tuple[str, str]] = []
    for line in read(text_of((CASES / name).read_bytes()))[1].lines:
        is_same = joined and joined[-1][0] == line.who and line.is_sure
        words = f"{joined.pop()[1]} {line.text}" if is_same else line.text
        joined.append((line.who if line.is_sure else "", words))
    return [pair for pair in joined if pair[0]]


def quotes(folder: Path, name: str, **names: str) -> list[Quote]:
    given = Given(Publication(url="https://example.org/x"), names)
    refused: list[str] = []
    assert list(bring_in([CASES / name], ImportRequest(folder, "2024-06-01", given), refused.append)), refused
    reading = read_folder(folder)
    knowledge, problems = admit(reading.records)
    assert [problem for problem in (*reading.problems, *problems) if problem.is_error] == []
    return list(knowledge.quotes.values())


@pytest.mark.parametrize("name", SAID)
def test_nobody_is_given_the_words_of_another(name: str) -> None:
    """All that is surely said, by whom; the rest is in doubt."""
    assert said(name) == SAID[name]


@pytest.mark.parametrize("name", STARTS)
def test_times_become_starts(name: str) -> None:
    """And are no words."""
    assert [line.start_s for line in read(text_of((CASES / name).read_bytes()))[1].lines] == STARTS[name]


@pytest.mark.parametrize("name", sorted(set(SAID) - {"s20-mixed.srt"}))
def test_each_becomes_knowledge(tmp_path: Path, name: str) -> None:
    """What is quoted was surely said by its speaker."""
    found = quotes(tmp_path, name)
    words = {who: " ".join(text for other, text in SAID[name] if other == who) for who, _ in SAID[name]}
    assert found
    assert all(quote.text.replace("\n\n", " ") in words[quote.speaker.name] for quote in found)


def test_notes_of_what_is_heard_are_no_words(tmp_path: Path) -> None:
    """A quote leaves them out where they stand, and is not joined over them."""
    [quote] = quotes(tmp_path, "s12-rev.srt")
    assert quote.text == "We began with […] nothing at all, […] and then […] five teams wanted it"
    [_, turn] = admit(read_folder(tmp_path).records)[0].transcripts["s12-rev"].turns
    notes = [segment.text.strip() for segment in turn.segments if segment.kind is SegmentKind.STAGE]
    assert notes == [
        "[inaudible 00:12:33]", "[MUSIC PLAYING]", "[crosstalk 00:12:36]", "(APPLAUSE)", "♪ la la ♪",
    ]  # fmt: skip


def test_links_are_made_of_what_a_page_shows(tmp_path: Path) -> None:
    """One space, no Markdown marks."""
    first, second = (quote.url.split("#")[1] for quote in quotes(tmp_path, "two-spaces.txt"))
    assert first == ":~:text=We%20began%20with%20nothing.%20Then%20five%20teams%20wanted%20it."
    assert second.startswith(":~:text=After%20that%20we%20really%20hired")


def test_a_no_break_space_is_named() -> None:
    """With its place: nobody can see it."""
    from bot.library.formats import KNOWLEDGE
    from bot.library.formats import read as read_shape
    from bot.library.yaml_reader import read_nodes

    _, problems = read_shape(KNOWLEDGE, read_nodes((CASES / "nbsp.yaml").read_bytes(), "nbsp.yaml"))
    [problem] = [problem for problem in problems if "no-break space" in problem.message]
    assert (problem.location.line, "column 11" in problem.message) == (4, True)


def test_a_speaker_is_called_as_given(tmp_path: Path) -> None:
    """Whoever is a number for the file has a name in the quotes."""
    [quote] = quotes(tmp_path, "s06-speaker1.srt", **{"speaker 2": "Ada Example"})
    assert quote.speaker.name == "Ada Example"
    assert "Speaker 1 has no name" in (tmp_path / "s06-speaker1.yaml").read_text()


@pytest.mark.parametrize(
    "words",
    ["Eve, a guest: no", "(Mary continues): no", "Professor of Physics: no", "- no", ">> no", "[Mary] no", "guest: no",
     "mary: no", "Man 2: no", "Mary Smith continues: no", "UNIDENTIFIED SPEAKER: no", "Eve / Acme: no"],
)  # fmt: skip
def test_what_could_be_a_mark_of_a_speaker_is_in_doubt(words: str) -> None:
    """Read or not."""
    assert is_doubtful(words)


@pytest.mark.parametrize(
    "words",
    ["One thing: it works.", "My advice: wait.", "So here is the question: why?", "There are two: one and two.",
     "[laughs] It works.", "[inaudible 00:12:33] It works.", "-5 degrees", "That's the thing: it works.",
     "The first rule: never.", "Data engineers: they do it."],
)  # fmt: skip
def test_a_sentence_that_begins_like_a_label_is_speech(words: str) -> None:
    """It names nobody."""
    assert not is_doubtful(words)


@pytest.mark.parametrize(
    ("printed", "name"),
    [("Sam:", "Sam"), ("**Sam:**", "Sam"), ("**Sam**:", "Sam"), ("*Sam:*", "Sam"), ("**Sam:**:", "Sam"),
     ("Sam :", "Sam"), ("__Sam__:", "Sam"), ("[Sam]:", "Sam"), ("Speaker 1:", "Speaker 1"), ("记者：", "记者"),
     ("Dr. Ada Lovelace:", "Dr. Ada Lovelace"), ("host:", "host"), ("SPEAKER_00:", "SPEAKER_00")],
)  # fmt: skip
def test_labels(printed: str, name: str) -> None:
    """As transcripts print them."""
    assert label_of(f"{printed} hello") == (name, printed)


@pytest.mark.parametrize("name", ["Al", "Li", "Bo", "Ed", "Eve", "Bothe", "O'Neil", "Ng Lu"])
def test_a_short_name_is_a_name(name: str) -> None:
    """A capital letter and a small one are no initials."""
    assert not is_unnamed(name)


@pytest.mark.parametrize(
    "name",
    ["Q", "A", "I", "q", "AG", "A-G", "Q1", "q 2", "Speaker A", "speaker b", "SPEAKER_00", "Host", "Guests", "spk1"],
)
def test_a_letter_a_number_or_a_role_is_no_name(name: str) -> None:
    """Whoever imports is asked for it."""
    assert is_unnamed(name)


@pytest.mark.parametrize(
    ("printed", "label", "second"),
    [("[00:00:01] Sam: hi", "Sam: hi", 1), ("Sam (00:01): hi", "Sam: hi", 1), ("Sam: (00:01)\nhi", "Sam:\nhi", 1),
     ("Sam Sample  0:04\nhi", "Sam Sample:\nhi", 4), ("00:01 Sam: hi", "Sam: hi", 1),
     ("Sam [1:02:03]: hi", "Sam: hi", 3723),
     ("**Sam:** \\[00:12\\] hi", "**Sam:** hi", 12), ("00:12\nhi", "\nhi", 12)],
)  # fmt: skip
def test_times_beside_names(printed: str, label: str, second: float) -> None:
    """Are taken out of the text."""
    timed = without_times(printed)
    assert (timed.text, [found for _, found in timed.times]) == (label, [second])


DEEPGRAM = """{"results": {"channels": [{"alternatives": [{"paragraphs": {"paragraphs": [
 {"speaker": 0, "start": 0.1, "sentences": [{"text": "How did it begin?", "start": 0.1, "end": 2}]},
 {"speaker": 1, "start": 2.1, "sentences": [{"text": "With nothing.", "start": 2.1, "end": 3}]}]}}]}]}}"""
ASSEMBLY_AI = """{"utterances": [{"speaker": "A", "text": "How did it begin?", "start": 100, "end": 2000},
 {"speaker": "B", "text": "With nothing.", "start": 2100, "end": 3000}], "audio_duration": 3}"""
BARE = """[{"speaker": 1, "text": "How did it begin?", "start": "0:01"},
 {"speaker": "2", "text": "With nothing.", "start": "2.5s"}]"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (DEEPGRAM, [("Speaker 0", 0.1), ("Speaker 1", 2.1)]),
        (ASSEMBLY_AI, [("Speaker A", 0.1), ("Speaker B", 2.1)]),
        (BARE, [("Speaker 1", 1.0), ("Speaker 2", 2.5)]),
    ],
    ids=["Deepgram", "AssemblyAI", "bare list"],
)
def test_json_of_other_tools(text: str, expected: list[tuple[str, float]]) -> None:
    """Numbers as names, times in texts or in milliseconds."""
    assert [(line.who, line.start_s) for line in read(text)[1].lines] == expected


def test_a_segment_with_words_of_two_speakers_is_in_doubt() -> None:
    """Whatever speaker it names."""
    words = '[{"word": "With", "speaker": "A"}, {"word": "nothing.", "speaker": "B"}]'
    text = f'{{"segments": [{{"speaker": "A", "text": "With nothing.", "start": 1, "words": {words}}}]}}'
    assert [line.is_sure for line in read(text)[1].lines] == [False]


def test_a_file_with_a_segment_for_each_word_is_read() -> None:
    """An hour of them, more than any file may have lines."""
    words = ",".join(
        f'{{"speaker": "Ada", "startTime": {n}, "body": "word{n}{"." * (n % 9 == 0)}"}}' for n in range(12_000)
    )
    lines = read(f'{{"segments": [{words}]}}')[1].lines
    assert len(lines) < 2000
    assert " ".join(line.text for line in lines).split()[-1] == "word11999"


@pytest.mark.parametrize(
    "data",
    [b"Ada: " + b"A. " * 100_000, b"Ada: " + b"[00:01] x" * 50_000, b"Ada" + b" " * 500_000 + b": x",
     b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(125_000)) + b">Ada: hi</p>",
     b"00:00:01 --> 00:00:02\n" + b"x\n" * 20_000 + b"00:00:02 --> 00:00:03\n" + b"x\n" * 20_000],
    ids=["abbreviations", "times", "spaces", "attributes", "rolling lines"],
)  # fmt: skip
def test_long_input_ends_soon(data: bytes) -> None:
    """However odd it is."""
    begun_s = time.process_time()
    with suppress(TranscriptError):
        read(text_of(data))
    assert time.process_time() - begun_s < 15
