"""Drafted ways of asking are told apart by asking: found, newly found, contested, or not worth asking."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from bot.core.answer import Policy
from bot.core.curation.impact import Side
from bot.core.drafting.form import NearlySame
from bot.core.drafting.reading import AssistantAnswer, TopicAnswer
from bot.core.drafting.sieve import Pile, RememberingEncoder, Sieved, sieve
from bot.core.matching import Matcher
from bot.core.matching.corpus import Vectors
from bot.core.model import Knowledge
from bot.core.proof.admit import admit
from tests.core.drafts import quote, record, topic

POLICY = Policy(0.5, 0.3, 0.9)
SIZE, HELP, EARLY = (
    "One small project helped me most.",
    "I would ask for help sooner",
    "They should not specialise early.",
)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """Three topics as import drafts them."""
    return admit(
        (
            record(
                topic(quote(SIZE, id="a"), id="project", title="What helped you most?", questions=[]),
                topic(quote(HELP, id="b"), id="help", title="Help and weeks", questions=[]),
                topic(quote(EARLY, id="c"), id="early", title="Should people specialise?", questions=[]),
            ),
        )
    )[0]


def sieved(knowledge: Knowledge, *topics: TopicAnswer, near: tuple[str, ...] = (), takes_all: bool = False) -> Sieved:
    return sieve(Side(knowledge, Matcher.of(knowledge), POLICY), AssistantAnswer(topics, near), takes_all=takes_all)


def piles(found: Sieved) -> dict[str, Pile]:
    return {one.text: one.pile for one in found.phrasings}


def test_what_the_record_finds_anyway_must_add_words(knowledge: Knowledge) -> None:
    """A way that says nothing new is not taken."""
    found = sieved(knowledge, TopicAnswer("early", phrasings=("specialise while a junior?", "people specialise")))
    assert {*piles(found).values()} == {Pile.FOUND}
    assert found.taken() == {"early": ("specialise while a junior?",)}


def test_what_its_like_find_is_new(knowledge: Knowledge) -> None:
    """Other words for the same, that support each other."""
    drafted = tuple(
        f"narrow focus {when}" for when in ("at the beginning", "for juniors", "while young", "in year one")
    )
    found = sieved(knowledge, TopicAnswer("early", phrasings=drafted))
    assert {*piles(found).values()} == {Pile.NEW}
    assert found.worths[0].before == 0
    assert found.worths[0].after > 0


def test_what_another_topic_answers_is_contested(knowledge: Knowledge) -> None:
    """It is shown with which, and taken only where that is wanted."""
    answer = TopicAnswer("help", phrasings=("which small project helped?",))
    found = sieved(knowledge, answer)
    [one] = found.phrasings
    assert (one.pile, one.instead) == (Pile.CONTESTED, "project")
    assert found.taken() == {}
    assert sieved(knowledge, answer, takes_all=True).taken(takes_all=True) == {"help": answer.phrasings}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("what do you think?", "too general"),
        ("tell me more about it", "too general"),
        ("a" * 300, "too long"),
        ("I learned from real users more than from any course, true?", "copied"),
        ("does Bernadette specialise early as well?", "names Bernadette"),
        ("should everybody specialise early on?", "nearly the same as “should everybody specialise early?”"),
    ],
)
def test_what_is_wrong_by_itself(text: str, why: str) -> None:
    """No question is asked for it."""
    long = "I learned from real users — more than from any course (laughs)."
    known = admit(
        (
            record(
                topic(quote(long, id="a"), id="project", title="What helped you most?", questions=[]),
                topic(quote(EARLY, id="c"), id="early", questions=["should everybody specialise early?"]),
            ),
        )
    )[0]
    [one] = sieved(known, TopicAnswer("project", phrasings=(text,))).phrasings
    assert one.pile is Pile.DROPPED
    assert one.why.startswith(why)


def test_names_of_the_record_may_be_asked_for(knowledge: Knowledge) -> None:
    """And what only looks like a name: an abbreviation, the first word."""
    texts = ("would Ada specialise?", "Specialising in AI early on?")
    found = sieved(knowledge, TopicAnswer("early", phrasings=texts))
    assert not any("names" in one.why for one in found.phrasings)


def test_titles_and_removals_are_for_what_nobody_worked_on(knowledge: Knowledge) -> None:
    """A title of another topic is not given twice."""
    found = sieved(
        knowledge,
        TopicAnswer("help", "When to ask for help?"),
        TopicAnswer("early", "What helped you most?"),
        TopicAnswer("project", is_nothing=True),
    )
    assert dict(found.titles) == {"help": "When to ask for help?"}
    assert found.nothing == ("project",)
    worked = topic(quote(SIZE, id="a"), id="project", title="Size", questions=["how tiny may it be?"])
    mine = admit((record(worked),))[0]
    assert sieved(mine, TopicAnswer("project", "Other", is_nothing=True)).nothing == ()
    assert sieved(mine, TopicAnswer("project", "Other")).titles == {}


def test_near_misses_must_not_silence_what_is_answered(knowledge: Knowledge) -> None:
    """One that is a way of asking is told; the others are kept."""
    found = sieved(
        knowledge,
        TopicAnswer("early", phrasings=("specialise while a junior?",)),
        near=("should people specialise?", "what does a small course cost"),
    )
    assert [bool(miss.why) for miss in found.near_misses] == [True, False]
    assert found.kept_misses == ("what does a small course cost",)


def test_near_twins_have_the_same_words_in_any_order() -> None:
    """Key words are no twin of a longer way that holds them."""
    there = NearlySame()
    there.add("should juniors specialise early in their career?", "a")
    assert there.find("in their career, should juniors specialise early")
    assert there.find("specialise early") is None
    assert there.find("should seniors wait before they specialise?") is None


class Counting:
    """An encoder that counts what it encodes."""

    tier = name = "static"

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        return np.array([[len(text), 1.0] for text in texts], np.float32).reshape(-1, 2)


def test_each_text_is_encoded_once(knowledge: Knowledge) -> None:
    """However often the record is indexed without some of them."""
    encoder = Counting()
    answer = AssistantAnswer((TopicAnswer("early", phrasings=("narrow focus for juniors", "focus while young")),))
    sieve(Side(knowledge, Matcher.of(knowledge, encoder), POLICY), answer)
    encoder.encoded.clear()
    sieve(Side(knowledge, Matcher.of(knowledge, encoder), POLICY), answer)
    ways = [text for text in encoder.encoded if text == "narrow focus for juniors"]
    assert len(ways) == 1
    assert RememberingEncoder(encoder).encode([]).shape == (0, 2)
