"""Whatever an assistant answered is read: in any form, with talk around it, cut off, or spoilt."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.drafting.reading import AssistantAnswer, TopicAnswer, read_answer

NAMES = {"t1234": "size", "t5678": "start", "t9012": "thanks", "size": "size", "how big?": "size"}
WHOLE = AssistantAnswer(
    (
        TopicAnswer("size", "How big?", ("how many projects do I need", "portfolio size", "don't I need more?")),
        TopicAnswer("start", "Where to start?", ("I'm new, where do I begin", "first step")),
        TopicAnswer("thanks", is_nothing=True),
    ),
    ("what does a portfolio cost",),
)
KEYS = {"size": "T1234", "start": "T5678", "thanks": "T9012"}


def as_json(answer: AssistantAnswer, indent: int | None = None) -> str:
    tree: dict[str, object] = {}
    for topic in answer.topics:
        is_nothing = {"nothing": True}
        tree[KEYS[topic.topic]] = is_nothing if topic.is_nothing else {"title": topic.title, "ways": topic.phrasings}
    return json.dumps(tree | {"near_misses": answer.near_misses}, indent=indent, ensure_ascii=False)


def as_records(answer: AssistantAnswer) -> str:
    rows = [
        {"key": KEYS[t.topic], "title": t.title, "ways": t.phrasings, "nothing": t.is_nothing} for t in answer.topics
    ]
    return json.dumps({"topics": rows, "near_misses": answer.near_misses}, ensure_ascii=False)


def as_yaml(answer: AssistantAnswer) -> str:
    lines: list[str] = []
    for topic in answer.topics:
        lines.append(f"{KEYS[topic.topic]}:")
        if topic.is_nothing:
            lines.append("  nothing: true")
            continue
        quoted = [text.replace("'", "''") for text in topic.phrasings]
        lines += [f'  title: "{topic.title}"', "  ways:", *(f"    - '{text}'" for text in quoted)]
    return "\n".join([*lines, "near_misses:", *(f"  - {text}" for text in answer.near_misses)])


def as_markdown(answer: AssistantAnswer) -> str:
    parts: list[str] = []
    for topic in answer.topics:
        numbered = [f"{number}. {text}" for number, text in enumerate(topic.phrasings, 1)]
        title = "nothing to ask" if topic.is_nothing else topic.title
        parts.append("\n".join([f"**{KEYS[topic.topic]}** – {title}", *numbered]))
    return "\n\n".join([*parts, "\n".join(["## Near misses", *(f"* {text}" for text in answer.near_misses)])])


def as_headings(answer: AssistantAnswer) -> str:
    return as_markdown(answer).replace("**T", "### T").replace("**", "")


def smart(text: str) -> str:
    """The text as a word processor leaves it."""
    quotes = iter("“”" * len(text))
    return "".join(next(quotes) if letter == '"' else "’" if letter == "'" else letter for letter in text)


FORMS: dict[str, Callable[[AssistantAnswer], str]] = {
    "JSON": as_json,
    "JSON in lines": lambda answer: as_json(answer, 2),
    "a list of objects": as_records,
    "YAML": as_yaml,
    "Markdown": as_markdown,
    "headings": as_headings,
    "a comma too many": lambda answer: as_json(answer, 1).replace('"\n', '",\n'),
    "single quotes": lambda answer: as_json(answer).replace('"', "'"),
    "smart quotes": lambda answer: smart(as_json(answer)).replace("’", "'"),
}
IN_LINES = ("YAML", "Markdown", "headings")
TALK = [
    "{}",
    "Sure! Here you go:\n\n```json\n{}\n```\n\nLet me know if you want more!",
    "Of course.\n\n{}\n\nAnything else?",
]


@pytest.mark.parametrize("talk", TALK)
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_every_form_says_the_same(form: Callable[[AssistantAnswer], str], talk: str) -> None:
    """With or without talk around it."""
    assert read_answer(talk.format(form(WHOLE)), NAMES) == WHOLE


WORDS = st.text("abcdefghijklmnopqrstuvwxyzäéß", min_size=2, max_size=9)
ASKED = st.lists(WORDS, min_size=2, max_size=8).map(" ".join)
TOPICS = st.lists(
    st.builds(
        TopicAnswer, st.sampled_from(["size", "start"]), ASKED, st.lists(ASKED, min_size=2, unique=True).map(tuple)
    ),
    unique_by=lambda topic: topic.topic,
    min_size=1,
)


@given(
    st.builds(AssistantAnswer, TOPICS.map(tuple), st.lists(ASKED, unique=True).map(tuple)), st.sampled_from([*FORMS])
)
def test_any_answer_comes_back(answer: AssistantAnswer, form: str) -> None:
    """Whatever its words are."""
    assert read_answer(FORMS[form](answer), NAMES) == answer


@pytest.mark.parametrize("form", FORMS)
def test_a_part_is_read_as_far_as_it_goes(form: str) -> None:
    """Nothing is there that was not written, but for a last line, or a last text, whose cut looks like its end."""
    whole = FORMS[form](WHOLE)
    known = {text for topic in WHOLE.topics for text in topic.phrasings}
    for cut in (whole[:length] for length in range(len(whole))):
        read = {text for topic in read_answer(cut, NAMES).topics for text in topic.phrasings}
        looks_whole = form in IN_LINES or (form == "single quotes" and cut.endswith("'"))
        assert len(read - known) <= (1 if looks_whole else 0), cut
    assert len(read_answer(whole[:-1], NAMES).topics) == len(WHOLE.topics)


@given(st.text() | st.text("{}[]\",:'T1234\n -*“”"))
def test_anything_can_be_read(text: str) -> None:
    """And makes no topic that is not there."""
    assert {topic.topic for topic in read_answer(text, NAMES).topics} <= set(KEYS)


@pytest.mark.parametrize(
    ("text", "phrasings"),
    [
        ("T1234: how many projects\nT1234: size of it", ("how many projects", "size of it")),
        ("T1234\nhow many projects\nsize of it\n\nHope that helps!", ("how many projects", "size of it")),
        ("T1234: [“how many”, “what size”]", ("how many", "what size")),
        ('{"T1234": ["a b", "c d"], "T1234": ["c d", "e f"]}', ("a b", "c d", "e f")),
        ('{"T1234": ["a b"', ("a b",)),
        ('{"T1234": ["a b", "c', ("a b",)),
        ('{"T1234": ["they said "no" to me", "c d"]}', ('they said "no" to me', "c d")),
        ('{"T1234": {"ways": {"1": "a b", "2": "c d"}}}', ("a b", "c d")),
        ("How big?:\n- a b\n- *c d*\n- Key words: e f", ("a b", "c d", "e f")),
        ("- T1234\n  - a b\n- T0000\n  - of nobody", ("a b",)),
        ('{"T1234": {"ways": ["a b"]}}\n{"T1234": {"ways": ["c d"]}}', ("a b", "c d")),
        ('{"T1234": {"ways": ["a b"]}, "T56\n{"T1234": {"ways": ["c d"]}}', ("a b", "c d")),
    ],
)
def test_odd_forms(text: str, phrasings: tuple[str, ...]) -> None:
    """Doubled keys, lines, marks within marks."""
    [topic] = read_answer(text, NAMES).topics
    assert (topic.topic, topic.phrasings) == ("size", phrasings)


def test_a_key_of_nobody_is_told() -> None:
    """And nothing under it is anybody's."""
    answer = read_answer('{"T0000": ["a b"]}\nT0001:\n- c d', NAMES)
    assert answer == AssistantAnswer(unknown=("T0000", "T0001"))


