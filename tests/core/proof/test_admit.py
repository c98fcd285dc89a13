"""What is admitted, what is set aside, and why; and quotes that were withdrawn."""

from __future__ import annotations

import dataclasses

import pytest

from bot.core.drafts import Problem, RecordDraft, Severity, UseDraft
from bot.core.model import Knowledge
from bot.core.proof.admit import admit
from tests.core import drafts
from tests.core.drafts import quote, record, retired, topic, written

GOOD = quote("One small project helped me most.", id="small-project", asked="What helped you most?")


def admitted(*records: RecordDraft) -> tuple[Knowledge, list[str]]:
    knowledge, problems = admit(records)
    return knowledge, [problem.message for problem in problems if problem.is_error]


def use(name: str) -> UseDraft:
    return UseDraft(written(name).location, written(name, 30))


def test_a_true_quote_is_admitted_whole() -> None:
    """With its whole id, its speaker, the source, what was asked, and a link to the sentence."""
    knowledge, problems = admitted(record(topic(GOOD)))
    assert problems == []
    admitted_quote = knowledge.quotes["talk-2024/small-project"]
    assert admitted_quote.speaker.name == "Ada Example"
    assert admitted_quote.asked == "What helped you most?"
    assert admitted_quote.url == "https://example.org/talk#:~:text=One%20small%20project%20helped%20me%20most."
    assert drafts.ORIGINAL[slice(*admitted_quote.spans[0])] == admitted_quote.text


def test_an_untrue_quote_is_set_aside_and_the_rest_goes_on() -> None:
    """One bad entry costs that entry."""
    knowledge, problems = admitted(record(topic(GOOD, quote("One big project helped me most.", id="big"))))
    assert list(knowledge.quotes) == ["talk-2024/small-project"]
    assert problems == ["These words are not in the record."]


def test_a_word_changed_in_quote_and_transcript_together_is_a_problem() -> None:
    """The transcript is proved itself."""
    turns = tuple(drafts.turn(who, text.replace("small", "big")) for who, text in drafts.TURNS)
    changed = record(topic(quote("One big project helped me most.")), spoken=drafts.transcript(turns))
    knowledge, problems = admitted(changed)
    assert not knowledge.quotes
    assert any("not what was published" in problem for problem in problems)


def test_a_changed_original_proves_nothing() -> None:
    """Where the hash differs, no quote of that source is admitted."""
    knowledge, problems = admitted(record(topic(GOOD), sha256="0" * 64))
    assert not knowledge.quotes
    assert "its hash is" in problems[0]


def test_doubled_ids_are_refused() -> None:
    """The first keeps the id; the second is told where it is."""
    knowledge, problems = admitted(record(topic(GOOD, quote("I sat alone for weeks.", id="small-project", line=9))))
    assert len(knowledge.quotes) == 1
    assert problems == ["The id small-project is taken by the quote at knowledge/talk-2024.yaml:7:1."]


def test_one_question_belongs_to_one_topic() -> None:
    """Doubled questions are a problem, whatever their case, quotes and question marks."""
    one = topic(GOOD, questions=["How’s it begun?"])
    other = topic(quote("I sat alone for weeks."), id="other", title="Alone?", questions=["how's it begun"])
    _, problems = admitted(record(one, other))
    assert problems == ["“how's it begun” is asked already at knowledge/talk-2024.yaml:1:1."]


def test_unknown_names_are_told() -> None:
    """Relations, quotes in use and speakers must exist."""
    stranger = quote("I sat alone for weeks.", id="b", speaker="bob")
    _, problems = admitted(record(topic(GOOD, stranger, use("nowhere"), related=["nothing"])))
    assert problems == [
        "Nobody called bob is among the speakers.",
        "There is no quote talk-2024/nowhere.",
        "There is no other topic nothing.",
    ]


def test_topics_belong_to_the_folder() -> None:
    """Another file adds a quote to a topic, and one may use the other's."""
    second = record(topic(quote("I sat alone for weeks.", id="alone"), title=None, questions=[]), source="talk-2025")
    third = topic(use("talk-2025/alone"), id="alone", title="Alone?")
    knowledge, problems = admitted(record(topic(GOOD), third), second)
    assert problems == []
    assert [q.id for q in knowledge.topics["start"].quotes] == ["talk-2024/small-project", "talk-2025/alone"]
    assert [q.id for q in knowledge.topics["alone"].quotes] == ["talk-2025/alone"]


