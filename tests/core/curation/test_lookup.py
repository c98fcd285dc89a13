"""Pasted words are found in the records, however they come out of Discord, phones and web pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.asking import MAX_ASKED_CHARS, asked_together
from bot.core.curation.lookup import Archive, LocatedWords, WordsQuery, find, one_line, readings
from bot.core.drafts import Problem, RecordDraft
from bot.core.edits import ImpossibleError
from bot.core.phrases.curating import known
from bot.core.proof.admit import admit
from bot.core.proof.quote import prove_quote
from tests.core.drafts import TURNS, quote, record, retired, topic, transcript, turn

PROJECT = "One small project helped me most."


def archive(*drafts: RecordDraft) -> Archive:
    drafts = drafts or (record(topic(quote(PROJECT))),)
    return Archive(admit(drafts)[0], drafts)


def found(words: str, of: Archive | None = None, **wanted: str) -> LocatedWords:
    return find(WordsQuery(words, **wanted), of or archive())


def refused(words: str, of: Archive | None = None, **wanted: str) -> ImpossibleError:
    with pytest.raises(ImpossibleError) as told:
        find(WordsQuery(words, **wanted), of or archive())
    return told.value


def test_words_bring_all_that_a_quote_needs() -> None:
    """As the record has them, however they were pasted."""
    one = found("> They should NOT specialise early.".replace("NOT", "not") + "\n— Ada")
    assert (one.source.id, one.speaker.id, one.turn) == ("talk-2024", "ada", 6)
    assert (one.text, one.asked, one.asked_turn) == (
        "They should not specialise early.",
        "Should people specialise?",
        None,
    )
    assert one.id == "they-should-not-specialise-early"
    assert "specialise" in one.url
    assert (one.places, one.standing, one.retired) == (1, (), ())


def test_words_come_out_as_the_record_has_them() -> None:
    """Straight marks become its own; what was left out stays left out."""
    assert found("It isn't easy to start one.").text == "It isn’t easy to start one."
    one = found("I would ask for help sooner [...] I sat alone for weeks.")
    assert one.text == "I would ask for help sooner […] I sat alone for weeks."
    proof = prove_quote(one.quote().draft(), archive().records["talk-2024"])
    assert not isinstance(proof, Problem)


def test_the_question_may_have_been_asked_earlier() -> None:
    """The turn before asks nothing; an earlier one does, and is named."""
    turns = (*TURNS[:4], ("sam", "Should people specialise?"), ("ada", "Well."), ("sam", "Go on."), *TURNS[5:])
    text = "\n\n".join(f"{name.title()}: {words.replace('|', '')}" for name, words in turns)
    spoken = transcript(tuple(turn(*one) for one in turns), left_out=())
    one = found("They should not specialise early.", archive(record(text=text, spoken=spoken)))
    assert (one.turn, one.asked, one.asked_turn) == (8, "Should people specialise?", 5)


ASKED = "Did you steal the money?"
LATER = "Yes, absolutely, and I would do so again."


@pytest.mark.parametrize(
    ("between", "asked"),
    [
        ((("ada", "Well…"), ("sam", "Please.")), ASKED),
        ((("ada", "Hmm, let me think."), ("sam", "Take your time.")), ASKED),
        ((("ada", "No."), ("sam", "Your daughter was in the room.")), ""),
        ((("ada", "They should, and early."), ("sam", "Go on.")), ""),
        ((("ada", "No."), ("sam", "Was your daughter in the room?")), "Was your daughter in the room?"),
        ((("sam", "Your daughter was in the room."),), ASKED),
    ],
)
def test_a_question_that_was_answered_is_not_asked_again(between: tuple[tuple[str, str], ...], asked: str) -> None:
    """It belongs to the words that answered it, few as they are, not to what is said after the next remark."""
    said = (("sam", ASKED), *between, ("ada", LATER))
    assert found(LATER, talk(*said)).asked == asked


@pytest.mark.parametrize(
    ("aside", "asked"),
    [
        ("(Sam: right)", ASKED),
        ("(Sam: your daughter was in the room)", ""),
        ("(Sam: Were you alone there?)", "Were you alone there?"),
    ],
)
def test_a_remark_thrown_in_ends_an_answer_unless_it_is_a_word_or_two(aside: str, asked: str) -> None:
    one = found(LATER, talk(("sam", ASKED), ("ada", f"No.|{aside}|{LATER}")))
    assert one.asked == asked


def talk(*said: tuple[str, str]) -> Archive:
    text = "\n\n".join(f"{name.title()}: {words.replace('|', ' ')}" for name, words in said)
    spoken = transcript(tuple(turn(*one) for one in said), left_out=())
    return archive(record(topic(quote(LATER)), text=text, spoken=spoken))


def test_interviewers_are_asked_nothing() -> None:
    """What comes before their words is no question to them; but somebody may say that it was."""
    assert found("Should people specialise?").asked == ""


def test_a_question_can_be_named() -> None:
    """As it was pasted; it must have been asked before."""
    one = found("They should not specialise early.", asked='"What would you change?"')
    assert (one.asked, one.asked_turn) == ("What would you change?", 3)
    assert found("They should not specialise early.", asked="").asked == ""
    with pytest.raises(ImpossibleError, match="not asked before these words"):
        found("One small project", asked="Should people specialise?")


def test_what_stands_already_is_told() -> None:
    """Also where only some of the words do, and where they were withdrawn."""
    one = found("One small project helped me most. It isn’t easy to start one.")
    assert [standing.id for standing in one.standing] == ["talk-2024/a-quote"]
    withdrawn = archive(record(topic(quote(PROJECT)), retired=(retired("They should not specialise early."),)))
    [told] = found("They should not specialise early.", withdrawn).retired
    assert (told.id.text, told.reason.text, told.since.text) == ("old", "He was misheard.", "2026-11-23")


def test_an_id_is_never_given_twice() -> None:
    """Not that of a quote, and not that of a withdrawn one."""
    names = ("they-should-not-specialise-early", "they-should-not-specialise-early-2")
    taken = record(topic(quote(PROJECT, id=names[0])), retired=(retired("gone", id=names[1]),))
    assert found("They should not specialise early.", archive(taken)).id == f"{names[0]}-3"


def test_words_that_nobody_said_have_a_nearest_passage() -> None:
    """With what differs."""
    told = refused("One big project helped me most.")
    assert str(told).startswith("These words are not in the record. Copy them from the transcript, ")
    assert ("big", "small", True) in told.nearest


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("", "no words"),
        ("word " * 2001, "more than 10,000 characters"),
        ("> \n> ", "no words"),
        ("help sooner. I sat alone", "Somebody else's words stand in between"),
        ("What would you change? I would ask", "run from one turn into another"),
        ("ne small project helped", "cuts a word or a number in two"),
        ("ne small", "not in the record"),
        ("Thanks for reading.", "in no turn"),
    ],
)
def test_why_words_cannot_be_quoted(words: str, reason: str) -> None:
    assert reason in str(refused(words))


def test_words_of_nobody_in_particular_are_refused() -> None:
    """Where nobody is sure who speaks."""
    turns = (*(turn(*one) for one in TURNS[:-1]), turn(*TURNS[-1], is_sure=False))
    told = refused("They should not specialise early.", archive(record(spoken=transcript(turns))))
    assert "nobody is sure who speaks" in str(told)


def test_words_of_somebody_else_are_not_given_to_who_is_named() -> None:
    assert "the words of ada" in str(refused(PROJECT, speaker="sam"))
    assert found(PROJECT, speaker="ada").speaker.id == "ada"
    assert "not in the record" in str(refused(PROJECT, source="other"))


def test_the_last_questions_are_taken_together() -> None:
    """As many as a quote's question may hold; what says little is passed over if there is more."""
    assert asked_together("Ah. How did you do it? And why? I see.") == "How did you do it? And why?"
    between = "What would you do in his place? It is late. And you?"
    assert asked_together(f"Well. {between} I see.") == between
    assert asked_together("Tell me how it began. Then I will ask more.") == "Tell me how it began."
    assert asked_together("You asked “why is that so?”. And I said no.") == "You asked “why is that so?”."
    assert (
        asked_together("You left Berlin in May. Well. How did it go?") == "You left Berlin in May. Well. How did it go?"
    )
    assert asked_together("You left Berlin in May. Which job came then?") == "Which job came then?"
    assert asked_together("Really?") == "Really?"
    assert asked_together("Go on.") == ""
    many = " ".join(f"Would you say that number {n} is too much for you?" for n in range(9))
    assert 0 < len(asked_together(many)) <= MAX_ASKED_CHARS


