"""BERT once more, slowly: one text, one head, one token at a time, in the numbers of Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import erf, exp, sqrt
from typing import Any

Row = list[float]


def linear(row: Row, weight: Any, bias: Any) -> Row:
    return [sum(w * x for w, x in zip(line, row, strict=True)) + b for line, b in zip(weight, bias, strict=True)]


def norm(row: Row, weight: Any, bias: Any) -> Row:
    mean = sum(row) / len(row)
    variance = sum((x - mean) ** 2 for x in row) / len(row)
    return [(x - mean) / sqrt(variance + 1e-12) * w + b for x, w, b in zip(row, weight, bias, strict=True)]


def gelu(x: float) -> float:
    return 0.5 * x * (1 + erf(x / sqrt(2)))


def added(one: Row, other: Row) -> Row:
    return [a + b for a, b in zip(one, other, strict=True)]


def attention(rows: list[Row], heads: int, parts: Mapping[str, Any]) -> list[Row]:
    query, key, value = (
        [linear(row, parts[f"attention.self.{name}.weight"], parts[f"attention.self.{name}.bias"]) for row in rows]
        for name in ("query", "key", "value")
    )
    size = len(rows[0]) // heads
    mixed: list[Row] = [[] for _ in rows]
    for start in range(0, len(rows[0]), size):
        part = slice(start, start + size)
        for number, asking in enumerate(query):
            likeness = [sum(a * b for a, b in zip(asking[part], k[part], strict=True)) / sqrt(size) for k in key]
            weights = [exp(score) for score in likeness]
            for place in range(start, start + size):
                told = sum(weight * v[place] for weight, v in zip(weights, value, strict=True))
                mixed[number].append(told / sum(weights))
    return mixed


def layer(rows: list[Row], heads: int, parts: Mapping[str, Any]) -> list[Row]:
    def dense(name: str, row: Row) -> Row:
        return linear(row, parts[f"{name}.weight"], parts[f"{name}.bias"])

    def normed(name: str, row: Row) -> Row:
        return norm(row, parts[f"{name}.LayerNorm.weight"], parts[f"{name}.LayerNorm.bias"])

    out = []
    for row, mixed in zip(rows, attention(rows, heads, parts), strict=True):
        attended = normed("attention.output", added(row, dense("attention.output.dense", mixed)))
        wide = [gelu(x) for x in dense("intermediate.dense", attended)]
        out.append(normed("output", added(attended, dense("output.dense", wide))))
    return out


def encode(ids: Sequence[int], tensors: Mapping[str, Any], heads: int, layers: int) -> Row:
    """The mean of a text's tokens, at length 1."""
    told = {name: tensor.astype(float).tolist() for name, tensor in tensors.items()}
    words, paths, kinds = (told[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type"))
    scale, shift = (told[f"embeddings.LayerNorm.{name}"] for name in ("weight", "bias"))
    rows = [norm(added(added(words[word], paths[at]), kinds[0]), scale, shift) for at, word in enumerate(ids)]
    for number in range(layers):
        start = f"encoder.layer.{number}."
        parts = {name.removeprefix(start): tensor for name, tensor in told.items() if name.startswith(start)}
        rows = layer(rows, heads, parts)
    mean = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    length = sqrt(sum(x * x for x in mean))
    return [x / length for x in mean]