def test_two_titles_are_a_problem() -> None:
    """The first title stays."""
    second = record(topic(quote("I sat alone for weeks."), title="Another?", questions=[]), source="talk-2025")
    knowledge, problems = admitted(record(topic(GOOD)), second)
    assert knowledge.topics["start"].title == "How to start?"
    assert problems == ["The topic start has another title at knowledge/talk-2024.yaml:6:1: “How to start?”."]


def test_a_topic_needs_a_title_and_a_proved_quote() -> None:
    """Otherwise it is not admitted, and no relation leads there."""
    empty = topic(quote("Never said."), id="empty")
    untitled = topic(quote("I sat alone for weeks.", id="alone"), id="untitled", title=None)
    knowledge, problems = admitted(record(topic(GOOD, related=["empty"]), empty, untitled))
    assert list(knowledge.topics) == ["start"]
    assert knowledge.topics["start"].related == ()
    assert any("no quote that is proved" in problem for problem in problems)
    assert any("no title in any file" in problem for problem in problems)


def test_the_same_source_twice_is_told() -> None:
    """The second file is set aside."""
    _, problems = admitted(record(topic(GOOD)), record(topic(quote("I sat alone for weeks."), id="b")))
    assert problems[0] == "There are two sources called talk-2024."


def warnings(text: str, **fields: str) -> list[str]:
    _, problems = admit([record(topic(quote(text, **fields)))])
    return [problem.message for problem in problems if not problem.is_error and "ways of asking" not in problem.message]


def test_quotes_that_cannot_stand_alone_are_warned_of() -> None:
    """Short, pointing back, cut out of a sentence: admitted, with a warning."""
    assert warnings("It isn’t easy to start one.") == ["This quote has only 6 words."]
    assert warnings("small project helped me most. It isn’t easy to start one.") == [
        "This quote starts in the middle of a sentence."
    ]
    assert warnings("One small project helped me most. It isn’t easy to") == [
        "This quote ends in the middle of a sentence."
    ]
    assert warnings("easy to start one.\n\nI learned from real users")[0] == (
        "This quote starts in the middle of a sentence, behind “isn’t”, which may turn its meaning around."
    )


def test_a_short_answer_is_quoted_without_a_warning() -> None:
    """Where the whole turn is short, so is the quote; and it may open as the turn does."""
    assert warnings("They should not specialise early.") == []


def test_every_problem_has_a_place_and_a_mend() -> None:
    """Nobody is left without a way out."""
    _, problems = admit([record(topic(quote("Never said."), related=["x"]), sha256="0" * 64)])
    assert problems
    assert all(isinstance(p, Problem) and p.location.file and p.fix for p in problems)


def test_what_a_topic_answers_is_not_silenced() -> None:
    """A message stands under a topic or in the silence, not in both."""
    knowledge, problems = admit(
        [record(topic(GOOD, questions=["how do I begin?"]))], [written("How do I begin"), written("what do you earn?")]
    )
    assert knowledge.out_of_scope == ("what do you earn?",)
    assert [problem.message for problem in problems if problem.is_error] == [
        "“How do I begin” is asked already at knowledge/talk-2024.yaml:1:1."
    ]


def test_a_cut_inside_a_sentence_is_warned_of() -> None:
    """It may swallow more than it seems; an aside may always be cut out."""
    assert warnings("One small project […] most. It isn’t easy to start one.") == [
        "A cut […] falls inside a sentence, whose meaning it may turn."
    ]
    assert warnings("I would ask for help sooner […]. I sat alone for weeks.") == []


def test_a_use_beside_its_own_quote_is_told() -> None:
    """Above it or below."""
    for listed in ((GOOD, use("small-project")), (use("small-project"), GOOD)):
        assert admitted(record(topic(*listed)))[1] == ["The topic start lists talk-2024/small-project already."]


def test_a_topic_of_questions_alone_is_told() -> None:
    """Nothing is dropped in silence."""
    _, problems = admitted(record(topic(GOOD), topic(id="lost", title=None)))
    assert problems == ["The topic lost has no title in any file."]


def test_labels_belong_to_speakers() -> None:
    """A label of nobody is a slip of the pen."""
    spoken = dataclasses.replace(drafts.transcript(), labels={**drafts.LABELS, "bob": "Bob:"})
    _, problems = admitted(record(topic(GOOD), spoken=spoken))
    assert problems == ["There is a label for bob, who is not among the speakers."]


def test_an_unproved_source_is_told_once() -> None:
    """Not once more for each of its topics."""
    _, problems = admitted(record(topic(GOOD), topic(quote("I sat alone for weeks.", id="b"), id="b"), sha256="0" * 64))
    assert len(problems) == 1


WORDS = "One small project helped me most."
SOONER = quote("I would ask for help sooner […]. I sat alone for weeks.", id="sooner")


