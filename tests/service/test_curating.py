"""Curators change the knowledge of a bot that serves it: real files, a real database."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import Serving, build_serving, build_snapshot
from bot.config import Config, CuratorSettings
from bot.core.answer import Answer
from bot.core.curation.impact import Origin
from bot.core.curation.requests import AddWords, Curator, EditQuote, EditTopic, Order, Restore, Retire
from bot.core.model import Question, SegmentKind
from bot.core.phrases.curating import changed_line
from bot.core.records import ChangeKind
from bot.core.text import sentences
from bot.errors import EditError, StateError
from bot.library.writer import locked
from bot.service.curating import Curating, Done
from bot.service.memory import Memory
from bot.state.sqlite import NAME
from tests.conftest import memory_in
from tests.state.values import change, question

STARTER = Path(__file__).parent.parent.parent / "bot" / "starter" / "knowledge"
KIM, ROBIN = Curator(7, "Kim"), Curator(8, "Robin")
QUOTE = "example-2024/one-small-project"
WORDS = "> It does not have to be big. Mine told my neighbours when the laundry room was free.\n— Ada Example"
ADD = AddWords(WORDS, topic="asking-for-help")
STOLEN = [
    "feedback from real users or another certificate",
    "starting out, what would Ada recommend?",
    "how much do user complaints teach you?",
]
STEALING = (
    "feedback of real users or one more certificate",
    "what would Ada recommend to those starting out",
    "how much do complaints of users teach you",
)
HOSTILE = ["@everyone?", "- a: &b *c # d", "\u202e\x1b[31mred\x07", "\"]}{'`%|>", "<@1> [x](http://x.y)", "no", "12:30"]
SENTENCES = [
    sentences(turn.text)
    for turn in build_snapshot(STARTER).knowledge.transcripts["example-2024"].turns
    if all(segment.kind is SegmentKind.SPEECH for segment in turn.segments)
]
UNHURRIED = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(STARTER, tmp_path / "knowledge"))


@pytest.fixture
def file(folder: Path) -> Path:
    return folder / "example-2024.yaml"


@pytest.fixture
def serving(folder: Path, memory: Memory) -> Serving:
    return build_serving(Config(knowledge=str(folder)), memory)


@pytest.fixture
def curating(serving: Serving) -> Curating:
    return serving.curating


async def made(curating: Curating, order: Order, curator: Curator = KIM, why: str = "") -> Done:
    return await curating.confirm((await curating.propose(order, curator, why)).key, curator)


async def undone(curating: Curating, number: int = 0) -> Done:
    return await curating.confirm((await curating.propose_undo(KIM, number)).key, KIM)


async def test_pasted_words_become_a_quote(curating: Curating, serving: Serving, file: Path, memory: Memory) -> None:
    """Found, shown, confirmed, live at once, noted, taken back: and the file is as it was, to the byte."""
    old = file.read_bytes()
    assert (await curating.topics_for(WORDS))[0].id == "how-to-start"
    preview = await curating.propose(
        AddWords(WORDS, title="Big or small?", phrasings=("how big?",)), KIM, "asked\ntwice"
    )
    assert preview.quote
    assert preview.quote.text.startswith("It does not have to be big.")
    assert preview.quote_before is None
    assert [topic.title for topic in preview.topics] == ["Big or small?"]
    assert preview.may_be_confirmed
    assert "+" in preview.proposal.diff
    assert file.read_bytes() == old

    done = await curating.confirm(preview.key, KIM)
    assert done.quote == preview.quote
    assert done.quote in serving.answering.snapshot.knowledge.quotes.values()
    reply = serving.answering.reply(Question("Big or small?"))
    assert isinstance(reply.decision, Answer)
    assert reply.decision.matches[0].quote == done.quote
    [change] = await curating.history()
    assert (change.id, change.curator_id, change.curator, change.why) == (done.number, 7, "Kim", "asked twice")
    assert (change.kind, change.subject, change.file) == (
        ChangeKind.ADD,
        preview.plan.subject,
        "knowledge/example-2024.yaml",
    )
    assert change.before is None
    assert change.after is not None
    assert "Big or small?" in change.after

    assert (await undone(curating)).quote is None
    assert file.read_bytes() == old
    assert serving.answering.snapshot.knowledge.quotes.keys() == {QUOTE, "example-2024/ask-for-help-sooner"}


async def test_an_undo_can_be_undone(curating: Curating, file: Path) -> None:
    """The number of the undo does it; then the change itself can be taken back once more."""
    old = file.read_bytes()
    added = await made(curating, ADD)
    new = file.read_bytes()
    back = await undone(curating)
    assert back.change.undoes == added.number
    assert back.number is not None
    with pytest.raises(EditError, match="There is no change to take back"):
        await curating.propose_undo(KIM)
    await undone(curating, back.number)
    assert file.read_bytes() == new
    assert added.number is not None
    await undone(curating, added.number)
    assert file.read_bytes() == old
    with pytest.raises(EditError, match=f"Change {added.number} is taken back already"):
        await curating.propose_undo(KIM, added.number)
    with pytest.raises(EditError, match="There is no change 99"):
        await curating.propose_undo(KIM, 99)


async def test_a_history_that_cannot_be_read_is_told_as_such(
    curating: Curating, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not as a change that is not there."""

    def broken(*_: object) -> None:
        raise StateError("The database is locked.")

    for reading in ("by_id", "last_standing"):
        monkeypatch.setattr(memory._store.changes, reading, broken)
    for number in (0, 99):
        with pytest.raises(EditError, match="I cannot read the history just now"):
            await curating.propose_undo(KIM, number)


