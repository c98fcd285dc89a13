"""What is offered while somebody types."""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from time import thread_time
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.matching import Autocomplete
from bot.core.matching.tokens import tokens
from bot.core.model import Knowledge
from bot.core.proof.admit import admit
from bot.service.snapshots import Snapshot
from tests.core.drafts import quote, record, topic

ALL = 10**6
TEXTS = st.text(
    st.one_of(st.sampled_from("abeisw 'ʼ’-+/?.ßéİ\u0301ﬁ½"), st.characters(categories=["L", "N", "P", "Zs", "Mn"])),
    min_size=1,
    max_size=30,
)


@cache
def small() -> Knowledge:
    return admit([record(topic(quote("One small project helped me most.")))])[0]


def asked(*questions: str) -> Autocomplete:
    """The offers of a record with one topic that people ask about like this."""
    [held] = small().topics.values()
    only = dataclasses.replace(held, title="?", questions=questions)
    return Autocomplete(dataclasses.replace(small(), topics=MappingProxyType({only.id: only})))


def test_offers_begin_with_what_was_typed(snapshot: Snapshot) -> None:
    """The last word may be unfinished; nothing that shares no word is offered."""
    offers = snapshot.autocomplete
    assert "master" in offers.nearest("do i need a mast", 5)[0].lower()
    assert offers.nearest("zzz", 5) == []
    assert len(offers.nearest("", 25)) == 25


def test_offers_fit_a_choice(snapshot: Snapshot) -> None:
    """100 characters each, and no more than asked for."""
    assert all(len(text) <= 100 for text in snapshot.autocomplete.nearest("i", ALL))
    assert len(snapshot.autocomplete.nearest("a", 2)) == 2
    assert asked("x" * 101).nearest("x", 5) == []


@pytest.mark.parametrize("whole", ["writing", "degree", "master's", "experience", "companies"])
def test_offers_stay_while_a_word_grows(snapshot: Snapshot, whole: str) -> None:
    """No letter on the way to a word takes all offers away."""
    for end in range(1, len(whole) + 1):
        assert snapshot.autocomplete.nearest(whole[:end], 5), whole[:end]


def test_every_opening_of_every_word_finds_its_questions(snapshot: Snapshot) -> None:
    """The shipped knowledge, without exception."""
    everything = [*snapshot.knowledge.topics.values()]
    texts = {text for held in everything for text in (held.title, *held.questions) if len(text) <= 100}
    holders: dict[str, set[str]] = {}
    for text in texts:
        for token in tokens(text):
            for end in range(1, len(token.word) + 1):
                holders.setdefault(token.word[:end].casefold(), set()).add(text)
    for opening, wanted in holders.items():
        assert wanted <= set(snapshot.autocomplete.nearest(opening, ALL)), opening


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4), st.data())
def test_no_opening_of_a_word_misses(texts: list[str], data: st.DataObject) -> None:
    """Property: whatever is in a question, any beginning of any of its words finds it."""
    offers = asked(*texts)
    text = data.draw(st.sampled_from(texts))
    for word in text.split():
        opening = word[: data.draw(st.integers(1, len(word)))]
        if tokens(opening):
            assert text in offers.nearest(opening, ALL)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_nothing_typed_is_too_strange(text: str) -> None:
    """Property: whatever is typed, questions come back, each once."""
    found = asked("why write?", "what to write?").nearest(text, ALL)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("typed", ["mastre", "msater", "amsters", "masterss", "mastr", "degrre", "dergee", "wriitng"])
def test_a_slip_in_the_last_word_is_forgiven(snapshot: Snapshot, typed: str) -> None:
    """Where no word begins like that."""
    meant = {"m": "master", "a": "master", "d": "degree", "w": "writ"}[typed[0]]
    assert meant in snapshot.autocomplete.nearest(typed, 1)[0].lower()


def test_short_openings_are_taken_as_they_are() -> None:
    """Three letters have too many neighbours."""
    assert asked("why write?").nearest("wrx", 5) == []
    assert asked("why write?").nearest("wrxt", 5) == ["why write?"]


def test_whole_words_are_found_in_any_form() -> None:
    """By their stems, also the last one."""
    offers = asked("why do people write?", "how to cook")
    assert offers.nearest("writes", 5) == ["why do people write?"]
    assert offers.nearest("writing for people", 5)[0] == "why do people write?"


