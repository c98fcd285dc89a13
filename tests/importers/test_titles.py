"""What drafted topics are called."""

from __future__ import annotations

import pytest

from bot.core.drafting.form import MOST_TITLE_CHARS
from bot.importers.titles import Titles

RECORD = (
    "They wanted to embrace it, and we embrace it. The talent pools are what we map first.",
    "Our mentor told me that salaries in Berlin rise. The salaries are what people ask for.",
    "The exclusive basis means that we define the contract, and you define it with us.",
)


def title(text: str, *asked: str) -> str:
    return Titles([*RECORD, text]).title(text, asked)


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (("Have you seen that?", "How do you map talent pools?"), "How do you map talent pools?"),
        (("How do you map talent pools?", "What is your opinion?"), "How do you map talent pools?"),
        (("So, how many candidates are on the shortlist?",), "How many candidates are on the shortlist?"),
        (("Can you provide some examples?",), "Talent pools"),
        ((f"How do you map {'very ' * 20}large talent pools?",), "Talent pools"),
        (("How do […] talent pools?",), "Talent pools"),
    ],
)
def test_a_title_is_the_question_that_tells_most(asked: tuple[str, ...], named: str) -> None:
    assert Titles(RECORD).title(RECORD[0], asked) == named
    assert len(named) <= MOST_TITLE_CHARS


def test_what_the_answer_takes_up_tells_more() -> None:
    answer = "The salaries in Berlin rise every year."
    assert title(answer, "What about Lisbon and Porto?", "How do Berlin salaries develop?").startswith("How do Berlin")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (RECORD[0], "Talent pools"),
        (RECORD[2], "Exclusive basis"),
        ("We highlight their concerns. A value proposition is on the table.", "Value proposition"),
        ("They quickly drafted. The shortlist and the crossover: both count.", "Shortlist and crossover"),
    ],
)
def test_without_a_question_it_is_a_thing_and_no_verb(text: str, named: str) -> None:
    assert title(text) == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("We sell the iPhone apps, and iPhone apps are what pays.", "iPhone apps"),
        ("They quickly drafted. The eBay auction and the crossover: both count.", "eBay auction"),
    ],
)
def test_a_name_is_written_as_it_is(text: str, named: str) -> None:
    """A capital at the start is for words in small letters."""
    assert title(text) == named
    assert title(text, f"iPhone apps: what do they earn, in {named}?").startswith("iPhone apps: ")


def test_where_no_thing_is_found_the_first_words_stand() -> None:
    assert title("It is what it is, and so it goes on.") == "It is what it is and"


@pytest.mark.parametrize(
    "text", ["我认为最重要的是先做一个小项目因为这样你可以学到很多东西" * 6, "and".join(["soandsoon"] * 20)]
)
def test_a_text_without_spaces_has_a_short_title(text: str) -> None:
    assert 0 < len(title(text)) <= MOST_TITLE_CHARS
