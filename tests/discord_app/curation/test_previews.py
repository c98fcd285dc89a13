"""Previews: however much a change moves, what is told fits, the worst first, and the rest is counted."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from bot.app import Serving
from bot.core.curation.impact import ChangedAnswer, Impact, Merit, Origin, ProbeResult
from bot.core.matching import Matcher
from bot.core.model import Question
from bot.core.phrases import curators
from bot.core.records import Decided
from bot.discord_app.client import Bot
from bot.discord_app.curation.previews import further_posts, refused_post
from bot.discord_app.markdown import MESSAGE_CHARS
from bot.errors import EditError
from tests.discord_app.client_view import acted_on
from tests.discord_app.curating_room import PROJECT, compared, told
from tests.discord_app.curators_room import curator
from tests.standin import Exchange, StandIn
from tests.test_standin.bots import until

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


class TestOfAskingAllQuestions:
    """It takes a while, and ends where nobody waits for it any more."""

    @pytest.fixture
    def gate(self) -> Iterator[Event]:
        """Set, it lets the questions through, the one that is being asked first."""
        gate = Event()
        yield gate
        gate.set()

    @pytest.fixture
    def asked(self, gate: Event, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """The questions asked so far, but for that which makes new knowledge ready."""
        found, rank = list[str](), Matcher.rank

        def slowly(matcher: Matcher, question: Question, *arguments: Any) -> Any:
            if question.text != "ready?":
                found.append(question.text)
                gate.wait(60)
            return rank(matcher, question, *arguments)

        monkeypatch.setattr(Matcher, "rank", slowly)
        return found

    async def preview(self, discord: StandIn, asked: list[str]) -> Exchange:
        """A preview while questions are asked for it."""
        before = len(asked)
        shown = await told(curator(discord).slash("curate retire", quote=PROJECT, reason="hers"), "I am asking every")
        await until(lambda: len(asked) > before)
        return shown

    async def test_a_cancelled_preview_asks_no_more(
        self, discord: StandIn, curators_bot: Bot, asked: list[str], gate: Event
    ) -> None:
        """And is answered for good."""
        shown = await self.preview(discord, asked)
        await curator(discord).click(shown, curators.CANCEL)
        await until(lambda: curators_bot.work.in_flight == 0)
        done = len(asked)
        gate.set()
        await asyncio.sleep(0.2)
        assert len(asked) == done
        assert shown.text == curators.CANCELLED

    async def test_cancelled_previews_delay_none(
        self, discord: StandIn, curators_bot: Bot, asked: list[str], gate: Event
    ) -> None:
        """Of four, the last one has its turn at once."""
        for _ in range(3):
            shown = await self.preview(discord, asked)
            await curator(discord).click(shown, curators.CANCEL)
            await until(lambda: curators_bot.work.in_flight == 0)
        before = len(asked)
        gate.set()
        await compared(await self.preview(discord, asked))
        needed = len(asked) - before
        asked.clear()
        await compared(await self.preview(discord, asked))
        assert needed <= 2 * len(asked) + 3

    async def test_an_outdated_preview_says_so(
        self, discord: StandIn, curators_bot: Bot, asked: list[str], gate: Event, serving: Serving, file: Path
    ) -> None:
        """The knowledge was changed while it asked."""
        shown = await self.preview(discord, asked)
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("best way to learn for newcomers", "how do newcomers learn?"), encoding="utf-8")
        serving.reloading.refresh()
        gate.set()
        assert "the knowledge has changed meanwhile" in (await told(shown, "I stopped asking")).text

    async def test_the_bot_stops_at_once(self, discord: StandIn, curators_bot: Bot, asked: list[str]) -> None:
        """It does not wait for the question that is being asked; the preview tells that not all was asked."""
        shown = await self.preview(discord, asked)
        assert await curators_bot.finish(30.0) == 0
        assert "I am restarting" in shown.text
