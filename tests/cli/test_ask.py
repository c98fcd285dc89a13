"""JSON lines in and out."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.ask import answer_lines
from bot.core.answer import Mode, Policy
from bot.core.proof.admit import admit
from bot.service.answering import Answering
from bot.service.snapshots import Live, build
from tests.core.drafts import quote, record, topic

LONG = "One small project helped me most. It isn’t easy to start one."
POLICY = Policy(answer_at=0.7, suggest_at=0.4, message_at=0.9)
SMALL = Answering(
    Live(build([record(topic(quote(LONG, asked="What helped you most?"), questions=["how do I start?"]))], ())),
    POLICY,
)


def rows(
    *lines: str | bytes, mode: Mode = Mode.ASK, top: int = 3, answering: Answering = SMALL
) -> list[dict[str, object]]:
    data = [line if isinstance(line, bytes) else line.encode() for line in lines]
    return [json.loads(line) for line, _ in answer_lines(data, answering, mode, top)]


def test_an_answer_has_all_its_fields() -> None:
    """As documented, in this order."""
    [row] = rows('{"id": "x", "q": "how do I start?"}')
    assert list(row) == ["id", "decision", "confidence", "ms", "matched", "results"]
    assert (row["id"], row["decision"]) == ("x", "answer")
    [result] = row["results"]  # type: ignore[misc]
    assert result == {
        "quote": "talk-2024/a-quote",
        "topic": "start",
        "speaker": "Ada Example",
        "text": LONG,
        "more": False,
        "asked": "What helped you most?",
        "date": "2024-05",
        "source": "talk-2024",
        "url": result["url"],
        "score": result["score"],
    }
    assert result["score"] > 0


def test_lines_come_out_in_order_and_empty_ones_do_not() -> None:
    """A missing id is the line's number; any JSON value is an id."""
    found = rows('{"q": "start"}', "", "  \n", '{"id": [1, null], "q": "start"}', '{"id": null, "q": "start"}')
    assert [row["id"] for row in found] == [1, [1, None], None]


def test_unknown_keys_are_ignored() -> None:
    """Other programs' fields do no harm."""
    assert rows('{"q": "start", "kind": "direct"}')[0]["decision"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("not json", "not JSON"),
        ("[1]", "A line is an object"),
        ("{}", '"q" must be a text'),
        ('{"q": 3}', '"q" must be a text'),
        ('{"q": "x", "after": ["y"]}', '"after" must be a text'),
        ('{"q": "x", "source": "nowhere"}', "no source nowhere"),
        (b'{"q": "\xff"}', "not UTF-8"),
        ('{"q": null}', '"q" must be a text'),
        ('{"q": false}', '"q" must be a text'),
        ('{"q": 0}', '"q" must be a text'),
        ('{"q": []}', '"q" must be a text'),
        ('{"q": "x", "after": false}', '"after" must be a text'),
        ('{"q": "x", "source": 0}', '"source" must be a text'),
        ('{"q": NaN}', "no JSON value"),
        ('{"id": 1e400, "q": "x"}', "1e400 is too large a number"),
        ('{"id": [-1e400], "q": "x"}', "-1e400 is too large a number"),
        ('{"id": ' + "9" * 5000 + ', "q": "x"}', "99… is too large a number."),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_a_bad_line_is_told_and_the_rest_goes_on(line: str | bytes, told: str) -> None:
    """With the line's number and one sentence."""
    bad, good = rows(line, '{"q": "how do I start?"}')
    assert list(bad) == ["id", "line", "error"]
    assert bad["line"] == 1
    assert told in str(bad["error"])
    assert good["decision"] == "answer"


def test_null_means_that_a_key_is_not_given() -> None:
    """But for the question, which must be."""
    [row] = rows('{"q": "how do I start?", "source": null, "after": null}')
    assert row["decision"] == "answer"


def test_message_mode_answers_or_abstains() -> None:
    """Unasked, topics are never offered."""
    asked = [f'{{"q": "{text}"}}' for text in ("how do I start?", "start", "easy project", "hello")]
    assert {row["decision"] for row in rows(*asked, mode=Mode.MESSAGE)} <= {"answer", "abstain"}


def test_half_an_emoji_breaks_nothing() -> None:
    """A lone surrogate comes out as the escape that came in."""
    [row] = rows('{"id": "\\ud83d", "q": "how do I start \\ud83d?"}')
    assert row["id"] == "\ud83d"


@given(st.text(max_size=200), st.text(max_size=40))
def test_whatever_is_typed_gets_a_row(question: str, after: str) -> None:
    """Property: no text can make it fail; confidences and scores are within 0 and 1."""
    [row] = rows(json.dumps({"q": question, "after": after}))
    assert 0 <= row["confidence"] <= 1  # type: ignore[operator]
    assert all(0 < result["score"] <= 1 for result in row["results"])  # type: ignore[attr-defined]


def test_knowledge_without_topics_abstains() -> None:
    """An engine over nothing finds nothing."""
    assert admit([])[1] == ()
    [row] = rows('{"q": "anything"}', answering=Answering(Live(build([], ())), POLICY))
    assert (row["decision"], row["results"]) == ("abstain", [])
