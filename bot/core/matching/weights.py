"""What each feature counts for, and how sure a score makes: the few numbers that are fitted, by tier.

"many" and WITH_OUT_OF_SCOPE["many"]: fitted by benchmarks/fit.py on tests/eval/tuning.jsonl with the shipped knowledge.
"few" (titles, single questions), "none" (texts alone) and "only" (phrasings and nothing else): by benchmarks/fit_few.py
on even rows of the FAQ set, on podcasts, on CLINC150 val and BANKING77 train. "spoken" (interviews as imported) and
"some" (with drafted ways of asking, and near misses as out-of-scope examples): by benchmarks/fit_imported.py on ten of
them; their "asked", which decides between quotes that match as well, by hand. Nothing here knows single questions.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from math import exp
from types import MappingProxyType

from bot.core.matching.corpus import Corpus, PhrasingLevel


@dataclass(frozen=True, slots=True)
class ConfidenceWeights:
    """Confidence is the logistic of `base` and of each other number times what it is named for.

    `share` is that of the first entry among the nearest, as a softmax over their scores gives it.
    """

    base: float
    score: float
    margin: float
    contrast: float = 0.0
    contrast_in_meaning: float = 0.0
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class ConfidenceFeatures:
    """What the confidence in the first entry rests on; `surer` is added for a question that was held against twins."""

    score: float
    margin: float
    contrast: float
    contrast_in_meaning: float
    share: float
    surer: float

    def chance(self, sure: ConfidenceWeights) -> float:
        """Return the logistic of all of it by these weights (0-1)."""
        log_odds = sure.base + self.surer + sure.score * self.score + sure.margin * self.margin
        log_odds += sure.contrast * self.contrast + sure.contrast_in_meaning * self.contrast_in_meaning
        return 1 / (1 + exp(-log_odds - sure.share * self.share))


@dataclass(frozen=True, slots=True)
class Weights:
    """`features` add up to 1; `confidence` is for a corpus without out-of-scope examples."""

    features: Mapping[str, float]
    confidence: ConfidenceWeights

    def among(self, names: Container[str]) -> Weights:
        """Return the weights of these features alone, which still add up to 1."""
        kept = {name: weight for name, weight in self.features.items() if weight and name in names}
        scale = sum(self.features.values()) / sum(kept.values()) if kept else 1.0
        features = {name: weight * scale for name, weight in kept.items()}
        return Weights(MappingProxyType(features), self.confidence)


@dataclass(frozen=True, slots=True)
class Usage:
    """How an encoder is used: the prompts before a question and a passage; its confidence, fitted by kind of corpus.

    `corpus_kind` names the kinds; what is not there is sure as the published encoders of the tier are.
    """

    question: str = ""
    passage: str = ""
    confidence: Mapping[str, ConfidenceWeights] = field(default_factory=dict)

    def questions(self, texts: Iterable[str]) -> list[str]:
        """Return what to encode for what people ask, ways of asking among it."""
        return _prompted(self.question, texts)

    def passages(self, texts: Iterable[str]) -> list[str]:
        """Return what to encode for what may be found."""
        return _prompted(self.passage, texts)


AS_IT_IS = Usage()


def _prompted(prompt: str, texts: Iterable[str]) -> list[str]:
    """Put the prompt before each text that has words: without any, it must stay without a meaning."""
    return [prompt + text if any(map(str.isalnum, text)) else text for text in texts] if prompt else [*texts]


def corpus_kind(corpus: Corpus) -> str:
    """Return the kind of corpus that numbers are fitted for: how its topics are asked, and what it has beside."""
    return f"{corpus.phrasing_level} phrasings" + (", out-of-scope examples" if corpus.out_of_scope else "")


# The chance that a clear difference makes the nearest answer no answer: fitted by benchmarks/fit_twins.py.
TWINS: Mapping[str, float] = MappingProxyType(
    {
        "opposite": 0.97,
        "valence": 0.4,
        "direction": 0.9,
        "order": 0.81,
        "deed": 0.97,
        "untold": 0.63,
        "unasked": 0.88,
        "accusation": 0.63,
        "himself": 0.52,
        "stranger": 0.93,
        "premise": 0.84,
    }
)

# The same where a topic has few phrasings, beside which every question differs in wording: the kind of thing wanted is
# not told, or a name stands nowhere on record.
TWINS_OF_FEW: Mapping[str, float] = MappingProxyType({"untold": 0.9, "stranger": 0.8})

# The chance that a follow-up is not answered: nobody used a word that it adds, or the words that answered the question
# before are found once more, no surer, and lack what it adds. Of some 30 judged ones hardly any was answered.
NOT_ADDED: Mapping[str, float] = MappingProxyType({"unheard": 0.8, "repeated": 0.8})

# Added to the base where differences are looked for: what differs in nothing is surer then.
NOTHING_DIFFERS: Mapping[str, float] = MappingProxyType({"lexical": 0.22, "static": 0.28, "transformer": 0.27})

WITH_OUT_OF_SCOPE: Mapping[PhrasingLevel, Mapping[str, ConfidenceWeights]] = MappingProxyType(
    {
        "many": {
            "lexical": ConfidenceWeights(base=-1.27, score=1.28, margin=8.73, contrast=10.72),
            "static": ConfidenceWeights(base=-1.48, score=0.0, margin=14.97, contrast=7.79, contrast_in_meaning=7.86),
            "transformer": ConfidenceWeights(
                base=-1.42, score=0.0, margin=13.93, contrast=8.41, contrast_in_meaning=8.92
            ),
        },
        "some": {
            "lexical": ConfidenceWeights(base=-0.58, score=1.7, margin=0.0, contrast=2.81, share=2.93),
            "static": ConfidenceWeights(
                base=-0.49, score=1.81, margin=0.0, contrast=3.27, contrast_in_meaning=0.4, share=2.38
            ),
            "transformer": ConfidenceWeights(
                base=-0.76, score=2.08, margin=0.0, contrast=1.35, contrast_in_meaning=1.45, share=3.13
            ),
        },
    }
)

WEIGHTS: Mapping[PhrasingLevel, Mapping[str, Weights]] = MappingProxyType(
    {
        "many": {
            "lexical": Weights(
                {"phrasing": 0.241, "topic": 0.274, "place": 0.352, "sentence": 0.073, "words": 0.06},
                ConfidenceWeights(base=-1.94, score=5.93, margin=2.96),
            ),
            "static": Weights(
                {
                    "phrasing": 0.137,
                    "topic": 0.15,
                    "place": 0.237,
                    "sentence": 0.016,
                    "words": 0.008,
                    "phrasing meaning": 0.15,
                    "topic meaning": 0.155,
                    "sentence meaning": 0.049,
                    "words meaning": 0.064,
                    "asked meaning": 0.034,
                },
                ConfidenceWeights(base=-2.42, score=7.15, margin=3.58),
            ),
            "transformer": Weights(
                {
                    "phrasing": 0.129,
                    "topic": 0.124,
                    "place": 0.22,
                    "sentence": 0.015,
                    "phrasing meaning": 0.142,
                    "topic meaning": 0.161,
                    "sentence meaning": 0.08,
                    "words meaning": 0.08,
                    "asked meaning": 0.049,
                },
                ConfidenceWeights(base=-2.74, score=7.75, margin=3.87),
            ),
        },
        "few": {
            "lexical": Weights(
                {"phrasing": 0.158, "everything": 0.497, "letters": 0.345},
                ConfidenceWeights(base=-5.05, score=11.34, margin=18.13),
            ),
            "static": Weights(
                {"phrasing": 0.127, "everything": 0.39, "letters": 0.252, "everything meaning": 0.231},
                ConfidenceWeights(base=-5.67, score=12.82, margin=18.2),
            ),
            "transformer": Weights(
                {"phrasing": 0.086, "everything": 0.37, "letters": 0.244, "everything meaning": 0.3},
                ConfidenceWeights(base=-5.91, score=12.73, margin=20.97),
            ),
        },
        "some": {
            "lexical": Weights(
                {
                    "asked": 0.04,
                    "phrasing": 0.207,
                    "topic": 0.207,
                    "everything": 0.254,
                    "letters": 0.185,
                    "sentence": 0.106,
                },
                ConfidenceWeights(base=-0.91, score=3.23, margin=0.0, share=3.86),
            ),
            "static": Weights(
                {
                    "asked": 0.04,
                    "phrasing": 0.12,
                    "topic": 0.103,
                    "everything": 0.138,
                    "letters": 0.095,
                    "sentence": 0.038,
                    "phrasing meaning": 0.109,
                    "topic meaning": 0.135,
                    "everything meaning": 0.125,
                    "sentence meaning": 0.099,
                },
                ConfidenceWeights(base=-0.93, score=4.35, margin=0.0, share=2.77),
            ),
            "transformer": Weights(
                {
                    "asked": 0.04,
                    "phrasing": 0.101,
                    "topic": 0.072,
                    "everything": 0.095,
                    "letters": 0.063,
                    "sentence": 0.034,
                    "phrasing meaning": 0.142,
                    "topic meaning": 0.146,
                    "everything meaning": 0.163,
                    "sentence meaning": 0.145,
                },
                ConfidenceWeights(base=-1.37, score=4.38, margin=0.0, share=3.95),
            ),
        },
        "spoken": {
            "lexical": Weights(
                {"asked": 0.04, "phrasing": 0.04, "everything": 0.365, "letters": 0.275, "sentence": 0.28},
                ConfidenceWeights(base=-1.96, score=7.81, margin=0.0, share=1.88),
            ),
            "static": Weights(
                {
                    "asked": 0.04,
                    "everything": 0.173,
                    "letters": 0.133,
                    "sentence": 0.109,
                    "everything meaning": 0.309,
                    "sentence meaning": 0.235,
                },
                ConfidenceWeights(base=-1.75, score=5.36, margin=0.0, share=2.36),
            ),
            "transformer": Weights(
                {
                    "asked": 0.04,
                    "everything": 0.128,
                    "letters": 0.098,
                    "sentence": 0.077,
                    "everything meaning": 0.352,
                    "sentence meaning": 0.305,
                },
                ConfidenceWeights(base=-1.55, score=4.71, margin=0.0, share=3.01),
            ),
        },
        "none": {
            "lexical": Weights(
                {"sentence": 0.309, "opening": 0.292, "everything": 0.399},
                ConfidenceWeights(base=-4.22, score=8.64, margin=9.15),
            ),
            "static": Weights(
                {"sentence": 0.232, "opening": 0.215, "everything": 0.242, "meaning apart": 0.311},
                ConfidenceWeights(base=-4.34, score=9.47, margin=7.67),
            ),
            "transformer": Weights(
                {"sentence": 0.202, "opening": 0.139, "everything": 0.194, "meaning apart": 0.465},
                ConfidenceWeights(base=-4.01, score=8.24, margin=7.17),
            ),
        },
        "only": {
            "lexical": Weights(
                {"phrasing": 0.213, "topic": 0.296, "learned": 0.491},
                ConfidenceWeights(base=-4.26, score=7.26, margin=1.82),
            ),
            "static": Weights(
                {"phrasing": 0.134, "topic": 0.155, "learned": 0.278, "phrasing meaning": 0.18, "topic meaning": 0.254},
                ConfidenceWeights(base=-5.3, score=8.9, margin=2.22),
            ),
            "transformer": Weights(
                {"phrasing": 0.09, "topic": 0.063, "learned": 0.379, "phrasing meaning": 0.217, "topic meaning": 0.251},
                ConfidenceWeights(base=-6.97, score=10.7, margin=2.67),
            ),
        },
    }
)


def confidence_weights(corpus: Corpus, tier: str) -> ConfidenceWeights:
    """Return what the confidence in an answer is reckoned by, for a corpus of this kind.

    An interview as imported has too few phrasings for out-of-scope examples to be held against.
    """
    level = corpus.phrasing_level
    if not corpus.out_of_scope or level == "spoken":
        return WEIGHTS[level][tier].confidence
    return WITH_OUT_OF_SCOPE[level if level in WITH_OUT_OF_SCOPE else "many"][tier]