def with_problems(*records: RecordDraft) -> tuple[Knowledge, list[Problem]]:
    knowledge, problems = admit(records)
    return knowledge, [*problems]


def test_a_withdrawn_quote_is_not_shown() -> None:
    """And is no problem."""
    knowledge, problems = with_problems(record(topic(SOONER), retired=(retired(WORDS),)))
    assert problems == []
    assert list(knowledge.quotes) == ["talk-2024/sooner"]


def test_its_id_stays_taken() -> None:
    """Old answers point to it; the sentence tells since when and why, once."""
    drafts = record(topic(quote(WORDS, id="old", line=12), SOONER), retired=(retired("Other words."),))
    knowledge, problems = with_problems(drafts)
    assert list(knowledge.quotes) == ["talk-2024/sooner"]
    [problem] = problems
    assert problem.is_error
    assert problem.location.line == 12
    assert problem.message == "The quote old was withdrawn on 2026-11-23: He was misheard."


def test_another_source_may_use_the_id() -> None:
    """Ids are a source's own."""
    other = record(topic(quote(WORDS, id="old"), id="other"), source="other")
    knowledge, _ = with_problems(record(topic(SOONER), retired=(retired(WORDS),)), other)
    assert "other/old" in knowledge.quotes


def test_the_same_words_are_warned_of() -> None:
    """However they are spaced; they are shown all the same."""
    again = quote("One  small project helped me most.", id="again")
    knowledge, problems = with_problems(record(topic(again), retired=(retired(f"{WORDS}\n"),)))
    assert list(knowledge.quotes) == ["talk-2024/again"]
    [problem] = [problem for problem in problems if "withdrawn" in problem.message]
    assert problem.severity is Severity.WARNING
    assert problem.message == "These words were withdrawn on 2026-11-23 as old: He was misheard."
    assert "restore old" in problem.fix


def test_a_use_rests_until_the_quote_is_restored() -> None:
    """It is advice, from any file: nothing is wrong with it."""
    other = topic(SOONER, UseDraft(written("old").location, written("talk-2024/old", 30)), id="other")
    knowledge, problems = with_problems(record(other, retired=(retired(WORDS),)))
    assert [quote.id for quote in knowledge.topics["other"].quotes] == ["talk-2024/sooner"]
    assert [(problem.severity, problem.location.line) for problem in problems] == [(Severity.ADVICE, 30)]


def test_a_topic_that_lost_its_only_quote_is_a_warning() -> None:
    """Its questions lead nowhere, but nothing was written wrongly."""
    knowledge, problems = with_problems(record(topic(), topic(SOONER, id="other"), retired=(retired(WORDS),)))
    assert list(knowledge.topics) == ["other"]
    [problem] = problems
    assert problem.severity is Severity.WARNING
    assert "start cannot be answered since its quote was withdrawn" in problem.message


def test_an_id_is_retired_once() -> None:
    """A second entry would leave open which of the two is restored."""
    _, problems = with_problems(record(topic(SOONER), retired=(retired(WORDS), retired("Other words.", line=95))))
    [problem] = problems
    assert problem.location.line == 95
    assert "retired already at knowledge/talk-2024.yaml:90" in problem.message


@pytest.mark.parametrize(
    ("named", "fix"),
    [
        ("Ada Example", "Write ada."),
        ("Ada", "Write ada."),
        ("EXAMPLE", "Write ada."),
        ("sma", "Write one of: ada, sam."),
        ("Adda Example", "Write ada."),
        ("nobody", "Write one of: ada, sam."),
    ],
)
def test_a_name_in_the_place_of_an_id_is_told_the_id(named: str, fix: str) -> None:
    _, problems = admit([record(topic(quote("One small project helped me most.", speaker=named)))])
    assert problems[0].message == f"Nobody called {named} is among the speakers."
    assert problems[0].fix == fix


@pytest.mark.parametrize(
    ("used", "fix"), [("smal-project", "Write small-project."), ("else/small-project", "Write small-project.")]
)
def test_the_nearest_id_is_told(used: str, fix: str) -> None:
    _, problems = admit([record(topic(GOOD), topic(use(used), id="other"))])
    assert fix in [problem.fix for problem in problems]


def test_what_follows_from_a_slip_is_told_after_it() -> None:
    """A topic that lost its only quote is further up in the file."""
    _, problems = admit([record(topic(quote("Never said.")))])
    told = [problem.message for problem in sorted(problems, key=lambda problem: problem.order) if problem.is_error]
    assert told == [
        "These words are not in the record.",
        "The topic start has no quote that is proved, so it cannot be answered.",
    ]
