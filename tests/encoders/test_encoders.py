"""Both encoders on tiny models: what they compute, that no text can harm them, and which one is chosen."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from math import erf, sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.matching.corpus import Encoder
from bot.encoders.bert import gelu
from bot.encoders.encoders import StaticEncoder, TransformerEncoder, Wanted, choose, normalised
from bot.encoders.weights import ModelPaths, Release, Tier, read_tensors
from bot.errors import EncoderError
from tests.encoders import reference
from tests.encoders.models import (
    HEADS,
    LAYERS,
    POSITIONS,
    bert_tensors,
    make_static,
    make_transformer,
    own,
    release_of,
    tokenizer,
    write_tensors,
)

TEXTS = ("why write?", "is python written", "a b c d e f g h i j k", "why", "is python", "zzz unknown", "Why Write")


def static(folder: Path) -> StaticEncoder:
    return StaticEncoder(own("static", folder))


def transformer(folder: Path) -> TransformerEncoder:
    return TransformerEncoder(own("transformer", folder))


@pytest.fixture(scope="module", params=["static", "transformer"])
def encoder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    folder = tmp_path_factory.mktemp("model")
    return static(make_static(folder)) if request.param == "static" else transformer(make_transformer(folder))


def ids(text: str) -> list[int]:
    """All tokens of a text, with the marks around it."""
    whole = tokenizer()
    whole.no_padding()
    whole.no_truncation()
    return whole.encode(text).ids


def test_gelu_is_exact() -> None:
    """Within 5e-7 of the definition, far out too."""
    x = np.linspace(-12, 12, 20_001, dtype=np.float32)
    exact = [0.5 * value * (1 + erf(value / sqrt(2))) for value in x.tolist()]
    assert np.abs(gelu(x) - exact).max() < 5e-7


@pytest.mark.parametrize("kind", [np.float32, np.float16])
def test_the_transformer_computes_bert(tmp_path: Path, kind: type[np.floating]) -> None:
    """As a slow reading of the paper does, for texts of all lengths in one batch."""
    tensors = bert_tensors(kind)
    rows = transformer(make_transformer(tmp_path, tensors)).encode(TEXTS)
    assert rows.dtype == np.float32
    for row, text in zip(rows, TEXTS, strict=True):
        assert row == pytest.approx(reference.encode(ids(text), tensors, HEADS, LAYERS), abs=2e-6)


def test_the_static_tier_is_the_mean_of_the_words(tmp_path: Path) -> None:
    """Without the marks that a transformer wants around a text."""
    rows = static(make_static(tmp_path)).encode(TEXTS)
    table = read_tensors(tmp_path / "model.safetensors")["embedding.weight"].astype(float)
    for row, text in zip(rows, TEXTS, strict=True):
        mean = table[ids(text)[1:-1]].mean(axis=0)
        assert row == pytest.approx(mean / np.linalg.norm(mean), abs=1e-6)


def test_a_model_saved_with_its_head_is_read(tmp_path: Path) -> None:
    """Its names begin with 'bert.'."""
    named = {f"bert.{name}": tensor for name, tensor in bert_tensors().items()}
    one, other = (
        transformer(make_transformer(tmp_path / "1", named)),
        transformer(make_transformer(tmp_path / "2")),
    )
    assert np.array_equal(one.encode(TEXTS), other.encode(TEXTS))


def test_many_texts_are_as_good_as_one(encoder: Encoder) -> None:
    """The order comes back, and neighbours change no more than rounding does."""
    texts = [f"{text} {'a ' * (number % 9)}" for number, text in enumerate(TEXTS * 20)]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-6


@pytest.mark.parametrize("text", ["", " ", "?!", "\n\t", "🙂", "…—", "\u200b"])
def test_a_text_without_words_has_no_direction(encoder: Encoder, text: str) -> None:
    """Zeros, between neighbours that have one."""
    rows = encoder.encode(["why", text, "write"])
    assert not rows[1].any()
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 1], abs=1e-6)


def test_no_text_at_all(encoder: Encoder) -> None:
    """A table without rows."""
    rows = encoder.encode([])
    assert rows.shape == (0, encoder.encode(["why"]).shape[1])
    assert rows.dtype == np.float32


@given(texts=st.lists(st.text(st.characters(exclude_categories=()), max_size=60), max_size=5))
@settings(max_examples=80)
def test_every_text_has_a_row(encoder: Encoder, texts: list[str]) -> None:
    """Of length 1 or 0, never NaN, whatever is typed: half a surrogate pair too."""
    rows = encoder.encode(texts)
    lengths = np.linalg.norm(rows, axis=1)
    assert len(rows) == len(texts)
    assert np.isfinite(rows).all()
    assert np.minimum(np.abs(lengths - 1), lengths).max(initial=0) < 1e-5


def test_a_very_long_text_is_read(encoder: Encoder) -> None:
    """Spaces or not."""
    rows = encoder.encode(["why write " * 20_000, "x" * 100_000])
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_the_transformer_reads_as_much_as_it_has_places_for(tmp_path: Path) -> None:
    """The end of a long text changes nothing."""
    encoder = transformer(make_transformer(tmp_path))
    start = "a " * (POSITIONS - 2)
    rows = encoder.encode([start, f"{start} why", f"b {start}"])
    assert np.abs(rows[0] - rows[1]).max() < 1e-6
    assert np.abs(rows[0] - rows[2]).max() > 1e-3


def test_what_is_no_number_points_nowhere() -> None:
    """As do zeros."""
    rows = np.array([[3, 4], [0, 0], [np.nan, 1], [np.inf, 1]], np.float32)
    assert normalised(rows).tolist() == [[pytest.approx(0.6), pytest.approx(0.8)], [0, 0], [0, 0], [0, 0]]


@pytest.mark.parametrize(
    "change",
    [
        {"model_type": "roberta"},
        {"hidden_act": "relu"},
        {"position_embedding_type": "relative_key"},
        {"num_attention_heads": 5},
        {"num_attention_heads": 0},
        {"num_hidden_layers": "2"},
        {"hidden_size": None},
    ],
)
def test_another_architecture_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    """Rather than computed wrongly."""
    with pytest.raises(EncoderError, match=r"config.json describes no BERT model"):
        transformer(make_transformer(tmp_path, **change))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"num_hidden_layers": 3}, r"lacks 'encoder.layer.2.intermediate"),
        ({"hidden_size": 16}, "does not fit its config.json"),
        ({"max_position_embeddings": 41}, r"'embeddings.position_embeddings.weight' is \(40, 32\)"),
    ],
)
def test_files_that_do_not_belong_together_are_refused(
    tmp_path: Path, change: dict[str, object], sentence: str
) -> None:
    """When the encoder is made, not when somebody asks."""
    with pytest.raises(EncoderError, match=sentence):
        transformer(make_transformer(tmp_path, **change))


def test_a_tokenizer_with_more_words_than_vectors_is_refused(tmp_path: Path) -> None:
    """It would ask for rows that are not there."""
    make_static(tmp_path)
    write_tensors(tmp_path / "model.safetensors", {"embedding.weight": np.ones((3, 4), np.float32)})
    with pytest.raises(EncoderError, match="fewer vectors than its tokenizer has tokens"):
        static(tmp_path)


def test_one_table_is_wanted(tmp_path: Path) -> None:
    """Not the parts of some other model."""
    make_static(tmp_path)
    write_tensors(tmp_path / "model.safetensors", bert_tensors())
    with pytest.raises(EncoderError, match="should hold one table of word vectors, and holds"):
        static(tmp_path)


@pytest.mark.parametrize(
    "text", ["{}", "no json", '{"model": {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "x"}}']
)
def test_a_broken_tokenizer_is_refused(tmp_path: Path, text: str) -> None:
    """Also one that would fail only at a word it does not know."""
    make_static(tmp_path)
    (tmp_path / "tokenizer.json").write_text(text)
    with pytest.raises(EncoderError, match=r"tokenizer.json is no tokenizer that the installed library can use"):
        static(tmp_path)


def test_importing_the_room_loads_no_library() -> None:
    """Whoever does without meaning does not pay for it."""
    code = (
        "import bot.encoders.encoders, bot.encoders.cache, bot.encoders.fetching, sys\n"
        "print({'tokenizers', 'safetensors', 'torch'} & {*sys.modules})"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=os.environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


Releases = Mapping[Tier, Release]


@pytest.fixture
def paths(tmp_path: Path) -> ModelPaths:
    return ModelPaths(tmp_path / "weights", tmp_path / "cache")


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return {
        "static": release_of("static", make_static(tmp_path / "looked-at" / "static")),
        "transformer": release_of("transformer", make_transformer(tmp_path / "looked-at" / "transformer")),
    }


def fetched(paths: ModelPaths, *tiers: Tier) -> None:
    makers = {"static": make_static, "transformer": make_transformer}
    for tier in tiers:
        makers[tier](paths.weights / tier)


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
    paths: ModelPaths,
    releases: Releases,
    wanted: Wanted,
    there: tuple[Tier, ...],
    tier: str,
    missing: tuple[Tier, ...],
) -> None:
    """What is missing above it is told, with how to get it."""
    fetched(paths, *there)
    choice = choose(wanted, None, paths, releases)
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
    paths: ModelPaths, releases: Releases, wanted: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told once, with how to get it."""
    fetched(paths, "static", "transformer")
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    choice = choose(wanted, None, paths, releases)
    assert choice.encoder is None
    assert choice.missing == "The library 'tokenizers' is missing. Install it: pip install tokenizers"


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "config.json"])
def test_a_broken_file_is_the_next_tier_down(paths: ModelPaths, releases: Releases, name: str) -> None:
    """Whichever it is."""
    fetched(paths, "static", "transformer")
    (paths.weights / "transformer" / name).write_bytes(b"broken")
    choice = choose("auto", None, paths, releases)
    assert choice.encoder is not None
    assert choice.encoder.tier == "static"
    assert f"{name} is not the file that was looked at and pinned" in choice.missing


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_broken_file_of_ones_own_is_the_next_tier_down(
    paths: ModelPaths, releases: Releases, tmp_path: Path, name: str
) -> None:
    """There the shipped weights stand, if they are there."""
    fetched(paths, "static")
    (make_transformer(tmp_path / "mine") / name).write_bytes(b"broken")
    choice = choose("auto", tmp_path / "mine", paths, releases)
    assert choice.named == "words and meaning (tiny static)"
    assert name in choice.missing


