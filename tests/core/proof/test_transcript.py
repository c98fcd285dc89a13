"""The proof of a transcript: its turns, joined, are the original."""

from __future__ import annotations

import dataclasses

import pytest

from bot.core.drafts import Problem, SegmentDraft, TranscriptDraft
from bot.core.model import SegmentKind
from bot.core.proof.transcript import Record, prove
from tests.core import drafts


def proved(spoken: TranscriptDraft | None = None, text: str = drafts.ORIGINAL) -> tuple[Record, list[str]]:
    record, problems = prove(spoken or drafts.transcript(), drafts.original(text), "https://example.org/talk")
    return record, [problem.message for problem in problems]


def test_a_true_transcript_is_proved() -> None:
    """Labels, white space and what is left out may be missing; the turns are slices of the original."""
    record, problems = proved()
    assert problems == []
    assert [turn.speaker for turn in record.transcript.turns] == ["sam", "ada", "sam", "ada", "sam", "ada"]
    for turn in record.transcript.turns:
        assert drafts.ORIGINAL[turn.start :].startswith(turn.text)


def test_windows_line_ends_are_no_difference() -> None:
    """An original saved with CRLF is the same text."""
    assert proved(text=drafts.ORIGINAL.replace("\n", "\r\n"))[1] == []


def test_an_aside_is_its_speakers() -> None:
    """The words in parentheses belong to whoever the label names, without the label."""
    record, _ = proved()
    asides = [voice for voice in record.voices.all if voice.is_aside]
    assert [(voice.speaker, voice.text) for voice in asides] == [("sam", "we all would")]
    kinds = [segment.kind for segment in record.transcript.turns[1].segments]
    assert kinds == [SegmentKind.SPEECH, SegmentKind.STAGE, SegmentKind.SPEECH]


def test_a_changed_word_is_named_and_the_rest_goes_on() -> None:
    """The turn with the slip is not in the record; every other one is."""
    turns = tuple(drafts.turn(who, text.replace("isn’t", "is")) for who, text in drafts.TURNS)
    record, problems = proved(drafts.transcript(turns))
    assert [turn.number for turn in record.transcript.turns] == [1, 3, 4, 5, 6]
    assert len(problems) == 1
    assert "line 5 of the original" in problems[0]


def test_a_missing_turn_is_noticed() -> None:
    """Words of the original that are in no turn and not left out are a problem."""
    turns = tuple(drafts.turn(*one) for one in drafts.TURNS if "What would" not in one[1])
    assert len(proved(drafts.transcript(turns))[1]) == 1


def test_swapped_turns_are_noticed() -> None:
    """The order of turns is part of the proof."""
    first, second, *rest = (drafts.turn(*one) for one in drafts.TURNS)
    assert proved(drafts.transcript((second, first, *rest)))[1] != []


def test_a_labelled_turn_cannot_be_given_to_another() -> None:
    """Where the text prints Ada's label, nobody else speaks."""
    turns = tuple(drafts.turn("sam" if "early" in text else who, text) for who, text in drafts.TURNS)
    assert len(proved(drafts.transcript(turns))[1]) == 1


def test_what_is_left_over_at_the_end_is_noticed() -> None:
    """The footer must be listed under left_out."""
    _, problems = proved(drafts.transcript(left_out=("A talk with Ada",)))
    assert problems == ["The original goes on with “Thanks for reading.”, which is in no turn."]


def test_left_out_words_must_stand_there() -> None:
    """Nothing can be left out that the original does not hold."""
    _, problems = proved(drafts.transcript(left_out=("A talk with Ada", "Thanks for reading.", "Subscribe!")))
    assert problems == ["The original does not hold “Subscribe!” here, so it cannot be left out."]


@pytest.mark.parametrize(("kind", "by"), [(SegmentKind.ASIDE, "ada"), (SegmentKind.SPEECH, "")])
def test_words_under_anothers_label_cannot_be_given_away(kind: SegmentKind, by: str) -> None:
    """The text itself prints who says it."""
    turns = list(drafts.transcript().turns)
    first, _, last = turns[3].segments
    stolen = SegmentDraft(drafts.written("(Sam: we all would)"), kind, drafts.written(by) if by else None)
    turns[3] = dataclasses.replace(turns[3], segments=(first, stolen, last))
    record, problems = proved(drafts.transcript(tuple(turns)))
    assert problems == ["The text prints Sam: within these words, which are given to ada."]
    assert 4 not in [turn.number for turn in record.transcript.turns]


@pytest.mark.parametrize("label", ["\n\nAda: ", " (Ada: "])
def test_a_speakers_own_label_is_no_part_of_speech(label: str) -> None:
    """It begins another turn, or an aside."""
    words = f"I would ask for help sooner.{label}I sat alone for weeks."
    record, problems = proved(drafts.transcript((drafts.turn("ada", words),), left_out=()), f"Ada: {words}")
    assert problems == ["The text prints Ada: within these words, which are given to ada."]
    assert record.transcript.turns == ()


