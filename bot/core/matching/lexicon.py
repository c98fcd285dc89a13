"""The words of a corpus: its texts as terms, the same way for questions and for what they are compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import count
from operator import attrgetter

from bot.core.matching.chat import CHAT, written_out
from bot.core.matching.tokens import Synonyms, Token, tokens

_word, _term = attrgetter("word"), attrgetter("term")
_NO_WORDS = frozenset("nuwy")  # "the U.S." makes no word of a letter


class Lexicon:
    """Text to terms.

    `words` are all that the corpus has used; `numbers` has a number for each of its terms.
    """

    def __init__(self, synonyms: Synonyms) -> None:
        self._synonyms = synonyms
        self._of_record: set[str] = set()
        self.words: set[str] = set()
        self.numbers: defaultdict[str, int] = defaultdict(count().__next__)

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

    def knows(self, word: str) -> bool:
        """Whether the corpus has used the word as it is, or in small letters."""
        return word in self.words or word.casefold() in self.words

    def recorded(self, text: str) -> list[int]:
        """The terms of a text of the record, whose words stand as they are and are known from now on."""
        typed = tokens(text)
        self._of_record.update(map(_word, typed))
        self.words.update(map(_word, typed))
        return self._numbered(self.merge(typed))

    def learned(self, text: str) -> list[int]:
        """The terms of a way of asking, whose words are known from now on."""
        typed = self._plain(text)
        self.words.update(map(_word, typed))
        return self._numbered(self.merge(typed))

    def heard(self, text: str) -> list[int]:
        """The terms of a text whose words nobody is taken to have meant."""
        return self._numbered(self.merged(text))

    def _plain(self, text: str) -> list[Token]:
        typed = tokens(text)
        if CHAT.keys().isdisjoint(map(str.casefold, map(_word, typed))):
            return typed
        return [plain for token in typed for plain in self._written_out(token)]

    def _written_out(self, typed: Token) -> Sequence[Token]:
        plain = self.plainly(typed.word)
        return (typed,) if plain == typed.word else tokens(plain)

    def _numbered(self, merged: Iterable[Token]) -> list[int]:
        return [*map(self.numbers.__getitem__, map(_term, merged))]