def test_own_weights_say_what_they_are(paths: ModelPaths, releases: Releases, tmp_path: Path) -> None:
    """Under auto; the shipped ones are passed over."""
    fetched(paths, "static", "transformer")
    mine = make_transformer(tmp_path / "mine"), make_static(tmp_path / "vectors")
    choices = [choose("auto", folder, paths, releases) for folder in mine]
    assert [choice.named for choice in choices] == [
        f"words and meaning (own transformer in {mine[0]})",
        f"words and meaning (own static in {mine[1]})",
    ]
    for choice, folder in zip(choices, mine, strict=True):
        assert choice.missing == (
            f"Nothing was fitted for the weights in {folder}, so how sure the bot is may be wrong: "
            "ontherecord fit QUESTIONS.jsonl fits it to your own questions."
        )


def test_own_weights_for_another_tier_are_told(paths: ModelPaths, releases: Releases, tmp_path: Path) -> None:
    """Word vectors are no transformer."""
    choice = choose("transformer", make_static(tmp_path / "vectors"), paths, releases)
    assert choice.encoder is None
    assert choice.missing.startswith(f"{tmp_path / 'vectors'} holds no config.json.")


def test_the_same_weights_have_the_same_name(paths: ModelPaths, releases: Releases, tmp_path: Path) -> None:
    """So that vectors are shared; other weights never are."""
    fetched(paths, "static", "transformer")
    names = [
        choice.encoder.name
        for choice in (
            choose("static", None, paths, releases),
            choose("static", make_static(tmp_path / "copy"), paths, releases),
            choose("transformer", None, paths, releases),
        )
        if choice.encoder
    ]
    assert names[0] == names[1] != names[2]
