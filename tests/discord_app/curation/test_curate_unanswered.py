"""/curate unanswered: what members asked and got no answer to, and what curators make of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.phrases.curating import why_open
from bot.core.records import QuestionStatus, Reason
from bot.discord_app.client import Bot
from bot.discord_app.components import CustomId
from bot.discord_app.curation.unanswered import UnansweredRef
from bot.errors import StateError
from bot.service.answering import Answering
from bot.service.memory import Memory
from tests.discord_app import voices
from tests.discord_app.client_view import acted_on
from tests.discord_app.curators_room import curated_bot, curator, name_curators
from tests.discord_app.forging import pressed
from tests.discord_app.hostile import hostile_texts
from tests.standin import Exchange, Person, StandIn
from tests.standin.launch import running
from tests.state.values import question, statuses

RUST = "Should I learn Rust?"
ASKED = RUST, "should i learn rust", "should I learn rust, Zoe?", "who won the world cup?"
CHOOSE, GIVE = "Choose one", "Give it to a topic, as a way of asking"


@pytest.fixture
def known() -> Answering:
    return voices.answering(voices.ada(), voices.eve())


@pytest.fixture
async def bot(discord: StandIn, known: Answering, memory: Memory) -> AsyncIterator[Bot]:
    async with running(curated_bot(known, memory, name_curators(discord)), discord) as connected:
        yield connected


@pytest.fixture
def kim(discord: StandIn, bot: Bot) -> Person:
    """A curator."""
    return curator(discord)


async def ask(memory: Memory, *texts: str, **fields: object) -> None:
    """Each by somebody else."""
    for at, text in enumerate(texts, 1):
        asked = {"asker": f"asker {at}", "nearest": ("plan",), "kept_at": memory.now(), **fields}
        memory.keep_unanswered(question(text=text, **asked))
    await memory.put_value("written", "by now")


async def opened(kim: Person, label: str = RUST) -> Exchange:
    """One of the list."""
    return await kim.select(await kim.slash("curate unanswered"), CHOOSE, label)


async def open_ones(memory: Memory) -> list[str]:
    return [kept.text for kept in await memory.open_questions()]


async def test_what_asks_alike_is_one(kim: Person, memory: Memory) -> None:
    """Most asked first, counted, in private; nobody is named."""
    await ask(memory, *ASKED)
    listed = await kim.slash("curate unanswered")
    assert listed.is_ephemeral
    assert listed.text.splitlines() == [
        "**Questions without an answer**",
        "- Should I learn Rust? (asked 3 times by 3 people)",
        "- who won the world cup? (asked once)",
    ]
    assert listed.shown.options(CHOOSE) == [RUST, "who won the world cup?"]


async def test_what_was_answered_amiss_says_so(kim: Person, memory: Memory) -> None:
    """Below how many answers somebody pressed *Not what I asked*."""
    await ask(memory, *ASKED[:2])
    await ask(memory, ASKED[2], ASKED[3], reason=Reason.NOT_ASKED)
    assert (await kim.slash("curate unanswered")).text.splitlines()[1:] == [
        "- Should I learn Rust? (asked 3 times by 2 people, 1 of them “Not what I asked”)",
        "- who won the world cup? (asked once, “Not what I asked”)",
    ]


async def test_none_is_told(kim: Person) -> None:
    """With the way to the list for the interview."""
    listed = await kim.slash("curate unanswered")
    assert listed.text == "No question is without an answer."
    assert listed.shown.labels == ["The list for the next interview"]


async def test_one_of_them(kim: Person, memory: Memory) -> None:
    """How it was asked, what became of it, what was near; the nearest topics are offered first."""
    await ask(memory, *ASKED[:2])
    await ask(memory, ASKED[2], reason=Reason.NOT_ASKED, asker="somebody")
    shown = await opened(kim)
    assert shown.text.splitlines() == [
        f"**{RUST}**",
        "Asked 3 times by 3 people: 2 without an answer, 1 with an answer that was not what was asked.",
        "Nearest topics: How to plan a week?",
        "Asked in other words:",
        "- should I learn rust, Zoe?",
    ]
    assert shown.shown.options(GIVE)[0] == "How to plan a week?"
    assert shown.shown.options(GIVE)[-1] == "Another topic"
    assert shown.shown.labels == ["For the next interview", "Off-topic", "Back to the list"]
    back = await kim.click(shown, "Back to the list")
    assert back.text.startswith("**Questions without an answer**")


async def test_off_topic_and_back(kim: Person, memory: Memory, tmp_path: Path) -> None:
    """With one tap each."""
    await ask(memory, *ASKED)
    told = await kim.click(await opened(kim), "Off-topic")
    assert told.text == f"Set aside as off-topic: “{RUST}”."
    assert await open_ones(memory) == [ASKED[3]]
    assert statuses(tmp_path / "state")[QuestionStatus.OFF_TOPIC] == 3
    back = await kim.click(told, "Take that back")
    assert back.text == "These questions are open again."
    assert len(await open_ones(memory)) == 4


async def test_what_comes_in_meanwhile_is_left_alone(kim: Person, memory: Memory) -> None:
    """Only what was shown is settled."""
    await ask(memory, *ASKED[:3])
    shown = await opened(kim)
    await ask(memory, RUST)
    await kim.click(shown, "Off-topic")
    assert await open_ones(memory) == [RUST]


async def test_settled_by_somebody_else(discord: StandIn, kim: Person, memory: Memory) -> None:
    """Whoever is second is told, and nothing is done twice."""
    await ask(memory, *ASKED)
    first, second = await opened(kim), await opened(kim)
    told = await kim.click(first, "Off-topic")
    for label in ("Off-topic", "For the next interview"):
        late = await kim.click(second, label)
        assert late.is_ephemeral
        assert late.text.startswith("There is no open question 1:")
    await kim.click(told, "Take that back")
    again = await pressed(kim, CustomId("gapback", words=UnansweredRef(0, 1).words))
    assert again.text == "That was too long ago to be taken back here."


async def test_for_the_next_interview(kim: Person, memory: Memory) -> None:
    """The draft names nobody, and is mended in the form; the list is exported as Markdown."""
    await ask(memory, "should I learn Rust, Zoe? mail me: zoe@example.org")
    shown = await opened(kim, "should I learn Rust, Zoe? mail me: zoe@example.org")
    form = await kim.click(shown, "For the next interview")
    [(_, field)] = form.modal.fields
    assert field["value"] == "should I learn …? mail me: …"
    told = await kim.submit(form, {"As it is to be asked": "Is *Rust* worth it?"})
    assert told.text == "On the list for the next interview: “Is \\*Rust\\* worth it?”."
    assert await open_ones(memory) == []
    listed = await kim.click(await kim.slash("curate unanswered"), "The list for the next interview")
    assert listed.text.splitlines()[1:] == ["- Is \\*Rust\\* worth it? (asked once)"]
    exported = await kim.click(listed, "Export as Markdown")
    assert exported.is_ephemeral
    [file] = exported.shown.attachments
    assert file.filename == "questions-for-the-next-interview.md"
    data = kim.discord.chat.files[file.url.removeprefix(kim.discord.chat.file_base)].content
    assert data.decode() == "# Questions for the next interview\n\n- Is \\*Rust\\* worth it? (asked once)\n"
    emptied = await kim.select(listed, "Take one off the list", "Is *Rust* worth it?")
    assert emptied.text == "No question is on the list for the next interview."


async def test_pages(kim: Person, memory: Memory) -> None:
    """Ten on each; turned, and from each one can be opened."""
    asked = [f"{letter * 5}?" for letter in "abcdefghijklmnopqrstuv"]
    await ask(memory, *asked)
    page = await kim.slash("curate unanswered")
    assert "Page 1 of 3." in page.text
    seen = page.shown.options(CHOOSE)
    for _ in range(2):
        await kim.click(page, "Next page")
        seen += page.shown.options(CHOOSE)
    assert sorted(seen) == asked
    shown = await kim.select(page, CHOOSE, seen[-1])
    assert shown.text.startswith(f"**{seen[-1]}**")


async def test_the_list_outlives_a_restart(discord: StandIn, known: Answering, memory: Memory) -> None:
    """Its buttons say all that is needed."""
    await ask(memory, *ASKED)
    trusted = name_curators(discord)
    kim = curator(discord)
    async with running(curated_bot(known, memory, trusted), discord):
        shown = await opened(kim)
    async with running(curated_bot(known, memory, trusted), discord):
        assert (await kim.click(shown, "Off-topic")).text.startswith("Set aside")


async def test_hostile_questions(kim: Person, memory: Memory) -> None:
    """Nothing of them is acted on: neither in the list nor behind it."""
    texts = [text for text in hostile_texts(30) if text.strip()]
    await ask(memory, *texts)
    page = await kim.slash("curate unanswered")
    for _ in range(3):
        for line in page.text.splitlines()[1:]:
            assert not acted_on(line.removeprefix("- ")), line
        if "Next page" not in page.shown.labels:
            break
        await kim.click(page, "Next page")
    shown = await kim.select(page, CHOOSE, page.shown.options(CHOOSE)[0])
    assert not shown.shown.mentions


@pytest.mark.parametrize(
    ("times", "reasons", "told"),
    [
        (1, {Reason.ABSTENTION: 1}, "Asked once, without an answer."),
        (1, {Reason.NOT_ASKED: 1}, "Asked once, with an answer that was not what was asked."),
        (3, {Reason.ABSTENTION: 3}, "Asked 3 times by 2 people, each time without an answer."),
    ],
)
def test_why_it_is_open_is_told_in_one_sentence(times: int, reasons: dict[Reason, int], told: str) -> None:
    assert why_open(times, 2, reasons) == told


async def test_on_a_full_disk_nobody_says_that_there_are_none(
    kim: Person, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be kept is not there to be shown; what cannot be read may be there."""

    def full(*_: object) -> None:
        raise StateError("The database is full.")

    monkeypatch.setattr(memory._store.unanswered, "add", full)
    memory.keep_unanswered(question(text=RUST, kept_at=memory.now()))
    async with asyncio.timeout(60):
        while memory.is_writable:
            await asyncio.sleep(0.01)
    assert (await kim.slash("curate unanswered")).text.startswith("I cannot tell whether questions are without")
    monkeypatch.undo()
    await memory.put_value("written", "again")
    assert (await kim.slash("curate unanswered")).text.startswith("No question is without an answer.")
    monkeypatch.setattr(memory._store.unanswered, "open_ones", full)
    assert (await kim.slash("curate unanswered")).text.startswith("I cannot tell whether questions are without")


def test_references_are_read_or_name_nothing() -> None:
    """Whatever a forged button says."""
    ref = UnansweredRef(2**40, 2**40, "abcdefgh")
    assert UnansweredRef.read(ref.words) == ref
    assert len(ref.words) <= 51
    for forged in ("", "x.y", ".-1.", "1", "1.²", "1." + "1" * 30):
        assert UnansweredRef.read(forged).first_id == 0
