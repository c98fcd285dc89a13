"""Addresses of sentences: made of their words, unique, and kept whatever is changed around them."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.addresses import (
    Addresses,
    Ledger,
    PublishedState,
    SiteLinks,
    addresses,
    key_of,
    renewed,
    sentences_of,
)
from bot.core.model import Segment, SegmentKind, Transcript, Turn

KEYS = st.lists(st.sampled_from([key_of(word) for word in ("one", "two", "three", "four", "five")]), max_size=30)
WORDS = st.text(alphabet="abcdefg .,!?'’…(\n", min_size=1, max_size=200)


def ledger_of(keys: list[str]) -> Ledger:
    """As it is after everything was shown once."""
    return after(Ledger(), keys)


def after(ledger: Ledger, keys: list[str], today: str = "2026-01-01") -> Ledger:
    found = addresses(keys, ledger)
    return renewed(ledger, PublishedState(found, frozenset(found.each)), today)


def test_an_address_is_made_of_words_alone() -> None:
    """Neither case, punctuation, typography nor white space counts; another word does."""
    assert key_of("It’s  done, I think.") == key_of("it's done – I THINK")
    assert key_of("It’s done.") != key_of("It’s not done.")
    assert key_of("…") != key_of("?")


def test_an_address_stays_what_it_was_in_every_version() -> None:
    """People have written these down: whatever changes how they are made breaks their links."""
    assert key_of("Hi, I’m Alexey, a lead data scientist at OLX.") == "flybzmyq"
    assert addresses([key_of("Yes."), key_of("No."), key_of("Yes!")]).each == ("6jmw7sih", "b7ttn6uc", "6jmw7sih-2")


@given(KEYS)
def test_every_sentence_has_an_address_of_its_own(keys: list[str]) -> None:
    """Equal sentences are told apart by a number behind the same eight characters."""
    each = addresses(keys).each
    assert len(set(each)) == len(keys)
    assert [address[:8] for address in each] == keys


@given(KEYS)
def test_what_does_not_change_keeps_its_addresses(keys: list[str]) -> None:
    """With or without a ledger."""
    assert addresses(keys, ledger_of(keys)) == Addresses(addresses(keys).each)


@given(KEYS, KEYS)
def test_whatever_is_changed_an_equal_sentence_keeps_its_address(before: list[str], now: list[str]) -> None:
    """As many addresses of the same words stay as there are such sentences before and after."""
    ledger = ledger_of(before)
    each = addresses(now, ledger).each
    assert len(set(each)) == len(now)
    assert [address[:8] for address in each] == now
    kept = Counter(address[:8] for address in each if address in ledger.sentences)
    assert kept == Counter(before) & Counter(now)


@given(KEYS, st.data())
def test_a_sentence_put_in_moves_no_other(before: list[str], data: st.DataObject) -> None:
    """Wherever it is put."""
    at = data.draw(st.integers(0, len(before)))
    now = [*before[:at], key_of("something new"), *before[at:]]
    old, new = ledger_of(before), addresses(now, ledger_of(before))
    assert [address for number, address in enumerate(new.each) if number != at] == [*old.sentences]
    assert new.moved == {}


@given(st.lists(KEYS, max_size=6))
def test_an_address_that_was_public_always_says_something(versions: list[list[str]]) -> None:
    """It stands, it leads to one that stands, or it says since when its words are gone."""
    ledger, public = Ledger(), set[str]()
    for keys in versions:
        ledger = after(ledger, keys)
        public |= ledger.sentences.keys()
        assert set(ledger.moved.values()) <= ledger.sentences.keys()
        assert public == {*ledger.sentences, *ledger.moved, *ledger.withdrawn}
        assert len(ledger.sentences) + len(ledger.moved) + len(ledger.withdrawn) == len(public)


def test_the_second_of_two_keeps_its_number_when_the_first_goes() -> None:
    """Its address is written down somewhere."""
    yes, no, so = (key_of(word) for word in ("Yes.", "No.", "So."))
    ledger = ledger_of([yes, no, yes, so])
    assert addresses([no, yes, so], ledger).each == (no, f"{yes}-2", so)


def test_a_sentence_that_is_reworded_leads_its_old_address_on() -> None:
    """Again and again, back to where it began, and to the day on which it goes."""
    first, last, *versions = (key_of(word) for word in ("First.", "Last.", "teh cat", "the cat", "the cats"))
    ledger = ledger_of([first, versions[0], last])
    ledger = after(ledger, [first, versions[1], last])
    assert ledger.moved == {versions[0]: versions[1]}
    ledger = after(ledger, [first, versions[2], last])
    assert ledger.moved == {versions[0]: versions[2], versions[1]: versions[2]}
    back = after(ledger, [first, versions[0], last])
    assert back.moved == {versions[1]: versions[0], versions[2]: versions[0]}
    gone = after(ledger, [first, last], "2026-02-02")
    assert gone.moved == {}
    assert gone.withdrawn == dict.fromkeys(sorted(versions), "2026-02-02")
    again = after(gone, [first, last], "2026-03-03")
    assert again == gone


def test_what_was_never_shown_leaves_nothing_behind() -> None:
    """Addresses of sentences that nobody has seen need not lead anywhere."""
    keys = [key_of("shown"), key_of("hidden")]
    found = addresses(keys)
    ledger = renewed(Ledger(), PublishedState(found, frozenset(found.each[:1])), "2026-01-01")
    assert ledger.sentences == {found.each[0]: True, found.each[1]: False}
    nothing = renewed(ledger, PublishedState(Addresses(())), "2026-02-02")
    assert nothing == Ledger(withdrawn={found.each[0]: "2026-02-02"})


def test_what_is_withdrawn_in_the_record_has_its_own_date() -> None:
    """It was withdrawn then, whenever the site is made; a quote that stays is as new as it was."""
    [address] = addresses([key_of("words")]).each
    shown = PublishedState(Addresses((address,)), frozenset({address}), quotes=("q", "r"))
    ledger = renewed(Ledger(), shown, "2026-01-01")
    withdrawn = PublishedState(Addresses((address,)), withdrawn={address: "2026-01-15"}, quotes=("q", "new"))
    later = renewed(ledger, withdrawn, "2026-02-02")
    assert later.withdrawn == {address: "2026-01-15"}
    assert later.quotes == {"q": "2026-01-01", "new": "2026-02-02"}


@given(KEYS, KEYS)
def test_a_ledger_is_read_as_it_was_written(before: list[str], now: list[str]) -> None:
    """And written as it was read."""
    ledger = after(ledger_of(before), now)
    assert Ledger.read(ledger.text) == ledger
    assert Ledger.read(ledger.text).text == ledger.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"sentences": [], "moved": {}, "withdrawn": {}, "quotes": {}}',
        '{"sentences": {"a": 1}, "moved": {}, "withdrawn": {}, "quotes": {}}',
        '{"sentences": {}, "moved": {"a": null}, "withdrawn": {}, "quotes": {}}',
        '{"sentences": {}, "moved": {}, "withdrawn": {}, "quotes": {}, "more": {}}',
    ],
)
def test_what_is_no_ledger_is_refused(text: str) -> None:
    """Nobody's addresses are lost by a slip."""
    with pytest.raises(ValueError, match=r"."):
        Ledger.read(text)