def test_what_is_being_typed_leads() -> None:
    """A word begun outweighs one of the words before; an exact beginning goes before another form."""
    assert asked("a cat", "a dog").nearest("cat do", 5)[0] == "a dog"
    assert asked("he writes", "she is writing").nearest("writing", 5) == ["she is writing", "he writes"]


def test_a_word_said_twice_counts_once() -> None:
    """Else "no no no" would outweigh what was asked."""
    assert asked("no no no", "no way home").nearest("no no no way ho", 5)[0] == "no way home"


def test_a_slip_in_a_word_before_is_forgiven_as_well() -> None:
    """Where no question has that word; more than a few slips are no words of ours."""
    offers = asked("is writing worth it?", "is coding worth it?")
    assert offers.nearest("wriitng wor", 5)[0] == "is writing worth it?"
    assert offers.nearest("wriitng ", 5) == ["is writing worth it?"]
    strange = " ".join(f"{letter}zxq" for letter in "abcdefgh")
    assert offers.nearest(f"{strange} wriitng it", 1) == ["is writing worth it?"]
    assert offers.nearest(f"{strange} iszxq wriitng zzz", 1) == []


def several() -> Knowledge:
    """Two sources; one topic that both speak to, one that others lead to."""
    first = record(
        topic(quote("One small project helped me most."), id="start", title="How to start?", related=["help"]),
        topic(quote("I would ask for help sooner", id="sooner"), id="help", title="Whom to ask?"),
        topic(quote("I sat alone for weeks", id="alone"), id="alone", title="What was hard?", related=["help"]),
    )
    second = record(
        topic(quote("They should not specialise early."), id="early", title="Specialise early?"),
        topic(quote("I learned from real users", id="users"), id="start"),
        source="talk-2025",
    )
    knowledge, _ = admit([first, second])
    assert len(knowledge.topics) == 4
    return knowledge


def test_topics_are_offered_by_all_that_people_ask() -> None:
    """Each once, whatever its title says."""
    offers = Autocomplete(several())
    assert [held.id for held in offers.topics("how do i start with alo", 5)] == ["alone", "start", "help", "early"]
    assert [held.id for held in offers.topics("speciallise", 5)] == ["early"]


def test_the_most_useful_come_first_when_nothing_is_typed() -> None:
    """What the others lead to, then what has most quotes; the sources take turns."""
    offers = Autocomplete(several())
    assert offers.nearest("", 5) == ["Whom to ask?", "Specialise early?", "How to start?", "What was hard?"]
    assert [held.id for held in offers.topics(" ", 2)] == ["help", "early"]


def test_offers_may_be_of_one_source() -> None:
    """A topic belongs to every source that has a quote of it."""
    offers, second = Autocomplete(several()), frozenset({"talk-2025"})
    assert offers.nearest("", 5, second) == ["Specialise early?", "How to start?"]
    assert [held.id for held in offers.topics("how do i start", 5, second)] == ["start", "early"]
    assert offers.nearest("whom", 5, second) == []
    assert offers.nearest("", 5, frozenset({"unheard-of"})) == []


@pytest.fixture(scope="module")
def many() -> Autocomplete:
    """3,000 questions of about eight words, of 4,000 words in all."""
    common = ["what", "should", "i", "do", "a", "about", "how"]
    rare = [re.sub(r"\d", lambda digit: "abcdefghij"[int(digit[0])], f"{(n * 7919) % 10007}{n}") for n in range(4000)]
    return asked(*(f"{common[n % 7]} {common[n % 5]} i do {rare[n]} {rare[-n - 1]} about a thing" for n in range(3000)))


@pytest.mark.parametrize("typed", ["a", "what should i do a", "bcdx", "abcdefghijkl", "what should i do about a " * 40])
def test_offers_come_in_time(many: Autocomplete, typed: str) -> None:
    """Under 5 ms with 3,000 questions, of the processor's time; the best of a few runs."""

    def took_ms() -> float:
        started = thread_time()
        many.nearest(typed, 25)
        return (thread_time() - started) * 1000

    assert min(took_ms() for _ in range(5)) < 5
