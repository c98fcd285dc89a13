"""Search in the words themselves."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.matching.tokens import stem
from bot.core.model import Quote, Source, Speaker
from bot.core.search import Search, SearchResult, wanted
from bot.core.text import CUT, sentences
from bot.service.snapshots import Snapshot

ALL = 10**6
WORDS = st.sampled_from(
    ["cat", "Cat", "cats", "don’t", "dont", "café", "cafe\u0301", "a", "non-cat", CUT, "ʼ", "½", "ﬁn"]
)
TEXTS = st.lists(
    st.one_of(WORDS, st.sampled_from([". ", "! ", "\n\n", ", ", "_"]), st.text(max_size=3)), max_size=20
).map(" ".join)


def quotes(*texts: str, of: str = "talk") -> list[Quote]:
    speaker = Speaker("ada", "Ada", "interviewee")
    source = Source(of, "A talk", "https://example.org", "Sam", "2024", "2024", {"ada": speaker})
    return [
        Quote(f"{of}/{number}", source, speaker, text, "", False, 1, ((0, len(text)),), source.url)
        for number, text in enumerate(texts)
    ]


def found(typed: str, *texts: str) -> list[tuple[str, list[str]]]:
    """The sentence of each hit, and what is marked in it."""
    hits = Search(quotes(*texts)).find(typed, ALL).hits
    return [
        (hit.quote.text[slice(*hit.sentence)], [hit.quote.text[slice(*span)] for span in hit.spans]) for hit in hits
    ]


@pytest.mark.parametrize(
    ("typed", "runs"),
    [
        ("grad School", [("grad",), ("school",)]),
        ('"grad school" why', [("grad", "school"), ("why",)]),
        ("“grad school” „a b“", [("grad", "school"), ("a", "b")]),
        ("non-technical don't DON’T", [("non", "technical"), ("dont",)]),
        ('"never closed phrase', [("never", "closed", "phrase")]),
        ('"" " ! … ***', []),
        ("", []),
    ],
)
def test_words_and_phrases_are_told_apart(typed: str, runs: list[tuple[str, ...]]) -> None:
    """Whatever the quotation marks look like; what holds no word is nothing."""
    assert wanted(typed) == tuple(runs)


def test_the_sentence_is_shown_that_holds_the_words() -> None:
    """Whole, without the space around it."""
    text = "It was late. I wrote a blog post. Then I slept."
    assert found("blog", text) == [("I wrote a blog post.", ["blog"])]
    assert found("i post", text) == [("I wrote a blog post.", ["I", "post"])]


def test_only_whole_words_count() -> None:
    """Where any quote has them."""
    assert found("art", "To start is an art.", "They start.") == [("To start is an art.", ["art"])]
    assert found("art", "They start.") == []


def test_case_accents_and_typography_make_no_difference() -> None:
    """A member need not find the key for them."""
    assert found("DONT cafe", "I don’t like that café.") == [("I don’t like that café.", ["don’t", "café"])]
    assert found("cafés", "Two cafe\u0301s.") == [("Two cafe\u0301s.", ["cafe\u0301s"])]


def test_a_phrase_stands_together() -> None:
    """In its order; where words were left out it does not go on."""
    assert found('"big small"', "A small big thing.", "A big, small thing.") == [
        ("A big, small thing.", ["big, small"])
    ]
    assert found('"big small"', f"A big {CUT} small thing.") == []
    assert found('"big small"', "All big", "small things") == []
    assert found("non-technical", "A technical non.", "Non technical.") == [("Non technical.", ["Non technical"])]


def test_a_phrase_may_go_on_into_the_next_sentence() -> None:
    """Then both are shown."""
    assert found('"blog post then"', "Why? A blog post. Then I slept. Late.") == [
        ("A blog post. Then I slept.", ["blog post. Then"])
    ]


def window(typed: str, text: str, limit_chars: int) -> str:
    [hit] = Search(quotes(text)).find(typed, 1).hits
    return hit.quote.text[slice(*hit.window(limit_chars))]


def test_a_long_sentence_is_shown_around_the_words() -> None:
    """Cut between words, never within what was found."""
    text = "Then I went on and on until I had a blog and some more to say about all of it."
    assert window("blog", text, 100) == text
    assert window("blog", text, 24) == "I had a blog and some"
    assert window("then", text, 24) == "Then I went on and on"
    assert window("it", text, 24) == "all of it."
    assert window('"a blog and some"', text, 5) == "a blog and some"
    assert window("b", f"{'a' * 50} b", 9) == "b"


def test_every_word_must_be_there() -> None:
    """Those quotes first that say them in one sentence, else in the order of the files."""
    texts = ["A cat. A dog.", "A cat.", "No cat and dog.", "A dog. The cat."]
    assert [sentence for sentence, _ in found("cat dog", *texts)] == ["No cat and dog.", "A cat.", "A dog."]


def test_other_forms_are_found_where_the_word_itself_is_nowhere() -> None:
    """Not beside it."""
    texts = ["They were writing.", "He writes."]
    assert [marked for _, marked in found("write", *texts)] == [["writing"], ["writes"]]
    assert [marked for _, marked in found("writes", *texts)] == [["writes"]]
    assert found('"they write"', "They wrote.", "They, writing.") == [("They, writing.", ["They, writing"])]


def test_overlapping_words_are_marked_once() -> None:
    """A word of a phrase, and the phrase."""
    assert found('school "grad school"', "To grad school.") == [("To grad school.", ["grad school"])]


def test_the_first_hits_and_the_count_of_all() -> None:
    """A page needs no more."""
    search = Search(quotes(*(f"Cat {number}." for number in range(7))))
    assert [
        (len(found.hits), found.total, found.has_more) for found in (search.find("cat", 2), search.find("cat", 7))
    ] == [
        (2, 7, True),
        (7, 7, False),
    ]
    assert Search([]).find("cat", 2) == SearchResult()


def test_only_in_the_sources_chosen() -> None:
    """In other forms of the word too, where these sources do not have it as it was typed."""
    search = Search([*quotes("One cat.", "Two cats."), *quotes("Cats.", of="other")])
    assert search.find("cat", ALL).total == 1
    assert search.find("cat", ALL, frozenset({"other"})).total == 1
    assert (
        search.find("one", ALL, frozenset({"other"})) == search.find("one", ALL, frozenset({"gone"})) == SearchResult()
    )


def test_a_sentence_that_several_quotes_share_is_found_once() -> None:
    """In the first of them; all are counted."""
    result = Search(quotes("A dog.", "A cat. One.", "Two. A cat.", "The cat.")).find("cat", ALL)
    assert [hit.quote.id for hit in result.hits] == ["talk/1", "talk/3"]
    assert (result.total, result.has_more) == (3, False)


def as_phrase(text: str) -> str:
    """The text typed as one phrase: without quotation marks of its own."""
    without = re.sub('[“”„‟″«»"]', " ", text)
    return f'"{without}"'


def assert_holds(text: str, typed: str) -> None:
    """By a plain look at the words: every run of the words typed stands in the text, as it is or by its stems."""
    runs = wanted(typed)
    assert runs
    for form in (str, stem):
        rows = [[form(word) for run in wanted(as_phrase(part)) for word in run] for part in text.split(CUT)]
        if all(any(_stands([form(word) for word in run], row) for row in rows) for run in runs):
            return
    raise AssertionError(f"{typed!r} is not in {text!r}")


def _stands(run: list[str], row: list[str]) -> bool:
    return any(row[at : at + len(run)] == run for at in range(len(row)))


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4), TEXTS)
@example(["a […]"], "a")
@example([""], "a")
def test_every_hit_holds_the_words(texts: list[str], typed: str) -> None:
    """Property: nothing is found that is not there, what is marked stands in the sentence, and nothing breaks."""
    for hit in Search(quotes(*texts)).find(typed, ALL).hits:
        assert_holds(hit.quote.text, typed)
        start, end = hit.sentence
        assert hit.quote.text[start:end] == hit.quote.text[start:end].strip()
        assert hit.spans
        ends = [start, *(edge for span in hit.spans for edge in span), end]
        assert ends == sorted(ends)
        assert all(hit.quote.text[slice(*span)].strip() for span in hit.spans)
        opens, closes = hit.window(12)
        assert start <= opens <= hit.spans[0][0] < hit.spans[0][1] <= closes <= end
        assert closes - opens <= max(12, hit.spans[0][1] - opens)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.data())
def test_every_sentence_finds_its_quote(text: str, data: st.DataObject) -> None:
    """Property: words of a sentence, as a phrase or apart, find the quote they were taken from."""
    sentence = data.draw(st.sampled_from(sentences(text) or ("",)))
    part = data.draw(st.sampled_from(sentence.split(CUT)))
    for typed in (part, as_phrase(part)):
        if wanted(typed):
            assert Search(quotes("No.", text)).find(typed, ALL).total >= 1


@settings(max_examples=300, deadline=None)
@given(st.text(), st.text())
def test_nothing_typed_is_too_strange(text: str, typed: str) -> None:
    """Property: any characters at all, in the record and in the search."""
    assert Search(quotes(text)).find(typed, 5).total <= 1


def test_the_shipped_words_are_found(snapshot: Snapshot) -> None:
    """Every quote by its own first sentence."""
    search = Search(snapshot.knowledge.quotes.values())
    for quote in snapshot.knowledge.quotes.values():
        first = sentences(quote.text)[0].strip()
        assert any(first in hit.said for hit in search.find(as_phrase(first), ALL).hits), quote.id