@pytest.mark.parametrize(
    "text",
    [
        '{"T1234": ["a b"], "near_misses": {"T1234": ["c d"], "T5678": "e f"}}',
        '{"T1234": ["a b"], "near_misses": [{"key": "T1234", "question": "c d"}, {"key": "T5678", "text": "e f"}]}',
        '{"T1234": {"ways": ["a b"], "near_misses": ["c d"]}, "near_misses": {"T5678": {"questions": ["e f"]}}}',
        "T1234\n- a b\n\n## Near misses\n**T1234**\n- c d\n\n**T5678**\n- e f",
        "T1234\n- a b\n\n## Near misses\n### T1234\n- c d\n### T5678\n- e f",
        "T1234: ['a b']\nnear_misses:\n- T1234: c d\n- T5678: e f",
        "T1234: ['a b']\nnear_misses:\n  T1234: c d\n  T5678: e f",
        "**T1234**\n- a b\n\n**Near misses**\n- T1234: c d\n- e f\n- T5678: nothing",
        "- T1234\n  - a b\n- Near misses\n  - T1234\n    - c d\n    - e f",
    ],
)
def test_near_misses_of_a_topic_are_near_misses(text: str) -> None:
    """However they are sorted: what a passage does not answer never becomes a way of asking for it."""
    answer = read_answer(text, NAMES)
    assert answer == AssistantAnswer((TopicAnswer("size", phrasings=("a b",)),), ("c d", "e f"))


@pytest.mark.parametrize(
    "text",
    [
        "## T1234\n- a b\n\n## Near misses\n- c d\n\n## T5678\n- e f",
        "## T1234\n- a b\n\n## Near misses\n\n## T5678\n- e f",
        "**T1234**\n- a b\n\n**Near misses**\n- c d\n\n**T5678**\n- e f",
        "T1234\n- a b\nNear misses:\n- c d\nT5678\n- e f",
        "- T1234\n  - a b\n- Near misses:\n  - c d\n- T5678\n  - e f",
        "T1234\n- a b\nNear misses:\nT1234: c d\nT5678\nTitle: Where?\n- e f",
        '{"T1234": ["a b"], "near_misses": ["c d"]}\n\nNear misses: none\n{"T5678": {"title": "x", "ways": ["e f"]}}',
    ],
)
def test_what_comes_after_near_misses_is_asked_again(text: str) -> None:
    """An answer in parts has near misses in its middle."""
    topics = {topic.topic: topic.phrasings for topic in read_answer(text, NAMES).topics}
    assert topics == {"size": ("a b",), "start": ("e f",)}


@pytest.mark.parametrize(
    ("text", "is_nothing"),
    [
        ('{"T1234": "nothing"}', True),
        ('{"T1234": "Nothing to ask."}', True),
        ('{"T1234": ["nothing to ask"]}', True),
        ('{"T1234": {"nothing": "Yes"}}', True),
        ('{"T1234": {"nothing": "thanks alone"}}', True),
        ('{"T1234": {"nothing": true}}', True),
        ('{"T1234": {"nothing": false}}', False),
        ('{"T1234": {"nothing": null}}', False),
        ('{"T1234": {"nothing": "no"}}', False),
        ("T1234\nnothing: nobody would ask for this", True),
        ("T1234\nnothing: not worth asking", True),
        ("T1234\nnothing: no", False),
        ("T1234\nnothing: false", False),
        ("T1234: nothing", True),
        ("T1234 - Nothing to ask (small talk)", True),
        ("T1234\n- nothing", True),
        ("T1234: Nothing beats practice", False),
    ],
)
def test_nothing_to_ask(text: str, *, is_nothing: bool) -> None:
    """However it is put, and no title or way of asking."""
    [topic] = read_answer(text, NAMES).topics
    assert (topic.is_nothing, topic.phrasings) == (is_nothing, ())
    assert bool(topic.title) == ("practice" in text)
