"""Few-shot intents beside rivals: python benchmarks/intents.py [val|test] [TIER,...] [REFERENCE_DATA]

"Which topic does this message ask about, or none": CLINC150 and BANKING77 with k = 1, 5, 10 ways of asking a topic,
means of three seeds, drawn as ../shared/eval/README.md says. `val`: CLINC150 val and oos_val, and 1,000 rows of
BANKING77 train that nothing was learned from; `test`: the test splits, each run to be listed in RESULTS.md.
acc@5%FA: share answered and right at the threshold at which 5 % of the out-of-scope messages get an answer; ties count
against. Typos: one random edit in one word of at least 5 letters of every message. One table, all measured in the same
run.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from string import ascii_lowercase

import numpy as np
from fit import auroc
from rapidfuzz import fuzz, process, utils
from sets import REFERENCE, Intents, Labelled, banking, clinc, few, tiers
from tables import show

from bot.core.matching.bm25 import Bm25Index
from bot.core.matching.corpus import Encoder
from bot.core.matching.ranker import Candidate, Ranker
from bot.core.matching.tokens import tokens

SHOTS, SEEDS = (1, 5, 10), (0, 1, 2)
SHORTEST_CHARS = 5
Phrasings = Mapping[str, Sequence[str]]
Guesses = Sequence[tuple[str, float]]
Guesser = Callable[[Phrasings, Sequence[str]], Guesses]


class Remembering:
    """An encoder that never encodes a text twice: the same messages are asked of every draw."""

    def __init__(self, encoder: Encoder) -> None:
        self.tier, self.name = encoder.tier, encoder.name
        self._encoder = encoder
        self._vectors: dict[str, np.ndarray] = {}

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        fresh = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        for start in range(0, len(fresh), 256):
            some = fresh[start : start + 256]
            self._vectors |= zip(some, self._encoder.encode(some), strict=True)
        return np.array([self._vectors[text] for text in texts])


def engine(encoder: Encoder | None) -> Guesser:
    encoder = encoder and Remembering(encoder)

    def guess(phrasings: Phrasings, texts: Sequence[str]) -> Guesses:
        if encoder:
            encoder.encode(texts)
        ranker = Ranker.over([Candidate(topic, questions=tuple(asked)) for topic, asked in phrasings.items()], encoder)
        ranked = [ranker.rank(text, top=1) for text in texts]
        return [(str(one.results[0].id) if one.results else "", one.confidence) for one in ranked]

    return guess


def bm25(phrasings: Phrasings, texts: Sequence[str]) -> Guesses:
    """All phrasings of a topic as one document, the score divided by the best that the message could get."""
    field = Bm25Index.over([[t.term for text in asked for t in tokens(text)] for asked in phrasings.values()])
    scored = [field.scores(dict.fromkeys((t.term for t in tokens(text)), 1.0)) for text in texts]
    topics = list(phrasings)
    return [(topics[int(scores.argmax())], float(scores.max())) for scores in scored]


def fuzzy(scorer: Callable[..., float]) -> Guesser:
    def guess(phrasings: Phrasings, texts: Sequence[str]) -> Guesses:
        owners = [topic for topic, asked in phrasings.items() for _ in asked]
        written = [utils.default_process(text) for asked in phrasings.values() for text in asked]
        typed = [utils.default_process(text) for text in texts]
        scores = process.cdist(typed, written, scorer=scorer, workers=-1)
        return [(owners[int(row.argmax())], float(row.max())) for row in scores]

    return guess


def slipped(text: str, rng: random.Random) -> str:
    """One letter left out, put in, changed, or swapped with the next, in one long word."""
    words = text.split(" ")
    long = [row for row, word in enumerate(words) if len(word) >= SHORTEST_CHARS and word.isalpha()]
    if long:
        row = rng.choice(long)
        word, place, letter = words[row], rng.randrange(len(words[row]) - 1), rng.choice(ascii_lowercase)
        before, here, behind = word[:place], word[place], word[place + 1 :]
        swapped = behind[0] + here + behind[1:]
        words[row] = before + rng.choice([behind, letter + here + behind, letter + behind, swapped])
    return " ".join(words)


def with_typos(intents: Intents) -> Intents:
    """The same to learn from; every message that is asked has a slip."""
    rng = random.Random(0)
    labelled = ([(slipped(text, rng), topic) for text, topic in rows] for rows in (intents.val, intents.test))
    outside = (intents.out_of_scope_val, intents.out_of_scope_test)
    return Intents(intents.train, *labelled, *([slipped(text, rng) for text in texts] for texts in outside))


def split_of(intents: Intents, split: str, phrasings: Phrasings, seed: int) -> tuple[Sequence[Labelled], Sequence[str]]:
    if split == "test":
        return intents.test, intents.out_of_scope_test
    if intents.val:
        return intents.val, intents.out_of_scope_val
    known = {text for asked in phrasings.values() for text in asked}
    return random.Random(seed).sample([row for row in intents.train if row[0] not in known], 1000), ()


def figures(guesser: Guesser, intents: Intents, split: str, k: int) -> str:
    found = []
    for seed in SEEDS:
        phrasings = few(intents.train, k, seed)
        inside, outside = split_of(intents, split, phrasings, seed)
        guesses = guesser(phrasings, [*(text for text, _ in inside), *outside])
        right = np.array([topic == guess for (_, topic), (guess, _) in zip(inside, guesses, strict=False)])
        confidence = np.array([sure for _, sure in guesses])
        is_inside = np.arange(len(guesses)) < len(inside)
        if outside:
            silent = np.sort(confidence[~is_inside])[::-1]
            threshold = silent[len(silent) * 5 // 100]
            answered = right & (confidence[is_inside] > threshold)
            found.append((right.mean(), auroc(confidence, is_inside), answered.mean()))
        else:
            found.append((right.mean(),))
    return " / ".join(f"{100 * figure:.1f}" for figure in np.mean(found, axis=0))


def main() -> None:
    split = sys.argv[1] if len(sys.argv) > 1 else "val"
    wanted = sys.argv[2].split(",") if len(sys.argv) > 2 else ()
    data = Path(sys.argv[3]) if len(sys.argv) > 3 else REFERENCE
    learners = {f"On the Record, {tier}": engine(encoder) for tier, encoder in tiers(wanted)}
    learners |= {"BM25, stemmed": bm25, "rapidfuzz token_set_ratio": fuzzy(fuzz.token_set_ratio)}
    learners |= {"rapidfuzz WRatio": fuzzy(fuzz.WRatio)}
    sets = {"CLINC150": clinc(data), "BANKING77": banking(data), "CLINC150, typos,": with_typos(clinc(data))}
    columns = [*((name, k) for name in ("CLINC150", "BANKING77") for k in SHOTS), ("CLINC150, typos,", 5)]
    rows = [
        [named, *(figures(guesser, sets[name], split, k) for name, k in columns)] for named, guesser in learners.items()
    ]
    print(f"Split: {split}; means of {len(SEEDS)} seeds. CLINC150: hit@1 / AUROC / acc@5%FA; BANKING77: hit@1.\n")
    show(["", *(f"{name} k={k}" for name, k in columns)], rows)


if __name__ == "__main__":
    main()
