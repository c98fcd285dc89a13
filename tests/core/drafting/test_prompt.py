"""Keys last, prompts are cut between topics, and weak topics are those with hardly any ways of asking."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.core.drafting.prompt import TopicFilter, is_weak, keys_of, prompts
from bot.core.evaluation.errors import Findability
from bot.service.snapshots import Snapshot


@given(st.sets(st.text("abcdefgh-", min_size=1), max_size=40))
def test_every_topic_has_a_key_of_its_own(topics: set[str]) -> None:
    """As short as can be, whatever their order."""
    keys = keys_of(sorted(topics))
    assert len(set(keys.values())) == len(topics)
    assert keys == keys_of(sorted(topics, reverse=True))
    assert all(re.fullmatch(r"T\d{4,}", key) for key in keys.values())


def test_many_topics_have_longer_keys() -> None:
    keys = keys_of([f"topic-{number}" for number in range(3000)])
    assert len(set(keys.values())) == 3000
    assert max(map(len, keys.values())) <= 8


def test_a_long_prompt_is_cut_between_topics(snapshot: Snapshot) -> None:
    """Every part says what is wanted, and holds passages whole."""
    topics = tuple(snapshot.knowledge.topics.values())
    parts = prompts(topics, snapshot.knowledge, most_chars=20_000)
    assert len(parts) > 2
    assert all(part.startswith("You help people find") and part.endswith("\n") for part in parts)
    keys = [re.findall(r"^(T\d+) \(now", part, re.MULTILINE) for part in parts]
    assert [key for part in keys for key in part] == [keys_of(snapshot.knowledge.topics)[topic.id] for topic in topics]
    assert prompts((), snapshot.knowledge) == ()


def test_only_weak_topics_where_that_is_wanted(snapshot: Snapshot) -> None:
    """Hardly any ways of asking, or a third of them in vain."""
    assert is_weak(Findability("a", 4, 4))
    assert is_weak(Findability("a", 30, 19))
    assert not is_weak(Findability("a", 30, 20))
    first, second, *_ = snapshot.knowledge.topics
    found = [Findability(first, 30, 1), Findability(second, 30, 30)]
    weak = TopicFilter(is_weak_only=True).of(snapshot.knowledge, found)
    assert [topic.id for topic in weak] == [first]
    assert TopicFilter(sources=frozenset({"nobody"})).of(snapshot.knowledge, ()) == ()


def test_nothing_that_members_may_have_typed_is_in_it(snapshot: Snapshot) -> None:
    """Questions of members can become ways of asking, so none of those is sent."""
    topic = next(iter(snapshot.knowledge.topics.values()))
    [prompt] = prompts([topic], snapshot.knowledge)
    assert topic.title in prompt
    assert len(topic.questions) > 5
    assert not [text for text in topic.questions if text in prompt]
