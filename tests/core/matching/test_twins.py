"""Near twins: questions in nearly the words of others that are answered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.answer import Answer, Mode, Policy, Suggestions, decide
from bot.core.matching import Ranking
from bot.core.matching.twins import DIFFERENCES, Comparison, Known
from bot.core.matching.weights import TWINS
from bot.core.matching.wording import WANTED, Wording
from bot.core.model import Question
from bot.service.snapshots import Snapshot

CASES = Path(__file__).parent / "cases" / "direction.jsonl"
PERSONS = frozenset({"ada", "example"})
POLICY = Policy(answer_at=0.88, suggest_at=0.5, message_at=0.985)
LIKES = (
    "what do you like about small teams?",
    "why is working in small teams good?",
    "what is nice about a small team?",
)
SWITCH = (
    "how do I switch from painting to carpentry?",
    "I want to go from painting into carpentry, how?",
    "how long does it take to become a carpenter when I leave painting?",
)
HELP = ("does drawing help with writing?", "how can drawing lead to better writing?", "drawing to improve writing?")
MENTORS = ("whom does Ada mentor?", "who are the people that you mentor?", "does she mentor beginners?")
NOTES = ("is there a benefit in keeping notes?", "what is the benefit of notes?")
LEAVING = ("why do people leave?", "what makes people leave small teams?", "do people leave when they are bored?")
REASONS = ("should I study law?", "is it worth it to study law?", "do I need to study law?")
SAID = "I like that small teams decide fast. I mentor two people who are new."


def differences(questions: tuple[str, ...], asked: str, said: str = SAID) -> dict[str, float]:
    known, wording = Known(questions, said, PERSONS), Wording(asked, PERSONS)
    comparison = Comparison(wording, wording, known, known.wordings)
    found = {name: difference(comparison) for name, difference in DIFFERENCES.items()}
    return {name: value for name, value in found.items() if value}


@pytest.mark.parametrize(
    ("name", "known", "answered", "twin"),
    [
        ("opposite", LIKES, "what do you like most about small teams?", "what do you dislike about small teams?"),
        ("opposite", NOTES, "is there any benefit of notes?", "is there any harm in notes?"),
        ("valence", LIKES, "what is great about small teams?", "what is annoying about small teams?"),
        ("direction", SWITCH, "how to go from painting to carpentry?", "how to go from carpentry to painting?"),
        ("direction", SWITCH, "how do I leave painting for carpentry?", "how do I leave carpentry for painting?"),
        ("stranger", LIKES, "what do you like about small teams?", "what do you like about ACME?"),
        ("order", HELP, "could drawing help my writing?", "could writing help my drawing?"),
        ("deed", MENTORS, "does Ada mentor anybody?", "who is mentoring Ada?"),
        ("stranger", LIKES, "what do you like about small teams?", "what do your parents like about small teams?"),
        ("opposite", NOTES, "what is a pro of notes?", "what is a con of notes?"),
        ("opposite", LIKES, "why do small teams decide fast?", "why should small teams not decide fast?"),
        ("deed", LEAVING, "why do people leave small teams?", "why did Ada leave small teams?"),
        ("untold", LIKES, "which team decides fast?", "on which weekday do small teams decide?"),
        ("untold", LIKES, "what makes small teams good?", "how much money do small teams earn?"),
        ("unasked", LIKES, "what makes small teams good?", "when did you join a small team?"),
        ("accusation", LIKES, "does Ada like small teams?", "did Ada lie about small teams?"),
        ("himself", LIKES, "are small teams good?", "has Ada herself led small teams?"),
        ("stranger", LIKES, "what does Ada like about small teams?", "what does Napoleon like about small teams?"),
        ("premise", REASONS, "must I study law?", "why must everybody study law?"),
    ],
)
def test_a_twin_differs_and_a_paraphrase_does_not(name: str, known: tuple[str, ...], answered: str, twin: str) -> None:
    """By the difference that is named."""
    assert name in differences(known, twin)
    assert name not in differences(known, answered)


@pytest.mark.parametrize("asked", ["why shouldn't I study law?", "why not study law?", "is studying law not worth it?"])
def test_to_ask_for_reasons_against_is_no_difference(asked: str) -> None:
    """A negation alone makes no twin."""
    assert differences(REASONS, asked, "I would not study law, it takes years.") == {}


def test_why_may_be_asked_where_others_ask_why() -> None:
    """In whatever words."""
    assert "premise" not in differences((*REASONS, "why should anybody study law?"), "why must everybody study law?")


def test_whether_it_is_so_may_be_asked_either_way() -> None:
    """A yes is a no to the opposite: "is it bad?" is answered where "is it good?" is."""
    assert differences(("are small teams good?",), "are small teams bad?") == {}


def test_who_speaks_is_told_from_who_asks() -> None:
    """ "I" is the speaker on record, and the asker in a question."""
    assert "deed" not in differences(MENTORS, "whom do you mentor?")
    assert "deed" in differences(MENTORS, "who mentors you?")


def test_every_difference_has_its_chance() -> None:
    """None is certain, so that a confidence is never lost altogether."""
    assert TWINS.keys() == DIFFERENCES.keys()
    assert all(0 < chance < 1 for chance in TWINS.values())


@given(st.text(max_size=120), st.text(max_size=120), st.text(max_size=200))
def test_any_text_can_be_compared(asked: str, question: str, said: str) -> None:
    """Property: every difference is from 0 to 1."""
    assert all(0 <= value <= 1 for value in differences((question,), asked, said).values())


@pytest.mark.parametrize(
    ("asked", "twin"),
    [
        ("how do I switch from software engineering to data science?", "how do I switch from data science to backend?"),
        ("what do you like about being an IC?", "what do you dislike about being an IC?"),
        ("does writing make you better at speaking?", "does speaking make you better at writing?"),
        ("should candidates lie on a CV?", "did Alexey lie on his CV?"),
    ],
)
def test_the_neighbour_of_a_twin_is_suggested(snapshot: Snapshot, asked: str, twin: str) -> None:
    """First among the suggestions; the question that it answers is answered."""
    answered, other = (snapshot.matcher.rank(Question(text)) for text in (asked, twin))
    assert isinstance(decide(answered, POLICY), Answer)
    decision = decide(other, POLICY)
    assert isinstance(decision, Suggestions)
    assert decision.topics[0] is other.matches[0].topic
    assert other.differences
    assert other.confidence < other.nearness <= 1


@pytest.mark.parametrize("asked", [json.loads(line)["q"] for line in CASES.read_text(encoding="utf-8").splitlines()])
def test_no_case_of_another_direction_is_answered(snapshot: Snapshot, asked: str) -> None:
    """Nor of another premise or another person; what is near may be offered."""
    assert not isinstance(decide(snapshot.matcher.rank(Question(asked)), POLICY), Answer)


def test_when_it_is_wise_is_no_question_for_a_date() -> None:
    """ "When is it fine to stop?" asks for a reason, "when is the deadline?" for a day."""
    assert Wording("when is it fine to stop?", PERSONS).wanted == ""
    assert Wording("when is the deadline?", PERSONS).wanted == "date"


@pytest.mark.parametrize(
    ("question", "wanted", "told", "not_told"),
    [
        ("what percentage of the fee do you keep?", "share", "We keep 20 percent.", "We keep some of it."),
        ("how much funding did they raise?", "amount", "They raised two million.", "They raised funding, and a lot."),
        ("what is your day rate?", "amount", "It is €600.", "It depends on the project."),
        ("which vector database would you take?", "name", "I would take Qdrant.", "I would take the fastest one."),
        ("at what company were you before that?", "name", "I was with OLX then.", "I was a lead there."),
        ("which solver did you use?", "name", "We used k-means and HiGHS.", "We used an open one."),
        ("who supervised the thesis?", "person", "My professor did.", "It was supervised well."),
        ("who built it?", "person", "There was Ada, and then nobody.", "It was built in a week."),
    ],
)
def test_what_is_wanted_is_told_or_not(question: str, wanted: str, told: str, not_told: str) -> None:
    assert Wording(question, PERSONS).wanted == wanted
    [pattern] = [pattern for name, _, pattern in WANTED if name == wanted]
    assert pattern.search(told)
    assert not pattern.search(not_told)


@pytest.mark.parametrize(
    "question", ["which tools should I learn first?", "what kind of company suits a beginner?", "who should do a PhD?"]
)
def test_advice_is_no_question_for_a_name(question: str) -> None:
    assert Wording(question, PERSONS).wanted == ""


def test_a_negated_question_that_is_answered_is_answered(snapshot: Snapshot) -> None:
    """Reasons against are on record."""
    assert isinstance(decide(snapshot.matcher.rank(Question("why should I not do a PhD?")), POLICY), Answer)


def test_a_follow_up_is_compared_with_nothing(snapshot: Snapshot) -> None:
    """It says too little by itself."""
    question = Question("did he lie?", after="what are red flags on a CV?")
    assert {*snapshot.matcher.rank(question).differences} <= {"repeated"}


def test_a_twin_gets_suggestions_however_unlike_an_answer(snapshot: Snapshot) -> None:
    """Never an abstention that hides what comes near; unasked, nothing."""
    found = snapshot.matcher.rank(Question("should I do a master's degree?"))
    twin = Ranking(found.matches, 0.98 * 0.1, found.matched, differences={"opposite": 0.9})
    assert decide(twin, POLICY) == Suggestions(decide(twin, POLICY).topics, is_twin=True)
    assert not isinstance(decide(twin, POLICY, Mode.MESSAGE), Answer)
