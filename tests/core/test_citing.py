"""How to cite: what is pasted elsewhere says there what it says here."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.citing import bibtex, markdown
from bot.core.model import Quote, Source, Speaker

HOSTILE = st.one_of(st.text(), st.text(st.sampled_from("ab {}\\`$&#%_~^*[]()<>@!|,\"'\n")))
DATES = st.sampled_from(["2020", "2020-11", "2020-11-09"])
ADA = Speaker("ada", "Ada Example", "interviewee")
TALK = Source("talk-2024", "A talk", "https://example.org/a", "Sam Sample", "2024-05", "2024-06-01", {"ada": ADA})
WORDS = Quote("talk-2024/help", TALK, ADA, "Help.", "", False, 1, ((0, 5),), "https://example.org/a#:~:text=Help,-I")
SOURCES = st.builds(
    lambda title, path, author, published: Source(
        "s-1", title, f"https://example.org/{path}", author, published, "2024", {}
    ),
    HOSTILE,
    HOSTILE,
    HOSTILE,
    DATES,
)
QUOTES = st.builds(
    lambda source, name: Quote(
        "s-1/q", source, Speaker("x", name, "guest"), "Help.", "", False, 1, ((0, 5),), source.url
    ),
    SOURCES,
    HOSTILE,
)


def test_an_interview_as_markdown() -> None:
    """One line for a post."""
    line = "[A talk](https://example.org/a). Sam Sample, May 2024. Retrieved 1 Jun 2024."
    assert markdown(TALK) == line


def test_an_interview_for_bibtex() -> None:
    """An entry that can be pasted."""
    lines = [
        "@misc{talk-2024,",
        "  author = {Sam Sample},",
        "  title = {{A talk}},",
        "  year = {2024},",
        "  month = may,",
        "  url = {https://example.org/a},",
        "  urldate = {2024-06-01}",
        "}",
    ]
    assert bibtex(TALK).split("\n") == lines


def test_words_are_cited_with_their_speaker_and_their_place() -> None:
    """The link lands on the sentence."""
    assert markdown(WORDS).startswith("Ada Example, in [A talk](https://example.org/a#:~:text=Help,-I). Sam Sample,")
    entry = bibtex(WORDS)
    assert entry.startswith("@misc{talk-2024/help,\n")
    assert "  url = {https://example.org/a#:~:text=Help,-I},\n" in entry
    assert entry.endswith("  note = {Words of Ada Example}\n}")


@pytest.mark.parametrize(("published", "lines"), [("2020", 0), ("2020-01", 1), ("2020-12-31", 1)])
def test_the_month_is_there_if_it_is_known(published: str, lines: int) -> None:
    """A macro of BibTeX, so without braces."""
    source = Source("s", "t", "https://example.org", "a", published, "2024", {})
    assert len(re.findall(r"^  month = [a-z]{3},$", bibtex(source), re.MULTILINE)) == lines


def test_a_publisher_with_a_comma_is_not_taken_for_a_persons_name() -> None:
    """Works, Inc. has no first name."""
    source = Source("s", "t", "https://example.org", "Works, Inc.", "2020", "2024", {})
    assert "author = {{Works, Inc.}}," in bibtex(source)


def untexed(text: str) -> str:
    """What LaTeX prints."""
    named = {"backslash": "\\", "braceleft": "{", "braceright": "}", "asciitilde": "~", "asciicircum": "^"}
    named["asciigrave"] = "`"
    return re.sub(r"\\text(\w+)\{\}|\\([$&#%_])", lambda found: found[2] or named[found[1]], text)


def fields(entry: str) -> dict[str, str]:
    """As BibTeX reads an entry: a value ends where its braces do."""
    head, *lines = entry.split("\n")
    assert re.fullmatch(r"@misc\{[A-Za-z0-9:./-]+,", head)
    assert lines.pop() == "}"
    read = {}
    for line in lines:
        name, value = line.strip().removesuffix(",").split(" = ", 1)
        depth = 0
        for position, mark in enumerate(value):
            depth += (mark == "{") - (mark == "}")
            assert depth > 0 or position == len(value) - 1 or name == "month"
        assert depth == 0
        read[name] = value
    return read


@given(st.one_of(SOURCES, QUOTES))
def test_every_entry_is_whole(cited: Source | Quote) -> None:
    """Property: the braces balance, each field says what the record says, and a code block survives it."""
    entry = bibtex(cited)
    source = cited.source if isinstance(cited, Quote) else cited
    read = fields(entry)
    assert "```" not in entry
    assert untexed(read["title"][2:-2]) == " ".join(source.title.split())
    assert untexed(read.get("author", "")).strip("{}") == " ".join(source.author.split()).strip("{}")
    assert unquote(read["url"][1:-1]) == unquote(cited.url)
    assert not re.search(r"[\s{}`\\]", read["url"][1:-1])


def test_what_nobody_knows_is_left_out() -> None:
    """No date, no author and no link is made up."""
    source = Source("s-1", "A talk", "", "", "", "2024", {})
    assert markdown(source) == "A talk. Retrieved 2024."
    assert fields(bibtex(source)).keys() == {"title", "urldate"}


@given(st.one_of(SOURCES, QUOTES))
def test_every_line_is_a_line(cited: Source | Quote) -> None:
    """Property: one line, the title as it is between brackets that end where they should, and no code block ends."""
    line = markdown(cited)
    source = cited.source if isinstance(cited, Quote) else cited
    assert "\n" not in line
    assert "```" not in line
    found = re.search(r"(?<!\\)\[((?:\\.|[^\\\]\[])*)\]\(([^()\s<>]*)\)\. ", line)
    assert found
    assert html.unescape(re.sub(r"\\(.)", r"\1", found[1])) == html.unescape(" ".join(source.title.split()))
