"""A question as people type it, read as the words they mean: chat spelling written out, typos repaired."""

from __future__ import annotations

from bot.core.matching.chat import figures_written_out
from bot.core.matching.evidence import Query
from bot.core.matching.lexicon import Lexicon
from bot.core.matching.repair import Speller
from bot.core.matching.words import Token, plain, rewritten
from bot.core.model import Question

_CONTEXT_WEIGHT = 0.4


class Reader:
    """Reads questions with the words of a corpus."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._speller = Speller(lexicon.words)

    def query(self, question: Question) -> Query:
        """The question, and with less weight the one that was asked before."""
        terms: dict[str, float] = {}
        typed: dict[str, str] = {}
        read: list[str] = []
        asked = ((question.text, 1.0), (question.after, _CONTEXT_WEIGHT))
        for text, weight in ((text, weight) for text, weight in asked if text):
            meant, words = self._read(text)
            read.insert(0, meant)
            for token in self._lexicon.merge(words):
                terms[token.term] = max(terms.get(token.term, 0.0), weight)
                typed.setdefault(token.term, token.word)
        return Query(terms, typed, " ".join(read).strip())

    def _read(self, text: str) -> tuple[str, list[Token]]:
        return rewritten(
            figures_written_out(plain(text)), lambda word: self._speller.repair(self._lexicon.plainly(word))
        )
