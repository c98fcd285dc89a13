"""The sentences that members read."""

from __future__ import annotations

import pytest

from bot.core import phrases
from bot.core.model import Speaker


@pytest.mark.parametrize(
    ("published", "read"), [("2020", "2020"), ("2020-11", "Nov 2020"), ("2020-11-03", "3 Nov 2020")]
)
def test_dates_are_read_as_people_write_them(published: str, read: str) -> None:
    """As exact as they are known."""
    assert phrases.date(published) == read


def test_names_of_those_interviewed() -> None:
    """Each once, without the interviewers."""
    people = [
        Speaker(name.lower(), name, role)
        for name, role in (
            ("Ada", "interviewee"),
            ("Sam", "interviewer"),
            ("Bo", "interviewee"),
            ("Cy", "interviewee"),
            ("Ada", "interviewee"),
        )
    ]
    assert phrases.names(people[:2]) == "Ada"
    assert phrases.names(people) == "Ada, Bo and Cy"
    assert "nobody interviewed here" in phrases.no_answer(people)