def turn_of(*segments: tuple[str, SegmentKind, tuple[int, int]], start: int = 100) -> Turn:
    return Turn(1, "ada", tuple(Segment(text, kind, "ada", said) for text, kind, said in segments), start)


@given(st.lists(st.tuples(WORDS, st.sampled_from(SegmentKind)), min_size=1, max_size=5))
def test_sentences_are_slices_of_what_is_said(drawn: list[tuple[str, SegmentKind]]) -> None:
    """In order, none over another, none of a stage direction, and nothing but white space between them."""
    turn = turn_of(*((text, kind, (0, len(text))) for text, kind in drawn))
    original = " " * turn.start + turn.text
    found = [*sentences_of(Transcript("s", (turn,)))]
    assert all(original[one.start : one.end] == one.text == one.text.strip() != "" for one in found)
    assert all(one.end <= following.start for one, following in pairwise(found))
    said = "".join(segment.text for segment in turn.segments if segment.kind is not SegmentKind.STAGE)
    assert "".join("".join(one.text for one in found).split()) == "".join(said.split())


def test_a_link_leads_to_the_sentence_at_an_offset() -> None:
    """Of an offset between two, to the one behind it."""
    text = "One is here. Two is here."
    transcript = Transcript("talk", (turn_of((text, SegmentKind.SPEECH, (0, len(text)))),))
    found = [*sentences_of(transcript)]
    links = SiteLinks("https://record.example.org/", "talk", found, None)
    leads = [links.link(100 + offset) for offset in (0, 5, 12, 13, 24)]
    first, second = (f"https://record.example.org/interviews/talk/#{one.key}" for one in found)
    assert leads == [first, first, second, second, second]
