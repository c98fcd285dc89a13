"""Coverage, and topics that cannot be told apart."""

from __future__ import annotations

from bot.core.evaluation.errors import coverage, findability
from bot.core.matching import Matcher
from bot.core.proof.admit import admit
from tests.core.drafts import quote, record, topic


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
    assert found["start"].is_told_apart
    assert not found["stolen"].is_told_apart
    assert found["stolen"].instead == "start"
    assert found["stolen"].hit_1 < found["start"].hit_1 <= 1
