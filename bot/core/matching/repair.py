"""Typos: a word that the knowledge never uses is read as the nearest word that it does."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.matching.words import Token, stem

_SHORTEST_CHARS = 5
_NEAREST = 0.8


class Speller:
    """The words of the knowledge, and the nearest of them to a word it does not know."""

    def __init__(self, words: Iterable[str], terms: Iterable[str]) -> None:
        self._words = sorted({word.casefold() for word in words if len(word) >= _SHORTEST_CHARS})
        self._terms = frozenset(terms)

    def repair(self, token: Token) -> tuple[Token, float]:
        """The token, or the one it was probably meant to be, and how much of its weight that keeps (0-1)."""
        word = token.word.casefold()
        if token.term in self._terms or len(word) < _SHORTEST_CHARS or not word.isalpha():
            return token, 1.0
        from rapidfuzz import process  # late: a question without a typo starts the program faster
        from rapidfuzz.distance import OSA

        found = process.extractOne(word, self._words, scorer=OSA.normalized_similarity, score_cutoff=_NEAREST)
        return (Token(token.word, stem(found[0])), float(found[1])) if found else (token, 1.0)
