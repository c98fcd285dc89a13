"""A question as people type it, read as the words they mean: chat spelling written out, typos repaired."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from operator import attrgetter

from bot.core.matching.intent import asks_for_more, questions, sentences_typed
from bot.core.matching.tokens import (
    CHAT,
    Synonyms,
    Token,
    bare,
    figures_written_out,
    plain,
    rewritten,
    stem,
    tokens,
    written_out,
)
from bot.core.model import Question
from bot.core.text import words


@dataclass(frozen=True, slots=True)
class Query:
    """The terms of a question with their weights, the word that was typed for each, and its text.

    `asking` is the part that asks, where the rest only leads up to it.
    """

    terms: Mapping[str, float]
    typed: Mapping[str, str]
    text: str
    asking: str = ""


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


_BEFORE_WEIGHT = 0.4
_STORY_WEIGHT = 0.5
_ENOUGH_WORDS = 16  # a shorter question may say nothing without its story: "which one should I take?"
_MOST_QUESTIONS = 4
_REPAIRED_WORDS = 200  # nobody asks in more, and each that is unknown takes its time


class Reader:
    """Reads questions with the words of a corpus."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._speller = Speller(lexicon.words)

    def query(self, question: Question) -> Query:
        """The question, and with less weight what only leads up to it, and what was asked before."""
        said = plain(question.text)
        asking = part_that_asks(said)
        terms: dict[str, float] = {}
        typed: dict[str, str] = {}
        read: list[str] = []
        before_weight = 1.0 if asks_for_more(said) else _BEFORE_WEIGHT
        story_weight = _STORY_WEIGHT if asking else 1.0
        for text, weight in ((asking, 1.0), (said, story_weight), (plain(question.after), before_weight)):
            meant, tokens = self._read(text)
            read.append(meant)
            for token in self._lexicon.merge(tokens):
                terms[token.term] = max(terms.get(token.term, 0.0), weight)
                typed.setdefault(token.term, token.word)
        asked, whole, before = read
        return Query(terms, typed, f"{before} {whole}".strip(), asked)

    def _read(self, text: str) -> tuple[str, list[Token]]:
        place = count()

        def read(word: str) -> str:
            plainly = self._lexicon.plainly(word)
            return self._speller.repair(plainly) if next(place) < _REPAIRED_WORDS else plainly

        return rewritten(figures_written_out(text), read)


def several(question: Question) -> list[Question]:
    """Each of the questions in one message; none where there is one alone."""
    asked = _asking(plain(question.text))[:_MOST_QUESTIONS]
    return [Question(one, question.sources, question.after) for one in asked] if len(asked) > 1 else []


def part_that_asks(text: str) -> str:
    """The sentences that ask, if there are others and these say enough by themselves; "" where they do not."""
    asking = _asking(text)
    part = " ".join(asking)
    return part if len(asking) < len(sentences_typed(text)) and len(words(part)) >= _ENOUGH_WORDS else ""


def _asking(text: str) -> list[str]:
    """The sentences that ask; of a single sentence it makes no difference whether it does."""
    return questions(text) if len(sentences_typed(text)) > 1 else []
