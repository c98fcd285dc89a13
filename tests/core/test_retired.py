"""Quotes that were withdrawn: what may come back, and how."""

from __future__ import annotations

from bot.core.drafts import Problem, RecordDraft, Severity, UseDraft
from bot.core.model import Knowledge
from bot.core.proof.admit import admit
from tests.core.drafts import quote, record, retired, topic, written

WORDS = "One small project helped me most."
SOONER = quote("I would ask for help sooner […]. I sat alone for weeks.", id="sooner")


def admitted(*records: RecordDraft) -> tuple[Knowledge, list[Problem]]:
    knowledge, problems = admit(records)
    return knowledge, [*problems]


def test_a_withdrawn_quote_is_not_shown() -> None:
    """And is no problem."""
    knowledge, problems = admitted(record(topic(SOONER), retired=(retired(WORDS),)))
    assert problems == []
    assert list(knowledge.quotes) == ["talk-2024/sooner"]


def test_its_id_stays_taken() -> None:
    """Old answers point to it; the sentence tells since when and why, once."""
    drafts = record(topic(quote(WORDS, id="old", line=12), SOONER), retired=(retired("Other words."),))
    knowledge, problems = admitted(drafts)
    assert list(knowledge.quotes) == ["talk-2024/sooner"]
    [problem] = problems
    assert problem.is_error
    assert problem.location.line == 12
    assert problem.message == "The quote old was withdrawn on 2026-11-23: He was misheard."


def test_another_source_may_use_the_id() -> None:
    """Ids are a source's own."""
    other = record(topic(quote(WORDS, id="old"), id="other"), source="other")
    knowledge, _ = admitted(record(topic(SOONER), retired=(retired(WORDS),)), other)
    assert "other/old" in knowledge.quotes


def test_the_same_words_are_warned_of() -> None:
    """However they are spaced; they are shown all the same."""
    again = quote("One  small project helped me most.", id="again")
    knowledge, problems = admitted(record(topic(again), retired=(retired(f"{WORDS}\n"),)))
    assert list(knowledge.quotes) == ["talk-2024/again"]
    [problem] = [problem for problem in problems if "withdrawn" in problem.message]
    assert problem.severity is Severity.WARNING
    assert problem.message == "These words were withdrawn on 2026-11-23 as old: He was misheard."
    assert "restore old" in problem.fix


def test_a_use_rests_until_the_quote_is_restored() -> None:
    """It is advice, from any file: nothing is wrong with it."""
    other = topic(SOONER, UseDraft(written("old").location, written("talk-2024/old", 30)), id="other")
    knowledge, problems = admitted(record(other, retired=(retired(WORDS),)))
    assert [quote.id for quote in knowledge.topics["other"].quotes] == ["talk-2024/sooner"]
    assert [(problem.severity, problem.location.line) for problem in problems] == [(Severity.ADVICE, 30)]


def test_a_topic_that_lost_its_only_quote_is_a_warning() -> None:
    """Its questions lead nowhere, but nothing was written wrongly."""
    knowledge, problems = admitted(record(topic(), topic(SOONER, id="other"), retired=(retired(WORDS),)))
    assert list(knowledge.topics) == ["other"]
    [problem] = problems
    assert problem.severity is Severity.WARNING
    assert "start cannot be answered since its quote was withdrawn" in problem.message


def test_an_id_is_retired_once() -> None:
    """A second entry would leave open which of the two is restored."""
    _, problems = admitted(record(topic(SOONER), retired=(retired(WORDS), retired("Other words.", line=95))))
    [problem] = problems
    assert problem.location.line == 95
    assert "retired already at knowledge/talk-2024.yaml:90" in problem.message
