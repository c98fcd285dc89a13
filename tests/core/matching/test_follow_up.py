"""Follow-ups: the question they stand for, and what follows an answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.answer import Answer
from bot.core.evaluation.metrics import figures
from bot.core.matching.follow_up import asks_for_more, in_full, is_follow_up
from bot.core.model import Question
from bot.core.text import folded
from bot.library.questions import read_questions
from bot.service.answering import Answering
from bot.service.checking import evaluate

SET = Path(__file__).parent.parent.parent / "eval" / "followups.jsonl"
MASTER = "should I do a Master's?"


@pytest.mark.parametrize("text", ["and a PhD?", "What about freelancing?", "why?", "but how", "tell me more"])
def test_follow_ups_open_as_such(text: str) -> None:
    """They need the question before."""
    assert is_follow_up(text)


@pytest.mark.parametrize(
    "text",
    [
        "Should I do a Master's?",
        "who won the world cup?",
        "and then I got two offers, which of them should I take?",
        "anderson",
    ],
)
def test_whole_questions_are_no_follow_ups(text: str) -> None:
    """They stand alone."""
    assert not is_follow_up(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("why?", True), ("and how?", True), ("any other reason?", True), ("can you elaborate?", True)),
        *(("what else?", True), ("why do you think so?", True), ("why a PhD?", False), ("", False)),
    ],
)
def test_a_bare_why_names_nothing(text: str, expected: bool) -> None:
    """So all that it is about stands in the question before."""
    assert asks_for_more(text) == expected


@pytest.mark.parametrize(
    ("before", "text", "full"),
    [
        (MASTER, "and a PhD?", "should I do a PhD?"),
        ("should I do a PhD?", "what about a Master's", "should I do a Master's?"),
        (MASTER, "and without one?", "without a Master's?"),
        ("what is good about working at a startup?", "and at a bank?", "what is good about working at a bank?"),
        ("what does a lead data scientist do?", "and a senior one?", "what does a senior data scientist do?"),
        ("how does Ada learn?", "and Grace?", "how does Grace?"),
        ("what is the datatalks community?", "why did you start it?", "why did you start the datatalks community?"),
        ("what does an engineer do all day?", "and a manager?", "what does a manager do all day?"),
        ("do I need a PhD to get a job?", "is that also true for an MBA?", "do I need an MBA to get a job?"),
        ("should I join a startup?", "what about a bank instead?", "should I join a bank?"),
        ("is a contest useful?", "and for beginners?", "is a contest useful for beginners?"),
        ("how did the course help you?", "and freelancing?", "how did freelancing help you?"),
        ("do you ask coding questions?", "how hard are they?", "how hard are coding questions?"),
        (MASTER, "how long did that take?", "how long did a Master's take?"),
        ("do you read every paper?", "is it hard?", "is read every paper hard?"),
        ("what helped you?", "wat about it", ""),
    ],
)
def test_a_follow_up_stands_for_a_question(before: str, text: str, full: str) -> None:
    assert in_full(text, before) == full


@pytest.mark.parametrize(
    "text",
    [
        *("why?", "and how?", "any other reason?", "how do I get a job in data science?", "who taught that course?"),
        *("and before?", "since when?", "on which platform?", "even if nobody reads?", "", "?"),
    ],
)
def test_what_stands_for_itself(text: str) -> None:
    assert in_full(text, MASTER) == ""


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_that_can_be_typed_breaks_it(text: str, before: str) -> None:
    in_full(text, before)


def test_the_example_of_the_manual(answering: Answering) -> None:
    """As docs/members.md has it, and the other way round."""
    for before, text, wanted in (
        (MASTER, "and a PhD?", "a-phd-is-nice-to-have"),
        ("should I do a PhD?", "and a Master's?", "wouldnt-advise-a-masters"),
        (MASTER, "and without one?", "not-the-only-way"),
    ):
        decision = answering.reply(Question(text, after=before)).decision
        assert isinstance(decision, Answer)
        assert decision.matches[0].quote.id.endswith(wanted)


@pytest.mark.parametrize("before", [MASTER, "what makes somebody senior?", "why do people stop writing?"])
def test_a_bare_why_gets_what_follows(answering: Answering, before: str) -> None:
    """Never the words that were just shown."""
    first = answering.reply(Question(before)).decision
    more = answering.reply(Question("why?", after=before)).decision
    assert isinstance(first, Answer)
    assert isinstance(more, Answer)
    assert folded(more.matches[0].text) not in folded(first.matches[0].text)


@pytest.mark.parametrize(
    ("before", "text", "doubt"),
    [
        ("does Kaggle help to get a job?", "what rank did you get?", "repeated"),
        ("how long does it take to deploy a model?", "and on kubernetes?", "unheard"),
        ("who was your best team lead?", "is he married?", "unheard"),
    ],
)
def test_the_same_words_again_need_a_reason(answering: Answering, before: str, text: str, doubt: str) -> None:
    """What a follow-up adds is found, or nothing is claimed."""
    first, reply = answering.reply(Question(before)), answering.reply(Question(text, after=before))
    assert isinstance(first.decision, Answer)
    assert not isinstance(reply.decision, Answer)
    assert doubt in reply.ranking.differences


def test_a_reply_may_be_a_question_of_its_own(answering: Answering) -> None:
    """Whoever asks something new in a reply is answered."""
    decision = answering.reply(Question("how do you decide what to learn?", after="does Kaggle help?")).decision
    assert isinstance(decision, Answer)
    assert decision.matches[0].quote.id.endswith("focus-on-the-problem-im-solving")


def test_follow_ups_of_the_set(answering: Answering) -> None:
    """By words alone as well: most get the right answer, and hardly any a wrong one."""
    questions, problems = read_questions(SET)
    measured = figures(evaluate(questions, answering, answering.policy).outcomes)
    given, silent = measured.precision, measured.false_answers
    assert (len(questions), problems) == (80, ())
    assert given.count >= 38
    assert given.total - given.count <= 3
    assert silent.count <= 1
