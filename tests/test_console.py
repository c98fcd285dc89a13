"""The bot in a terminal."""

from __future__ import annotations

from bot import console
from bot.console import Page
from bot.core.answer import Abstention, Suggestions
from bot.core.matching import Ranking
from bot.core.model import Question
from bot.service.answering import Answering, Reply
from bot.service.live import Snapshot

PIPE = Page(None, has_colour=False)


def test_a_terminal_wraps_and_colours(answering: Answering) -> None:
    """No line is wider than the terminal but the link, which stays whole; the words are marked by a bar."""
    shown = console.rendered(answering.reply(Question("what is a senior data scientist?")), Page(60, has_colour=True))
    plain = [line for line in shown.splitlines() if "https://" not in line]
    assert "▌" in shown
    assert max(len(_bare(line)) for line in plain) <= 60


def test_topics_are_offered_without_a_claim(snapshot: Snapshot) -> None:
    """Titles, nothing else."""
    topics = tuple(snapshot.knowledge.topics.values())[:2]
    shown = console.rendered(Reply(Suggestions(topics), Ranking((), 0.3, ()), snapshot, 1.0), PIPE)
    assert shown.splitlines()[1:] == [f"- {topic.title}" for topic in topics]


def test_silence_is_honest(snapshot: Snapshot) -> None:
    """It names whose record it is; the nearest topics follow, if there are any."""
    shown = console.rendered(Reply(Abstention(), Ranking((), 0.0, ()), snapshot, 1.0), PIPE)
    assert shown == "That is not on the record: Alexey Grigorev was not asked it, or it is not quoted here."


def test_a_conversation(answering: Answering) -> None:
    """Line by line; empty lines are passed over; a follow-up is understood with the question before."""
    said: list[str] = []
    console.converse(["", "/topics", "is a master's degree needed?", "and a phd?"], answering, PIPE, said.append)
    assert said[0].startswith("The record answers these:")
    assert len(said) == 3
    assert "PhD" in said[2]


def _bare(line: str) -> str:
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", line)
