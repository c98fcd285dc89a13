"""Ranking: behaviour, on the shipped knowledge and on small records."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.matching import Matcher
from bot.core.matching.bm25 import Bm25Index
from bot.core.matching.corpus import Vectors
from bot.core.model import Knowledge, Question
from bot.core.proof.admit import admit
from bot.service.snapshots import Snapshot
from tests.core.drafts import original, quote, record, topic, transcript, turn


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """Three topics that share no word."""
    projects = topic(
        quote("One small project helped me most.", id="project"), title="A project?", questions=["what to build first?"]
    )
    alone = topic(
        quote("I sat alone for weeks.", id="alone"), id="alone", title="Alone?", questions=["who helps when stuck?"]
    )
    early = topic(
        quote("They should not specialise early.", id="early", asked="Should people specialise?"),
        id="early",
        title="Specialise?",
        questions=["generalist or expert, masters level?"],
    )
    return admit([record(projects, alone, early, synonyms=(("master's", "msc"),))])[0]


@pytest.fixture(scope="module")
def matcher(knowledge: Knowledge) -> Matcher:
    return Matcher.of(knowledge)


def best(matcher: Matcher, text: str, **fields: str) -> str:
    matches = matcher.rank(Question(text, **fields)).matches
    return matches[0].quote.id.split("/")[1] if matches else ""


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("what should I build first?", "project"),
        ("stuck, who could help?", "alone"),
        ("shuld I specialize?", "early"),
        ("is an MSc the level?", "early"),
        ("weeks", "alone"),
        ("what's a good projct", "project"),
    ],
)
def test_the_right_words_are_found(matcher: Matcher, asked: str, found: str) -> None:
    """By the phrasings, the interviewer's question, the words, synonyms, and through typos."""
    assert best(matcher, asked) == found


@pytest.mark.parametrize("text", ["", "   ", "?!", "🎓🎓", "<@123>", "xyzzy plugh"])
def test_nothing_in_common_finds_nothing(matcher: Matcher, text: str) -> None:
    """No result is scored 0, and nothing is no confidence."""
    ranking = matcher.rank(Question(text))
    assert (ranking.matches, ranking.confidence, ranking.matched) == ((), 0.0, ())


def test_the_parts_add_up_to_the_score(snapshot: Snapshot) -> None:
    """Every result says which feature gave what."""
    for match in snapshot.matcher.rank(Question("should I do a master's degree?"), 5).matches:
        assert sum(match.features.values()) == pytest.approx(match.score)
        assert 0 < match.score <= 1


def test_matched_words_are_shown_as_typed(snapshot: Snapshot) -> None:
    """Those that tell topics apart; "a" and "is" do not."""
    matched = snapshot.matcher.rank(Question("Is a MASTER'S worth it?")).matched
    assert "MASTER'S" in matched
    assert "a" not in matched


def test_results_are_distinct_and_best_first(snapshot: Snapshot) -> None:
    """A quote under two topics comes once."""
    matches = snapshot.matcher.rank(Question("data science project job"), 20).matches
    assert len({match.quote.id for match in matches}) == len(matches) == 20
    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)


def test_a_source_narrows(snapshot: Snapshot) -> None:
    """Another interview's words are not looked at."""
    assert snapshot.matcher.rank(Question("master's", sources=frozenset({"another"}))).matches == ()


def test_the_question_before_helps(matcher: Matcher) -> None:
    """ "and then?" alone finds nothing; after a question, what that was about."""
    assert best(matcher, "and then?") == ""
    assert best(matcher, "and then?", after="who helps when stuck?") == "alone"


