"""Ways of asking: enough of them, and different enough."""

from __future__ import annotations

from bot.core.drafts import Location, Problem, Severity, Written
from bot.core.proof.lint import FEWEST, MOST, Phrasings, phrasing_problems, phrasings
from tests.core.drafts import record, topic

PLACE = "knowledge/talk-2024.yaml"
VARIED = (
    "what should I do first",
    "no idea where to begin",
    "beginner here, any plan?",
    "did Ada take a course?",
    "my manager says read books, is he right?",
    "learning path",
    "which tool comes first?",
    "three tutorials and still lost, help",
    "is school needed?",
    "how long until a job?",
    "tell me your story",
    "advice for newcomers",
    "too old for this?",
    "project or certificate",
    "who taught you?",
    "where do juniors fail",
    "can one learn alone?",
    "best way in",
    "any shortcuts?",
    "so, step one is?",
)


def of_one(questions: list[str], *, title: str = "How to start?") -> Phrasings:
    """The ways of asking of one topic, each in a line of its own from line 10 on."""
    written = tuple(Written(text, Location(PLACE, line, 9)) for line, text in enumerate(questions, 10))
    draft = topic(title=title, questions=[])
    found = phrasings([record(draft.__class__(draft.id, draft.title, written, (), ()))])
    assert len(found) == 1
    return found[0]


def problems(questions: list[str], *, title: str = "How to start?") -> list[Problem]:
    return list(phrasing_problems([of_one(questions, title=title)]))


def test_twenty_that_differ_are_well() -> None:
    """Nothing is said of what needs nothing."""
    assert len(VARIED) == FEWEST
    assert problems([*VARIED]) == []


def test_a_thin_topic_is_told_once_and_gently() -> None:
    """Three ways of asking are a beginning: one piece of advice, where the title stands, whatever else they are."""
    assert [(p.severity, p.message, p.location.line) for p in problems(["how to start"] * 3)] == [
        (Severity.ADVICE, "The topic start has 3 ways of asking, and members ask in many more.", 6)
    ]
    assert problems(["start?"])[0].message.startswith("The topic start has one way of asking, ")
    assert problems([])[0].message.startswith("The topic start has 0 ways of asking, ")


def test_more_than_forty_are_too_many() -> None:
    """What comes on top of them mostly repeats."""
    many = [f"{text} {word}" for word in ("today", "maybe", "really") for text in VARIED]
    assert any(p.message.startswith(f"The topic start has {len(many)} ways") for p in problems(many))
    assert not any("more than help" in p.message for p in problems(many[:MOST]))


def test_two_with_nearly_the_same_stems_are_named() -> None:
    """In their own lines, once each; order, case and endings make no difference."""
    found = problems([*VARIED, "PROJECTS, or: certificates"])
    assert [(p.severity, p.location.line, p.message) for p in found] == [
        (
            Severity.WARNING,
            30,
            "“PROJECTS, or: certificates” has nearly the same words as “project or certificate” in line 23.",
        )
    ]


def test_four_fifths_shared_are_not_too_many() -> None:
    """More than four fifths of the one with more stems: a long one may hold a short one whole."""
    five, one_other = "alpha beta gamma delta epsilon", "alpha beta gamma delta zeta"
    assert of_one([*VARIED, five, one_other, f"{five} eta theta"]).similar == ()
    assert len(of_one([*VARIED, f"{five} eta", five]).similar) == 1


def test_at_most_a_third_start_the_same() -> None:
    """With the same two words, stemmed; told as the first of them is typed."""
    same = [f"How do {word}" for word in ("seniors begin", "you learn", "they find out", "I pick a tool")]
    enough = [*VARIED[:14], *same, "how doing this", "how do people cope", "how do we ask"]
    assert len(enough) == 21
    assert problems(enough) == []
    assert [p.message for p in problems([*enough, "how do I"])] == [
        "8 of the 22 ways of asking of the topic start start with “How do”."
    ]


def test_a_fifth_do_without_the_words_of_the_title() -> None:
    """Function words and the names of those who speak are not what a title tells."""
    assert of_one([*VARIED], title="Did Ada plan a project?").own_words == 18
    telling = [f"{text} start" for text in VARIED[:17]]
    assert [p.message for p in problems([*telling, *VARIED[17:]])] == [
        "Only 3 of the 20 ways of asking of the topic start do without its title's words."
    ]
    assert problems([*telling[:16], *VARIED[16:]]) == []


def test_a_topic_is_as_rich_as_all_files_make_it() -> None:
    """Ways of asking count wherever they are written; a topic without a title has another problem."""
    titled, more = topic(questions=[*VARIED[:9]]), topic(title=None, questions=[*VARIED[9:]])
    found = phrasings([record(titled), record(more, topic(id="untitled", title=None), source="talk-2025")])
    assert [(one.topic, one.asked) for one in found] == [("start", FEWEST)]


def test_every_sentence_shows_the_way_out() -> None:
    """One sentence what, one what to write."""
    worst = [*problems(["start"]), *problems([f"how do I start with {n}" for n in range(41)])]
    assert len(worst) > 40
    assert all(p.fix.endswith(".") and p.message.endswith(".") and p.location.line for p in worst)
