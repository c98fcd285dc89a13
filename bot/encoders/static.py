"""The static tier: a text is the mean of its tokens' vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.core.matching.corpus import Vectors
from bot.encoders.directions import normalised
from bot.encoders.safetensors import Tensor, read_tensors
from bot.encoders.tokens import Tokens
from bot.encoders.weights import Weights
from bot.errors import EncoderError


class StaticEncoder:
    """Word vectors and their tokenizer. The vectors stay as they are on disk (float16); sums are float32."""

    def __init__(self, weights: Weights) -> None:
        """Raises EncoderError where the files or the library are not right."""
        path = weights.files["model.safetensors"]
        tables = [tensor for tensor in read_tensors(path).values() if tensor.ndim == 2]
        if len(tables) != 1:
            raise EncoderError(f"{path} should hold one table of word vectors, and holds {len(tables)}.")
        self.tier = weights.tier
        self.name = weights.name
        self._table: Tensor = tables[0]
        self._tokens = Tokens(weights.files["tokenizer.json"], are_framed=False)
        self._tokens.require_below(len(self._table), path)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(texts, dimensions); the rows of a text are the same whatever else is encoded."""
        rows: Vectors = np.zeros((len(texts), self._table.shape[1]), np.float32)
        for row, text in zip(rows, texts, strict=True):
            if ids := self._tokens.ids(text):
                row[:] = self._table[ids].mean(axis=0, dtype=np.float32)
        return normalised(rows)
