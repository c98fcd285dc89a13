"""Links that land on the sentence."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.link import PublishedPage, recording_url
from bot.core.text import fold

URL = "https://example.org/talk"
TEXT = """A title

We met - (really), by chance & luck. It was fine. The end of this one.

It was fine. The beginning of another paragraph that is much longer than the first one was, so that it takes more words.

It was FINE. The end."""


def link(words: str, text: str = TEXT, start: int = 0) -> str:
    found = text.index(words, start)
    return PublishedPage(URL, text).link(found, found + len(words))


def test_marks_of_the_fragment_syntax_are_encoded() -> None:
    """Dash, comma, ampersand and parentheses mean themselves."""
    assert link("We met - (really), by chance & luck.") == (
        f"{URL}#:~:text=We%20met%20%2D%20%28really%29%2C%20by%20chance%20%26%20luck."
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Say e = mc**2 aloud.", "Say e = mc**2 aloud."),
        ("Two * three is six.", "Two * three is six."),
        ("Name it snake_case here.", "Name it snake_case here."),
        ("It is *very* **plain** and _short_.", "It is very plain and short."),
        ("Call `run` once.", "Call run once."),
        ("See [my *first* talk](https://example.org/x) there.", "See my first talk there."),
        ("See ![a picture](/x.png) and [this](#y).", "See a picture and this."),
        ("The array a[i](x) stays.", "The array a[i](x) stays."),
        ("Two  spaces and a\ttab.", "Two spaces and a tab."),
    ],
)
def test_marks_of_markdown_are_left_out_and_formulas_are_not(text: str, shown: str) -> None:
    """A browser looks for the words that the page shows."""
    url = PublishedPage("https://example.org/a", text).link(0, len(text))
    assert unquote(url.split("#:~:text=")[1]) == shown


def test_a_repeated_sentence_gets_the_words_before_it() -> None:
    """The browser takes the first match, so the second needs a prefix, whatever its case."""
    assert link("It was fine.") == f"{URL}#:~:text=It%20was%20fine."
    assert link("It was fine.", start=TEXT.index("one.")) == f"{URL}#:~:text=one.-,It%20was%20fine."


def test_a_passage_over_paragraphs_is_a_range() -> None:
    """Its first and last words, each inside one paragraph, 4 to 8 of them."""
    words = TEXT[TEXT.index("The end of") : TEXT.index("than the first") + len("than the first")]
    assert link(words) == f"{URL}#:~:text=The%20end%20of%20this,longer%20than%20the%20first"


def test_a_long_passage_is_a_range() -> None:
    """Over 300 characters nothing is written out."""
    text = "One two three four five. " + "x y z. " * 60 + "The very last words here."
    found = PublishedPage(URL, text).link(0, len(text))
    assert found == f"{URL}#:~:text=One%20two%20three%20four,very%20last%20words%20here."


@pytest.mark.parametrize("route", ["#/talk/3", "#top", "#!page=2", "#"])
def test_what_the_address_has_behind_its_hash_stays(route: str) -> None:
    """It may be the way to the page: without it, another one opens."""
    url = f"https://a.example/{route}"
    assert PublishedPage(url, "Some words here").link(0, 10) == f"{url}:~:text=Some%20words"
    assert PublishedPage(f"{url}:~:text=other", "Some words here").link(0, 10) == f"{url}:~:text=Some%20words"


@pytest.mark.parametrize(
    ("earlier", "words"),
    [
        ("Le cafe est ferme", "Le café est fermé"),
        ("Le cafe\u0301 est la", "Le café est là"),
        ("Die Strasse ist nass", "Die Straße ist naß"),
        ("And then... well", "And then… well"),
        ("The ﬁrst ofﬁce here", "The first office here"),
        ("It was ＡＢＣ and １２", "It was ABC and 12"),
        ("שָׁלוֹם לְכֻלָּם", "שלום לכולם".replace("כולם", "כלם")),
        ("Their «own» way’s end", "Their “own” way's end"),
        ("An ÆON in Łódź", "An aeon in Lodz"),
    ],
)
def test_an_earlier_look_alike_is_told_apart(earlier: str, words: str) -> None:
    """A browser takes one for the other, so words around them lead to the right one."""
    text = f"Once: {earlier}, so it was.\n\nTwice: {words}, so it is."
    fragment = link(words, text, text.index("Twice")).split("#:~:text=")[1]
    assert unquote(fragment).startswith("Twice:-,")


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://v.example/w?v=1", "https://v.example/w?v=1&t=75"),
        ("https://v.example/1", "https://v.example/1?t=75"),
        ("https://v.example/1#top", "https://v.example/1?t=75#top"),
    ],
)
def test_a_recording_is_linked_by_its_second(url: str, linked: str) -> None:
    """Whole seconds, rounded down so that no word is lost."""
    assert recording_url(url, 75.9) == linked


PROSE = st.lists(
    st.sampled_from(["one", "two", "three", "Four", "five,", "six.", "(seven)", "eight-nine", "ten’s"]),
    min_size=3,
    max_size=60,
)


@given(PROSE, st.data())
def test_every_link_finds_its_place_first(words: list[str], data: st.DataObject) -> None:
    """Property: read as a browser reads it, the first match is the passage; else the link has none."""
    text = " ".join(word + ("\n\n" if index % 11 == 10 else "") for index, word in enumerate(words))
    bounds = [match.span() for match in re.finditer(r"\S+", text)]
    first = data.draw(st.integers(0, len(bounds) - 1))
    last = data.draw(st.integers(first, len(bounds) - 1))
    start, end = bounds[first][0], bounds[last][1]
    found = PublishedPage(URL, text).link(start, end)
    assert len(found) <= 480
    if found != URL:
        assert _landing(found.split("#:~:text=")[1], text) == start


def _landing(fragment: str, text: str) -> int:
    """Where a browser lands, straight from the specification's grammar: [prefix-,]start[,end][,-suffix]."""
    plain, parts = fold(text), fragment.split(",")
    prefix = _decoded(parts.pop(0)[:-1]) if parts[0].endswith("-") else ""
    suffix = _decoded(parts.pop()[1:]) if parts[-1].startswith("-") else ""
    pattern = rf"(?<!\w){re.escape(_decoded(parts[0]))}(?!\w)" + (rf"(?= {re.escape(suffix)})" if suffix else "")
    lead = rf"(?<!\w){re.escape(prefix)} " if prefix else ""
    match = re.search(f"{lead}(?P<start>{pattern})", plain.text.lower())
    assert match is not None
    return plain.at[match.start("start")]


def _decoded(part: str) -> str:
    return fold(unquote(part)).text.lower()