@pytest.mark.parametrize(
    ("before", "then", "found"),
    [
        ("Should I do a Master's?", "and a PhD?", "phd"),
        ("should I join a startup?", "or a big company?", "startup-or-big-company"),
        ("is freelancing good for beginners?", "what about startups?", "startup-or-big-company"),
        ("is freelancing good for beginners?", "How did Alexey prepare for coding interviews?", "interview-questions"),
        ("How do you write?", "what is the difference between a senior and a lead data scientist?", "senior-or-lead"),
    ],
)
def test_conversations_follow_the_last_question(snapshot: Snapshot, before: str, then: str, found: str) -> None:
    """A follow-up finds what it means, and a whole question is not dragged back to the subject before."""
    assert snapshot.matcher.rank(Question(then, after=before)).matches[0].topic.id == found


def test_a_bare_why_stays_with_the_subject(snapshot: Snapshot) -> None:
    """What is asked for is more of the same."""
    before = "Should I do a Master's?"
    topics = [
        snapshot.matcher.rank(Question(*asked)).matches[0].topic.id
        for asked in ((before,), ("why?", frozenset(), before))
    ]
    assert topics[0] == topics[1]


def test_of_several_questions_the_best_answered_one_comes_first(snapshot: Snapshot) -> None:
    """Together they would blur each other; each of them has its place among the results."""
    one, other = "How do you find time to write a blog?", "what is the difference between a senior and a lead?"
    alone = [snapshot.matcher.rank(Question(text)) for text in (one, other)]
    both = snapshot.matcher.rank(Question(f"{one} And {other}"))
    assert both.confidence >= 0.9 * max(ranking.confidence for ranking in alone)
    assert {ranking.matches[0].topic.id for ranking in alone} <= {match.topic.id for match in both.matches}


def test_a_question_that_tells_nothing_takes_no_part(snapshot: Snapshot) -> None:
    """ "What do you think?" beside a real question is no second one."""
    asked = "What is the difference between a senior and a lead data scientist?"
    matches = snapshot.matcher.rank(Question(f"{asked} What do you think about it?")).matches
    assert matches[0].topic.id == "senior-or-lead"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("for to become data scientist, what I must study?", "scientist"),
        ("senior and lead, what is of them the difference?", "difference"),
    ],
)
def test_the_order_of_words_does_not_matter(snapshot: Snapshot, text: str, found: str) -> None:
    """Whoever asks in the word order of another language is understood."""
    ranking = snapshot.matcher.rank(Question(text))
    assert ranking.confidence > 0.5
    assert found in ranking.matched


def test_held_out_phrasings_are_not_known(knowledge: Knowledge) -> None:
    """So that they can judge."""
    without = Matcher.of(knowledge).without(frozenset(["who helps when stuck?"]))
    assert (
        without.rank(Question("who helps when stuck?")).confidence
        < Matcher.of(knowledge).rank(Question("who helps when stuck?")).confidence
    )


def test_a_long_answer_opens_on_the_part_that_answers() -> None:
    """Whole sentences, 600 characters at most, and a mark that there is more."""
    filler = " ".join(f"Filler sentence number {n} says nothing much at all." for n in range(30))
    words = f"{filler} The laundry room was my first product. {filler}"
    text = f"Sam: What helped?\n\nAda: {words}"
    spoken = transcript((turn("sam", "What helped?"), turn("ada", words)), left_out=())
    draft = record(topic(quote(words)), text=text, spoken=spoken, sha256=original(text).sha256)
    [match] = Matcher.of(admit([draft])[0]).rank(Question("what about the laundry room?")).matches
    assert "laundry room" in match.text
    assert len(match.text) <= 600
    assert match.goes_on
    assert match.shown.startswith("[…] Filler")
    assert match.shown.endswith(". […]")
    assert match.text in words


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_no_text_is_too_strange(snapshot: Snapshot, text: str) -> None:
    """Property: whatever is typed, confidence and scores stay within 0 and 1."""
    ranking = snapshot.matcher.rank(Question(text))
    assert 0 <= ranking.confidence <= 1
    assert all(0 < match.score <= 1.0 + 1e-9 for match in ranking.matches)


