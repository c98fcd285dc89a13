"""The classifier of topics, trained on phrasings alone."""

from __future__ import annotations

import numpy as np
import pytest

from bot.core.matching.bm25 import Rows, Texts
from bot.core.matching.classifier import MOST_PHRASINGS, TopicClassifier
from bot.core.matching.features import usable
from bot.core.matching.ranker import Candidate, Ranker, corpus_of_candidates
from tests.core.matching.test_engine import Compass

TOPICS = {
    "lost": ("I lost my card", "my card is gone", "where is my card", "card missing"),
    "late": ("my card is late", "when does my new card come"),
    "pin": ("I forgot the pin",),
}
CANDIDATES = [Candidate(topic, questions=phrasings) for topic, phrasings in TOPICS.items()]
NUMBERS = {"card": 0, "lost": 1, "late": 2}
NOTHING = np.zeros(0, np.float32)


def classifier(phrasings: list[list[int]], counts: list[int]) -> TopicClassifier:
    return TopicClassifier(NUMBERS, Texts.of(phrasings), rows(counts), None)


def rows(counts: list[int]) -> Rows:
    return np.array(counts, np.int64)


@pytest.mark.parametrize("encoder", [None, Compass()], ids=["words", "meaning"])
@pytest.mark.parametrize("topic", TOPICS)
def test_every_phrasing_finds_its_topic(encoder: Compass | None, topic: str) -> None:
    """With or without an encoder, in topics of any size."""
    ranker = Ranker.over(CANDIDATES, encoder)
    for way in TOPICS[topic]:
        assert ranker.rank(way).results[0].id == topic


def test_words_of_one_topic_speak_for_it() -> None:
    """A word of both topics says nothing; one of the one topic alone speaks for it."""
    trained = classifier([[0, 1], [0, 1], [0, 2], [0, 2]], [2, 2])
    assert trained.scores({"card": 1.0}, NOTHING) == pytest.approx([0, 0], abs=1e-4)
    lost, late = trained.scores({"card": 1.0, "lost": 1.0}, NOTHING)
    assert late == 0 < lost <= 1


def test_topics_weigh_the_same() -> None:
    """However often the one is asked about."""
    trained = classifier([[1]] * 9 + [[2]], [9, 1])
    lost, late = (trained.scores({word: 1.0}, NOTHING) for word in ("lost", "late"))
    assert lost == pytest.approx(late[::-1], abs=1e-3)


def test_an_unknown_word_says_less() -> None:
    """And unknown words alone say nothing at all; so do none."""
    trained = classifier([[0, 1], [0, 2]], [1, 1])
    assert 0 < trained.scores({"lost": 1.0, "xyzzy": 1.0}, NOTHING)[0] < trained.scores({"lost": 1.0}, NOTHING)[0]
    assert trained.scores({"xyzzy": 1.0}, NOTHING).tolist() == trained.scores({}, NOTHING).tolist() == [0, 0]


def test_a_topic_without_phrasings_scores_nothing() -> None:
    """It takes no part."""
    assert classifier([[1], [2]], [1, 0, 1]).scores({"late": 1.0}, NOTHING)[:2].tolist() == [0, 0]


def test_training_is_repeatable() -> None:
    """Nothing is random."""
    one, other = (
        [r.score for r in Ranker.over(CANDIDATES, Compass()).rank("is my card lost").results] for _ in range(2)
    )
    assert one == other


def test_it_speaks_where_there_is_something_to_learn() -> None:
    """Two topics at least, and no more phrasings than are learned in a moment."""
    many = [Candidate(topic, questions=tuple(f"{topic} {n}" for n in range(MOST_PHRASINGS // 2 + 1))) for topic in "ab"]
    for candidates, speaks in ((CANDIDATES, True), (CANDIDATES[:1], False), (many, False)):
        assert ("learned" in usable(corpus_of_candidates(candidates))) is speaks
    assert Ranker.over(many).rank("a 7").results[0].id == "a"
    assert Ranker.over(CANDIDATES[:1]).rank("card missing").results[0].id == "lost"