@pytest.mark.parametrize(
    "undo",
    [
        '{"is": "RemoveUse", "topic": "how-to-start", "quote": "ask-for-help-sooner"}',
        '{"is": "Several", "edits": [{"is": "AddSilence", "text": "lol", "before": ""}]}',
    ],
)
async def test_a_change_of_a_kind_that_there_was_once_is_left_to_its_curator(
    curating: Curating, memory: Memory, undo: str
) -> None:
    """The history keeps it; what would take it back is not known any more."""
    number = await memory.note_change(change(undo=undo))
    with pytest.raises(EditError, match="another version of On the Record: take it back by hand"):
        await curating.propose_undo(KIM, number or 0)
    assert [noted.id for noted in await curating.history()] == [number]


async def test_undoing_goes_back_step_by_step(curating: Curating, file: Path) -> None:
    """Whoever made the changes."""
    old = file.read_bytes()
    await made(curating, EditTopic("how-to-start", title="How to start?", add=("where do I begin?",)), KIM)
    await made(curating, EditQuote(QUOTE, asked=""), ROBIN)
    assert (await undone(curating)).change.subject == QUOTE
    await undone(curating)
    assert file.read_bytes() == old


async def test_a_quote_is_withdrawn_and_comes_back(curating: Curating, serving: Serving) -> None:
    """With a reason; the same words are told to have been withdrawn."""
    done = await made(curating, Retire(QUOTE, "She asked\nfor it."))
    assert done.quote is None
    assert done.quote_before
    assert done.quote_before.id == QUOTE
    assert done.change.before is not None
    assert done.change.after is None
    [retired] = serving.answering.snapshot.drafts.records[0].retired
    assert (retired.reason.text, retired.since.text) == ("She asked for it.", datetime.now(UTC).date().isoformat())
    again = await curating.propose(AddWords(done.quote_before.text, topic="asking-for-help"), ROBIN)
    assert again.plan.found
    assert [f"{again.plan.found.source.id}/{one.id}" for one in again.plan.found.retired] == [QUOTE]
    assert any("withdrawn" in problem.message for problem in again.problems)
    assert again.may_be_confirmed
    restored = await made(curating, Restore(QUOTE))
    assert restored.quote == done.quote_before
    assert restored.change.kind is ChangeKind.RESTORE


async def test_a_quote_is_edited(curating: Curating) -> None:
    """Its words, as they are pasted; what it was asked stays."""
    done = await made(curating, EditQuote(QUOTE, words="“One small project that real people used.”"))
    assert done.quote
    assert (done.quote.text, done.quote.asked) == (
        "One small project that real people used.",
        "What helped you most when you started?",
    )
    assert done.change.before
    assert "laundry room" in done.change.before
    again = await curating.propose(EditQuote(QUOTE, words="One small project"), KIM)
    assert again.plan.found
    assert again.plan.found.standing == ()


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (AddWords("nobody said this"), "not in the record"),
        (AddWords(WORDS), "Name the topic"),
        (AddWords(WORDS, topic="nowhere"), "no topic called “nowhere”"),
        (AddWords(WORDS, title="what helped most at the START?"), "already"),
        (AddWords(WORDS, topic="how-to-start", id="one small project"), "already"),
        (EditQuote("example-2024/none"), "no quote example-2024/none"),
        (EditQuote("none/none"), "no quote none/none"),
        (EditQuote(QUOTE), "nothing to change"),
        (EditQuote(QUOTE, asked="Is it going to rain?"), "not asked before"),
        (EditTopic("how-to-start"), "nothing to change"),
        (EditTopic("how-to-start", remove=("never asked",)), "does not stand under"),
        (EditTopic("how-to-start", add=("how do I get going as a beginner?",)), "already"),
        (Retire(QUOTE, " \n"), "Write why"),
        (Restore(QUOTE), "no withdrawn quote"),
    ],
)
async def test_what_cannot_be_done_is_told(curating: Curating, file: Path, order: Order, reason: str) -> None:
    """In a sentence, and nothing is written."""
    old = file.read_bytes()
    with pytest.raises(EditError, match=reason):
        await curating.propose(order, KIM)
    assert file.read_bytes() == old


