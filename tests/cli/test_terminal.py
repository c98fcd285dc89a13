"""The bot in a terminal."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import pytest

from bot.cli import ask, wiring
from bot.cli.ask import commanded, dialogue, rendered, topics
from bot.cli.terminal import TerminalStyle, lines
from bot.config import Config
from bot.core.answer import Abstention, Answer, Suggestions
from bot.core.matching import Ranking
from bot.core.model import Question
from bot.service.answering import Answering, Reply
from bot.service.snapshots import Snapshot, Tier

PIPE = TerminalStyle(None, has_colour=False)


@pytest.fixture
def reply(answering: Answering) -> Reply:
    """An answer of two paragraphs, however sure the bot is of it."""
    reply = answering.reply(Question("what is a senior data scientist?"))
    return replace(reply, decision=Answer(reply.ranking.matches))


def test_a_terminal_wraps_and_colours(reply: Reply) -> None:
    """No line is wider than the terminal but the link, which stays whole; the words are marked by a bar."""
    shown = rendered(reply, TerminalStyle(60, has_colour=True))
    plain = [line for line in shown.splitlines() if "https://" not in line]
    assert "▌" in shown
    assert max(len(_bare(line)) for line in plain) <= 60


@pytest.mark.parametrize("width", [20, 27, 40, 72, 300])
def test_colour_changes_no_line_end(reply: Reply, width: int) -> None:
    """Codes have no width: with and without them, the same words stand on the same line."""
    coloured, plain = (rendered(reply, TerminalStyle(width, has_colour=on)) for on in (True, False))
    assert _bare(coloured).replace("▌", ">") == plain


def test_only_what_is_styled_has_codes(answering: Answering, reply: Reply) -> None:
    """Each line begins what it ends; a line without a style has no code at all."""
    page = TerminalStyle(30, has_colour=True)
    for said in (topics(answering, page), page.paragraph("Not on the record.")):
        assert "\x1b" not in said
    for line in rendered(reply, page).splitlines():
        codes = re.findall(r"\x1b\[[0-9;]*m", line)
        assert [code == "\x1b[0m" for code in codes] == [False, True] * (len(codes) // 2)


def test_the_name_alone_is_bold(reply: Reply) -> None:
    """Over the end of a line, too."""
    wide, narrow = (rendered(reply, TerminalStyle(width, has_colour=True)) for width in (60, 1))
    assert "\x1b[1m— Alexey Grigorev\x1b[0m, " in wide
    assert "\x1b[1m— Alexey Grigorev\x1b[0m," in narrow
    assert TerminalStyle(20, has_colour=True).led("— Ada Wilhelmina Example", ", who") == (
        "\x1b[1m— Ada Wilhelmina\x1b[0m\n\x1b[1mExample\x1b[0m, who"
    )


def test_topics_are_wrapped_below_their_text(answering: Answering) -> None:
    """Not below their dash."""
    lines = topics(answering, TerminalStyle(24, has_colour=False)).splitlines()
    assert max(map(len, lines)) <= 24
    assert any(line.startswith("  ") for line in lines)


def test_topics_come_by_pages(answering: Answering) -> None:
    """Each once; a pipe gets them all at once."""
    every = [f"- {topic.title}" for topic in answering.snapshot.knowledge.topics.values()]
    page = TerminalStyle(300, has_colour=False)
    first = topics(answering, page)
    pages = int(re.findall(r"Page 1 of (\d+): /topics 2 shows the next\.$", first.replace("\n", " "))[0])
    shown = [topics(answering, page, number) for number in range(1, pages + 1)]
    wide = topics(answering, PIPE).splitlines()
    assert wide[1:] == every
    assert pages > 2
    assert sum(line.startswith("- ") for said in shown for line in said.splitlines()) == len(every)
    assert len(set(shown)) == pages
    assert shown[-1].endswith(f"Page {pages} of {pages}.")
    assert [topics(answering, page, number) for number in (0, pages + 7)] == [shown[0], shown[-1]]


@pytest.mark.parametrize("end", ["/quit", "quit", "exit", "EXIT", " /exit "])
def test_a_word_ends_the_conversation(answering: Answering, end: str) -> None:
    """What comes after it is not answered."""
    said: list[str] = []
    dialogue(["/help", end, "why write?"], answering, PIPE, said.append)
    [shown] = said
    assert all(command in shown for command in ("/topics", "/help", "/quit", "Ctrl-D"))


@pytest.mark.parametrize("line", ["/topic", "/topics many", "/topics 1 2", "/help me", "/", "/" + "9" * 5000])
def test_a_command_that_is_none_is_told(answering: Answering, line: str) -> None:
    """It is no question, either."""
    said: list[str] = []
    dialogue([line], answering, PIPE, said.append)
    assert said == [f"There is no {line}. Type a question, or /help.\n"]


def test_a_page_of_topics_is_turned_to(answering: Answering) -> None:
    """By its number."""
    said: list[str] = []
    page = TerminalStyle(60, has_colour=False)
    dialogue(["/topics 2", "/TOPICS"], answering, page, said.append)
    assert said == [topics(answering, page, 2) + "\n", topics(answering, page) + "\n"]


@pytest.mark.parametrize("width", [20, 40, 60])
def test_help_fits_narrow_terminals(answering: Answering, width: int) -> None:
    """No word is cut, no line is too long."""
    shown = commanded("/help", answering, TerminalStyle(width, has_colour=False))
    assert max(map(len, shown.splitlines())) <= width
    assert shown.split() == commanded("/help", answering, PIPE).split()


def test_the_greeting_is_wrapped(
    answering: Answering, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As all that follows it is."""
    monkeypatch.setattr(ask, "standard_input", lambda: BytesIO(b"quit\n"))
    monkeypatch.setattr(ask, "build_answering", lambda *_, **__: answering)
    monkeypatch.setattr(ask, "page_here", lambda: TerminalStyle(60, has_colour=False))
    ask.converse(Config())
    greeting = capsys.readouterr().err
    assert "/help shows more, /quit ends." in " ".join(greeting.split())
    assert max(map(len, greeting.splitlines())) <= 60


