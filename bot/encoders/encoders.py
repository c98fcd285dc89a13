"""The two encoders, by word vectors and by a transformer, and the choice of the best one that can be used."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np

from bot.core.matching.corpus import Encoder, Vectors
from bot.core.matching.weights import AS_IT_IS, Usage
from bot.encoders.bert import Bert
from bot.encoders.fitted import usage_of
from bot.encoders.layout import read_layout
from bot.encoders.weights import RELEASES, ModelPaths, Release, Tier, WeightFiles, find, read_tensors
from bot.errors import EncoderError

_BATCH_TOKENS = 256  # measured on one core: from 128 to 512 all the same, slower outside
_MOST_THREADS = 8
_PROBE = "Known, unknown ☃ and 東京"  # some tokenizers fail only at a character that they do not know


class Tokens:
    """A tokenizer without padding. `limit` cuts what is longer, `are_framed` keeps the marks around a text."""

    def __init__(self, path: Path, *, are_framed: bool, limit: int | None = None) -> None:
        """Read the file. Raises EncoderError where it, or the library, cannot be used."""
        try:
            from tokenizers import Tokenizer
        except ImportError:
            raise EncoderError("The library 'tokenizers' is missing. Install it: pip install tokenizers") from None
        try:
            self._tokenizer = Tokenizer.from_file(str(path))
            self._tokenizer.encode(_PROBE)
        except Exception as error:  # the library raises nothing more telling
            raise EncoderError(f"{path} is no tokenizer that the installed library can use: {error}.") from error

        self._are_framed = are_framed
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        if limit is not None:
            self._tokenizer.enable_truncation(limit)

    def require_below(self, rows: int, path: Path) -> None:
        """Raise EncoderError where a token could have a number for which the weights hold no row."""
        if self._tokenizer.get_vocab_size() > rows:
            raise EncoderError(
                f"{path} holds fewer vectors than its tokenizer has tokens. The files must belong together."
            )

    def ids(self, text: str) -> list[int]:
        """Return the tokens' numbers; none for a text without a letter or a digit."""
        if not any(map(str.isalnum, text)):
            return []
        writable = text.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is no text to the library
        return self._tokenizer.encode(writable, add_special_tokens=self._are_framed).ids


def normalised(rows: Vectors) -> Vectors:
    """Scale each row to length 1; to zeros where it has no direction: only zeros, or anything that is no number."""
    lengths = np.sqrt(np.square(rows).sum(axis=1, keepdims=True))
    is_usable = np.isfinite(lengths) & (lengths > 0)
    scaled: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=is_usable)
    return scaled


class StaticEncoder:
    """Word vectors and their tokenizer. The vectors stay as they are on disk (float16); sums are float32."""

    def __init__(self, weights: WeightFiles) -> None:
        """Raise EncoderError where the files or the library are not right."""
        path = weights.files["model.safetensors"]
        tables = [tensor for tensor in read_tensors(path).values() if tensor.ndim == 2]
        if len(tables) != 1:
            raise EncoderError(f"{path} should hold one table of word vectors, and holds {len(tables)}.")
        self.tier = weights.tier
        self.name = weights.name
        self._table = tables[0]
        self._tokens = Tokens(weights.files["tokenizer.json"], are_framed=False)
        self._tokens.require_below(len(self._table), path)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (texts, dimensions); the rows of a text are the same whatever else is encoded."""
        rows: Vectors = np.zeros((len(texts), self._table.shape[1]), np.float32)
        for row, text in zip(rows, texts, strict=True):
            if ids := self._tokens.ids(text):
                row[:] = self._table[ids].mean(axis=0, dtype=np.float32)
        return normalised(rows)


class TransformerEncoder:
    """A small BERT and its tokenizer: a text is what its first tokens, read together, are pooled into."""

    def __init__(self, weights: WeightFiles) -> None:
        """Raise EncoderError where the files or the library are not right."""
        path, layout = weights.files["model.safetensors"], weights.layout
        self.tier = weights.tier
        self.name = weights.name
        self._bert = Bert(weights.files["config.json"], path)
        self._pooling = layout.pooling
        self._is_lowered = layout.is_lowered
        limit = min(layout.most_tokens, self._bert.shape.positions)
        self._tokens = Tokens(weights.files["tokenizer.json"], are_framed=True, limit=limit)
        self._tokens.require_below(self._bert.vocabulary, path)
        # the program takes numpy's own threads away at its start: threads of both would wait for each other, spinning
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self._threads = min(cores, _MOST_THREADS)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (texts, width). What else is encoded changes a row by no more than the rounding of float32."""
        rows: Vectors = np.zeros((len(texts), self._bert.shape.width), np.float32)
        ids = [self._tokens.ids(text.lower() if self._is_lowered else text) for text in texts]

        def fill(batch: Sequence[int]) -> None:
            rows[batch] = self._bert.vectors([ids[number] for number in batch], self._pooling)

        batches = [*_batches(ids)]
        if len(batches) < self._threads or self._threads == 1:
            for batch in batches:
                fill(batch)
        else:
            with ThreadPoolExecutor(self._threads) as threads:
                deque(threads.map(fill, reversed(batches)), maxlen=0)  # the longest first, so that all end together
        return normalised(rows)


def _batches(ids: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield the positions of all texts that have tokens, the shortest first, about 256 tokens together."""
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


Wanted = Literal["auto", "off", "static", "transformer"]
Releases = Mapping[Tier, Release]

# The best first; each tier is followed by those to fall back on.
ENCODERS: Mapping[Tier, Callable[[WeightFiles], Encoder]] = MappingProxyType(
    {"transformer": TransformerEncoder, "static": StaticEncoder}
)

_NOT_FITTED = (
    "Nothing was fitted for the weights in {folder}, so how sure the bot is may be wrong: "
    "ontherecord fit QUESTIONS.jsonl fits it to your own questions."
)


@dataclass(frozen=True, slots=True)
class ChosenTier:
    """The encoder, None for words alone; how the start line names it; what is missing, in sentences, or nothing.

    `folder` holds the weights where they are one's own.
    """

    encoder: Encoder | None
    named: str
    missing: str = ""
    usage: Usage = AS_IT_IS
    folder: Path | None = None


def choose(wanted: Wanted, folder: Path | None, paths: ModelPaths, releases: Releases = RELEASES) -> ChosenTier:
    """Return the best tier that can be used, never better than was wanted. `folder`: weights of one's own.

    Raises nothing.
    """
    best = wanted
    if wanted == "auto":
        best = "transformer" if folder is None or _has_layers(folder) else "static"

    missing: dict[str, None] = {}  # each sentence once, in order
    for tier in dropwhile(lambda tier: tier != best, ENCODERS):
        try:
            weights = find(releases[tier], folder, paths)
            encoder, usage = ENCODERS[tier](weights), usage_of(weights)
        except EncoderError as error:
            missing[str(error)] = None
            folder = None  # one's own weights are for the best tier; the pinned ones serve those below it
            continue
        if weights.folder and not usage.confidence:
            missing[_NOT_FITTED.format(folder=weights.folder)] = None
        named = f"words and meaning ({weights.described})"
        return ChosenTier(encoder, named, " ".join(missing), usage, weights.folder)
    return ChosenTier(None, "words alone", " ".join(missing))


def _has_layers(folder: Path) -> bool:
    """Return whether the weights of one's own are those of a transformer, or would be if they could be run."""
    try:
        return "num_hidden_layers" in json.loads((folder / read_layout(folder).root / "config.json").read_bytes())
    except EncoderError:
        return True
    except (OSError, ValueError, TypeError, RecursionError):
        return False