@pytest.mark.parametrize(
    "pasted",
    [
        PROJECT,
        f"> {PROJECT}",
        f">>> {PROJECT}",
        f"“{PROJECT}”",
        f'"{PROJECT}"',
        f"{PROJECT}\n— Ada Example",
        f"> {PROJECT}\n— **Ada Example**, then engineer, 2024\n[A talk](<https://example.org>)\n-# you asked: “why?”",
        f"look at this!\n> {PROJECT}\nisn't it nice",
        f"“{PROJECT}”\n\n— Ada",
        f"…{PROJECT}",
        "One **small** project helped me most\\.".replace("**", ""),
        "One ~~small~~ project ||helped|| me most.",
        "One [small project](https://example.org/x) helped me most.",
        "One small\u200b project helped \u202eme most.\x00",
        f"\r\n  {PROJECT}\r\n",
    ],
)
def test_what_stands_around_words_is_taken_away(pasted: str) -> None:
    """Some way of reading it is the words themselves."""
    assert PROJECT in readings(pasted)


def test_the_most_literal_reading_comes_first() -> None:
    """What looks like an attribution may have been said."""
    assert readings(f"{PROJECT}\n— and I mean it")[0] == f"{PROJECT}\n— and I mean it"


@pytest.mark.parametrize("pasted", ["", " \n ", "[…]", "\x00", "\u200b"])
def test_what_has_no_words_has_no_reading(pasted: str) -> None:
    assert readings(pasted) == ()