@pytest.mark.parametrize("width", [-5, 0, 1, 2, 19])
def test_no_terminal_is_too_narrow(reply: Reply, width: int) -> None:
    """Below 20 columns, the terminal has to wrap."""
    assert rendered(reply, TerminalStyle(width, has_colour=False)) == rendered(
        reply, TerminalStyle(20, has_colour=False)
    )


@pytest.mark.parametrize(
    ("environ", "has_colour"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": "xterm"}, True),
    ],
)
def test_who_may_want_no_colour(environ: dict[str, str], *, has_colour: bool) -> None:
    """As no-color.org has it: NO_COLOR counts unless it is empty."""
    assert TerminalStyle.of_terminal(60, environ) == TerminalStyle(60, has_colour=has_colour)


def test_topics_are_offered_without_a_claim(snapshot: Snapshot) -> None:
    """Titles, nothing else."""
    topics = tuple(snapshot.knowledge.topics.values())[:2]
    shown = rendered(Reply(Suggestions(topics), Ranking((), 0.3, ()), snapshot, 1.0), PIPE)
    assert shown.splitlines()[1:] == [f"- {topic.title}" for topic in topics]


def test_the_neighbour_of_a_twin_is_no_answer(snapshot: Snapshot) -> None:
    """What was asked instead stands below a plain no."""
    topics = tuple(snapshot.knowledge.topics.values())[:1]
    shown = rendered(Reply(Suggestions(topics, is_twin=True), Ranking((), 0.3, ()), snapshot, 1.0), PIPE)
    assert shown.splitlines()[0] == "On that I have nothing; Alexey Grigorev was asked:"


def test_silence_is_honest(snapshot: Snapshot) -> None:
    """It names whose record it is; the nearest topics follow, if there are any."""
    shown = rendered(Reply(Abstention(), Ranking((), 0.0, ()), snapshot, 1.0), PIPE)
    assert shown == "That is not on the record: Alexey Grigorev was not asked it, or it is not quoted here."


def test_a_conversation(answering: Answering) -> None:
    """Line by line; empty lines are passed over; a follow-up is understood with the question before."""
    said: list[str] = []
    dialogue(["", "/topics", "is a master's degree needed?", "and a phd?"], answering, PIPE, said.append)
    assert said[0].startswith("The record answers these:")
    assert len(said) == 3
    assert "PhD" in said[2]


def _bare(line: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", line)


def test_long_work_is_told_in_lines() -> None:
    """At once, every ten seconds, at its end; in a pipe as well as in a log."""
    now, said = 0.0, list[str]()
    tell = lines("Reading", said.append, lambda: now)
    for now in range(0, 205, 5):
        tell(1000 * now, 200_000)
    assert said[:3] == ["Reading: 0 %", "Reading: 5 %, about 3 minutes left", "Reading: 10 %, about 3 minutes left"]
    assert said[-2:] == ["Reading: 95 %, about 10 s left", "Reading: done in 200 s"]
    assert len(said) == 21


def test_little_work_is_not_told() -> None:
    said: list[str] = []
    tell = lines("Reading", said.append)
    tell(0, 40_000)
    tell(40_000, 40_000)
    assert said == []


def test_ctrl_c_while_the_knowledge_is_read_answers_by_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One question; whoever asks many is not given answers of another kind."""

    def stopped(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(wiring, "_tier", lambda *_: Tier("by meaning", prepare=stopped))
    answering = wiring.build_answering(Config(), stops=True)
    assert answering.snapshot.tier == "words alone"
    assert "What is read is kept" in capsys.readouterr().err
    with pytest.raises(KeyboardInterrupt):
        wiring.build_answering(Config())
