"""The confidence that was fitted for weights of one's own, in a file beside them.

    ontherecord.json    {"encoder": name, "confidence": {kind of corpus: {"base": -1.5, "score": 2.0, ...}}}

The name follows from the contents of the weights: when they change, what was fitted for them no longer counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from bot.core.matching.weights import AS_IT_IS, ConfidenceWeights, Usage
from bot.durable import replacing
from bot.encoders.weights import WeightFiles
from bot.errors import EncoderError

FILE = "ontherecord.json"


def usage_of(weights: WeightFiles) -> Usage:
    """Return how an encoder made of these files is used."""
    if weights.folder is None:
        return AS_IT_IS
    return Usage(weights.layout.question, weights.layout.passage, _fitted(weights.folder / FILE, weights.name))


def keep(folder: Path, encoder: str, kind: str, fitted: ConfidenceWeights) -> Path:
    """Write what was fitted for a kind of corpus beside the weights; what is there of other kinds stays."""
    path = folder / FILE
    confidence = {**_fitted(path, encoder), kind: fitted}
    told = {"encoder": encoder, "confidence": {name: asdict(one) for name, one in confidence.items()}}
    try:
        with replacing(path) as file:
            file.write(json.dumps(told, indent=1).encode())
    except OSError as error:
        raise EncoderError(f"{path} cannot be written: {error.strerror}. Let this user write there.") from None
    return path


def _fitted(path: Path, encoder: str) -> Mapping[str, ConfidenceWeights]:
    """Return what was fitted for this encoder; nothing from a file that is not whole."""
    with suppress(OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        told = json.loads(path.read_bytes())
        if told["encoder"] == encoder:
            return {
                kind: ConfidenceWeights(**{name: float(value) for name, value in numbers.items()})
                for kind, numbers in told["confidence"].items()
            }
    return {}
