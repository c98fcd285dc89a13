"""An interview as it is read: nothing of it is lost, and every sentence has an address that stays."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.service.snapshots import Snapshot
from bot.web.reading import Addresses, read_turns

SENTENCES = st.lists(st.sampled_from(["I like it.", "Yes.", "I  like “it”.", "No!", "Ja, 你好。", "…", "Ça va?"]))


def test_the_sentences_are_the_turns_again(snapshot: Snapshot) -> None:
    """Character for character, in every turn of the shipped record."""
    [source] = snapshot.knowledge.sources
    turns = read_turns(source, snapshot.knowledge)
    assert len(turns) == len(snapshot.knowledge.transcripts[source].turns)
    for read in turns:
        assert "".join(f.text for sentence in read.sentences for f in sentence.fragments) == read.turn.text
        assert all(read.turn.text.startswith(f.text, f.start) for s in read.sentences for f in s.fragments)


def test_quoted_words_are_those_of_the_quotes(snapshot: Snapshot) -> None:
    """All words of each quote, and no others."""
    [source] = snapshot.knowledge.sources
    marked: dict[str, set[int]] = {}
    for read in read_turns(source, snapshot.knowledge):
        for fragment in (f for sentence in read.sentences for f in sentence.fragments):
            start = read.turn.start + fragment.start
            for quote in fragment.quotes:
                marked.setdefault(quote, set()).update(range(start, start + len(fragment.text)))
    spans = {
        quote.id: {at for span in quote.spans for at in range(*span)} for quote in snapshot.knowledge.quotes.values()
    }
    assert marked == spans


@given(SENTENCES, SENTENCES)
def test_an_address_stays_when_other_words_come_and_go(before: list[str], after: list[str]) -> None:
    """It is made of the sentence's own words; of two that say the same, the second is told by a number."""
    mine = "This one is mine, whatever else is said."

    def addresses(texts: list[str]) -> list[str]:
        given = Addresses()
        return [given.give(text) for text in texts]

    assert addresses([*before, mine, *after])[len(before)] == addresses([mine])[0]
    given_out = [address for address in addresses([*before, mine, *after]) if address]
    assert len(set(given_out)) == len(given_out)


def test_an_address_can_be_read() -> None:
    """Its first words say what the sentence is about."""
    assert Addresses().give("I studied physics, of all things. ").startswith("i-studied-physics-of-all-")
