"""Whatever a member writes: twice the text takes about twice the work, never four times."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from math import inf

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core import asking, search, text, unanswered
from bot.core.matching import follow_up, intent, query, tokens
from bot.core.model import Question
from bot.discord_app import components, markdown
from bot.discord_app.answers import render
from bot.service.snapshots import Snapshot
from tests.core.test_unanswered import kept, one_each

CHARS = 8000  # twice what a message may hold
WORTH_COMPARING_S = 0.025  # the longest that the event loop may be held up
MOST_GROWTH = 18.0  # of eight times the text; in proportion it is 8, with the square it is 64

Reading = Callable[[str], object]

SPELLER = query.Speller(["learning", "machine", "python", "university"])

READINGS: Mapping[str, Reading] = {
    "as_markdown": lambda written: unanswered.as_markdown([unanswered.NextQuestion(written, 1, 1)]),
    "asked_together": asking.asked_together,
    "asks": intent.asks,
    "asks_for_more": follow_up.asks_for_more,
    "blanked": lambda written: unanswered.blanked(written, str.islower),
    "escaped": markdown.escaped,
    "fold": text.fold,
    "folded": text.folded,
    "groups_of": lambda written: unanswered.groups_of(kept(written), one_each),
    "harmless": markdown.harmless,
    "is_follow_up": follow_up.is_follow_up,
    "letter_runs": tokens.letter_runs,
    "one_line": lambda written: markdown.one_line(written, 100),
    "part_that_asks": query.part_that_asks,
    "plain": tokens.plain,
    "plainly_asks": lambda written: intent.plainly_asks(written, str.islower),
    "question_in": lambda written: render.question_in(f"-# {render.asked_note(written)}\n-# {written}"),
    "questions_in": asking.questions_in,
    "repair": SPELLER.repair,
    "sentences": text.sentences,
    "several": lambda written: query.several(Question(written)),
    "shortened": lambda written: components.shortened(written, 100),
    "split": lambda written: text.split(written, 600),
    "tokens": tokens.tokens,
    "unescaped": markdown.unescaped,
    "wanted": search.wanted,
    "with_question": lambda written: unanswered.with_question((), unanswered.NextQuestion(written, 1, 1)),
}

# What the patterns look for, and what nearly is it.
# fmt: off
MARKS = (
    "! ", "A ", "a ", "a", "A", ".", ". ", "? ", "?", "…", "… ", "…,", ",", ", ", "\n", "\n\n", " \n", "\t", "\r",
    "   a", "`", "``", "```", "</", "</a", "<@", "<@1", "<a:a", "<t:1:", "<id:", "<", ">", "@", "a@", "a@a.", "@a",
    "1", "1 ", "1-", "1. ", "+(", "(", "((", "a.", "a-", "a'", "a/", "-", "- ", ".-", "'", "' ", '"', "“", "”", "\\",
    "*", "**a", "_", "__", "~~", "[", "]", "[…]", "#", "https://", "www.", "discord.", "discord.gg/", "x.org", "é",
    "\u0301", "ﷺ", "\u200b", "why ", "why? ", "what is ", "is it ", "please ", "lol ", ", ok", "don't ", "I am ",
    "hi ", "Hi, ", "thanks, ", "e.g. ", "A.", " w/", " 2 ", "hm", "n't", "ing", "y", "\n>", "\n- ",
)
# fmt: on
BEFORE = ("", "one two three ", "A", "a@", "``")
BEHIND = ("", "a", " A!", "@", "\n")


def seconds(read: Reading, written: str) -> float:
    """The processor's time of this thread, whatever else the machine does."""
    started = time.thread_time()
    read(written)
    return time.thread_time() - started


def growth(read: Reading, written: Callable[[int], str]) -> float:
    """How many times the work eight times the text takes; 0 for what takes no time that anybody would notice.

    What seems to grow too fast is measured again: a busy machine is slow once, what is not linear is so every time.
    """
    factor = inf
    for _ in range(3):
        if seconds(read, written(CHARS)) < WORTH_COMPARING_S:
            return 0.0
        whole, part = (min(seconds(read, written(chars)) for _ in range(3)) for chars in (CHARS, CHARS // 8))
        factor = min(factor, whole / part)
        if factor <= MOST_GROWTH:
            break
    return factor


def of(before: str, mark: str, behind: str) -> Callable[[int], str]:
    return lambda chars: before + (mark * chars)[:chars] + behind


@pytest.mark.parametrize("name", READINGS)
def test_a_mark_again_and_again(name: str) -> None:
    """Each mark, with a beginning or an end at which a pattern fails late."""
    read = READINGS[name]
    around = [("", "a"), ("one two three ", "")]
    grown = {(before, mark, end): growth(read, of(before, mark, end)) for mark in MARKS for before, end in around}
    assert {case: factor for case, factor in grown.items() if factor > MOST_GROWTH} == {}


@pytest.mark.parametrize("name", READINGS)
@settings(max_examples=10)
@example(before="", first="? ", second="A ", behind="")
@example(before="", first="?", second="'", behind="a")
@given(
    before=st.sampled_from(BEFORE),
    first=st.lists(st.sampled_from(MARKS), min_size=1, max_size=3).map("".join),
    second=st.lists(st.sampled_from(MARKS), max_size=2).map("".join),
    behind=st.sampled_from(BEHIND),
)
def test_marks_put_together(name: str, before: str, first: str, second: str, behind: str) -> None:
    """Property: one run of marks behind the other."""

    def written(chars: int) -> str:
        return before + (first * chars)[: chars // 2] + (second * chars)[: chars // 2] + behind

    assert growth(READINGS[name], written) <= MOST_GROWTH


@pytest.mark.parametrize("written", ["</", "! ", "A ", "“", "why? ", "ing", "\n", "?", "machine learning "])
def test_questions_to_the_knowledge(written: str, snapshot: Snapshot) -> None:
    snapshot.ready()
    readings: list[Reading] = [
        lambda asked: snapshot.matcher.rank(Question(asked)),
        lambda typed: snapshot.autocomplete.nearest(typed, 5),
        lambda typed: snapshot.search.find(typed, 5),
        lambda typed: snapshot.catalogue.quotes_like(typed, 5),
        snapshot.catalogue.topic,
    ]
    assert max(growth(read, of("one two three ", written, "a")) for read in readings) <= MOST_GROWTH


def test_the_form_for_the_next_interview_opens_at_once() -> None:
    """Sentences that end, then names: each name looked back over all that came before it."""
    assert growth(READINGS["blanked"], lambda chars: "! " * (chars // 4) + "A " * (chars // 4)) <= MOST_GROWTH
    assert seconds(READINGS["blanked"], "! " * 480 + "A " * 480) < 10 * WORTH_COMPARING_S