@given(st.text(max_size=300))
def test_anything_can_be_pasted(pasted: str) -> None:
    """No reading is empty, none says what was not pasted, none holds the mark that walls off the words of others."""
    for reading in readings(pasted):
        assert reading.strip()
        assert "\0" not in reading
    assert one_line(pasted).splitlines() in ([], [one_line(pasted)])


def test_what_is_left_out_at_a_cut_is_told() -> None:
    """In words, for the preview."""
    one = found("One small project helped me most. […] I learned from real users")
    assert one.left_out == ("It isn’t easy to start one.",)
    assert "Left out: “It isn’t easy to start one.”." in known(one)


@pytest.mark.parametrize(
    ("pasted", "recorded"),
    [
        ("It isn't easy to start one.", "It isn’t easy to start one."),
        ("Small project helped me most.", "small project helped me most."),
        ("one small project helped me most.", PROJECT),
        ("I would ask for help sooner ... I sat alone", "I would ask for help sooner […] I sat alone"),
        ("I would ask for help sooner… I sat alone", "I would ask for help sooner […] I sat alone"),
        ("I would ask for help sooner (...) I sat alone", "I would ask for help sooner […] I sat alone"),
        ("One SMALL project helped me most.", ""),
    ],
)
def test_a_first_letter_and_dots_are_understood(pasted: str, recorded: str) -> None:
    """As people write who quote: a capital at the start, dots for what they leave out. Nothing else is."""
    if recorded:
        assert found(pasted).text == recorded
    else:
        assert refused(pasted)


@pytest.mark.parametrize("words", ["lol", "what on earth is a blockchain worth today?", "asdf qwer", "haha help"])
def test_nonsense_has_no_nearest_passage(words: str) -> None:
    """What shares next to nothing with the record is not compared with it."""
    assert refused(words).nearest == ()


def test_a_capital_letter_is_no_difference_in_what_is_told() -> None:
    told = refused("Small projects helped me most.")
    assert [part for part in told.nearest if part.differs] == [("projects", "project", True)]


@pytest.mark.parametrize("name", ["ada", "Ada", "Ada Example", " ADA EXAMPLE "])
def test_speakers_go_by_their_names_too(name: str) -> None:
    assert found(PROJECT, speaker=name).speaker.id == "ada"


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("a-quote", "Did you mean talk-2024/a-quote?"),
        ("talk-2024/a-qoute", "Did you mean talk-2024/a-quote?"),
        ("talk/a-quote", "Did you mean talk-2024/a-quote?"),
        ("zzz", "Give the id of its source and its own"),
    ],
)
def test_a_quote_that_is_not_there_has_a_nearest_one(wanted: str, told: str) -> None:
    with pytest.raises(ImpossibleError, match=f"There is no quote {wanted}.*{told.replace('?', '.')}"):
        archive().quote(wanted)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [("a-quote", "talk-2024/a-quote is a quote."), ("How to strat?", "Did you mean start?"), ("zzz", "”.")],
)
def test_a_topic_that_is_not_there_has_a_nearest_one(wanted: str, told: str) -> None:
    with pytest.raises(ImpossibleError) as refusal:
        archive().topic(wanted)
    assert str(refusal.value).endswith(told)
