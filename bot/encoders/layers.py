"""The steps of BERT's forward pass, on texts that lie behind one another.

So nothing is padded: only attention looks at one text at a time, or at all of the same length together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from bot.core.matching.corpus import Vectors
from bot.encoders.gelu import gelu


@dataclass(frozen=True, slots=True)
class Linear:
    """x · weight + bias; the weight (in, out) is the stored one seen from the other side."""

    weight: Vectors
    bias: Vectors

    def __call__(self, x: Vectors) -> Vectors:
        y: Vectors = x @ self.weight
        y += self.bias
        return y


@dataclass(frozen=True, slots=True)
class Norm:
    """Each row shifted to mean 0 and variance 1, then scaled and shifted as learned."""

    scale: Vectors
    shift: Vectors
    epsilon: np.float32

    def __call__(self, x: Vectors) -> Vectors:
        y: Vectors = x - x.mean(axis=1, keepdims=True)
        y /= np.sqrt(np.square(y).mean(axis=1, keepdims=True) + self.epsilon)
        y *= self.scale
        y += self.shift
        return y


@dataclass(frozen=True, slots=True)
class Run:
    """Texts of equal length behind one another: `texts` of `tokens` each, from row `start`."""

    start: int
    texts: int
    tokens: int

    def of(self, x: Vectors) -> Vectors:
        """Their rows."""
        return x[self.start : self.start + self.texts * self.tokens]


def runs_of(lengths: Sequence[int]) -> Iterator[Run]:
    """The runs of texts that are so many tokens long."""
    start = 0
    for tokens, alike in groupby(lengths):
        run = Run(start, len(list(alike)), tokens)
        yield run
        start += run.texts * run.tokens


@dataclass(frozen=True, slots=True)
class Layer:
    """Attention, then two linear steps; after each, what came in is added and the sum normed."""

    query: Linear
    key: Linear
    value: Linear
    attended: Linear
    attended_norm: Norm
    widened: Linear
    narrowed: Linear
    narrowed_norm: Norm
    heads: int

    def __call__(self, x: Vectors, runs: Sequence[Run]) -> Vectors:
        """(tokens, width) to the same."""
        y = self.attended(self._attention(x, runs))
        y += x
        x = self.attended_norm(y)
        y = self.narrowed(gelu(self.widened(x)))
        y += x
        return self.narrowed_norm(y)

    def _attention(self, x: Vectors, runs: Sequence[Run]) -> Vectors:
        query, key, value = self.query(x), self.key(x), self.value(x)
        query *= np.float32((x.shape[1] // self.heads) ** -0.5)
        out = np.empty_like(x)
        for run in runs:
            q, k, v = (self._by_head(run, rows) for rows in (query, key, value))
            mixed = softmax(q @ k.swapaxes(2, 3)) @ v
            run.of(out)[:] = mixed.swapaxes(1, 2).reshape(-1, x.shape[1])
        return out

    def _by_head(self, run: Run, x: Vectors) -> Vectors:
        """(texts, heads, tokens, width of a head)."""
        return run.of(x).reshape(run.texts, run.tokens, self.heads, -1).swapaxes(1, 2)


def softmax(x: Vectors) -> Vectors:
    """Along the last axis, in place."""
    x -= x.max(axis=-1, keepdims=True)
    np.exp(x, out=x)
    x /= x.sum(axis=-1, keepdims=True)
    return x
