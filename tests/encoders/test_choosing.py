"""Which tier is used, and that a missing one is a sentence and the next one down."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.encoders.encoders import Wanted, choose
from bot.encoders.weights import ModelPaths, Release, Tier
from tests.encoders.models import make_static, make_transformer, release_of

Releases = Mapping[Tier, Release]


@pytest.fixture
def places(tmp_path: Path) -> ModelPaths:
    return ModelPaths(tmp_path / "weights", tmp_path / "cache")


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return {
        "static": release_of("static", make_static(tmp_path / "looked-at" / "static")),
        "transformer": release_of("transformer", make_transformer(tmp_path / "looked-at" / "transformer")),
    }


def fetched(places: ModelPaths, *tiers: Tier) -> None:
    makers = {"static": make_static, "transformer": make_transformer}
    for tier in tiers:
        makers[tier](places.weights / tier)


@pytest.mark.parametrize(
    ("wanted", "there", "tier", "missing"),
    [
        ("auto", ("static", "transformer"), "transformer", ()),
        ("auto", ("static",), "static", ("transformer",)),
        ("auto", ("transformer",), "transformer", ()),
        ("auto", (), "off", ("transformer", "static")),
        ("transformer", ("static", "transformer"), "transformer", ()),
        ("transformer", ("static",), "static", ("transformer",)),
        ("transformer", (), "off", ("transformer", "static")),
        ("static", ("static", "transformer"), "static", ()),
        ("static", ("transformer",), "off", ("static",)),
        ("off", ("static", "transformer"), "off", ()),
    ],
)
def test_the_best_that_is_there_and_wanted(
    places: ModelPaths,
    releases: Releases,
    wanted: Wanted,
    there: tuple[Tier, ...],
    tier: str,
    missing: tuple[Tier, ...],
) -> None:
    """What is missing above it is told, with how to get it."""
    fetched(places, *there)
    choice = choose(wanted, None, places, releases)
    assert choice.tier == tier
    assert (
        choice.named
        == {
            "off": "words alone",
            "static": "words and meaning (tiny static)",
            "transformer": "words and meaning (tiny transformer)",
        }[tier]
    )
    assert choice.missing == " ".join(
        f"The weights of the tiny {name} are not on this machine. Fetch them once (1 MB): ontherecord fetch {name}"
        for name in missing
    )
    assert (choice.encoder is None) == (tier == "off")


@pytest.mark.parametrize("wanted", ["auto", "static", "transformer"])
def test_without_the_library_words_alone(
    places: ModelPaths, releases: Releases, wanted: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told once, with how to get it."""
    fetched(places, "static", "transformer")
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    choice = choose(wanted, None, places, releases)
    assert choice.encoder is None
    assert choice.missing == "The library 'tokenizers' is missing. Install it: pip install tokenizers"


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "config.json"])
def test_a_broken_file_is_the_next_tier_down(places: ModelPaths, releases: Releases, name: str) -> None:
    """Whichever it is."""
    fetched(places, "static", "transformer")
    (places.weights / "transformer" / name).write_bytes(b"broken")
    choice = choose("auto", None, places, releases)
    assert choice.tier == "static"
    assert f"{name} is not the file that was looked at and pinned" in choice.missing


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_broken_file_of_ones_own_is_the_next_tier_down(
    places: ModelPaths, releases: Releases, tmp_path: Path, name: str
) -> None:
    """There the shipped weights stand, if they are there."""
    fetched(places, "static")
    (make_transformer(tmp_path / "mine") / name).write_bytes(b"broken")
    choice = choose("auto", tmp_path / "mine", places, releases)
    assert choice.named == "words and meaning (tiny static)"
    assert name in choice.missing


def test_own_weights_say_what_they_are(places: ModelPaths, releases: Releases, tmp_path: Path) -> None:
    """Under auto; the shipped ones are passed over."""
    fetched(places, "static", "transformer")
    mine = make_transformer(tmp_path / "mine"), make_static(tmp_path / "vectors")
    choices = [choose("auto", folder, places, releases) for folder in mine]
    assert [choice.named for choice in choices] == [
        f"words and meaning (own transformer in {mine[0]})",
        f"words and meaning (own static in {mine[1]})",
    ]
    assert {choice.missing for choice in choices} == {""}


def test_own_weights_for_another_tier_are_told(places: ModelPaths, releases: Releases, tmp_path: Path) -> None:
    """Word vectors are no transformer."""
    choice = choose("transformer", make_static(tmp_path / "vectors"), places, releases)
    assert choice.encoder is None
    assert choice.missing.startswith(f"{tmp_path / 'vectors'} holds no config.json.")


def test_the_same_weights_have_the_same_name(places: ModelPaths, releases: Releases, tmp_path: Path) -> None:
    """So that vectors are shared; other weights never are."""
    fetched(places, "static", "transformer")
    names = [
        choice.encoder.name
        for choice in (
            choose("static", None, places, releases),
            choose("static", make_static(tmp_path / "copy"), places, releases),
            choose("transformer", None, places, releases),
        )
        if choice.encoder
    ]
    assert names[0] == names[1] != names[2]
