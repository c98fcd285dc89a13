"""/curate status and /curate try: what is served, and why a question is answered as it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.answer import Policy
from bot.core.drafts import Location, Part, Problem
from bot.core.model import Question
from bot.core.phrases import curating, curators
from bot.core.records import Tally, Verdict
from bot.discord_app.client import Bot
from bot.discord_app.curation.render import status_post, tried_post
from bot.discord_app.markdown import MESSAGE_CHARS
from bot.service.answering import Answering
from bot.service.memory import Memory
from bot.service.snapshots import Live, LoadStatus, Snapshot, build
from tests.discord_app import voices
from tests.discord_app.client_view import seen
from tests.discord_app.curators_room import curated_bot, curator, name_curators
from tests.discord_app.voices import ADA_HELP, EVE_HELP, HELP
from tests.standin import StandIn
from tests.standin.launch import running
from tests.state.values import vote

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
async def bot(discord: StandIn, memory: Memory) -> AsyncIterator[Bot]:
    trusted = name_curators(discord)
    served = voices.answering(voices.ada(), voices.eve())
    async with running(curated_bot(served, memory, trusted), discord) as connected:
        yield connected


def status(snapshot: Snapshot, *problems: Problem, failure: str = "") -> LoadStatus:
    return LoadStatus(replace(snapshot, problems=problems), NOW, NOW, 12.3, failure)


async def test_status_counts_what_is_served(discord: StandIn, bot: Bot) -> None:
    """By which tier, since when; that nothing was lost."""
    told = (await curator(discord).slash("curate status")).text
    assert "5 quotes under 3 topics of 2 interviews, found by words alone." in told
    assert "Served since <t:" in told
    assert curators.NOTHING_LOST in told


async def test_status_tells_the_votes(discord: StandIn, bot: Bot, memory: Memory) -> None:
    """By quote, those that were not what was asked first; that there are none is told too."""
    assert curators.NO_VOTES.format(days=30) in (await curator(discord).slash("curate status")).text
    for voter, (quote, verdict) in enumerate(
        [("ada/one", Verdict.HELPFUL), ("ada/one", Verdict.HELPFUL), ("eve/*two*", Verdict.NOT_ASKED)]
    ):
        memory.vote(vote(voter=str(voter), quote=quote, verdict=verdict, kept_at=memory.now()))
    await memory.put_value("written", "after them")
    told = seen((await curator(discord).slash("curate status")).text)
    assert "Votes of the last 30 days: 2 “Helpful”, 1 “Not what I asked”." in told
    assert "- eve/*two*: 0 “Helpful”, 1 “Not what I asked”\n- ada/one: 2 “Helpful”, 0 “Not what I asked”" in told


def test_status_tells_what_is_wrong() -> None:
    """The failure, problems with file and line, what memory lost."""
    slip = Problem(
        Location("talk.yaml", 7),
        "These words are not in the record.",
        "Copy them.",
        nearest=(Part("One", "One", False), Part("*big*", "*small*", True)),
    )
    wrong = status(build([voices.ada()]), slip, failure="OSError: gone")
    told = status_post(wrong, {"replies": 3, "votes": 0}, {}, is_writable=False).text
    assert "**Something is wrong in the knowledge.**" in told
    assert "talk.yaml:7" in seen(told)
    assert "> One **\\*small\\***" in told
    assert "OSError: gone" in seen(told)
    assert "What could not be remembered since the start: replies 3." in told
    assert curators.NOT_WRITABLE in told


def test_status_fits_into_one_message() -> None:
    """However much is wrong."""
    slips = [
        Problem(
            Location(f"k/{'*' * 300}.yaml", n), "m_" * 400, "x" * 400, nearest=(Part("a * " * 900, "b * " * 900, True),)
        )
        for n in range(99)
    ]
    votes = {f"{'*' * 300}/{number}": Tally(10**6, 10**6) for number in range(99)}
    told = status_post(status(build([voices.ada()]), *slips), {}, votes, is_writable=True).text
    assert len(told) <= MESSAGE_CHARS
    assert "and 94 more quotes" in told
    assert "more; `ontherecord check` shows them all." in told


async def test_try_tells_why_this_and_not_that(discord: StandIn, bot: Bot) -> None:
    """The decision with its threshold, each quote with its features, and how far behind the others are."""
    shown = await curator(discord).slash("curate try", question=HELP)
    assert shown.is_ephemeral
    first, unasked, asked, *found = shown.text.split("\n")
    assert first.startswith("**answer: confidence ")
    assert "reaches 0.3 (answer_at)" in seen(first)
    assert unasked.startswith("Said in a channel, to nobody: answer: confidence ")
    assert asked == f"-# you asked: “{HELP}”"
    assert any(ADA_HELP in line for line in found)
    assert any(EVE_HELP in line for line in found)
    quotes = sum(line.startswith("**") for line in found)
    assert sum("behind the first" in line for line in found) == quotes - 1 > 0


async def test_another_question_takes_its_place(discord: StandIn, bot: Bot) -> None:
    """By the button below."""
    shown = await curator(discord).slash("curate try", question=HELP)
    form = await curator(discord).click(shown, curators.TRY_ANOTHER)
    await curator(discord).submit(form, {curators.WHAT_TO_TRY: "*zebra* jazz?"})
    assert shown.text.startswith("**abstention: ")
    assert "\\*zebra\\* jazz?" in shown.text


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        (Policy(0.0, 0.0, 0.0), "answer: confidence "),
        (Policy(2.0, 0.0, 2.0), "suggestions: confidence "),
        (Policy(2.0, 2.0, 2.0), "abstention: confidence "),
    ],
)
def test_each_decision_names_the_threshold(policy: Policy, told: str) -> None:
    """That which it reaches, or does not."""
    reply = Answering(Live(build([voices.ada()])), policy).reply(Question(HELP))
    said = curating.decided(reply.decision, reply.ranking, policy)
    assert said.startswith(told)
    assert f"{policy.answer_at} (answer_at)" in said or f"{policy.suggest_at} (suggest_at)" in said


def test_what_is_tried_fits_into_one_message() -> None:
    """Whatever is asked of whatever the record holds."""
    served = Answering(Live(build([voices.eve_like(year) for year in range(2001, 2020)])), Policy(0.1, 0.1, 0.1))
    for question in (HELP, "*" * 1000, f"{HELP} " * 60):
        assert len(tried_post(question, served.reply(Question(question), top=5), served.policy).text) <= MESSAGE_CHARS
