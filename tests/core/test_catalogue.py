"""Looking things up by name."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.catalogue import Catalogue
from bot.core.proof.admit import admit
from bot.service.snapshots import Snapshot
from tests.core.drafts import quote, record, topic


@cache
def several() -> Catalogue:
    """Two interviews with the same two people; each has a quote called "help"."""
    first = record(
        topic(quote("One small project helped me most.", id="help"), id="start", title="What’s a good start?"),
        topic(quote("I sat alone for weeks", id="alone"), quote("we all would", id="we-all", speaker="sam"), id="hard"),
    )
    second = record(
        topic(quote("I would ask for help sooner", id="help"), id="hard"),
        topic(quote("They should not specialise early.", id="early"), id="early", title="What’s a good start?"),
        source="talk-2025",
    )
    knowledge, _ = admit([first, second])
    assert len(knowledge.quotes) == 5
    return Catalogue(knowledge)


def test_topics_may_be_of_one_source() -> None:
    """One that both speak to is of both."""
    assert [*several().topics] == ["start", "hard", "early"]
    assert [*several().of(frozenset({"talk-2025"})).topics] == ["hard", "early"]
    assert not several().of(frozenset({"unheard-of"})).topics


def test_a_narrowed_catalogue_knows_nothing_else() -> None:
    """Whatever is looked up by name; the same one is given each time, so that nothing is sorted twice."""
    narrowed = several().of(frozenset({"talk-2025"}))
    assert narrowed is several().of(frozenset({"talk-2025"}))
    assert several().of(frozenset()) is several()
    assert [*narrowed.sources] == ["talk-2025"]
    assert [*narrowed.quotes] == ["talk-2025/help", "talk-2025/early"]
    assert narrowed.source("talk-2024") is narrowed.topic("start") is narrowed.quote("talk-2024/help") is None
    assert narrowed.quote("help") is not None
    assert {quote.source.id for quote in narrowed.quotes_of("Ada")} == {"talk-2025"}
    assert narrowed.people == ("Ada Example",)
    assert {quote.source.id for quote in narrowed.quotes_like("", 9)} == {"talk-2025"}
    assert [source.id for source in narrowed.sources_like("talk", 9)] == ["talk-2025"]


def test_only_so_many_narrowed_catalogues_are_kept() -> None:
    """However many servers have chosen."""
    catalogue = several()
    first = catalogue.of(frozenset({"0"}))
    for number in range(1, 17):
        catalogue.of(frozenset({str(number)}))
    assert catalogue.of(frozenset({"0"})) is not first


@pytest.mark.parametrize("name", ["start", " start ", "whats  a good start?", "WHAT'S A GOOD START?"])
def test_a_topic_goes_by_its_id_and_its_title(name: str) -> None:
    """Of two with one title, the first."""
    found = several().topic(name)
    assert found is not None
    assert found.id == "start"


@pytest.mark.parametrize(
    ("name", "whole_id"),
    [
        ("talk-2024/help", "talk-2024/help"),
        (" `Talk-2025/HELP` ", "talk-2025/help"),
        ("early", "talk-2025/early"),
        ("help", None),
        ("", None),
        ("nothing-like-it", None),
    ],
)
def test_a_quote_goes_by_its_id(name: str, whole_id: str | None) -> None:
    """The part behind the slash will do where there is only one."""
    found = several().quote(name)
    assert (found.id if found else None) == whole_id


def test_people_are_the_same_in_every_source() -> None:
    """Who is quoted most comes first."""
    assert several().people == ("Ada Example", "Sam Sample")
    assert [found.id for found in several().quotes_of("ada  EXAMPLE")] == [
        "talk-2024/help",
        "talk-2024/alone",
        "talk-2025/help",
        "talk-2025/early",
    ]
    assert several().quotes_of("ada") == several().quotes_of("Ada Example") == several().quotes_of("Ada Exmaple")
    assert several().quotes_of("am") == several().quotes_of("Nobody") == ()


def test_names_are_offered_while_they_are_typed() -> None:
    """What holds the words, what begins with them first; what is most alike where nothing holds them."""
    assert [found.id for found in several().quotes_like("help", 5)] == ["talk-2024/help", "talk-2025/help"]
    assert [found.id for found in several().quotes_like("2025 help", 5)] == ["talk-2025/help"]
    assert [found.id for found in several().quotes_like("2024/aolne", 1)] == ["talk-2024/alone"]
    assert len(several().quotes_like("", 3)) == 3
    assert [found.id for found in several().sources_like("ada talk 2025", 5)] == ["talk-2025"]
    assert [found.id for found in several().sources_like("", 5)] == ["talk-2024", "talk-2025"]
    assert several().people_like("exam", 5) == ["Ada Example"]
    assert several().people_like("Exmaple", 5) == ["Ada Example"]
    assert several().people_like("sam", 5) == ["Sam Sample"]
    assert several().people_like("zzz", 5) == []
    assert several().people_like("", 5) == ["Ada Example", "Sam Sample"]


@given(st.text())
def test_no_name_is_too_strange(typed: str) -> None:
    """Property: whatever is typed."""
    catalogue = several()
    catalogue.topic(typed)
    catalogue.quote(typed)
    catalogue.quotes_of(typed)
    assert len(catalogue.quotes_like(typed, 2)) <= 2
    assert len(catalogue.people_like(typed, 1)) <= 1


def test_everything_shipped_is_found_by_its_name(snapshot: Snapshot) -> None:
    """Topics by id and title, quotes by both their ids."""
    catalogue = Catalogue(snapshot.knowledge)
    for held in snapshot.knowledge.topics.values():
        assert catalogue.topic(held.id) == catalogue.topic(held.title) == held
    for found in snapshot.knowledge.quotes.values():
        assert catalogue.quote(found.id) == catalogue.quote(found.id.split("/")[1]) == found
