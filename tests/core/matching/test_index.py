"""Likeness beside what texts have in common."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bot.core.matching.corpus import Vectors
from bot.core.matching.index import MeanCentred

NUMBERS = st.floats(-1, 1, width=32)


def unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-3)


def test_what_everybody_says_brings_nothing_nearer() -> None:
    """A text that says little but the common goes behind one that says a little of what was asked."""
    chatter = unit(np.array([[1.0, 0.01 * n, 0.0] for n in range(-50, 50)], np.float32))
    vectors = np.concatenate([chatter, unit(np.array([[1.0, 0.0, 0.9]], np.float32))])
    question = unit(np.array([1.0, 0.0, 0.3], np.float32))
    assert np.argmax(vectors @ question) < 100
    assert np.argmax(MeanCentred(vectors, [""] * 101).likeness(question)) == 100


def test_one_text_is_no_common_ground() -> None:
    """A collection of one text is still found by it."""
    [found] = MeanCentred(np.array([[0.6, 0.8]], np.float32), ["talk"]).likeness(np.array([0.6, 0.8], np.float32))
    assert found == pytest.approx(1.0)


@given(arrays(np.float32, (6, 3), elements=NUMBERS), arrays(np.float32, 3, elements=NUMBERS))
def test_likeness_is_from_0_to_1(rows: Vectors, question: Vectors) -> None:
    """Property: and nothing has no likeness."""
    vectors, asked = unit(rows), unit(question[None])[0]
    found = MeanCentred(vectors, ["a", "b", "a", "b", "b", "c"]).likeness(asked)
    assert found.shape == (6,)
    assert ((found >= 0) & (found <= 1 + 1e-3)).all()
    assert not found[~vectors.any(axis=1)].any()
    assert asked.any() or not found.any()
