"""Saved web pages: whatever habit they are made in, who says what is the same, and what is beside it is not said."""

from __future__ import annotations

import sys
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import TranscriptError
from bot.importers.dialogue import Dialogue, Heading, Publication
from bot.importers.formats import MAX_BYTES, read, text_of
from tests.conftest import ROOT
from tests.importers.pages import (
    ANSWERS,
    BROKEN,
    BY_HEADING,
    INTRO,
    MORE,
    NAMED,
    NAMELESS,
    NOTES,
    ONE_NAME,
    PAGES,
    QUESTIONS,
    TITLE,
    WORDPRESS,
    page,
)


def dialogue_of(text: str) -> Dialogue:
    name, found = read(text_of(text.encode()))
    assert name == "web page"
    return found


def sure(text: str) -> list[tuple[str, str]]:
    return [(line.who, line.text) for line in dialogue_of(text).lines if line.is_sure]


def expected_from(asker: str, answerer: str) -> list[tuple[str, str]]:
    answers = (f"{ANSWERS[0]}\n\n{MORE}", *ANSWERS[1:])
    return [said for q, a in zip(QUESTIONS, answers, strict=True) for said in ((asker, q), (answerer, a))]


@pytest.mark.parametrize("text", NAMED.values(), ids=NAMED)
def test_names_before_words(text: str) -> None:
    """In bold before the words, as a line or a heading of their own."""
    assert sure(text) == expected_from("Sam", "Ada")


@pytest.mark.parametrize("text", NAMELESS.values(), ids=NAMELESS)
def test_questions_set_apart(text: str) -> None:
    """In bold, in italics or as headings: somebody asks, and whoever answers is called nothing that he is not."""
    assert sure(text) == expected_from("Interviewer", "Interviewee")


def test_questions_set_apart_from_one_who_is_named() -> None:
    """Then the name is known."""
    assert sure(ONE_NAME) == expected_from("Interviewer", "Ada")


@pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)
def test_what_stands_around_a_talk_is_in_doubt_or_left_out(text: str) -> None:
    """The introduction and the thanks are nobody's surely; menus, comments, scripts and pull quotes are not there."""
    found = dialogue_of(text)
    assert [line.text for line in found.lines if not line.is_sure] == [INTRO, NOTES]
    words = " ".join(item.text for item in found.items)
    assert not [stray for stray in ("Bob", "Home", "Nobody said", "Twitter", "Follow", "Terms") if stray in words]
    assert words.count("ask for help much sooner") == 1


def test_what_a_page_tells_of_itself() -> None:
    """Its title, its own address, who wrote it and when."""
    assert dialogue_of(WORDPRESS).about == Publication(TITLE, "https://example.org/ada", "Sam Sample", "2024-05-02")


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("<title>A talk | Some site</title>", Publication("A talk")),
        ('<meta property="og:url" content="https://example.org/a">', Publication("", "https://example.org/a")),
        ("<!-- saved from url=(0021)https://example.org/a -->", Publication("", "https://example.org/a")),
        (
            '<link rel="canonical" href="/relative"><meta name="author" content="https://example.org/sam">',
            Publication(),
        ),
        (
            """<script type="application/ld+json">{"@graph": [
            {"headline": "A talk", "datePublished": "2024-05-02T01:00", "author": [{"name": "Sam"}]}]}</script>""",
            Publication("A talk", "", "Sam", "2024-05-02"),
        ),
        ('<script type="application/ld+json">[[[</script><meta name="date" content="yesterday">', Publication()),
    ],
)
def test_where_a_page_tells_of_itself(head: str, told: Publication) -> None:
    """What is no address, no day and no name is not taken for one."""
    body = WORDPRESS[WORDPRESS.index("<main>") :].replace("<h1", "<p").replace("</h1>", "</p>")
    assert dialogue_of(page(body, head)).about == told


def test_headings_between_named_speakers_are_topics() -> None:
    """What they say is said by nobody."""
    assert [item.text for item in dialogue_of(WORDPRESS).items if isinstance(item, Heading) and item.is_topic] == [
        "On books"
    ]


def test_below_a_heading_nobody_goes_on() -> None:
    """Where a name is missing there, the author may be telling."""
    told = "Ada was born in a small town, and she was raised by wolves, by bears, and by a programmer."
    text = WORDPRESS.replace("<h2>On books</h2>", f"<h2>On books</h2><p>{told}</p>")
    assert told in [line.text for line in dialogue_of(text).lines if not line.is_sure]
    answered = ANSWERS[1]
    nameless = BY_HEADING.replace(f"<p>{answered}</p>", f"<p>{answered}</p><h2>On books</h2><p>{told}</p>")
    assert told in [line.text for line in dialogue_of(nameless).lines if not line.is_sure]


