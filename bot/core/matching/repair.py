"""Typos: a word that the knowledge never uses is read as the nearest word that it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.core.matching.tokens import bare, stem

_SWAPPED_CHARS = 4  # the shortest word in which two letters may have changed places
_SHORTEST_CHARS = 5  # and in which any may be wrong; in shorter ones, chance makes one word out of another
_NEAREST = 0.8


class Speller:
    """The words of the knowledge, and the nearest of them to a word it does not know."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(map(bare, words))
        self._terms = frozenset(map(stem, self._words))
        self._long = sorted(word for word in self._words if len(word) >= _SHORTEST_CHARS)

    def repair(self, word: str) -> str:
        """The word itself where it is known, or else what was probably meant by it."""
        if len(word) < _SWAPPED_CHARS or not word.isalpha() or stem(word) in self._terms:
            return word
        typed = bare(word)
        return (
            next((swapped for swapped in _swaps(typed) if swapped in self._words), "") or self._nearest(typed) or word
        )

    def _nearest(self, typed: str) -> str:
        """The word that is most alike, "" where none is alike enough."""
        if len(typed) < _SHORTEST_CHARS:
            return ""
        from rapidfuzz import process  # late: a question without a typo starts the program faster
        from rapidfuzz.distance import OSA

        found = process.extractOne(typed, self._long, scorer=OSA.normalized_similarity, score_cutoff=_NEAREST)
        return str(found[0]) if found else ""


def _swaps(typed: str) -> Iterator[str]:
    """The word with any two neighbouring letters in the other order."""
    return (typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :] for at in range(len(typed) - 1))
