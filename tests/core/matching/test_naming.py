"""Whom a question names, and that his or her words alone answer then."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.matching.corpus import Corpus, Entry, QuoteText, TopicText
from bot.core.matching.engine import Engine
from bot.core.matching.naming import Names, Naming
from bot.core.model import Question

NAMES = Names(
    ["Ada Example", "Jorge", "Zoë Sample-Roe", "Will"],
    ["will", "the", "teams", "pricing", "Jorge", "what", "did", "you", "say", "painting", "Ghent", "think"],
)


@pytest.mark.parametrize(
    ("asked", "person", "rest"),
    [
        ("what does Ada think about teams?", "Ada Example", "what does you think about teams?"),
        ("ada example on pricing", "Ada Example", "you on pricing"),
        ("what's Ada's view of teams?", "Ada Example", "what's your view of teams?"),
        ("what did jorge say?", "Jorge", "what did you say?"),
        ("what did Jorje say?", "Jorge", "what did you say?"),
        ("Jorge Muster on teams", "Jorge", "you on teams"),
        ("Zoe on pricing", "Zoë Sample-Roe", "you on pricing"),
        ("what does will think of teams", "Will", "what does you think of teams"),
        ("I asked Will about teams", "Will", "I asked you about teams"),
    ],
)
def test_a_name_is_found(asked: str, person: str, rest: str) -> None:
    """Whole, in part, in small letters, without accents, with a slip; "you" stands in its place."""
    assert NAMES.read(asked) == Naming(frozenset({person}), rest)


@pytest.mark.parametrize(
    "asked",
    ["what will the teams say?", "Will teams think?", "what about pricing in Ghent?", "Ada Stranger on teams", ""],
)
def test_who_is_nobody_on_record_is_not_found(asked: str) -> None:
    """Nor a word that the record uses in small letters, nor somebody else with the same first name."""
    assert NAMES.read(asked).persons == frozenset()


def test_two_may_be_named() -> None:
    """Either may answer."""
    assert NAMES.read("did Ada or Jorge say more?").persons == {"Ada Example", "Jorge"}


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    """Property: where nobody is named, the text stays as it is."""
    found = NAMES.read(text)
    assert found.persons or found.rest == text


SAID = {
    "ada": ("Ada Example", "Small teams decide fast, and everybody knows why."),
    "jorge": ("Jorge", "Teams should be small, as I said to Ada, and Ada said to me."),
    "ada-notes": ("Ada Example", "I keep notes on paper."),
    "zoe": ("Zoë Sample-Roe", "Feature stores serve what was computed before."),
}


@pytest.fixture(scope="module")
def engine() -> Engine:
    topics = tuple(TopicText(name, (f"Topic {row}",)) for row, name in enumerate(SAID))
    quotes = tuple(QuoteText(name, text, "", f"with {speaker}", speaker) for name, (speaker, text) in SAID.items())
    persons = frozenset({"ada", "example", "jorge", "zoë", "sample-roe"})
    return Engine.over(Corpus(topics, quotes, tuple(Entry(row, row, 0) for row in range(len(SAID))), persons=persons))


def test_few_phrasings_beside_speech_are_a_level_of_their_own(engine: Engine) -> None:
    """As imported, with drafted ways of asking, and with many."""
    corpus = engine.index.corpus
    levels = []
    for count in (3, 4, 12, 13):
        topics = tuple(
            TopicText(topic.id, tuple(f"way {number}" for number in range(count))) for topic in corpus.topics
        )
        levels.append(replace(corpus, topics=topics).phrasing_level)
    assert levels == ["spoken", "some", "some", "many"]


def ranked(engine: Engine, question: Question) -> list[str]:
    scored = engine.score(question)
    return [engine.index.corpus.quotes[row].id for row in engine.best(scored, 4)]


def test_a_name_narrows_to_what_that_person_says(engine: Engine) -> None:
    """To be spoken of is no evidence: Jorge says "Ada" most often."""
    assert ranked(engine, Question("what does Ada say about small teams?"))[0] == "ada"
    assert set(ranked(engine, Question("what does Ada say about small teams?"))) <= {"ada", "ada-notes"}
    assert ranked(engine, Question("what does Jorge say about small teams?")) == ["jorge"]


def test_within_one_interview_a_name_is_a_word(engine: Engine) -> None:
    """Its ways of asking hold it as well."""
    corpus = engine.index.corpus
    one = Engine.over(replace(corpus, quotes=tuple(replace(quote, collection="talk") for quote in corpus.quotes)))
    assert len(ranked(one, Question("what does Jorge say about small teams?"))) > 1


def test_a_follow_up_stays_with_the_person(engine: Engine) -> None:
    """Unless it names somebody itself."""
    assert set(ranked(engine, Question("and about notes?", after="what does Ada say about teams?"))) <= {
        "ada",
        "ada-notes",
    }
    assert ranked(engine, Question("and what does Jorge say?", after="what does Ada say about teams?")) == ["jorge"]


def test_a_name_that_nobody_has_lowers_the_confidence(engine: Engine) -> None:
    """The words are found, but were they meant?"""
    scored, stranger = (
        engine.score(Question(f"what did {who} say about feature stores?")) for who in ("you", "Barbara")
    )
    row = engine.best(scored, 1)[0]
    assert engine.differences(scored, row) == {}
    assert engine.differences(stranger, engine.best(stranger, 1)[0])["stranger"] > 0.5


def test_what_is_told_nowhere_lowers_the_confidence_beside_few_phrasings(engine: Engine) -> None:
    """No number is in the answer, and none can be read out of it."""
    scored = engine.score(Question("how many feature stores serve what was computed?"))
    assert engine.differences(scored, engine.best(scored, 1)[0])["untold"] > 0.5
