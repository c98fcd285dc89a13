"""The words of a corpus: its texts as terms, the same way for questions and for what they are compared with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.matching.chat import CHAT, written_out
from bot.core.matching.words import Synonyms, Token, tokens

_NO_WORDS = frozenset("nuwy")  # "the U.S." makes no word of a letter


class Lexicon:
    """Text to terms.

    `words` are all that the corpus has used; `numbers` has a number for each of its terms.
    """

    def __init__(self, synonyms: Synonyms) -> None:
        self._synonyms = synonyms
        self._of_record: set[str] = set()
        self.words: set[str] = set()
        self.numbers: dict[str, int] = {}

    def merged(self, text: str) -> list[Token]:
        """The terms of a text as people type, chat spelling written out."""
        return self.merge(self._plain(text))

    def merge(self, typed: Sequence[Token]) -> list[Token]:
        return self._synonyms.merge(typed)

    def plainly(self, word: str) -> str:
        """A word of chat spelling written out, unless the record uses it as it is: "R", the language."""
        folded = word.casefold()
        if folded not in CHAT or (folded not in _NO_WORDS and not self._of_record.isdisjoint((folded, word.upper()))):
            return word
        return written_out(word)

    def recorded(self, text: str) -> list[int]:
        """The terms of a text of the record, whose words stand as they are and are known from now on."""
        typed = tokens(text)
        self._of_record.update(token.word for token in typed)
        self.words.update(token.word for token in typed)
        return self._numbered(self.merge(typed))

    def learned(self, text: str) -> list[int]:
        """The terms of a way of asking, whose words are known from now on."""
        typed = self._plain(text)
        self.words.update(token.word for token in typed)
        return self._numbered(self.merge(typed))

    def heard(self, text: str) -> list[int]:
        """The terms of a text whose words nobody is taken to have meant."""
        return self._numbered(self.merged(text))

    def _plain(self, text: str) -> list[Token]:
        return [plain for typed in tokens(text) for plain in self._written_out(typed)]

    def _written_out(self, typed: Token) -> Sequence[Token]:
        plain = self.plainly(typed.word)
        return (typed,) if plain == typed.word else tokens(plain)

    def _numbered(self, merged: Iterable[Token]) -> list[int]:
        numbers = self.numbers
        return [numbers.setdefault(token.term, len(numbers)) for token in merged]
