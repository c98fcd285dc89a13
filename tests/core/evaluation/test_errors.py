"""What went wrong: the worst misses, topics confused, words that cannot be found, topics not told from others."""

from __future__ import annotations

from bot.core.evaluation.errors import confusions, coverage, cut, findability, misses, unfindable
from bot.core.matching import Matcher
from bot.core.proof.admit import admit
from tests.core.drafts import quote, record, topic
from tests.core.evaluation.outcomes import KNOWLEDGE, OTHER, RIGHT, WRONG, asked, outcome, right, second, silent, wrong


def test_the_surest_wrong_answer_comes_first() -> None:
    """Then silent questions that got an answer or an unasked reply; what was not said is no miss."""
    outcomes = [
        silent(0.75, id="answered"),
        silent(0.8, kind="chat", id="below the bar for chatter"),
        silent(0.95, kind="chat", id="replied"),
        wrong(0.71, id="wrong"),
        wrong(0.3, id="suggested"),
        second(0.9, id="surer"),
        right(0.99, id="right"),
    ]
    assert [found.asked.id for found in misses(outcomes)] == ["surer", "wrong", "replied", "answered"]


def test_topics_taken_for_one_another() -> None:
    """Counted whatever was decided; another quote of a topic that is wanted is no confusion."""
    outcomes = [
        wrong(0.1, id="a"),
        second(0.9, id="b"),
        right(0.9),
        silent(0.9),
        outcome(asked(OTHER, RIGHT, RIGHT), 0.5, "wrong"),
        outcome(asked(OTHER), 0.5, "right"),
        outcome(asked("words that no quote holds"), 0.5, "right"),
        outcome(asked(WRONG), 0.0),
    ]
    found = [(c.wanted.id, c.found.id, len(c.asked)) for c in confusions(outcomes, KNOWLEDGE)]
    assert found == [("right", "wrong", 3), ("other", "right", 1)]


def test_words_that_nothing_shown_can_hold_are_told() -> None:
    """A span that nobody said, one that stands in no quote, one that is too long; with the line of the question."""
    questions = [
        asked(RIGHT, "It isn't easy to start one.", line=1),
        asked("Nobody said this.", RIGHT, line=2),
        asked("What would you change?", line=3),
        asked(RIGHT, "x" * 601, line=4),
        asked(line=5),
    ]
    told = [(p.location.line, p.message.split(":")[0], p.is_error) for p in unfindable(questions, KNOWLEDGE)]
    assert told == [
        (2, "No transcript holds this span", False),
        (3, "No quote holds any of these spans.", False),
        (4, "No transcript holds this span", False),
        (4, "This span is too long to be shown", False),
    ]


def test_a_line_is_cut_and_holds_nothing_that_acts() -> None:
    """Terminal codes and line ends are gone."""
    assert cut("red \x1b[31m\n text") == "red [31m text"
    assert cut("words words", 8) == "words w…"


def test_coverage_counts_the_words_of_each_speaker() -> None:
    """Labels and stage notes are nobody's words; an aside's are its speaker's."""
    knowledge, _ = admit([record(topic(quote("One small project helped me most.")))])
    counted = {covered.speaker: (covered.quoted, covered.words) for covered in coverage(knowledge)}
    assert counted == {"ada": (6, 38), "sam": (0, 14)}


def test_topics_that_ask_the_same_cannot_be_told_apart() -> None:
    """A topic whose own words find another is named, with the other."""
    words = [
        "how do I begin with code",
        "beginning with code, how",
        "code: where to begin",
        "begin code how",
        "code beginner how to begin",
    ]
    clear = topic(quote("One small project helped me most.", id="a"), questions=words)
    stolen = topic(
        quote("I sat alone for weeks.", id="b"),
        id="stolen",
        title="Loneliness?",
        questions=["begin with code how do I then", "so code, begin how"],
    )
    knowledge, _ = admit([record(clear, stolen)])
    found = {one.topic: one for one in findability(knowledge, Matcher.of(knowledge))}
    assert found["start"].is_distinct
    assert not found["stolen"].is_distinct
    assert found["stolen"].instead == "start"
    assert found["stolen"].hit_1 < found["start"].hit_1 <= 1


def test_what_the_interviewer_asked_is_no_measure() -> None:
    """It stands beside the quote, and finds it by itself."""
    own = quote("One small project helped me most.", asked="What helped you most?")
    knowledge, _ = admit([record(topic(own, questions=["what helped you most", "the best way to learn?"]))])
    [found] = findability(knowledge, Matcher.of(knowledge))
    assert found.asked == 1
