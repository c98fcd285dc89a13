"""An interview as it is read: nothing of it is lost, and what is quoted is marked."""

from __future__ import annotations

from bot.service.snapshots import Snapshot
from bot.web.reading import read_turns


def test_the_fragments_are_the_turns_again(snapshot: Snapshot) -> None:
    """Character for character, in every turn of the shipped record."""
    [source] = snapshot.knowledge.sources
    turns = read_turns(source, snapshot.knowledge)
    assert len(turns) == len(snapshot.knowledge.transcripts[source].turns)
    for read in turns:
        assert "".join(fragment.text for fragment in read.fragments) == read.turn.text
        assert all(read.turn.text.startswith(fragment.text, fragment.start) for fragment in read.fragments)


def test_quoted_words_are_those_of_the_quotes(snapshot: Snapshot) -> None:
    """All words of each quote, and no others."""
    [source] = snapshot.knowledge.sources
    marked: dict[str, set[int]] = {}
    for read in read_turns(source, snapshot.knowledge):
        for fragment in read.fragments:
            start = read.turn.start + fragment.start
            for quote in fragment.quotes:
                marked.setdefault(quote, set()).update(range(start, start + len(fragment.text)))
    spans = {
        quote.id: {at for span in quote.spans for at in range(*span)} for quote in snapshot.knowledge.quotes.values()
    }
    assert marked == spans