def test_what_is_strong_within_an_answer_is_no_sure_question() -> None:
    """And the answer goes on behind it."""
    strong = "This is what matters most of all."
    text = PAGES["Medium"].replace(ANSWERS[1], f"{ANSWERS[1]}</p><p><strong>{strong}</strong></p><p>{MORE}")
    lines = dialogue_of(text).lines
    assert [(line.who, line.is_sure) for line in lines if line.text == strong] == [("Interviewer", False)]
    assert [(line.who, line.is_sure) for line in lines if line.text == MORE] == [("Interviewee", True)]


def test_a_follow_up_that_is_not_set_apart_makes_the_rest_doubtful() -> None:
    """It may be anybody's."""
    follow_up = "And what came of it, in the end?"
    text = PAGES["Medium"].replace(ANSWERS[1], f"{ANSWERS[1]}</p><p>{follow_up}</p><p>A lot came of it.")
    assert [said for said in sure(text) if follow_up in said[1] or "A lot came" in said[1]] == []


def test_a_broken_page() -> None:
    """Tags that nobody closed, entities, a page as they were written in 2003."""
    assert [who for who, _ in sure(BROKEN)] == ["Sam", "Ada"] * 3
    assert sure(BROKEN)[1][1] == "I built it — for the laundry & more, and nobody had asked me for it, ever."


@pytest.mark.parametrize(
    ("declared", "saved"),
    [("utf-8", "utf-8"), ("iso-8859-1", "cp1252"), ("windows-1252", "cp1252"), ("Shift_JIS", "shift_jis")],
)
def test_a_page_is_read_as_it_says(declared: str, saved: str) -> None:
    """Latin-1 is what browsers take it for; without a word of its own it is UTF-8."""
    text = (
        ONE_NAME.replace('charset="utf-8"', f'charset="{declared}"')
        .replace("©", "(c)")
        .replace("laundry room", "“laundry” room")
    )
    assert "“laundry” room" in read(text_of(text.encode(saved)))[1].lines[2].text
    assert "“laundry” room" in read(text_of(b"\xff\xfe" + text.encode("utf-16-le")))[1].lines[2].text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<html>", "without any words"),
        (b"<!DOCTYPE html><body>\xff caf\xe9", "saved as utf-8, but is not"),
        (b'<html><meta charset="rot13"><p>hi', "rot13, which is no way to save text"),
        (b'<html><meta charset="x-unknown"><p>hi', "x-unknown, which is no way to save text"),
        (page(f"<p>{INTRO}</p>" * 9).encode(), "nobody is named in the article"),
        (page("<div>" * 300 + f"<p>Ada: {INTRO}").encode(), "nested too deeply"),
        (b"<html>" + b"<p>Ada: hi</p>" * 700_000, "larger than 5 MB"),
        (b"<html>" + b"<br>" * 30_000, "more than 30,000 elements"),
        (b"<!-- -->" * 1000, "nobody is named in it"),
        (b"<html>" + b"\0" * 900, "nobody is named in the article"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence(data: bytes, sentence: str) -> None:
    """With the way out where there is one."""
    with pytest.raises(TranscriptError, match=sentence):
        read(text_of(data[: MAX_BYTES + 1]))


def test_without_the_extractor_it_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """One command, for this very Python."""
    monkeypatch.setitem(sys.modules, "readability", None)
    with pytest.raises(TranscriptError, match=r"is not installed. Run: .* -m pip install readability-lxml"):
        dialogue_of(WORDPRESS)


def test_the_shipped_interview_as_a_page_is_the_shipped_interview() -> None:
    """Every line of it is said by the same one, as surely, as in the text itself."""
    text = (ROOT / "knowledge" / "originals" / "alexey-grigorev-2020.txt").read_text(encoding="utf-8")
    paragraphs = [escape(paragraph.strip()) for paragraph in text.split("\n\n") if paragraph.strip()]
    for name in ("Alexey:", "Eugene:"):
        paragraphs = [p.replace(name, f"<strong>{name}</strong>", 1) if p.startswith(name) else p for p in paragraphs]
    body = "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs)
    found, expected = dialogue_of(page(f"<article>{body}</article>")).lines, read(text)[1].lines
    notes = next(number for number, line in enumerate(expected) if line.text.startswith("Thanks to Alexey Grigorev"))
    assert found[:notes] == expected[:notes]
    assert not any(line.is_sure for line in found[notes:])  # below the talk; its white space is another


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(PAGES)), st.data())
def test_whatever_becomes_of_a_page(name: str, data: st.DataObject) -> None:
    """A sentence, or a talk in which nothing is said that does not stand there."""
    text = PAGES[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    put = data.draw(
        st.sampled_from(["", text[start:end] * 2, "<div>", "</p>", "<b>Ada:", "<!--", "&#0;", "]]>", "\x01"])
    )
    try:
        found = read(text_of((text[:start] + put + text[end:]).encode()))[1]
    except TranscriptError:
        return
    assert found.text is not None
    assert all(line.text in found.text for line in found.lines)
