"""The weights that are pinned, against figures that others published for the same models."""

from __future__ import annotations

import numpy as np
import pytest

from bot.core.matching.corpus import Encoder, Vectors
from bot.encoders.encoders import ENCODERS
from bot.encoders.weights import RELEASES, ModelPaths, Tier, find
from bot.errors import EncoderError

# As computed by a plainer reading of the same files, padded nowhere and batched nowhere.
STATIC = [
    0.079166,
    0.041920,
    -0.026652,
    0.005840,
    0.118380,
    -0.095539,
    -0.003562,
    -0.023410,
    -0.052814,
    0.011704,
    0.066866,
    -0.086357,
]
TRANSFORMER = [
    -0.028644,
    0.009576,
    -0.038323,
    -0.059428,
    -0.017466,
    0.011324,
    -0.015296,
    -0.004564,
    0.004733,
    0.024424,
    0.018607,
    0.070365,
]


def made(tier: Tier, unproved: str) -> Encoder:
    """The encoder; without its weights the test is skipped, and says what that leaves open."""
    try:
        return ENCODERS[tier](find(RELEASES[tier], None, ModelPaths(ModelPaths.of({}).weights, None)))
    except EncoderError as error:
        pytest.skip(f"{error} Without them it stays unproved that {unproved}")


@pytest.fixture(scope="module")
def static() -> Encoder:
    return made("static", "the static tier computes what WordLlama does")


@pytest.fixture(scope="module")
def transformer() -> Encoder:
    return made("transformer", "the transformer tier computes what sentence-transformers does")


@pytest.fixture(scope="module", params=["static", "transformer"])
def either(request: pytest.FixtureRequest) -> Encoder:
    return made(request.param, f"similar questions are nearer than unrelated ones ({request.param})")


def first(rows: Vectors, count: int) -> list[list[float]]:
    return rows[:, :count].tolist()


def test_the_transformer_computes_what_sentence_transformers_does(transformer: Encoder) -> None:
    """The vectors that its users quote for the sentences of its model card, and for harder ones."""
    texts = ["This is an example sentence", "Each sentence is converted.", "Café déjà vu — 東京"]
    published = [
        [0.06765693, 0.06349593, 0.04871314, 0.07930495, 0.03744806, 0.00265273],
        [0.07853645, 0.08856265, -0.00209270, -0.00717247, -0.01252624, 0.01881747],
        [0.05083271, 0.00967685, 0.09635572, -0.00997369, -0.01987603, 0.01692343],
    ]
    assert np.abs(np.array(first(transformer.encode(texts), 6)) - published).max() < 1e-6


def test_the_static_tier_computes_what_wordllama_does(static: Encoder) -> None:
    """The similarities in its own examples."""
    others = ["pawn shop", "vehicle", "truck", "shop", "park"]
    rows = static.encode([f"i went to the {place}" for place in ("car", *others)])
    published = [0.06641249, 0.74416469, 0.28326916, 0.19732815, 0.15101405]
    assert (rows[1:] @ rows[0]).tolist() == pytest.approx(published, abs=1e-6)


def test_twelve_tokens_of_each_tier_stay_as_they_are(static: Encoder, transformer: Encoder) -> None:
    """A changed library or machine would show here first."""
    text = "Should I do a PhD before I apply for a job?"
    assert first(static.encode([text]), 12) == [pytest.approx(STATIC, abs=1e-5)]
    assert first(transformer.encode([text]), 12) == [pytest.approx(TRANSFORMER, abs=1e-5)]


@pytest.mark.parametrize(
    ("question", "similar", "unrelated"),
    [
        ("Do I need a PhD?", "Is a doctorate required?", "How do you cook rice?"),
        ("How did you get your first job?", "What was your first position?", "Which podcast do you like?"),
        ("Should I write a blog?", "Is writing articles worth it?", "How much does the train cost?"),
    ],
)
def test_similar_questions_are_nearer_than_unrelated_ones(
    either: Encoder, question: str, similar: str, unrelated: str
) -> None:
    """With no word in common that would say so."""
    rows = either.encode([question, similar, unrelated])
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.1
