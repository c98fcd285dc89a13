"""Whom a question names: of several people on record, the one whose words are wanted.

A name narrows what can answer and says nothing beyond that: "what does Ada think about teams?" asks Ada about teams,
and a text that says "Ada" is no better an answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from bot.core.matching.tokens import bare, nearest_word
from bot.core.text import words

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?\Z")
_SHORTEST_CHARS = 4  # in a shorter name, one letter makes another
_NEAREST = 0.75  # where a name is to be expected: in capitals, or before "think"
_VERY_NEAR = 0.85  # anywhere
_SAYS = (
    r"say|says|said|saying|think|thinks|thought|believe|recommend|suggest|advise|mean|feel|tell|mention|describe|explain"
    r"|prefer|like|use|see|define|know|do|have"
)
_ASKED_ABOUT = re.compile(
    rf"\b(?:does|did|would|has|had|is|was|can|could|should) (?P<who>\w+) (?:\w+ )?(?:{_SAYS})\b"
    r"|\b(?:according to|opinion of|words of|view of|advice of|advice from) (?P<source>\w+)",
    re.IGNORECASE,
)


class Naming(NamedTuple):
    """The persons that a question names, and the question with "you" in place of their names."""

    persons: frozenset[str]
    rest: str


class _Mention(NamedTuple):
    """Words of a text that name someone, and whom they may name."""

    start: int
    end: int
    persons: frozenset[str]


class Names:
    """Finds the names of people in questions: whole, in part, in any case, with a slip."""

    def __init__(self, persons: Iterable[str], known: Iterable[str]) -> None:
        """`known`: the words of the record; one that stands there in small letters is no name in small letters."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for person in persons:
            for word in words(person):
                found[bare(word)].add(person)
        self._persons = {word: frozenset(named) for word, named in found.items()}
        said = frozenset(known)
        self._ordinary = self._persons.keys() & said
        self._said = frozenset(map(bare, said))

    def read(self, text: str) -> Naming:
        """Return whom a text names: with a whole name, whoever has all of it."""
        mentions = self._mentions(text) if self._persons else []
        rest, end = [], 0
        for mention in mentions:
            owns = _POSSESSIVE.search(text[mention.start : mention.end])
            rest += [text[end : mention.start], "your" if owns else "you"]
            end = mention.end
        persons = frozenset[str]().union(*(mention.persons for mention in mentions))
        return Naming(persons, "".join([*rest, text[end:]]))

    def _mentions(self, text: str) -> list[_Mention]:
        asked_about = {match.start(match.lastgroup or 0) for match in _ASKED_ABOUT.finditer(text)}
        mentions: list[_Mention] = []
        for word in _WORD.finditer(text):
            last = mentions[-1] if mentions and not text[mentions[-1].end : word.start()].strip() else None
            if found := self._named(word, is_asked_about=word.start() in asked_about):
                both = found & last.persons if last else found
                if last and both:
                    mentions.pop()
                mentions.append(_Mention(last.start if last and both else word.start(), word.end(), both or found))
            elif last and word[0][0].isupper() and self._is_unheard(word[0]):
                mentions.pop()
                if single := frozenset(person for person in last.persons if len(words(person)) == 1):
                    mentions.append(_Mention(last.start, word.end(), single))
        return mentions

    def _named(self, word: re.Match[str], *, is_asked_about: bool) -> frozenset[str]:
        typed = _POSSESSIVE.sub("", word[0])
        name = bare(typed)
        is_marked = is_asked_about or (word.start() > 0 and typed[0].isupper())
        if name in self._persons:
            return self._persons[name] if is_marked or name not in self._ordinary else frozenset()
        if len(name) < _SHORTEST_CHARS or not self._is_unheard(typed):
            return frozenset()
        choices = [known for known in self._persons if known[0] == name[0] and len(known) >= _SHORTEST_CHARS]
        meant = nearest_word(name, choices, _NEAREST if is_marked else _VERY_NEAR)
        return self._persons[meant] if meant else frozenset()

    def _is_unheard(self, word: str) -> bool:
        return bare(_POSSESSIVE.sub("", word)) not in self._said
