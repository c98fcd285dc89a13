"""The drills of `make drill`, shortened."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from bot import config
from bot.core.drafts import Problem, QuoteDraft
from bot.core.phrases import curators
from bot.core.proof import quote
from bot.core.proof.quote import Proof, prove_quote
from bot.core.proof.transcript import Record
from bot.discord_app.client import Bot
from bot.library.questions import read_questions
from bot.service.answering import Answering
from bot.service.memory import Memory
from tests.drills import burst, fuzzing, stopping, withdrawing
from tests.drills.killing import Drill
from tests.standin import PatientClock, StandIn
from tests.standin.launch import running
from tests.test_standin.bots import until

needs_timers = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="without timers no hang can be ended")


@pytest.fixture(autouse=True)
def no_timing(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long a step takes is for the drill to say, on a machine that does nothing else."""
    monkeypatch.setattr(fuzzing, "MOST_S", 300.0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="without fork it stays unproved that a killed writer loses nothing")
def test_a_killed_writer_loses_nothing_that_was_confirmed(tmp_path: Path) -> None:
    """Ten times, at moments that are others at each run."""
    Drill(tmp_path, random.Random()).run(edits=40, kills=10)


@needs_timers
def test_folders_and_files_gone_wrong_are_refused_or_right() -> None:
    """Fifty of them, always the same: `make drill` makes others."""
    assert fuzzing.run(0, range(50)).found == []


def _whoever_says_it(draft: QuoteDraft, record: Record) -> Proof | Problem:
    """A proof that forgets to look at the speaker."""
    for voice in record.voices.all:
        proof = prove_quote(replace(draft, speaker=replace(draft.speaker, text=voice.speaker)), record)
        if isinstance(proof, Proof):
            return proof
    return prove_quote(draft, record)


@needs_timers
def test_words_given_to_the_wrong_speaker_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The drill has teeth: what the proof lets through, it finds in the originals by itself."""
    monkeypatch.setattr(quote, "prove_quote", _whoever_says_it)
    assert any("not as printed" in found for found in fuzzing.run(12, range(10)).found)


def _whatever_is_written(draft: QuoteDraft, record: Record) -> Proof | Problem:
    """A proof that believes anything."""
    if not record.transcript.turns:
        return prove_quote(draft, record)
    turn = record.transcript.turns[0]
    return Proof(draft.text.text, "", False, turn.number, ((turn.start, turn.start + 1),), record.url)


@needs_timers
def test_words_that_nobody_said_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """So are words that are not as they were published."""
    monkeypatch.setattr(quote, "prove_quote", _whatever_is_written)
    assert any("not as printed" in found for found in fuzzing.run(1, range(10)).found)


@needs_timers
def test_a_hang_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever takes too long is ended and told."""

    def for_ever(*_: object) -> None:
        while True:
            pass

    monkeypatch.setattr(fuzzing, "MOST_S", 0.5)
    monkeypatch.setattr(fuzzing, "inspect", for_ever)
    assert any("HangError" in found for found in fuzzing.run(1, range(1)).found)


async def test_a_burst_is_judged(answering: Answering, memory: Memory) -> None:
    """All are answered in time; those that Discord hears nothing of, or too late, are counted."""
    goes_on = asyncio.Event()
    async with StandIn(burst.world(), clock=PatientClock()) as discord, running(Bot(answering, memory), discord):
        people = [discord.person(f"member {number}") for number in range(3)]
        assert (await burst.burst(people, 3)).lost == 0
        discord.fault("POST", r"/callback$", after=2, times=100, held=goes_on)
        judging = asyncio.create_task(burst.burst(people, 3))
        await until(lambda: len(discord.requests.to("POST", r"/callback$")) == 5)
        discord.clock.advance(4)
        goes_on.set()
        judged = await judging
        assert (judged.count, judged.lost) == (3, 1)
        goes_on.clear()
        judged = await burst.burst(people, 3, patience_s=3.5)
        assert (judged.count, judged.lost) == (3, 3)
        goes_on.set()


def test_a_slow_machine_is_asked_less_at_once() -> None:
    """In proportion, and something in any case."""
    needed = burst.NEEDED
    assert [burst.bearable(300, speed) for speed in (9 * needed, needed, needed / 2, 1.0)] == [300, 300, 150, 10]
    assert burst.speed() > 0


@pytest.mark.parametrize(
    ("took_s", "text", "code", "found"),
    [
        (2.0, f"words\n-# {curators.NOT_ASKED_ALL}", 0, 0),
        (11.0, curators.NOT_ASKED_ALL, 0, 1),
        (2.0, curators.ASKING_ALL, 0, 1),
        (2.0, curators.NOT_ASKED_ALL, -15, 1),
        (30.0, curators.ASKING_ALL, None, 2),
    ],
)
def test_a_stop_within_a_preview_is_judged(took_s: float, text: str, code: int | None, found: int) -> None:
    """It comes in time, the preview tells of it, and the process ends well."""
    assert len(stopping.wrong(took_s, text, code)) == found


async def test_a_preview_that_is_to_be_stopped_has_much_to_ask(tmp_path: Path) -> None:
    """Its settings and its questions can be read."""
    async with StandIn() as discord:
        settings = config.load(stopping.made(tmp_path, discord, 50))
    assert settings.curators.questions
    questions, problems = read_questions(Path(settings.curators.questions))
    assert (len(questions), problems) == (50, ())


@pytest.mark.parametrize(
    ("before", "after", "told", "found"),
    [
        (8, 0, "8 replies showed it: 8 corrected, 0 gone already, 0 that I could not change.", 0),
        (8, 1, "8 replies showed it: 8 corrected, 0 gone already, 0 that I could not change.", 1),
        (8, 1, "8 replies showed it: 7 corrected, 0 gone already, 1 that I could not change.", 2),
        (2, 0, "2 replies showed it: 2 corrected, 0 gone already, 0 that I could not change.", 1),
    ],
)
def test_a_withdrawal_is_judged(before: int, after: int, told: str, found: int) -> None:
    """By what is left of the quote, and by what its curator is told."""
    assert len(withdrawing.wrong(before, after, told)) == found
