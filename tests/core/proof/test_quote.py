"""The proof of a quote: whole, in order, in one turn of its speaker; and the question it answers."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.drafts import Problem, QuoteDraft
from bot.core.proof import quote as proving
from bot.core.proof.admit import admit
from bot.core.proof.nearest import word_diff
from bot.core.proof.quote import Proof, Proofs, prove_quote
from bot.core.proof.transcript import Record, prove
from bot.core.text import word_spans
from tests.core import drafts
from tests.core.drafts import ORIGINAL, quote, record, topic

RECORD: Record = prove(drafts.transcript(), drafts.original(), "https://example.org/talk")[0]


def proof(text: str, **fields: object) -> Proof:
    outcome = prove_quote(drafts.quote(text, **fields), RECORD)  # type: ignore[arg-type]
    assert isinstance(outcome, Proof), outcome
    return outcome


def problem(text: str, record: Record = RECORD, **fields: object) -> Problem:
    outcome = prove_quote(drafts.quote(text, **fields), record)  # type: ignore[arg-type]
    assert isinstance(outcome, Problem)
    return outcome


def test_the_words_sent_are_the_records_own() -> None:
    """Typed typography is forgiven, and never sent: the quote is cut out of the original."""
    found = proof("It isn't easy to  start one. I learned from **real** users - more than from any course")
    assert found.text == "It isn’t easy to start one.\n\nI learned from real users — more than from any course"
    assert found.turn == 2


def test_a_negation_is_not_forgiven() -> None:
    """One word less turns the meaning round; the nearest passage shows which."""
    found = problem("They should specialise early.")
    assert found.message == "These words are not in the record."
    assert word_diff(found.nearest) == "They should {+not+} specialise early."


def test_a_word_is_not_cut_in_two() -> None:
    """A quote does not start or end inside a word."""
    assert problem("mall project helped me most.").message == "This quote cuts a word or a number in two."
    assert problem("mall project").message == "This quote cuts a word or a number in two."


def test_a_cut_is_proved_on_both_sides() -> None:
    """Both sides stand in order in the same turn; the cut stays visible."""
    assert proof("One small project helped me most. […] I learned from real users").text == (
        "One small project helped me most. […]\n\nI learned from real users"
    )
    assert isinstance(problem("I learned from real users […] One small project helped me most."), Problem)
    assert isinstance(problem("One small project helped me most. […] They should not specialise early."), Problem)


def test_words_do_not_run_across_turns() -> None:
    """One quote, one turn."""
    found = problem("What would you change?\n\nI would ask for help sooner", speaker="sam")
    assert found.message == "These words run from one turn into another."


def test_anothers_words_are_refused_and_his_named() -> None:
    """Misattribution is the worst error."""
    found = problem("What helped you most?")
    assert (found.message, found.fix) == (
        "These are the words of sam (turn 1), not of ada.",
        "Write speaker: sam, or quote other words.",
    )


@pytest.mark.parametrize(
    "text",
    [
        "I would ask for help sooner. I sat alone",
        "I would ask for help sooner (Sam: we all would). I sat alone for weeks.",
    ],
)
def test_a_quote_over_an_aside_must_cut_it_out(text: str) -> None:
    """Neither silently dropped nor taken along."""
    assert problem(text).fix == "Write […] in their place."
    assert proof("I would ask for help sooner […]. I sat alone for weeks.").text == (
        "I would ask for help sooner […]. I sat alone for weeks."
    )


def test_an_aside_can_be_quoted_as_its_speakers() -> None:
    """What is said around it, in the same turn, counts as asked directly before."""
    found = proof("we all would", speaker="sam", asked="I would ask for help sooner")
    assert (found.text, found.asked, found.is_asked_earlier) == ("we all would", "I would ask for help sooner", False)


def test_the_question_is_proved_too() -> None:
    """It stands in the turn directly before, in the record's own typography."""
    found = proof("One small project helped me most.", asked="What helped you  most?")
    assert (found.asked, found.is_asked_earlier) == ("What helped you most?", False)


def test_an_earlier_question_must_be_named() -> None:
    """With asked_turn it is told as asked earlier; without, the problem says what to write."""
    text = "I would ask for help sooner"
    assert problem(text, asked="What helped you most?").fix == "Write asked_turn: 1 below it."
    assert proof(text, asked="What helped you most?", turn=1).is_asked_earlier
    assert problem(text, asked="What would you change?", turn=1).fix == "Remove asked_turn."


def test_nobody_asks_himself() -> None:
    """The question is another speaker's, and comes before the answer."""
    assert "not asked before" in problem("They should not specialise early.", asked="I sat alone for weeks").message
    assert "not asked before" in problem("One small project helped me most.", asked="Should people specialise?").message


def test_asked_turn_needs_a_question() -> None:
    """Half an entry is a slip."""
    assert "asked_turn" in problem("One small project helped me most.", turn=1).message


def test_no_words_are_no_quote() -> None:
    """A lone cut mark proves nothing."""
    assert problem("[…]").message == "This quote has no words."


def test_an_unsure_turn_is_never_quoted() -> None:
    """Not as words, not as a question."""
    turns = [drafts.turn(*one) for one in drafts.TURNS]
    turns[2] = drafts.turn(*drafts.TURNS[2], is_sure=False)
    record, _ = prove(drafts.transcript(tuple(turns)), drafts.original(), "https://example.org/talk")
    assert "nobody is sure" in problem("What would you change?", record, speaker="sam").message
    assert "nobody is sure" in problem("I sat alone for weeks.", record, asked="What would you change?").message


