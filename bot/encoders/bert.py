"""BERT in numpy: the tokens of a text to the mean of their contextual vectors.

After J. Devlin and others, "BERT", 2018; the mean is the pooling of sentence-transformers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from bot.core.matching.corpus import Vectors
from bot.encoders.layout import Pooling
from bot.encoders.weights import Tensor, read_tensors
from bot.errors import EncoderError

_PART_NUMBERS = 1 << 15  # measured: 128 KB each, which stay in the cache beside each other
_ROOT_HALF = np.float32(0.5**0.5)
_P = np.float32(0.3275911)
_COEFFICIENTS = tuple(map(np.float32, (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)))


def gelu(x: Vectors) -> Vectors:
    """Return max(x, 0) - |x| · erfc(|x|/√2) / 2, within 5e-7 of the exact value. `x` is used up.

    erfc(z) = t(a₅ + t(a₄ + ...)) · exp(-z²), t = 1 / (1 + pz): Abramowitz and Stegun, 7.1.26. Written for speed: part
    by part, so that all steps of a part find it in the processor's cache.
    """
    numbers = x.reshape(-1)
    size, t, tail = (np.empty(min(len(numbers), _PART_NUMBERS), np.float32) for _ in range(3))
    for start in range(0, len(numbers), _PART_NUMBERS):
        part = numbers[start : start + _PART_NUMBERS]
        _gelu(part, size[: len(part)], t[: len(part)], tail[: len(part)])
    return numbers.reshape(x.shape)


def _gelu(x: Vectors, size: Vectors, t: Vectors, tail: Vectors) -> None:
    """Do it in place; the other three are room of the same length."""
    np.abs(x, out=size)
    np.multiply(size, _P * _ROOT_HALF, out=t)
    t += 1
    np.reciprocal(t, out=t)
    tail[:] = 0
    for coefficient in _COEFFICIENTS:
        tail += coefficient
        tail *= t
    np.square(size, out=t)
    t *= np.float32(-0.5)
    tail *= np.exp(t, out=t)
    tail *= size
    tail *= np.float32(0.5)
    np.maximum(x, 0, out=x)
    x -= tail


@dataclass(frozen=True, slots=True)
class Linear:
    """x · weight + bias; the weight (in, out) is the stored one transposed."""

    weight: Vectors
    bias: Vectors

    def __call__(self, x: Vectors) -> Vectors:
        y: Vectors = x @ self.weight
        y += self.bias
        return y


@dataclass(frozen=True, slots=True)
class Norm:
    """Layer normalisation: each row to mean 0 and variance 1, times `scale`, plus `bias`."""

    scale: Vectors
    bias: Vectors
    epsilon: np.float32

    def __call__(self, x: Vectors) -> Vectors:
        y: Vectors = x - x.mean(axis=1, keepdims=True)
        y /= np.sqrt(np.square(y).mean(axis=1, keepdims=True) + self.epsilon)
        y *= self.scale
        y += self.bias
        return y


@dataclass(frozen=True, slots=True)
class Batch:
    """A run of texts of equal length: `texts` of `tokens` each, from row `start`."""

    start: int
    texts: int
    tokens: int

    def of(self, x: Vectors) -> Vectors:
        """Return the rows of these texts."""
        return x[self.start : self.start + self.texts * self.tokens]


def runs_of(lengths: Sequence[int]) -> Iterator[Batch]:
    """Yield each run of neighbours that are equally many tokens long."""
    start = 0
    for tokens, same in groupby(lengths):
        run = Batch(start, len(list(same)), tokens)
        yield run
        start += run.texts * run.tokens


@dataclass(frozen=True, slots=True)
class Layer:
    """Attention, then two linear steps; the input of each is added to its output, and the sum normed."""

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
        """Return (tokens, width) of the same."""
        query, key, value = self.query(x), self.key(x), self.value(x)
        query *= np.float32((x.shape[1] // self.heads) ** -0.5)
        mixed = np.empty_like(x)
        for run in runs:
            by_head = (run.texts, run.tokens, self.heads, -1)
            q, k, v = (run.of(rows).reshape(by_head).swapaxes(1, 2) for rows in (query, key, value))
            attention = softmax(q @ k.swapaxes(2, 3)) @ v
            run.of(mixed)[:] = attention.swapaxes(1, 2).reshape(-1, x.shape[1])
        y = self.attended(mixed)
        y += x
        x = self.attended_norm(y)
        y = self.narrowed(gelu(self.widened(x)))
        y += x
        return self.narrowed_norm(y)


def softmax(x: Vectors) -> Vectors:
    """Replace each row along the last axis by its softmax, in place."""
    x -= x.max(axis=-1, keepdims=True)
    np.exp(x, out=x)
    x /= x.sum(axis=-1, keepdims=True)
    return x


_COUNTS = ("num_hidden_layers", "num_attention_heads", "hidden_size", "max_position_embeddings")


@dataclass(frozen=True, slots=True)
class BertConfig:
    """What a config.json says: how many layers and heads, how wide, how many positions for tokens."""

    layers: int
    heads: int
    width: int
    positions: int
    epsilon: float

    @classmethod
    def read(cls, path: Path) -> BertConfig:
        """Read the file. Raises EncoderError for anything but a plain BERT."""
        try:
            config = json.loads(path.read_bytes())
            kind, activation = config["model_type"], config.get("hidden_act", "gelu")
            positioned = config.get("position_embedding_type", "absolute")
            counts = layers, heads, width, positions = tuple(config[key] for key in _COUNTS)
            epsilon = float(config.get("layer_norm_eps", 1e-12))
            is_whole = all(isinstance(count, int) and count > 0 for count in counts) and width % heads == 0
        except OSError as error:
            raise EncoderError(f"{path} cannot be read: {error.strerror}.") from None
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise EncoderError(f"{path} describes no BERT model. No other can be run.") from None
        told = {"model_type": (kind, "bert"), "hidden_act": (activation, "gelu")}
        told |= {"position_embedding_type": (positioned, "absolute")}
        for key, (found, runs) in told.items():
            if found != runs:
                raise EncoderError(f"{path} describes no BERT model that can be run: its {key} is {found}, not {runs}.")
        if not is_whole:
            raise EncoderError(f"{path} describes no BERT model: its sizes make no sense.")
        return cls(layers, heads, width, positions, epsilon)


class Bert:
    """A BERT of any size, from its two files."""

    def __init__(self, config: Path, weights: Path) -> None:
        """Raise EncoderError where a file is not right or the two do not belong together."""
        self.shape = BertConfig.read(config)
        part = _Parts(weights, self.shape)
        self._words = part("embeddings.word_embeddings.weight", None, self.shape.width)
        self._positions = part("embeddings.position_embeddings.weight", self.shape.positions, self.shape.width)
        self._kind = part("embeddings.token_type_embeddings.weight", None, self.shape.width)[0]
        self._norm = part.norm("embeddings.LayerNorm")
        self._layers = tuple(part.layer(f"encoder.layer.{number}.") for number in range(self.shape.layers))

    @property
    def vocabulary(self) -> int:
        """Return the number of tokens that there are vectors for."""
        return len(self._words)

    def vectors(self, texts: Sequence[Sequence[int]], pooling: Pooling = "mean") -> Vectors:
        """Return (texts, width), of each text the mean of its tokens or the first one.

        Neighbours of equal length are computed together.
        """
        runs = tuple(runs_of([len(text) for text in texts]))
        x: Vectors = self._words[np.concatenate(texts)]
        x += self._positions[np.concatenate([np.arange(len(text)) for text in texts])]
        x += self._kind
        x = self._norm(x)
        for layer in self._layers:
            x = layer(x, runs)
        by_text = (run.of(x).reshape(run.texts, run.tokens, -1) for run in runs)
        return np.concatenate([rows.mean(axis=1) if pooling == "mean" else rows[:, 0] for rows in by_text])


class _Parts:
    """The tensors of a file by name, each checked for its shape; float32 is used without a copy."""

    def __init__(self, path: Path, shape: BertConfig) -> None:
        self._path = path
        self._shape = shape
        self._tensors: Mapping[str, Tensor] = {
            name.removeprefix("bert."): tensor for name, tensor in read_tensors(path).items()
        }

    def __call__(self, name: str, *sides: int | None) -> Vectors:
        """Return a tensor whose sides are these, None for any. Raises EncoderError."""
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
        scale, bias = (self(f"{name}.{part}", self._shape.width) for part in ("weight", "bias"))
        return Norm(scale, bias, np.float32(self._shape.epsilon))

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
