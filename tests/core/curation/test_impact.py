"""Which questions would get another answer: those alone, each with what it gets before and after."""

from __future__ import annotations

import pytest

from bot.core.answer import Policy
from bot.core.curation.impact import (
    ChangedAnswer,
    Impact,
    Merit,
    Origin,
    Probe,
    ProbeResult,
    Side,
    compared,
    other_probes,
    phrasing_probes,
    results_of,
)
from bot.core.drafts import Location, TopicDraft
from bot.core.evaluation.metrics import JudgedQuestion
from bot.core.matching import Matcher
from bot.core.phrases.curating import changed_line
from bot.core.proof.admit import admit
from bot.core.records import Decided, Reason
from tests.core.drafts import quote, record, topic
from tests.state.values import question

POLICY = Policy(answer_at=0.5, suggest_at=0.35, message_at=0.9)
PROJECTS = ["how small is a project", "how big is a project", "which project comes first", "is one project enough"]
HELP = [
    "when do I ask colleagues",
    "may I ask colleagues",
    "is it silly to need a hand",
    "whom of my colleagues do I ask",
]
SPECIALISE = [
    "should juniors specialise",
    "is it early to specialise",
    "specialise or stay broad",
    "who has to specialise",
]
STOLEN = ["may I ask colleagues", "whom of my colleagues do I ask", "is one project enough"]


def topics(*more: str) -> list[TopicDraft]:
    """Three of them; the last one is asked about in these ways as well."""
    return [
        topic(quote("One small project helped me most."), id="project", title="Projects", questions=PROJECTS),
        topic(quote("I would ask for help sooner", id="help"), id="help", title="Help", questions=HELP),
        topic(
            quote("They should not specialise early.", id="early"),
            id="early",
            title="Breadth",
            questions=[*SPECIALISE, *more],
        ),
    ]


def side(*drafts: TopicDraft) -> Side:
    knowledge, problems = admit([record(*drafts)])
    assert [problem for problem in problems if problem.is_error] == []
    return Side(knowledge, Matcher.of(knowledge), POLICY)


def impact(before: Side, after: Side, *others: Probe) -> Impact:
    return compared(before, after, results_of(phrasing_probes(before.knowledge), before), others)


def test_nothing_changes_without_an_edit() -> None:
    """And all ways of asking were asked."""
    found = impact(side(*topics()), side(*topics()))
    assert found == Impact((), 12)


def test_an_edit_that_steals_three_questions_shows_those_three() -> None:
    """Each with the answer that it had and the wrong one that it would get."""
    found = impact(side(*topics()), side(*topics(*(f"so {text}" for text in STOLEN))))
    assert sorted(change.question for change in found.changed) == sorted(STOLEN)
    assert found.worse == len(found.changed)
    for change in found.changed:
        assert change.origin is Origin.PHRASING
        assert (change.before.decided, change.merit_before) == (Decided.ANSWER, Merit.RIGHT)
        assert (change.after.quote, change.merit_after) == ("talk-2024/early", Merit.WRONG)
        assert change.before.topic in ("help", "project")
        assert change.before.confidence != change.after.confidence


def test_what_an_edit_brings_is_asked_as_well() -> None:
    """A new way of asking, with itself left out: it says nothing yet that the others do not."""
    found = impact(side(*topics()), side(*topics("how broad should juniors be")))
    assert found.asked == 13


def test_what_goes_is_still_asked() -> None:
    """People do not stop asking since nothing answers any more."""
    found = impact(side(*topics()), side(*topics()[:2]))
    assert found.asked == 12
    worse = [change for change in found.changed if change.gain < 0]
    assert {change.question for change in worse} >= set(SPECIALISE)
    assert all(change.merit_after is not Merit.RIGHT for change in worse)


