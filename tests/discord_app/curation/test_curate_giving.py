"""Questions without an answer, given to a topic: the draft, the preview of what else changes, and the way back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.phrases import curators
from bot.core.records import QuestionStatus
from bot.discord_app.client import Bot
from bot.discord_app.components import CustomId
from bot.discord_app.curation.unanswered import UnansweredRef
from bot.service.memory import Memory
from tests.discord_app.curating_room import compared, confirmed, curating_bot, knowledge_file, serving_of
from tests.discord_app.curators_room import curator, name_curators, take_role
from tests.discord_app.forging import sent_in
from tests.discord_app.open_questions import kept
from tests.standin import Exchange, Person, StandIn
from tests.standin.launch import running
from tests.state.values import question, statuses

RUST = "Should I learn Rust, Zoe?"
WRITTEN = "is rust worth my time?"
FIELD, TOPIC, GIVE = "As people would ask", "Another topic", "Give it to a topic, as a way of asking"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return knowledge_file(tmp_path)


@pytest.fixture
async def bot(discord: StandIn, file: Path, memory: Memory) -> AsyncIterator[Bot]:
    async with running(curating_bot(serving_of(file, memory), memory, name_curators(discord)), discord) as connected:
        yield connected


@pytest.fixture
def kim(discord: StandIn, bot: Bot) -> Person:
    """A curator."""
    return curator(discord)


@pytest.fixture
async def _asked(memory: Memory) -> None:
    for asker in "ab":
        memory.keep_unanswered(question(text=RUST, asker=asker, nearest=("how-to-start",), kept_at=memory.now()))
    await memory.put_value("written", "by now")


pytestmark = pytest.mark.usefixtures("_asked")


async def form(kim: Person, topic: str) -> Exchange:
    """What is opened where one of the list is given to this topic."""
    shown = await kim.select(await kim.slash("curate unanswered"), "Choose one", RUST)
    return await kim.select(shown, GIVE, topic)


def first_topic(exchange: Exchange) -> str:
    [select] = [select for select in exchange.shown.selects if select["placeholder"] == GIVE]
    return str(select["options"][0]["label"])


async def test_a_way_of_asking(kim: Person, file: Path, memory: Memory, tmp_path: Path) -> None:
    """The draft names nobody; the preview tells what else would change; confirmed, they are given and answered."""
    shown = await kim.select(await kim.slash("curate unanswered"), "Choose one", RUST)
    opened = await kim.select(shown, GIVE, first_topic(shown))
    [(_, field)] = opened.modal.fields
    assert field["value"] == "Should I learn …?"
    preview = await compared(kim.submit(opened, {FIELD: WRITTEN}))
    assert "It answers what was asked 2 times by 2 people without an answer." in preview.text
    assert WRITTEN in preview.text
    assert WRITTEN not in file.read_text(encoding="utf-8")
    assert len(await kept(memory)) == 2
    await confirmed(kim.discord, preview)
    assert WRITTEN in file.read_text(encoding="utf-8")
    assert await kept(memory) == ()
    assert statuses(tmp_path / "state")[QuestionStatus.GIVEN] == 2
    assert (await kim.slash("ask", question=WRITTEN)).text.startswith(">")


async def test_undone_they_are_open_again(kim: Person, file: Path, memory: Memory) -> None:
    """The file is as it was."""
    before = file.read_bytes()
    opened = await form(kim, TOPIC)
    await confirmed(kim.discord, await compared(kim.submit(opened, {FIELD: WRITTEN, TOPIC: "how-to-start"})))
    undone = await compared(kim.slash("curate undo"))
    await confirmed(kim.discord, undone)
    assert file.read_bytes() == before
    assert [each.text for each in await kept(memory)] == [RUST, RUST]


async def test_a_topic_that_nobody_knows(kim: Person, memory: Memory) -> None:
    """It is told, made harmless, and nothing is done."""
    refused = await kim.submit(await form(kim, TOPIC), {FIELD: WRITTEN, TOPIC: "**nothing**"})
    assert refused.is_ephemeral
    assert refused.text == "There is no topic called “\\*\\*nothing\\*\\*”, so nothing was done."
    assert len(await kept(memory)) == 2


async def test_cancelled_they_stay_open(kim: Person, memory: Memory) -> None:
    """A preview settles nothing."""
    preview = await compared(kim.submit(await form(kim, TOPIC), {FIELD: WRITTEN, TOPIC: "how-to-start"}))
    await kim.click(preview, curators.CANCEL)
    assert len(await kept(memory)) == 2


async def test_a_role_taken_away_while_the_form_was_open(discord: StandIn, kim: Person, memory: Memory) -> None:
    """Nothing comes of it; nor of a form that was never opened."""
    opened = await form(kim, TOPIC)
    take_role(discord)
    refused = await kim.submit(opened, {FIELD: WRITTEN, TOPIC: "how-to-start"})
    assert refused.text == curators.MAY_NOT_CURATE
    forged = await sent_in(
        kim, CustomId("gapgive", words=UnansweredRef(9, 1).words), written=WRITTEN, topic="how-to-start"
    )
    assert forged.text == curators.MAY_NOT_CURATE


async def test_settled_meanwhile(kim: Person, memory: Memory) -> None:
    """Whoever comes too late is told."""
    opened = await form(kim, TOPIC)
    await memory.settle([each.id for each in await kept(memory)], QuestionStatus.OFF_TOPIC)
    late = await kim.submit(opened, {FIELD: WRITTEN, TOPIC: "how-to-start"})
    assert late.text.startswith("There is no open question 1:")
