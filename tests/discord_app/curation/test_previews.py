"""Previews: however much a change moves, what is told fits, the worst first, and the rest is counted."""

from __future__ import annotations

import re

import pytest

from bot.core.curation.impact import ChangedAnswer, Impact, Merit, Origin, ProbeResult
from bot.core.records import Decided
from bot.discord_app.curation.previews import further_posts, refused_post
from bot.discord_app.markdown import MESSAGE_CHARS
from bot.errors import EditError
from tests.discord_app.client_view import acted_on

BEFORE = ProbeResult(Decided.ANSWER, 0.9, "talk/one", "topic", "Words.")
AFTER = ProbeResult(Decided.ABSTENTION, 0.1)


def impact(count: int, question: str) -> Impact:
    change = ChangedAnswer(question, Origin.PHRASING, BEFORE, AFTER, Merit.RIGHT, Merit.SILENT)
    return Impact((change,) * count, 2859)


@pytest.mark.parametrize("question", ["why?", "*_`>@everyone " * 90])
@pytest.mark.parametrize("count", [0, 1, 3, 40, 3000])
def test_what_does_not_fit_follows_or_is_counted(count: int, question: str) -> None:
    """None is lost: told in the preview, in the message below, or in its last line."""
    posts = further_posts(impact(count, question))
    assert all(len(post.text) <= MESSAGE_CHARS for post in posts)
    if count <= 1:
        assert posts == []
    if count == 3000:
        [post] = posts
        more = re.search(r"and (\d+) more$", post.text)
        assert more
        assert 0 < int(more[1]) < count


def test_a_refusal_is_only_words() -> None:
    """Whatever was typed comes back in it."""
    told = refused_post(EditError("@everyone **x** " * 200, [("a **x** `c` " * 300, "@everyone b", True)]), 7).text
    assert len(told) <= MESSAGE_CHARS
    ours = ("**Nothing was changed.**", "> **", "> ", "** …", "b**")  # bold, which opens and closes
    for mark in ours:
        told = told.replace(mark, "")
    assert not acted_on(told)
