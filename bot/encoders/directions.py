"""Vectors of length 1."""

from __future__ import annotations

import numpy as np

from bot.core.matching.corpus import Vectors


def normalised(rows: Vectors) -> Vectors:
    """The rows at length 1; zeros for a row that points nowhere (only zeros, or anything that is no number)."""
    lengths = np.sqrt(np.square(rows).sum(axis=1, keepdims=True))
    is_usable = np.isfinite(lengths) & (lengths > 0)
    scaled: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=is_usable)
    return scaled