def test_unknown_words_cost_confidence(snapshot: Snapshot) -> None:
    """The same words among strange ones are less of what was asked."""
    sure = snapshot.matcher.rank(Question("should I do a master's degree")).confidence
    less = snapshot.matcher.rank(Question("should I do a master's degree zyx qwv jkp in xqz uvw")).confidence
    assert less < sure


def test_a_perfect_document_scores_one() -> None:
    """Scores are normalised by what the question itself would get, and never by less than one telling word would."""
    field = Bm25Index.over([["a", "b", "c"], ["a", "d", "e"], ["f", "g", "h"]])
    assert field.scores({"a": 1.0, "b": 1.0, "c": 1.0})[0] == pytest.approx(1.0)
    assert field.scores({"a": 1.0})[0] < 0.5
    assert field.scores({"x": 1.0}).tolist() == [0, 0, 0]
    assert field.scores({}).tolist() == [0, 0, 0]


class Compass:
    """A tiny encoder: one direction for each of three ideas, whatever words they come in."""

    tier = "static"
    name = "static compass"
    IDEAS = (("build", "make", "construct"), ("stuck", "alone", "lonely"), ("salary", "earn", "money"))

    def encode(self, texts: Sequence[str]) -> Vectors:
        found = np.array(
            [[any(word in text for word in idea) for idea in self.IDEAS] for text in texts], dtype=np.float32
        )
        found = found.reshape(len(texts), len(self.IDEAS))
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)


def test_meaning_finds_what_words_do_not(knowledge: Knowledge) -> None:
    """With an encoder, other words for the same idea are found."""
    question = Question("feeling lonely")
    assert Matcher.of(knowledge).rank(question).matches == ()
    [match, *_] = Matcher.of(knowledge, Compass()).rank(question).matches
    assert match.quote.id == "talk-2024/alone"
    assert sum(match.features.values()) == pytest.approx(match.score)


@pytest.mark.parametrize("encoder", [None, Compass()], ids=["words", "meaning"])
def test_out_of_scope_examples_cost_confidence(snapshot: Snapshot, encoder: Compass | None) -> None:
    """What is nearer to an out-of-scope example than to any phrasing is less sure."""
    question = Question("how much money do I need to make for a master's degree in Berlin?")
    near = dataclasses.replace(
        snapshot.knowledge, out_of_scope=("how much money do I make with a master's in Berlin?",)
    )
    far = dataclasses.replace(snapshot.knowledge, out_of_scope=("who are they?",))
    assert Matcher.of(near, encoder).rank(question).confidence < Matcher.of(far, encoder).rank(question).confidence


PARTS = (
    "Well, that is a good question, and many have put it to me over the years. " * 12,
    "I sat alone for weeks, until a mentor came. " * 20,
    "In the end, visit the meetups of the town. " * 20,
)


@pytest.mark.parametrize(
    ("asked", "encoder", "shown"),
    [
        ("who was the mentor?", None, "mentor"),
        ("which meetups?", None, "meetups"),
        ("what do you advise?", None, "meetups"),
        ("is it lonely?", None, "good question"),
        ("is it lonely?", Compass(), "mentor"),
    ],
    ids=["words", "words of the end", "the topic's phrasings", "nothing", "meaning"],
)
def test_of_a_long_quote_the_part_is_shown_that_answers(asked: str, encoder: Compass | None, shown: str) -> None:
    """Where nothing speaks clearly, the opening."""
    words = "".join(PARTS).strip()
    text = f"Sam: And now?\n\nAda: {words}"
    spoken = transcript((turn("sam", "And now?"), turn("ada", words)), left_out=())
    phrasings = ["what do you advise, visit a town?"] if "advise" in asked else [asked]
    asks = topic(quote(words), title="Now?", questions=phrasings)
    knowledge = admit([record(asks, text=text, spoken=spoken, sha256=original(text).sha256)])[0]
    [match] = Matcher.of(knowledge, encoder).rank(Question(asked)).matches
    assert shown in match.text
    assert all(part.strip() not in match.text for part in PARTS)