def test_a_recording_is_linked_at_its_second() -> None:
    """Where turns have seconds, the link goes there."""
    turns = tuple(drafts.turn(*one, start_s=61.9) for one in drafts.TURNS)
    record, _ = prove(drafts.transcript(turns), drafts.original(), "https://video.example/watch?v=1")
    found = prove_quote(drafts.quote("I sat alone for weeks."), record)
    assert isinstance(found, Proof)
    assert found.url == "https://video.example/watch?v=1&t=61"


ADA = drafts.TURNS[1][1].replace("|", " ").replace(" .", ".")


@given(st.data())
def test_any_run_of_words_is_proved_and_any_lost_word_is_not(data: st.DataObject) -> None:
    """Property: a run of words of a turn is admitted as it is; without one of its inner words it is refused."""
    turn = RECORD.transcript.turns[1]
    spans = list(word_spans(turn.text))
    first = data.draw(st.integers(0, len(spans) - 3))
    last = data.draw(st.integers(first + 2, len(spans) - 1))
    text = turn.text[spans[first][0] : spans[last][1]]
    assert isinstance(prove_quote(_ada(text), RECORD), Proof)
    lost = data.draw(st.integers(first + 1, last - 1))
    without = turn.text[spans[first][0] : spans[lost][0]] + turn.text[spans[lost + 1][0] : spans[last][1]]
    assume(without != text)
    assert isinstance(prove_quote(_ada(without), RECORD), Problem)


def _ada(text: str) -> QuoteDraft:
    return drafts.quote(text)


NUMBERS = "It took 2.5 hours, cost 40,000 in all, and was non-technical."
COUNTED = prove(
    drafts.transcript((drafts.turn("ada", NUMBERS),), left_out=()),
    drafts.original(f"Ada: {NUMBERS}"),
    "https://example.org",
)[0]


@pytest.mark.parametrize("text", ["5 hours", "000 in all", "technical.", "It took 2", "and was non"])
def test_numbers_and_hyphenated_words_are_not_cut(text: str) -> None:
    """ "5 hours" is not what "2.5 hours" says."""
    assert problem(text, COUNTED).message == "This quote cuts a word or a number in two."


def test_whole_numbers_and_words_are_quoted() -> None:
    """What joins inside a word does not keep whole ones apart."""
    assert isinstance(
        prove_quote(drafts.quote("2.5 hours, cost 40,000 in all, and was non-technical."), COUNTED), Proof
    )


def test_words_of_a_turn_that_is_not_proved_are_told_so() -> None:
    """The quote may be right: it is the transcript that wants mending."""
    turns = tuple(drafts.turn(who, text.replace("isn’t", "is")) for who, text in drafts.TURNS)
    record, _ = prove(drafts.transcript(turns), drafts.original(), "https://example.org/talk")
    assert problem("One small project helped me most.", record).message == (
        "The turn that these words stand in is not proved."
    )


def test_published_words_that_nobody_said_are_told_so() -> None:
    """A title is no turn."""
    assert problem("A talk with Ada").message == "These words were published, but in no turn."


def test_a_cut_does_not_reach_into_another_turn() -> None:
    """It is told as what it is."""
    found = problem("One small project helped me most. […] They should not specialise early.")
    assert found.message == "These words run from one turn into another."


def test_the_nearest_passage_holds_only_what_can_be_read() -> None:
    """Others' words are left out of it."""
    found = problem("I would ask for kelp sooner. I sat alone for weeks.")
    assert "\0" not in word_diff(found.nearest)


def test_a_quote_as_long_as_a_book_is_refused_at_once() -> None:
    """Its beginning is compared with the record, not all of it."""
    found = problem("One small project helped everyone most. " * 30_000)
    assert found.message == "These words are not in the record."
    assert len(word_diff(found.nearest)) < 10_000


PROJECT = quote("One small project helped me most.", id="project")
ALONE = quote("I sat alone for weeks.", id="alone")
INVENTED = quote("I never said this.", id="invented")


def test_an_edit_gives_what_a_fresh_admission_gives() -> None:
    """Quotes come and go, are mended and spoiled, and the transcript is lost and comes back."""
    before = Proofs()
    states = [
        [record(topic(PROJECT, ALONE))],
        [record(topic(PROJECT))],
        [record(topic(PROJECT, INVENTED))],
        [record(topic(ALONE, PROJECT), topic(INVENTED, id="other"))],
        [record(topic(PROJECT, ALONE), text=ORIGINAL.replace("One small project", "A small project"))],
        [record(topic(PROJECT, ALONE), sha256="0" * 64)],
        [],
        [record(topic(PROJECT, ALONE))],
    ]
    for state in states:
        assert admit(state, (), before) == admit(state)


def test_only_what_changed_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """One quote mended: one quote proved."""
    proved: list[str] = []

    def counted(draft, record):
        proved.append(draft.id.text)
        return prove_quote(draft, record)

    prove_quote = proving.prove_quote
    monkeypatch.setattr(proving, "prove_quote", counted)
    before = Proofs()
    admit([record(topic(PROJECT, INVENTED))], (), before)
    admit([record(topic(PROJECT, ALONE))], (), before)
    assert proved == ["project", "invented", "alone"]
