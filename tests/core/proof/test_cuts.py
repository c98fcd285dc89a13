"""What a quote leaves out: never a "not" out of a sentence, never silently the answer to a question."""

from __future__ import annotations

import pytest

from bot.core.drafts import Problem
from bot.core.proof.admit import admit
from bot.core.proof.cuts import left_out, lost_negation
from bot.core.proof.quote import Proof, prove_quote
from bot.core.proof.transcript import prove
from tests.core import drafts

SAID = (
    "Is it good to lie? It is not good to lie. It is good to be honest, and nobody who knows me says otherwise, so far."
    " I’d hire him, unless he lies|(Sam: aha)|. I never lied. We do it, without fail, every day."
)
ASKED = "Should one lie?"
SPOKEN = drafts.transcript((drafts.turn("sam", ASKED), drafts.turn("ada", SAID)), left_out=())
PUBLISHED = f"Sam: {ASKED}\n\nAda: {SAID.replace('|(', ' (').replace('|', '')}"
RECORD, PROBLEMS = prove(SPOKEN, drafts.original(PUBLISHED), "https://example.org/talk")


def outcome(text: str) -> Proof | Problem:
    assert not PROBLEMS
    return prove_quote(drafts.quote(text), RECORD)


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("It is […] good to lie.", "not"),
        ("It is […] good to be honest", "not"),
        ("It is good to be honest, and […] who knows me says otherwise, so far.", "nobody"),
        ("It is good to be honest, […] so far.", "nobody"),
        ("I’d hire him […]. I never lied.", "unless"),
        ("We do it […], every day.", "without"),
        ("I […] lied.", "never"),
    ],
)
def test_a_cut_never_takes_a_negation_out_of_a_sentence(text: str, lost: str) -> None:
    """What is left would be the record's own words, and say the opposite."""
    refused = outcome(text)
    assert isinstance(refused, Problem)
    assert refused.message == f"A cut […] takes “{lost}” out of a sentence, and may turn its meaning around."


@pytest.mark.parametrize(
    "text",
    [
        "Is it good to lie? […] It is good to be honest",
        "It is not good to lie. […] I never lied.",
        "I’d hire him, unless he lies […]. I never lied.",
        "It is good to be honest, and nobody […] says otherwise, so far.",
    ],
)
def test_whole_sentences_and_what_turns_nothing_may_be_cut(text: str) -> None:
    assert isinstance(outcome(text), Proof)


def test_what_a_cut_leaves_out_is_known() -> None:
    """In the speaker's own words; what somebody else put in between is nothing left out."""
    proof = outcome("Is it good to lie? […] It is good to be honest")
    assert isinstance(proof, Proof)
    assert left_out(proof.spans, RECORD.voices.at(2, proof.spans[0][0])) == ("It is not good to lie.",)
    proof = outcome("unless he lies […]. I never lied.")
    assert isinstance(proof, Proof)
    voice = RECORD.voices.at(2, proof.spans[0][0])
    assert (left_out(proof.spans, voice), lost_negation(proof.spans, voice)) == ((), "")


def warnings(*said: str, quoted: str, asked: str) -> list[str]:
    spoken = drafts.transcript((drafts.turn("sam", said[0]), drafts.turn("ada", said[1])), left_out=())
    one = drafts.topic(drafts.quote(quoted, asked=asked))
    _, problems = admit([drafts.record(one, text=f"Sam: {said[0]}\n\nAda: {said[1]}", spoken=spoken)])
    return [problem.message for problem in problems if "ways of asking" not in problem.message]


def test_an_answer_that_is_left_out_is_warned_of() -> None:
    """ "No." says more than all that follows."""
    said = "No, never. I was in the house, and I saw everything that they did there."
    whole = "I was in the house, and I saw everything that they did there."
    assert warnings("Did you steal?", said, quoted=whole, asked="Did you steal?") == [
        "The answer to the question asked begins with “No, never.”, which is left out."
    ]
    assert warnings("Did you steal?", said, quoted=whole, asked="") == []


def test_a_cut_right_behind_a_question_is_warned_of() -> None:
    said = "Is it good to lie? It is not good to lie. It is good to be honest with people."
    quoted = "Is it good to lie? […] It is good to be honest with people."
    assert warnings("Well?", said, quoted=quoted, asked="") == [
        "A cut […] follows right on a question, so what answers it is left out."
    ]
