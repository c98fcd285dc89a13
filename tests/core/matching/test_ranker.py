"""Ranking any collection."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.matching.corpus import Corpus
from bot.core.matching.ranker import Candidate, Ranker, corpus_of_candidates
from tests.core.matching.test_engine import Compass

SMALL = (
    Candidate("build", "talk", "start", "How to start?", ("what to build first?",), text="One small project."),
    Candidate("help", "talk", "start", asked="Who helped?", text="A mentor did, every Friday."),
    Candidate("bare", "book", text="Bees dance. They tell where the flowers are."),
    Candidate("asked", "book", questions=("how many hours of sleep?",)),
    Candidate("named", "book", title="Salary"),
    Candidate("nothing", "book"),
)
TIERS = pytest.mark.parametrize("encoder", [None, Compass()], ids=["words", "meaning"])


def found(ranker: Ranker, text: str, **how: object) -> list[object]:
    return [result.id for result in ranker.rank(text, **how).results]  # type: ignore[arg-type]


@TIERS
@pytest.mark.parametrize(
    ("text", "right"),
    [("what do I build first", "build"), ("the bees' flowers", "bare"), ("sleep hours?", "asked"), ("salary", "named")],
)
def test_each_kind_of_text_is_found(encoder: Compass | None, text: str, right: str) -> None:
    """Whatever a candidate has: questions, a title, a text."""
    assert found(Ranker.over(SMALL, encoder), text)[0] == right


@TIERS
@pytest.mark.parametrize("only", ["questions", "text", "title", "asked"])
def test_a_collection_may_have_one_kind_alone(encoder: Compass | None, only: str) -> None:
    """The score of a perfect find is the whole weight, whatever is empty."""
    texts = ("what should I build first", "is it lonely to work alone", "when does the salary rise")
    made = [
        Candidate(n, questions=(text,)) if only == "questions" else Candidate(n, **{only: text})
        for n, text in enumerate(texts)
    ]
    ranked = Ranker.over(made, encoder).rank(texts[1])
    assert ranked.results[0].id == 1
    assert ranked.results[0].score > 0.9
    assert ranked.confidence > 0.9


def test_whoever_answers_takes_up_the_question() -> None:
    """Of texts alone, the one that opens with the words goes before the one that comes to them later."""
    words, others = "The salary of a novice is low.", "Bees dance. They tell where the flowers are."
    late, early = Candidate("late", text=f"{others} {words}"), Candidate("early", text=f"{words} {others}")
    assert found(Ranker.over([late, early]), "what salary does a novice get?") == ["early", "late"]


def test_words_that_stemming_keeps_apart_share_letters() -> None:
    """Where hardly a way of asking is written."""
    made = [Candidate("ports", title="Ports", text="Forward it."), Candidate("image", title="A Dockerfile", text="Hm.")]
    assert found(Ranker.over(made), "docker") == ["image"]


def test_empty_candidates_change_no_score() -> None:
    """There is nothing in them to count."""
    texts = [Candidate("a", text="One small project."), Candidate("b", text="A mentor did.")]
    more = [*texts, Candidate("c"), Candidate("d", title=" ", questions=("",))]
    few, many = (Ranker.over(these).rank("which project?") for these in (texts, more))
    assert [result.id for result in few.results] == [result.id for result in many.results] == ["a"]
    assert many.results[0].score == pytest.approx(few.results[0].score)


def test_a_topic_shares_titles_and_questions() -> None:
    """Grouped, only its best candidate comes; ungrouped, all."""
    ranker = Ranker.over(SMALL)
    assert found(ranker, "what to build first?") == ["build"]
    assert found(ranker, "what to build first?", group_by="none") == ["build", "help"]
    assert found(ranker, "which mentor to build first with?")[0] in {"help", "build"}


def test_a_lone_candidate_is_no_topic_of_another() -> None:
    """Though it is named like one."""
    ranker = Ranker.over([Candidate("x", title="bees"), Candidate("y", topic="x", title="flowers")])
    assert set(found(ranker, "bees flowers")) == {"x", "y"}


def test_within_ranks_only_these_collections() -> None:
    """What is outside is no rival either: the confidence is the same as if it were not there."""
    pair = [Candidate(1, "a", text="bees dance at noon"), Candidate(2, "b", text="bees dance at noon")]
    ranker = Ranker.over(pair)
    assert found(ranker, "bees dance", within=frozenset({"b"})) == [2]
    assert found(ranker, "bees dance", within=frozenset({"c"})) == []
    both, one = ranker.rank("bees dance"), ranker.rank("bees dance", frozenset({"b"}))
    assert one.confidence > both.confidence
    assert one.results[0].score == pytest.approx(both.results[1].score)


def test_ids_are_distinct() -> None:
    """Across collections, too."""
    with pytest.raises(ValueError, match="Two candidates have the id x"):
        Ranker.over([Candidate("x", "a"), Candidate("x", "b")])


def test_equals_come_in_the_order_of_the_file() -> None:
    """However many there are, and no more than wanted."""
    ranker = Ranker.over([Candidate(n, text="bees dance") for n in range(300)])
    assert found(ranker, "bees", top=200) == [*range(200)]


@pytest.mark.parametrize("text", ["", "?!", "xyzzy"])
def test_nothing_in_common_finds_nothing(text: str) -> None:
    """And is no confidence."""
    ranked = Ranker.over(SMALL).rank(text)
    assert (ranked.results, ranked.confidence) == ((), 0.0)


def test_no_candidates_find_nothing() -> None:
    """An empty collection is one, too."""
    assert Ranker.over([]).rank("bees").results == ()


def test_how_many_phrasings_there_are() -> None:
    """Many from four a topic on; "only" where there is nothing beside them."""
    phrasings = tuple("abcd")
    assert corpus_of_candidates([Candidate(1, questions=phrasings, text="a")]).phrasing_level == "many"
    assert corpus_of_candidates([Candidate(1, questions=phrasings[:3], asked="a")]).phrasing_level == "few"
    assert corpus_of_candidates([Candidate(1, questions=phrasings), Candidate(2)]).phrasing_level == "only"
    assert corpus_of_candidates([Candidate(1, text="a")]).phrasing_level == "none"
    assert isinstance(corpus_of_candidates([]), Corpus)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30)), max_size=6), st.text())
def test_no_text_is_too_strange(texts: list[tuple[str, str, str]], text: str) -> None:
    """Property: scores and confidence stay within 0 and 1, best first."""
    made = [Candidate(n, title=title, questions=(asked,), text=said) for n, (title, asked, said) in enumerate(texts)]
    ranked = Ranker.over(made).rank(text)
    scores = [result.score for result in ranked.results]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 + 1e-9 for score in scores)
    assert 0 <= ranked.confidence <= 1
