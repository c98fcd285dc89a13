"""What is marked in a browser becomes words of the record: whole, of one speaker, and proved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Segment, SegmentKind, Turn
from bot.web.marking import Mark, marked_words, sentence_spans

EMOJI = "I said 👩‍👩‍👧 yes. And then 😀 we left it there. It was late."


def made(*texts: str) -> Turn:
    """A turn of one speaker; every other text is put in between by somebody else."""
    segments = [
        Segment(text, *((SegmentKind.ASIDE, "other") if at % 2 else (SegmentKind.SPEECH, "guest")), (0, len(text)))
        for at, text in enumerate(texts)
    ]
    return Turn(1, "guest", tuple(segments), 0)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(st.text(alphabet="ab .😀👩\u200d\u0301é\n", max_size=40), st.data())
def test_offsets_are_counted_as_browsers_do(text: str, data: st.DataObject) -> None:
    """In UTF-16: an emoji takes two units there, and one character here; half of one is none of it."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    mark = Mark(1, units(text[:start]), units(text[:end]))
    assert mark.within(text) == (start, end)


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("aid 👩‍👩‍👧 y", "I said 👩‍👩‍👧 yes."),
        ("then 😀 we left", "And then 😀 we left it there."),
        ("then 😀 we left it there. It", "And then 😀 we left it there."),
        ("yes. And then 😀 we left it there. It was late", "And then 😀 we left it there. It was late."),
        (" ", ""),
    ],
)
def test_marks_become_whole_sentences(marked: str, words: str) -> None:
    """Those of which at least half is marked; nothing where there is no word."""
    start = EMOJI.index(marked)
    assert marked_words(made(EMOJI), [(start, start + len(marked))]) == words


def test_exactly_what_was_marked_is_whole_words() -> None:
    """If that is what somebody wants."""
    start = EMOJI.index("hen 😀 we le")
    assert marked_words(made(EMOJI), [(start, start + 12)], is_exact=True) == "then 😀 we left"


def test_what_lies_between_parts_is_left_out() -> None:
    """In the order of the record, with a mark; parts that touch are one."""
    first, second, third = sentence_spans(EMOJI)
    turn = made(EMOJI)
    assert marked_words(turn, [third, first]) == "I said 👩‍👩‍👧 yes. […] It was late."
    assert marked_words(turn, [first, second]) == "I said 👩‍👩‍👧 yes. And then 😀 we left it there."


def test_what_others_put_in_between_is_left_out() -> None:
    """A mark stands in its place; their own words can be marked too."""
    turn = made("I would ask sooner ", "(we all would) ", "and not wait.")
    assert marked_words(turn, [(0, len(turn.text))]) == "I would ask sooner […] and not wait."
    start = turn.text.index("we all")
    assert marked_words(turn, [(start, start + 12)], is_exact=True) == "we all would"


@pytest.mark.parametrize(
    "text", ["", "1", "1.2", "1.2.3.4", "a.b.c", "1.3.3", "1.4.3", "1.-1.3", "².1.2", "1.2.999999999"]
)
def test_what_is_no_mark_is_none(text: str) -> None:
    """Whatever stands in an address."""
    assert Mark.read(text) is None
