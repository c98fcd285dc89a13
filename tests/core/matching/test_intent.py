"""What asks in a message, and whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.answer import Abstention, Mode
from bot.core.matching.intent import asks, plainly_asks, questions
from bot.core.model import Question
from bot.service.answering import Answering
from tests.core.matching.chatter import ASKED, ASKED_OF_OTHERS, NOT_ASKED


def is_known(word: str) -> bool:
    return word.casefold() in {"alexey", "writing"}


@pytest.mark.parametrize("text", ASKED)
def test_questions_to_everyone_pass(text: str) -> None:
    """By their mark or by how they open, in whatever spelling."""
    assert plainly_asks(text, is_known)


@pytest.mark.parametrize("text", NOT_ASKED)
def test_what_is_put_to_nobody_or_to_somebody_else_does_not(text: str) -> None:
    """Statements, jokes, quotations, links, code, commands, other languages, questions to a person."""
    assert not plainly_asks(text.replace("\\n", "\n"), is_known)


@pytest.mark.parametrize("text", [*NOT_ASKED, *ASKED_OF_OTHERS])
def test_a_channel_is_left_alone(answering: Answering, text: str) -> None:
    """With the shipped knowledge and thresholds nothing of what a community says gets an unasked answer."""
    reply = answering.reply(Question(text.replace("\\n", "\n")), Mode.MESSAGE)
    assert isinstance(reply.decision, Abstention)


@pytest.mark.parametrize(
    "text", ["Alexey, how do you write?", "Hi Alexey! is a PhD needed?", "Writing, why bother with it?"]
)
def test_what_the_knowledge_knows_is_no_stranger(text: str) -> None:
    """The speakers' names among it: their answers are at hand."""
    assert plainly_asks(text, is_known)
    assert not plainly_asks(text, lambda word: False)


def test_the_sentences_that_ask() -> None:
    """Each as it was typed; a story does not ask."""
    text = "I got two offers. shud i take the first one?? My mum says yes.\nwhat do u think\nthanks!"
    assert questions(text) == ["shud i take the first one??", "what do u think"]


@pytest.mark.parametrize(
    "text",
    [
        "Soll ich einen Master machen, um Data Scientist zu werden?",
        "Wie finde ich meinen ersten Job als Data Scientist?",
        "¿Debería hacer un máster para trabajar en data science?",
        "Стоит ли идти в магистратуру?",
        "Как стать data scientist?",
        "Dois-je faire un master pour devenir data scientist ?",
    ],
)
def test_other_languages_get_no_answer(answering: Answering, text: str) -> None:
    """Asked or not: the record is in English, and what is asked is hardly understood."""
    assert not plainly_asks(text, is_known)
    assert isinstance(answering.reply(Question(text)).decision, Abstention)


@given(st.text(max_size=400))
def test_any_text_can_be_judged(text: str) -> None:
    """Property: whatever is typed either asks or does not; sentences that ask are of the text."""
    assert plainly_asks(text, is_known) in (True, False)
    assert asks(text) in (True, False)
    assert all(sentence in text for sentence in questions(text))
