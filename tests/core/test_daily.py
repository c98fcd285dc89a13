"""The quote of the day: due once a day, whatever the clocks do; no quote twice before all have had their turn."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.daily import LATE, Deck, Schedule, time_of_day, worth_showing_unasked
from bot.core.model import Quote, Source, Speaker
from bot.service.snapshots import build
from tests.core.drafts import quote, record, topic

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)
SENTENCES = [
    "One small project helped me most.",
    "I would ask for help sooner",
    "They should not specialise early.",
    "It isn’t easy to start one.",
]


def days_posted(schedule: Schedule, start: datetime, hours: int) -> list[tuple[str, datetime]]:
    """What a bot does that looks every ten minutes, the clocks of its zone being what they are."""
    posted: list[tuple[str, datetime]] = []
    for step in range(hours * 6):
        now = start.astimezone(UTC) + 10 * MINUTE * step
        if day := schedule.due(now, posted[-1][0] if posted else ""):
            posted.append((day.isoformat(), now))
    return posted


def local(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN)


def test_it_comes_at_its_time_once_a_day() -> None:
    """In summer and in winter by the clock on the wall."""
    schedule = Schedule(time(9, 30), BERLIN)
    for month, utc_hour in ((1, 8), (7, 7)):
        posted = days_posted(schedule, datetime(2026, month, 1, tzinfo=UTC), 72)
        assert [moment.isoformat() for _, moment in posted] == [
            f"2026-0{month}-0{day}T0{utc_hour}:30:00+00:00" for day in (1, 2, 3)
        ]


def test_a_time_that_the_clocks_leap_over() -> None:
    """On 29 March 2026 there is no 02:30 in Berlin: it comes at 03:30, and the next day at 02:30."""
    posted = days_posted(Schedule(time(2, 30), BERLIN), local(2026, 3, 28, 12), 48)
    assert [(day, moment.astimezone(BERLIN).strftime("%d %H:%M")) for day, moment in posted] == [
        ("2026-03-29", "29 03:30"),
        ("2026-03-30", "30 02:30"),
    ]


def test_a_time_that_comes_twice() -> None:
    """On 25 October 2026 it is 02:30 in Berlin twice: the first one counts, the second is no other day."""
    posted = days_posted(Schedule(time(2, 30), BERLIN), local(2026, 10, 24, 12), 48)
    assert [(day, moment.astimezone(UTC).strftime("%d %H:%M")) for day, moment in posted] == [
        ("2026-10-25", "25 00:30"),
        ("2026-10-26", "26 01:30"),
    ]


def test_a_day_that_a_zone_left_out() -> None:
    """There was no 30 December 2011 in Samoa: one quote, not two at once."""
    schedule = Schedule(time(9, 0), ZoneInfo("Pacific/Apia"))
    posted = days_posted(schedule, datetime(2011, 12, 29, tzinfo=UTC), 72)
    assert len({moment for _, moment in posted}) == len(posted) == 3


@given(
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None)),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "UTC"]),
    start=st.integers(0, 10 * 365 * 24).map(lambda hours: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=hours)),
)
def test_never_twice_a_day_and_never_left_out(at: time, zone: str, start: datetime) -> None:
    """Ten days anywhere have ten quotes, the first or the last of which may just be missed."""
    posted = days_posted(Schedule(at, ZoneInfo(zone)), start, 240)
    days = [day for day, _ in posted]
    assert len(days) == len(set(days))
    assert 10 <= len(days) <= 11
    moments = [moment for _, moment in posted[1:]]  # the first one may be late
    assert all(timedelta(hours=20) < later - earlier < timedelta(hours=28) for earlier, later in pairwise(moments))


def test_what_was_missed_comes_within_two_hours_or_not_at_all() -> None:
    """The bot was down."""
    schedule = Schedule(time(9, 0), BERLIN)
    due = local(2026, 8, 10, 9).astimezone(UTC)
    assert schedule.due(due - MINUTE, "2026-08-09") is None
    assert schedule.due(due + LATE - MINUTE, "2026-08-09") == due.date()
    assert schedule.due(due + LATE, "2026-08-09") is None
    assert schedule.due(due, "2026-08-10") is None
    assert schedule.following(due + LATE, "2026-08-09") == due + timedelta(days=1)
    assert schedule.following(due + MINUTE, "2026-08-09") == due
    assert schedule.following(due, "2026-08-12") == due + timedelta(days=3)


def test_late_in_the_evening_is_still_the_day_before() -> None:
    """A quote for 23:30 may come at 00:30."""
    schedule = Schedule(time(23, 30), BERLIN)
    day = schedule.due(local(2026, 8, 11, 0, 30), "2026-08-09")
    assert day
    assert day.isoformat() == "2026-08-10"


@pytest.fixture(scope="module")
def quotes() -> list[Quote]:
    drafts = [
        topic(quote(text, id=f"q{n}"), id=f"t{n}", questions=[f"question {n}?"]) for n, text in enumerate(SENTENCES)
    ]
    return list(build([record(*drafts)]).knowledge.quotes.values())


def dealt(quotes: list[Quote], count: int, deck: Deck | None = None, salt: str = "1") -> tuple[list[str], Deck]:
    ids, deck = [], deck or Deck()
    for day in range(count):
        drawn = deck.drawn(quotes, f"day {day}", salt)
        assert drawn
        chosen, deck = drawn
        ids.append(chosen.id)
    return ids, deck


def test_no_quote_comes_again_before_all_have_come(quotes: list[Quote]) -> None:
    """Round after round, in other orders, and never the same on two days in a row."""
    ids, deck = dealt(quotes, 40)
    rounds = [ids[start : start + 4] for start in range(0, 40, 4)]
    assert max(Counter(ids[:4]).values()) == 1
    assert all(earlier != later for earlier, later in pairwise(ids))
    assert len({tuple(each) for each in rounds}) > 1
    assert Counter(ids)[quotes[0].id] == 10
    assert deck.day == "day 39"


def test_servers_have_orders_of_their_own(quotes: list[Quote]) -> None:
    """Else all of them would show the same on the same day."""
    assert len({tuple(dealt(quotes, 4, salt=str(guild))[0]) for guild in range(20)}) > 1


def test_quotes_join_and_go(quotes: list[Quote]) -> None:
    """Whatever is withdrawn comes no more; whatever is new comes within two rounds; nothing else comes again sooner."""
    ids, deck = dealt(quotes[:3], 2)
    gone = [each for each in quotes if each.id != ids[-1]]
    more, _ = dealt(gone, 6, deck)
    assert ids[-1] not in more
    assert set(more) == {each.id for each in gone}


def test_one_quote_comes_every_day_and_none_never(quotes: list[Quote]) -> None:
    """There is nothing else to show."""
    assert dealt(quotes[:1], 3)[0] == [quotes[0].id] * 3
    assert Deck().drawn([], "day", "1") is None


@pytest.mark.parametrize(
    "text",
    [
        "Yes",
        "Exactly",
        "budgeting, fighting for resources, politics",
        "Thank you so much for having me on the show today!",
        "Well, thanks for the question.",
        "Hi everyone, it's great to be here.",
        "It’s nice to meet you all.",
        "You're welcome, any time you like.",
    ],
)
def test_courtesies_and_fragments_are_not_shown_by_chance(text: str) -> None:
    """As long as there is anything else."""
    poor, rich = quoted(text), quoted(SENTENCES[0])
    assert worth_showing_unasked([poor, rich]) == [rich]
    assert worth_showing_unasked([poor]) == [poor]


@pytest.mark.parametrize(
    "text",
    [
        *SENTENCES,
        " ".join(
            ["Thanks to my first team I learned that nothing beats talking with those who use what you build"] * 2
        ),
        "“It takes years,” he said, and he was right.",
        "Good habits beat good intentions.",
        "一个小项目对我帮助最大，我从最初的十个投诉中学到的东西比任何课程都多。",
    ],
)
def test_whole_thoughts_are(text: str) -> None:
    """However short."""
    assert worth_showing_unasked([quoted(text), quoted("Yes")]) == [quoted(text)]


def test_what_curators_keep_out_is_never_shown_by_chance() -> None:
    """Not even where there is nothing else."""
    kept_out = replace(quoted(SENTENCES[0]), is_daily=False)
    assert worth_showing_unasked([kept_out]) == []
    assert worth_showing_unasked([kept_out, quoted("Yes")]) == [quoted("Yes")]


def quoted(text: str) -> Quote:
    """A quote of these words, as far as chance is concerned."""
    source = Source("talk", "A talk", "", "", "", "", {})
    return Quote("talk/one", source, Speaker("ada", "Ada", "interviewee"), text, "", False, 1, (), "")


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("9am", time(9)),
        ("9 AM", time(9)),
        ("9:30 p.m.", time(21, 30)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("09:30", time(9, 30)),
        ("7.05", time(7, 5)),
        ("9", time(9)),
        ("21h", time(21)),
        ("9 o'clock", time(9)),
        (" noon ", time(12)),
        ("midnight", time(0)),
        *[(wrong, None) for wrong in ("", "25:00", "13pm", "0am", "9:60", "soon", "am", "1:2:3", "-1")],
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(typed: str, at: time | None) -> None:
    """By either clock."""
    assert time_of_day(typed) == at
