"""What is shown: nothing without permission, nothing that was withdrawn, and every address that was public."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.addresses import key_of
from bot.core.model import Publish
from bot.errors import SiteError
from tests.web.site.records import LAUNDRY, NAME, WEEKS, Knowledge, pieces, text


@pytest.fixture
def knowledge(tmp_path: Path) -> Knowledge:
    return Knowledge(tmp_path / "own")


def test_nothing_is_shown_unless_its_file_says_so(knowledge: Knowledge) -> None:
    """And whoever makes the site is told which line to write."""
    knowledge.change("  publish: whole\n", "")
    with pytest.raises(SiteError, match="Write publish: whole, or publish: quotes"):
        knowledge.record()


def test_a_slip_publishes_nothing(knowledge: Knowledge) -> None:
    """Neither what was meant nor the rest of a record in disorder."""
    knowledge.change("  publish: whole\n", "  publish: hole\n")
    with pytest.raises(SiteError, match=rf"{NAME}.yaml:\d+:\d+: 'publish' cannot be \"hole\""):
        knowledge.record()


def test_whole_is_every_word_of_every_turn(knowledge: Knowledge) -> None:
    """In order, with who speaks, words put in between included."""
    record = knowledge.record()
    original = (knowledge.folder / "originals" / f"{NAME}.txt").read_text(encoding="utf-8")
    said = original.partition("small\n")[2].removesuffix("Thanks for reading.\n")
    assert "".join(text(record).split()) == "".join(said.replace("Ada: ", "").replace("\nSam: ", "\n").split())
    assert "I would ask for help sooner (Sam: we all would). I sat alone" in text(record)
    assert [turn.speaker.name for turn in record.interviews[NAME].turns if turn.speaker] == [
        "Sam Sample",
        "Ada Example",
        "Sam Sample",
        "Ada Example",
    ]


def test_quotes_is_no_word_more_than_is_quoted(tmp_path: Path) -> None:
    """What stands between is one mark; a sentence cut short is no longer than the quote."""
    knowledge = Knowledge(tmp_path / "own", "quotes")
    knowledge.change("          It does not have to be big. Mine told my", "          Mine told my")
    knowledge.change("          One small project that real people used. I learned", "          I learned")
    knowledge.change("from any course I ever took.\n\n", "from any course […]\n\n")
    assert text(knowledge.record()).startswith(
        "[…] I learned more from the first ten complaints than from any course […] " + LAUNDRY
    )
    assert "You have been asked" not in text(knowledge.record())


def test_a_sentence_is_found_by_its_address(knowledge: Knowledge) -> None:
    """Which is made of its words, wherever it stands."""
    record = knowledge.record()
    assert {piece.address: piece.text for piece in pieces(record)}[key_of(LAUNDRY)] == LAUNDRY
    [quote] = [quote for quote in record.interviews[NAME].quotes if quote.id.endswith("/one-small-project")]
    assert record.link(quote) == f"interviews/{NAME}/#{key_of('One small project that real people used.')}"


def test_withdrawn_words_are_gone_and_their_address_says_since_when(knowledge: Knowledge) -> None:
    """The sentences that they stand in are gone with them, of a source that is published whole, too."""
    shown = knowledge.record()
    knowledge.keep(shown)
    knowledge.withdraw("ask-for-help-sooner", "2025-12-24")
    record = knowledge.record("2026-02-02")
    assert WEEKS in text(shown)
    assert WEEKS not in text(record)
    assert "I would ask for help sooner" not in text(record)
    [gone] = [piece for piece in pieces(record) if piece.since and key_of(WEEKS) in piece.former]
    assert gone.since == "2025-12-24"
    assert [topic.topic.id for topic in record.topics] == ["how-to-start"]


def test_what_another_quote_shows_is_not_withdrawn(knowledge: Knowledge) -> None:
    """Withdrawn in one cut, the words stay in the other."""
    before = knowledge.file.read_text(encoding="utf-8")
    block = before[before.index("      - id: ask-for-help-sooner\n") :].rstrip("\n") + "\n"
    again = block.replace("ask-for-help-sooner", "weeks-alone")
    knowledge.file.write_text(before.rstrip("\n") + "\n" + again, encoding="utf-8")
    knowledge.withdraw("ask-for-help-sooner", "2025-12-24")
    assert WEEKS in text(knowledge.record())


def test_a_withdrawn_quote_that_nobody_can_find_is_told(knowledge: Knowledge) -> None:
    """Else its words would stay, reworded, for all to read."""
    knowledge.withdraw("ask-for-help-sooner", "2025-12-24")
    transcript = knowledge.folder / "transcripts" / f"{NAME}.yaml"
    assert knowledge.record().problems == ()
    before = knowledge.file.read_text(encoding="utf-8")
    knowledge.file.write_text(before.replace("in five minutes.", "at once.").replace("I would ask", "I'd ask"))
    assert transcript.exists()
    [problem] = knowledge.record().problems
    assert "ask-for-help-sooner are not in the transcript" in problem.message


def test_a_reworded_sentence_takes_its_old_address_along(knowledge: Knowledge) -> None:
    """Links from before lead to it."""
    knowledge.keep(knowledge.record())
    knowledge.reword("the laundry room was free", "the laundry room was empty")
    record = knowledge.record()
    [piece] = [piece for piece in pieces(record) if piece.former]
    assert piece.text == "Mine told my neighbours when the laundry room was empty."
    assert piece.former == (key_of(LAUNDRY),)
    assert piece.address == key_of(piece.text)


def test_an_interview_that_is_taken_down_keeps_its_addresses(knowledge: Knowledge) -> None:
    """Whether its line goes or its files do; no word of it stays."""
    shown = knowledge.record()
    knowledge.keep(shown)
    addresses = {piece.address for piece in pieces(shown) if piece.address}
    knowledge.change("  publish: whole\n", "")
    unpublished = knowledge.record("2026-02-02").interviews[NAME]
    assert (unpublished.turns, unpublished.quotes) == ((), ())
    assert dict(unpublished.gone) == dict.fromkeys(addresses, "2026-02-02")
    for name in (f"{NAME}.yaml", f"transcripts/{NAME}.yaml", f"originals/{NAME}.txt"):
        (knowledge.folder / name).unlink()
    with pytest.raises(SiteError, match="holds no source"):
        knowledge.record("2026-02-02")  # an empty folder is a slip sooner than a wish


def test_the_shipped_record_shows_quotes_alone(tmp_path: Path) -> None:
    """Its whole text stays with its publisher; its ledger is the one that was committed with it."""
    from bot import app
    from bot.config import Config

    record = app.build_public_record(Config(), "2026-01-01")
    [interview] = record.interviews.values()
    assert interview.source
    assert interview.source.publish is Publish.QUOTES
    kept = app.shipped_knowledge() / "addresses" / f"{interview.id}.json"
    assert kept.read_text(encoding="utf-8") == interview.ledger.text
