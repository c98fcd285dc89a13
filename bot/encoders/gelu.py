"""The activation of BERT, x · Φ(x), without a library for erf."""

from __future__ import annotations

import numpy as np

from bot.core.matching.corpus import Vectors

_ROOT_HALF = np.float32(0.5**0.5)
_P = np.float32(0.3275911)
_COEFFICIENTS = tuple(map(np.float32, (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)))


def gelu(x: Vectors) -> Vectors:
    """max(x, 0) - |x| · erfc(|x|/√2) / 2, within 5e-7 of the exact value.

    erfc(z) = t(a₅ + t(a₄ + ...)) · exp(-z²), t = 1 / (1 + pz): Abramowitz and Stegun, 7.1.26. Written for speed: every
    step works in place.
    """
    size = np.abs(x)
    z = size * _ROOT_HALF
    t = 1 / (1 + _P * z)
    tail = np.zeros_like(z)
    for coefficient in _COEFFICIENTS:
        tail += coefficient
        tail *= t
    np.square(z, out=z)
    np.negative(z, out=z)
    tail *= np.exp(z, out=z)
    tail *= size
    tail *= np.float32(-0.5)
    tail += np.maximum(x, 0)
    return tail
