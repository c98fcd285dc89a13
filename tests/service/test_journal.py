"""One line a question, with fields; its words only where they are wanted."""

from __future__ import annotations

import logging

import pytest

from bot.core.model import Question
from bot.service.answering import Answering, Journal, JournalEntry

MASTERS = Question("Should I do a Master's?")


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="bot.service.answering")
    return caplog


def test_a_line_has_fields_for_programs(answering: Answering, lines: pytest.LogCaptureFixture) -> None:
    """Surface, decision, quote, confidence, time: and no words of the question."""
    reply = answering.reply(MASTERS)
    Journal().record("slash", MASTERS, reply)
    [record] = lines.records
    quote = reply.ranking.matches[0].quote.id
    assert (record.surface, record.decision, record.quote) == ("slash", "answer", quote)
    assert record.confidence == pytest.approx(reply.ranking.confidence, abs=1e-4)
    assert "Master" not in record.getMessage().replace(quote, "")
    assert not hasattr(record, "words")


def test_the_words_are_there_where_the_operator_wants_them(
    answering: Answering, lines: pytest.LogCaptureFixture
) -> None:
    """On one line, whatever they are."""
    question = Question("why\nwrite?")
    Journal(has_words=True).record("dm", question, answering.reply(question))
    [record] = lines.records
    assert record.words == "why\nwrite?"
    assert r"words='why\nwrite?'" in record.getMessage()


def test_whoever_counts_is_told(answering: Answering) -> None:
    """Of a silence too."""
    told: list[JournalEntry] = []
    journal = Journal()
    journal.told.append(told.append)
    journal.record("slash", Question("xyzzy"), answering.reply(Question("xyzzy")))
    assert [(noted.surface, noted.decision, noted.quote) for noted in told] == [("slash", "abstention", None)]
