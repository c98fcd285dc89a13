"""What each signal counts for, and how sure a score makes: the few numbers that are learned, by tier.

Fitted by benchmarks/fit.py on tests/eval/tuning.jsonl with the shipped knowledge; nothing here knows single questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Sureness:
    """Confidence is the logistic of `base` and of each other number times what it is named for."""

    base: float
    score: float
    margin: float
    contrast: float = 0.0
    contrast_in_meaning: float = 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """`signals` add up to 1; how sure a first result is, with a silence to tell it from, and without one."""

    signals: Mapping[str, float]
    with_silence: Sureness
    without: Sureness


WEIGHTS: Mapping[str, Weights] = MappingProxyType(
    {
        "lexical": Weights(
            signals=MappingProxyType(
                {"phrasing": 0.232, "topic": 0.28, "place": 0.328, "sentence": 0.077, "words": 0.084}
            ),
            with_silence=Sureness(base=-1.25, score=1.73, margin=6.06, contrast=6.84),
            without=Sureness(base=-1.61, score=4.11, margin=6.7),
        ),
        "static": Weights(
            signals=MappingProxyType(
                {
                    "phrasing": 0.132,
                    "topic": 0.149,
                    "place": 0.217,
                    "sentence": 0.02,
                    "words": 0.022,
                    "phrasing meaning": 0.144,
                    "topic meaning": 0.148,
                    "sentence meaning": 0.05,
                    "words meaning": 0.07,
                    "asked meaning": 0.047,
                }
            ),
            with_silence=Sureness(base=-1.32, score=0.0, margin=9.69, contrast=5.53, contrast_in_meaning=6.51),
            without=Sureness(base=-1.85, score=4.49, margin=9.66),
        ),
        "transformer": Weights(
            signals=MappingProxyType(
                {
                    "phrasing": 0.128,
                    "topic": 0.124,
                    "place": 0.201,
                    "sentence": 0.021,
                    "words": 0.013,
                    "phrasing meaning": 0.138,
                    "topic meaning": 0.156,
                    "sentence meaning": 0.078,
                    "words meaning": 0.081,
                    "asked meaning": 0.061,
                }
            ),
            with_silence=Sureness(base=-1.58, score=0.56, margin=10.6, contrast=3.49, contrast_in_meaning=6.77),
            without=Sureness(base=-2.41, score=5.77, margin=9.47),
        ),
    }
)