async def test_a_wrong_change_is_shown_and_cannot_be_made(curating: Curating, file: Path) -> None:
    """A way of asking that stands under another topic; the problem says where."""
    old = file.read_bytes()
    preview = await curating.propose(EditTopic("how-to-start", add=("what does Ada regret?",)), KIM)
    assert not preview.may_be_confirmed
    assert preview.problems[0].is_error
    with pytest.raises(EditError, match="is asked already at"):
        await curating.confirm(preview.key, KIM)
    assert file.read_bytes() == old


async def test_the_last_quote_cannot_be_withdrawn(curating: Curating) -> None:
    """There would be nothing left to answer from."""
    await made(curating, Retire("example-2024/ask-for-help-sooner", "why not"))
    with pytest.raises(EditError, match="Nothing would be left"):
        await curating.propose(Retire(QUOTE, "why not"), KIM)


async def test_the_second_of_two_is_told_what_changed(curating: Curating, file: Path) -> None:
    """By whom, if that was noted; the first one's change stays."""
    first, second = [await curating.propose(ADD, curator) for curator in (KIM, ROBIN)]
    await curating.confirm(first.key, KIM)
    new = file.read_bytes()
    with pytest.raises(EditError, match=r"changed meanwhile by Kim \(added example-2024/it-does-not-have-to-be\)"):
        await curating.confirm(second.key, ROBIN)
    assert file.read_bytes() == new


async def test_two_presses_at_once_write_once(curating: Curating) -> None:
    preview = await curating.propose(ADD, KIM)
    presses = (curating.confirm(preview.key, KIM), curating.confirm(preview.key, KIM))
    done, gone = await asyncio.gather(*presses, return_exceptions=True)
    assert isinstance(done, Done)
    assert "make it again" in str(gone)
    assert len(await curating.history()) == 1


def unsure(transcript: Path) -> None:
    """Nobody knows any more who says the first words."""
    text = transcript.read_text(encoding="utf-8")
    transcript.write_text(
        text.replace("  - speaker: ada\n", "  - speaker: ada\n    sure: false\n", 1), encoding="utf-8"
    )


Accident = Callable[[Path], object]
ACCIDENTS: list[tuple[Accident, str]] = [
    (lambda file: file.unlink(), "is missing"),
    (lambda file: file.write_text(file.read_text() + "# a note\n"), "changed meanwhile, so nothing"),
    (lambda file: file.write_text("topics: [\n"), "example-2024.yaml"),
    (lambda file: unsure(file.parent / "transcripts" / file.name), "nobody is sure who speaks"),
]


@pytest.mark.parametrize(("accident", "reason"), ACCIDENTS)
async def test_what_happens_between_preview_and_confirm_is_noticed(
    curating: Curating, serving: Serving, file: Path, accident: Accident, reason: str
) -> None:
    """Nothing is written, and what was served goes on."""
    preview = await curating.propose(ADD, KIM)
    accident(file)
    there = file.read_bytes() if file.exists() else None
    with pytest.raises(EditError, match=reason):
        await curating.confirm(preview.key, KIM)
    assert (file.read_bytes() if file.exists() else None) == there
    assert "example-2024/ask-for-help-sooner" in serving.answering.snapshot.knowledge.quotes
    assert await curating.history() == ()


async def test_what_was_previewed_belongs_to_one_curator_and_one_hour(
    serving: Serving, memory: Memory, folder: Path
) -> None:
    """Nor does another run of the program know it."""
    curating = serving.curating
    preview = await curating.propose(ADD, KIM)
    restarted = build_serving(Config(knowledge=str(folder)), memory).curating
    for confirming, curator in ((curating, ROBIN), (restarted, KIM)):
        with pytest.raises(EditError, match="make it again"):
            await confirming.confirm(preview.key, curator)
    now = memory.now() + timedelta(hours=2)
    memory.now = lambda: now
    with pytest.raises(EditError, match="make it again"):
        await curating.confirm(preview.key, KIM)


