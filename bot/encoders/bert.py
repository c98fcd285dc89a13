"""BERT in numpy: tokens to the mean of what they mean in their sentence.

After J. Devlin and others, "BERT", 2018; the mean is the pooling of sentence-transformers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from bot.core.matching.corpus import Vectors
from bot.encoders.safetensors import Tensor, read_tensors
from bot.errors import EncoderError

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
class Batch:
    """Texts of equal length behind one another: `texts` of `tokens` each, from row `start`."""

    start: int
    texts: int
    tokens: int

    def of(self, x: Vectors) -> Vectors:
        """Their rows."""
        return x[self.start : self.start + self.texts * self.tokens]


def runs_of(lengths: Sequence[int]) -> Iterator[Batch]:
    """The runs of texts that are so many tokens long."""
    start = 0
    for tokens, alike in groupby(lengths):
        run = Batch(start, len(list(alike)), tokens)
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

    def __call__(self, x: Vectors, runs: Sequence[Batch]) -> Vectors:
        """(tokens, width) to the same."""
        y = self.attended(self._attention(x, runs))
        y += x
        x = self.attended_norm(y)
        y = self.narrowed(gelu(self.widened(x)))
        y += x
        return self.narrowed_norm(y)

    def _attention(self, x: Vectors, runs: Sequence[Batch]) -> Vectors:
        query, key, value = self.query(x), self.key(x), self.value(x)
        query *= np.float32((x.shape[1] // self.heads) ** -0.5)
        out = np.empty_like(x)
        for run in runs:
            q, k, v = (self._by_head(run, rows) for rows in (query, key, value))
            mixed = softmax(q @ k.swapaxes(2, 3)) @ v
            run.of(out)[:] = mixed.swapaxes(1, 2).reshape(-1, x.shape[1])
        return out

    def _by_head(self, run: Batch, x: Vectors) -> Vectors:
        """(texts, heads, tokens, width of a head)."""
        return run.of(x).reshape(run.texts, run.tokens, self.heads, -1).swapaxes(1, 2)


def softmax(x: Vectors) -> Vectors:
    """Along the last axis, in place."""
    x -= x.max(axis=-1, keepdims=True)
    np.exp(x, out=x)
    x /= x.sum(axis=-1, keepdims=True)
    return x


_COUNTS = ("num_hidden_layers", "num_attention_heads", "hidden_size", "max_position_embeddings")


@dataclass(frozen=True, slots=True)
class BertConfig:
    """What a config.json says: how many layers and heads, how wide, how long a text at most (in tokens)."""

    layers: int
    heads: int
    width: int
    positions: int
    epsilon: float

    @classmethod
    def read(cls, path: Path) -> BertConfig:
        """Raises EncoderError for anything but a plain BERT."""
        try:
            config = json.loads(path.read_bytes())
            layers, heads, width, positions = (_count(config[key]) for key in _COUNTS)
            epsilon = float(config.get("layer_norm_eps", 1e-12))
            is_plain = _is_plain(config) and width % heads == 0
        except OSError as error:
            raise EncoderError(f"{path} cannot be read: {error.strerror}.") from None
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            is_plain = False
        if not is_plain:
            raise EncoderError(f"{path} describes no BERT model with gelu and absolute positions. No other can be run.")
        return cls(layers, heads, width, positions, epsilon)


def _count(told: object) -> int:
    if isinstance(told, int) and told > 0:
        return told
    raise TypeError


def _is_plain(config: Mapping[str, Any]) -> bool:
    kind, activation = config["model_type"], config.get("hidden_act", "gelu")
    return (kind, activation, config.get("position_embedding_type", "absolute")) == ("bert", "gelu", "absolute")


class Bert:
    """A model of any size, from its two files."""

    def __init__(self, config: Path, weights: Path) -> None:
        """Raises EncoderError where a file is not right or the two do not belong together."""
        self.shape = BertConfig.read(config)
        part = _Parts(weights, self.shape)
        self._words = part("embeddings.word_embeddings.weight", None, self.shape.width)
        self._places = part("embeddings.position_embeddings.weight", self.shape.positions, self.shape.width)
        self._kind = part("embeddings.token_type_embeddings.weight", None, self.shape.width)[0]
        self._norm = part.norm("embeddings.LayerNorm")
        self._layers = tuple(part.layer(f"encoder.layer.{number}.") for number in range(self.shape.layers))

    @property
    def vocabulary(self) -> int:
        """How many tokens there are vectors for."""
        return len(self._words)

    def means(self, texts: Sequence[Sequence[int]]) -> Vectors:
        """(texts, width): each text's tokens to the mean of their vectors. Texts of equal length stand together."""
        runs = tuple(runs_of([len(text) for text in texts]))
        x: Vectors = self._words[np.concatenate(texts)]
        x += self._places[np.concatenate([np.arange(len(text)) for text in texts])]
        x += self._kind
        x = self._norm(x)
        for layer in self._layers:
            x = layer(x, runs)
        return np.concatenate([run.of(x).reshape(run.texts, run.tokens, -1).mean(axis=1) for run in runs])


class _Parts:
    """The tensors of a file by name, each with the shape it must have. float32 is used where it lies."""

    def __init__(self, path: Path, shape: BertConfig) -> None:
        self._path = path
        self._shape = shape
        self._tensors: Mapping[str, Tensor] = {
            name.removeprefix("bert."): tensor for name, tensor in read_tensors(path).items()
        }

    def __call__(self, name: str, *sides: int | None) -> Vectors:
        """A tensor whose sides are these, None for any. Raises EncoderError."""
        tensor = self._tensors.get(name)
        if tensor is None:
            raise EncoderError(f"{self._path} lacks '{name}' (in F32 or F16), so it is no BERT model that can be run.")
        if len(sides) != tensor.ndim or any(
            side not in {None, found} for side, found in zip(sides, tensor.shape, strict=True)
        ):
            raise EncoderError(f"{self._path} does not fit its config.json: '{name}' is {tensor.shape}.")
        return tensor.astype(np.float32, copy=False)

    def linear(self, name: str, width_in: int | None, width_out: int | None) -> Linear:
        weight = self(f"{name}.weight", width_out, width_in)
        return Linear(weight.T, self(f"{name}.bias", len(weight)))

    def norm(self, name: str) -> Norm:
        scale, shift = (self(f"{name}.{part}", self._shape.width) for part in ("weight", "bias"))
        return Norm(scale, shift, np.float32(self._shape.epsilon))

    def layer(self, name: str) -> Layer:
        width = self._shape.width
        attention = f"{name}attention."
        widened = self.linear(f"{name}intermediate.dense", width, None)
        return Layer(
            query=self.linear(f"{attention}self.query", width, width),
            key=self.linear(f"{attention}self.key", width, width),
            value=self.linear(f"{attention}self.value", width, width),
            attended=self.linear(f"{attention}output.dense", width, width),
            attended_norm=self.norm(f"{attention}output.LayerNorm"),
            widened=widened,
            narrowed=self.linear(f"{name}output.dense", len(widened.bias), width),
            narrowed_norm=self.norm(f"{name}output.LayerNorm"),
            heads=self._shape.heads,
        )
