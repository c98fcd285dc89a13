"""The transformer tier: a text is the mean of its tokens after a small BERT has read them together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from bot.core.matching.corpus import Vectors
from bot.encoders.bert import Bert
from bot.encoders.directions import normalised
from bot.encoders.tokens import Tokens
from bot.encoders.weights import Weights

MAX_TOKENS = 256
_BATCH_TOKENS = 256  # measured on one core: from 128 to 512 all the same, slower outside


class TransformerEncoder:
    """A BERT and its tokenizer. Of a text, the first 256 tokens are read, as the model was trained."""

    def __init__(self, weights: Weights) -> None:
        """Raises EncoderError where the files or the library are not right."""
        path = weights.files["model.safetensors"]
        self.tier = weights.tier
        self.name = weights.name
        self._bert = Bert(weights.files["config.json"], path)
        limit = min(MAX_TOKENS, self._bert.shape.positions)
        self._tokens = Tokens(weights.files["tokenizer.json"], are_framed=True, limit=limit)
        self._tokens.require_below(self._bert.vocabulary, path)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(texts, width). What else is encoded changes a row by no more than the rounding of float32."""
        rows: Vectors = np.zeros((len(texts), self._bert.shape.width), np.float32)
        ids = [self._tokens.ids(text) for text in texts]
        for batch in _batches(ids):
            rows[batch] = self._bert.means([ids[number] for number in batch])
        return normalised(rows)


def _batches(ids: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """The places of all texts that have tokens, the shortest first, about 256 tokens together."""
    batch: list[int] = []
    tokens = 0
    for number in sorted((number for number, text in enumerate(ids) if text), key=lambda number: len(ids[number])):
        if batch and tokens + len(ids[number]) > _BATCH_TOKENS:
            yield batch
            batch, tokens = [], 0
        batch.append(number)
        tokens += len(ids[number])
    if batch:
        yield batch
