"""BERT in numpy: tokens to the mean of what they mean in their sentence.

After J. Devlin and others, "BERT", 2018; the mean is the pooling of sentence-transformers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.core.matching.corpus import Vectors
from bot.encoders.layers import Layer, Linear, Norm, runs_of
from bot.encoders.safetensors import Tensor, read_tensors
from bot.errors import EncoderError

_COUNTS = ("num_hidden_layers", "num_attention_heads", "hidden_size", "max_position_embeddings")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a config.json says: how many layers and heads, how wide, how long a text at most (in tokens)."""

    layers: int
    heads: int
    width: int
    positions: int
    epsilon: float

    @classmethod
    def read(cls, path: Path) -> Shape:
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
        self.shape = Shape.read(config)
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

    def __init__(self, path: Path, shape: Shape) -> None:
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