NAMES = {"ada": "Ada Example", "sam": "Sam Sample"}


def hand_made(
    said: str, left_out: tuple[str, ...] = (), labels: dict[str, str] | None = None, printed: str = "Ada: "
) -> list[Problem]:
    """What is wrong with a transcript of one turn of Ada's, which somebody wrote by hand."""
    spoken = drafts.transcript((drafts.turn("ada", said),), left_out)
    text = "\n\n".join((*left_out[:1], f"{printed}{said}", *left_out[1:]))
    spoken = dataclasses.replace(spoken, labels=drafts.LABELS if labels is None else labels)
    return prove(spoken, drafts.original(text), "https://example.org/talk", NAMES)[1]


@pytest.mark.parametrize(
    "printed",
    [
        "\n\nSam: Why?",
        "\nSAM: Why?",
        "\nsam: why?",
        "\n**Sam:** Why?",
        "\n**Sam**: Why?",
        "\n_Sam_ : Why?",
        "\nSam : Why?",
        "\n> Sam: Why?",
        "\nSam：Why?",
        "\nSam Sample: Why?",
        "\nSAM SAMPLE: WHY?",
        " Sam: Why?",
        " SAM: WHY?",
        " **Sam:** Why?",
        " [Sam: Why?]",
        " (sam: why?)",
    ],
)
@pytest.mark.parametrize("labels", [None, {"ada": "Ada:"}])
def test_a_name_that_is_printed_within_a_turn_begins_another(printed: str, labels: dict[str, str] | None) -> None:
    """However it is printed, and whether or not anybody wrote down a label for that speaker."""
    [problem] = hand_made(f"I built it alone.{printed} It was fun.", labels=labels)
    assert "within these words, which are given to ada." in problem.message
    assert problem.fix.startswith("Begin a turn of sam there; or make ")
    assert problem.location.line


@pytest.mark.parametrize(
    "said",
    [
        "I asked Sam: why not?",
        "I told them the following: Sam is right.",
        "Sample: one. Same: two. Adam: three.",
        "I met sam: he was nice.",
        "Then, sam: no.",
    ],
)
def test_a_name_within_a_sentence_is_only_spoken_of(said: str) -> None:
    assert hand_made(f"I built it alone. {said} It was fun.") == []


def test_a_label_in_front_of_its_own_words_is_told_as_such() -> None:
    [problem] = hand_made("Ada: I built it alone.", labels={}, printed="")
    assert problem.fix == "Leave the name out of the words, and write it under labels as the original prints it."


@pytest.mark.parametrize(
    "hidden", ["Sam: Why did you do it?", "**SAM:** Why?", "sam : why?", "A note.\nSam: And then?"]
)
def test_a_turn_cannot_be_left_out_as_if_nobody_said_it(hidden: str) -> None:
    """Its location is told; a title above all may name who speaks."""
    [problem] = hand_made("I built it alone.", ("A talk", hidden))
    assert problem.message.startswith("What is left out here prints ")
    assert hand_made("I built it alone.", ("Ada Example: From zero to one",)) == []
    assert len(hand_made("I built it alone.", ("Sam: Good morning.",))) == 1


def bare_label(text: str, left_out: tuple[str, ...]) -> list[str]:
    """What is wrong where both of Ada's turns are proved and this is left out."""
    spoken = drafts.transcript((drafts.turn("ada", "It began."), drafts.turn("ada", "It ended.")), left_out)
    spoken = dataclasses.replace(spoken, labels={"ada": "Ada:", "sam": "Sam:"})
    return [problem.message for problem in prove(spoken, drafts.original(text), "", NAMES)[1]]


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("Ada: It began.\n\nSam:\n\nAda: It ended.", "Sam:"),
        ("Ada: It began.\n\nAda:\nAda: It ended.", "Ada:"),
        ("Ada: It began.\n\n**Ada:** It ended.", "**Ada:**"),
        ("Ada: It began.\n\nAda: It ended.\n\nSam:\n", "Sam:"),
        ("Ada: It began.\n\nAda: It ended.\n\nAda:\n", "Ada:"),
    ],
)
def test_a_label_without_words_hides_nobody(text: str, left_out: str) -> None:
    assert bare_label(text, (left_out,)) == []


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("Ada: It began.\n\nSam: It ended.", ("Sam:",)),
        ("Ada: It began.\n\nAda: It ended.\n\nSam:\nWhy?", ("Sam:", "Why?")),
        ("Ada: It began.\n\n**Ada:** No. It ended.", ("**Ada:**", "No.")),
    ],
)
def test_a_label_is_not_left_out_to_give_its_words_to_another(text: str, left_out: tuple[str, ...]) -> None:
    """Nor to leave out what is said below it."""
    assert bare_label(text, left_out)[0].startswith("What is left out here prints ")