def test_each_is_asked_with_nothing_left_out_but_itself() -> None:
    """However it looked while others were left out with it."""
    before, after = side(*topics()), side(*topics(*(f"so {text}" for text in STOLEN)))
    for change in impact(before, after).changed:
        for of, result in ((before, change.before), (after, change.after)):
            matcher = of.matcher.without(frozenset([change.question]))
            assert of.result(Probe(change.question, Origin.PHRASING), matcher) == result


def asked(text: str, *spans: str) -> JudgedQuestion:
    return JudgedQuestion("q1", text, "direct", spans, Location("questions.jsonl", 1, 1))


def test_known_answers_and_questions_asked_in_vain_are_asked_too() -> None:
    """An evaluation knows what is right; of what members asked in vain nobody does."""
    waiting = [question(text="how old is she"), question(text="the ask of colleagues", reason=Reason.NOT_ASKED)]
    others = other_probes([asked("may I ask busy colleagues", "I would ask for help sooner")], waiting)
    assert [probe.origin for probe in others] == [Origin.EVALUATION, Origin.UNANSWERED, Origin.NOT_ASKED]
    stolen = ("may I ask busy colleagues", "so the ask of colleagues", "so how old is she")
    found = impact(side(*topics()), side(*topics(*stolen)), *others)
    merits = {change.origin: (change.merit_before, change.merit_after) for change in found.changed}
    assert merits[Origin.EVALUATION] == (Merit.RIGHT, Merit.WRONG)
    assert merits[Origin.UNANSWERED] == merits[Origin.NOT_ASKED] == (None, None)
    assert {change.origin for change in found.changed if not change.gain} >= {Origin.UNANSWERED, Origin.NOT_ASKED}


@pytest.mark.parametrize(("spans", "merit"), [((), Merit.RIGHT), (("They should not",), Merit.SILENT)])
def test_silence_is_right_where_nothing_answers(spans: tuple[str, ...], merit: Merit) -> None:
    """Of a question with known answers it is neither right nor wrong."""
    [probe] = other_probes([asked("bread and butter and flowers", *spans)], ())
    [change] = impact(side(*topics()), side(*topics("bread and butter and flowers")), probe).changed
    assert (change.before.decided, change.merit_before) == (Decided.ABSTENTION, merit)
    assert (change.after.decided, change.gain > 0) == (Decided.ANSWER, bool(spans))


def test_the_same_question_is_asked_once() -> None:
    """However many people have asked it."""
    assert len(other_probes((), [question(id=1), question(id=2)])) == 1


def test_topics_to_choose_from_in_another_order_are_no_change() -> None:
    """Unless the one that was asked about comes or goes."""
    before = ProbeResult(Decided.SUGGESTIONS, 0.81, suggested=("help", "project"))
    turned = ProbeResult(Decided.SUGGESTIONS, 0.83, suggested=("project", "help"))
    lost = ProbeResult(Decided.SUGGESTIONS, 0.83, suggested=("project", "early"))
    assert not turned.is_other_than(before, "help")
    assert lost.is_other_than(before, "help")
    assert not lost.is_other_than(before, "")


def test_what_changes_is_told_in_plain_words() -> None:
    """Without figures that tell nobody anything."""
    answer = ProbeResult(Decided.ANSWER, 0.9, "talk/one", "one", "Words.")
    offered = ProbeResult(Decided.SUGGESTIONS, 0.6, suggested=("one",))
    nothing = ProbeResult(Decided.ABSTENTION, 0.1)
    told = [
        changed_line(ChangedAnswer("why?", Origin.PHRASING, answer, offered, Merit.RIGHT, Merit.HINT)),
        changed_line(ChangedAnswer("why?", Origin.UNANSWERED, nothing, answer, None, None)),
        changed_line(ChangedAnswer("why?", Origin.PHRASING, offered, answer, Merit.SILENT, Merit.RIGHT)),
    ]
    assert told == [
        "Worse: “why?” gets talk/one now, and would get topics to choose from, the right one among them.",
        "Changed, asked in vain: “why?” gets no answer now, and would get talk/one.",
        "Better: “why?” gets topics to choose from, without the right one now, and would get talk/one.",
    ]
