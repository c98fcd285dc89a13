"""A question as people type it, read as the words they mean: chat spelling written out, typos repaired."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from operator import attrgetter

from bot.core.matching.intent import questions, sentences_typed
from bot.core.matching.naming import Names
from bot.core.matching.tokens import (
    CHAT,
    Synonyms,
    Token,
    bare,
    figures_written_out,
    nearest_word,
    plain,
    rewritten,
    stem,
    tokens,
    without_interjections,
    written_out,
)
from bot.core.model import Question
from bot.core.text import words

_SWAPPED_CHARS = 4  # the shortest word in which two letters may have changed places
_SHORTEST_CHARS = 5  # and in which any may be wrong; in shorter ones, chance makes one word out of another
_NEAREST = 0.8
_NO_WORDS = frozenset("nuwy")  # "the U.S." makes no word of a letter
_BEFORE_WEIGHT = 0.4
_STORY_WEIGHT = 0.5
_ENOUGH_WORDS = 16  # a shorter question may say nothing without its story: "which one should I take?"
_MOST_QUESTIONS = 4
_REPAIRED_WORDS = 200  # nobody asks in more, and each that is unknown takes its time

_word, _term = attrgetter("word"), attrgetter("term")


@dataclass(frozen=True, slots=True)
class Query:
    """The terms of a question with their weights, the word that was typed for each, and its text.

    `asking` is the part that asks, where the rest only leads up to it; `said` the message; `is_reply`: whether it
    follows another question. `persons`: whose words are wanted, anybody's where it names nobody; their names are no
    terms.
    """

    terms: Mapping[str, float]
    typed: Mapping[str, str]
    text: str
    asking: str = ""
    said: str = ""
    is_reply: bool = False
    persons: frozenset[str] = frozenset()


class Speller:
    """Repairs words that the knowledge does not hold."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(map(bare, words))
        self._terms = frozenset(map(stem, self._words))
        self._long = sorted(word for word in self._words if len(word) >= _SHORTEST_CHARS)
        self._most_chars = 2 * max(map(len, self._words), default=0)  # what is longer can be no word with a slip

    def repair(self, word: str) -> str:
        """Return the word itself where it is known, or else what was probably meant by it."""
        if not _SWAPPED_CHARS <= len(word) <= self._most_chars or not word.isalpha() or stem(word) in self._terms:
            return word
        typed = bare(word)
        swaps = (typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :] for at in range(len(typed) - 1))
        swapped = next((swap for swap in swaps if swap in self._words), "")
        if swapped or len(typed) < _SHORTEST_CHARS:
            return swapped or word
        return nearest_word(typed, self._long, _NEAREST) or word


class Lexicon:
    """Text to terms.

    `words` are all that the corpus has used; `numbers` has a number for each of its terms.
    """

    def __init__(self, synonyms: Synonyms) -> None:
        self.merge = synonyms.merge
        self._of_record: set[str] = set()
        self.words: set[str] = set()
        self.numbers: defaultdict[str, int] = defaultdict(count().__next__)

    def plainly(self, word: str) -> str:
        """Return a word of chat spelling written out, unless the record uses it as it is: "R", the language."""
        folded = word.casefold()
        if folded not in CHAT or (folded not in _NO_WORDS and not self._of_record.isdisjoint((folded, word.upper()))):
            return word
        return written_out(word)

    def knows(self, word: str) -> bool:
        """Whether the corpus has used the word as it is, or in small letters."""
        return word in self.words or word.casefold() in self.words

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of a text as people type, chat spelling written out and synonyms merged."""
        return self.merge(self._plain(text))

    def terms(self, text: str) -> list[int]:
        """Return the terms of a text as people type; its words stay unknown."""
        return self._numbered(self.tokens(text))

    def record_terms(self, text: str) -> list[int]:
        """Return the terms of a text of the record, whose words stand as they are and are known from now on."""
        typed = tokens(text)
        self._of_record.update(map(_word, typed))
        return self._known_terms(typed)

    def phrasing_terms(self, text: str) -> list[int]:
        """Return the terms of a phrasing, whose words are known from now on."""
        return self._known_terms(self._plain(text))

    def _known_terms(self, typed: Sequence[Token]) -> list[int]:
        self.words.update(map(_word, typed))
        return self._numbered(self.merge(typed))

    def _plain(self, text: str) -> list[Token]:
        typed = tokens(text)
        if CHAT.keys().isdisjoint(map(str.casefold, map(_word, typed))):
            return typed
        plain = ((token, self.plainly(token.word)) for token in typed)
        return [*chain.from_iterable([token] if word == token.word else tokens(word) for token, word in plain)]

    def _numbered(self, merged: Iterable[Token]) -> list[int]:
        return [*map(self.numbers.__getitem__, map(_term, merged))]


class Reader:
    """Reads questions, knowing the words of a corpus and, of several, who speaks in it."""

    def __init__(self, lexicon: Lexicon, names: Names | None = None) -> None:
        self._lexicon = lexicon
        self._names = names or Names((), ())
        self._speller = Speller(lexicon.words)

    def query(self, question: Question) -> Query:
        """Return the terms of the question, with less weight those of its story and of the question before it."""
        named, named_before = self._names.read(plain(question.text)), self._names.read(plain(question.after))
        said = without_interjections(named.rest)
        asking = part_that_asks(said)
        terms: dict[str, float] = {}
        typed: dict[str, str] = {}
        read: list[str] = []
        story_weight = _STORY_WEIGHT if asking else 1.0
        for text, weight in ((asking, 1.0), (said, story_weight), (named_before.rest, _BEFORE_WEIGHT)):
            meant, tokens = self._read(text)
            read.append(meant)
            for token in self._lexicon.merge(tokens):
                terms[token.term] = max(terms.get(token.term, 0.0), weight)
                typed.setdefault(token.term, token.word)
        asked, whole, before = read
        persons = named.persons or named_before.persons
        told = self._read(without_interjections(plain(question.text)))[0] if named.persons else whole
        return Query(terms, typed, f"{before} {whole}".strip(), asked, told, bool(before), persons)

    def _read(self, text: str) -> tuple[str, list[Token]]:
        place = count()

        def read(word: str) -> str:
            plainly = self._lexicon.plainly(word)
            return self._speller.repair(plainly) if next(place) < _REPAIRED_WORDS else plainly

        return rewritten(figures_written_out(text), read)


def several(question: Question) -> list[Question]:
    """Return each of the questions in one message; nothing where there is one alone."""
    asked = asking_sentences(plain(question.text))[:_MOST_QUESTIONS]
    return [Question(one, question.sources, question.after) for one in asked] if len(asked) > 1 else []


def part_that_asks(text: str) -> str:
    """Return the sentences that ask, if there are others and these say enough by themselves, else ""."""
    asking = asking_sentences(text)
    part = " ".join(asking)
    return part if len(asking) < len(sentences_typed(text)) and len(words(part)) >= _ENOUGH_WORDS else ""


def asking_sentences(text: str) -> list[str]:
    """Return the sentences that ask; nothing for one sentence alone."""
    return questions(text) if len(sentences_typed(text)) > 1 else []