async def test_the_oldest_previews_are_forgotten(curating: Curating) -> None:
    """However many are made, only so many are kept."""
    first = await curating.propose(ADD, KIM)
    order = Retire(QUOTE, "why not")
    for _ in range(200):
        await curating.propose(order, KIM)
    with pytest.raises(EditError, match="make it again"):
        await curating.confirm(first.key, KIM)


async def test_a_folder_that_another_program_changes_is_waited_for(curating: Curating, folder: Path) -> None:
    """The lock is the command line's and the bot's alike."""
    preview = await curating.propose(ADD, KIM)
    with locked(folder, 1):
        confirming = asyncio.create_task(curating.confirm(preview.key, KIM))
        await asyncio.wait([confirming], timeout=0.5)
        assert not confirming.done()
    assert (await confirming).quote


async def test_without_a_database_it_is_written_and_told(folder: Path, tmp_path: Path) -> None:
    """That it could not be noted."""
    (tmp_path / "lost" / NAME).mkdir(parents=True)
    async with memory_in(tmp_path / "lost") as memory:
        curating = build_serving(Config(knowledge=str(folder)), memory).curating
        done = await made(curating, ADD)
        assert done.quote
        assert done.number is None
        with pytest.raises(EditError, match="I cannot read the history"):
            await curating.propose_undo(KIM)


async def test_the_watcher_finds_nothing_new(serving: Serving) -> None:
    """What was confirmed is live already."""
    await made(serving.curating, ADD)
    snapshot = serving.answering.snapshot
    serving.reloading.refresh()
    assert serving.answering.snapshot is snapshot


async def test_missing_words_come_with_the_nearest_passage(curating: Curating) -> None:
    for asking in (curating.topics_for(wrong := "It does not need to be big."), curating.propose(AddWords(wrong), KIM)):
        with pytest.raises(EditError, match="not in the record") as told:
            await asking
        assert ("need", "have", True) in told.value.nearest


@UNHURRIED
@given(data=st.data())
async def test_whatever_is_added_goes_without_a_trace(curating: Curating, file: Path, data: st.DataObject) -> None:
    """Any whole sentences of what somebody says, under any topic, with any ways of asking: undone, to the byte."""
    old = file.read_bytes()
    said = data.draw(st.sampled_from(SENTENCES))
    first = data.draw(st.integers(0, len(said) - 1))
    last = data.draw(st.integers(first, len(said) - 1))
    topic, title = data.draw(
        st.sampled_from([("how-to-start", ""), ("What would you do differently today?", ""), ("", "New?")])
    )
    phrasings = tuple(data.draw(st.lists(st.sampled_from(HOSTILE), max_size=3, unique=True)))
    preview = await curating.propose(AddWords("".join(said[first : last + 1]), topic, title, phrasings=phrasings), KIM)
    assert preview.may_be_confirmed, preview.error
    assert preview.quote
    assert preview.quote.text == "".join(said[first : last + 1]).strip()
    await curating.confirm(preview.key, KIM)
    await undone(curating)
    assert file.read_bytes() == old


async def test_a_preview_tells_which_questions_would_get_another_answer(
    folder: Path, memory: Memory, tmp_path: Path
) -> None:
    """Ways of asking; questions with known answers, as far as their file can be read; what members asked in vain."""
    asked = tmp_path / "questions.jsonl"
    asked.write_text('{"id": "a", "q": "do complaints of users teach", "spans": ["ten complaints"]}\nnonsense\n')
    config = Config(knowledge=str(folder), curators=CuratorSettings(questions=str(asked)))
    memory.keep_unanswered(question(text="may I bring\x1b[31m my hamster", kept_at=memory.now()))
    await memory.put_value("written", "after it")
    curating = build_serving(config, memory).curating
    preview = await curating.propose(EditTopic("asking-for-help", add=STEALING), KIM)
    found = await curating.impact(preview)
    assert found.asked == 40 + len(STEALING) + 2
    stolen = [change for change in found.changed if change.origin is Origin.PHRASING]
    assert sorted(change.question for change in stolen) == sorted(STOLEN)
    assert all(change.gain < 0 for change in stolen)
    assert await curating.impact(preview) == found
    bringing = await curating.propose(EditTopic("asking-for-help", add=("may I bring my hamster along",)), KIM)
    [hamster] = [s for s in (await curating.impact(bringing)).changed if s.origin is Origin.UNANSWERED]
    assert hamster.after.topic == "asking-for-help"
    assert "\x1b" not in changed_line(hamster)


async def test_names_are_kept_as_text(curating: Curating) -> None:
    """Whatever somebody calls themselves on Discord."""
    hostile = Curator(9, "Kim\x1b[31m\n2. fake")
    assert (await made(curating, ADD, hostile)).change.curator == "Kim[31m 2. fake"
