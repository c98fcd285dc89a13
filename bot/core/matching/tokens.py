"""From what people type to terms: Discord's marks gone, spelling variants folded, words stemmed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

_CODE = re.compile(r"```.*?```|``.*?``", re.DOTALL)
_LINK = re.compile(r"<?https?://\S+>?|\bdiscord\.gg/\S+", re.IGNORECASE)
_DISCORD_TAG = re.compile(r"<(?:[@#][!&]?\d+|a?:\w+:\d+|t:\d+(?::\w)?|/[^:>]+:\d+|id:\w+)>")
_RUN_CHARS = 5
_LONGEST_CHARS = 6000  # than any message; one character may become eighteen when its form is normalised
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_APOSTROPHES = str.maketrans("", "", "'’ʼ`´")

_stemmer = snowballstemmer.stemmer("english")


class Token(NamedTuple):
    """A word as it was typed, and the term it counts as; a tuple, because every start makes tens of thousands."""

    word: str
    term: str


def plain(text: str) -> str:
    """What the person said: no code, links, mentions or custom emoji."""
    for pattern in (_CODE, _LINK, _DISCORD_TAG):
        text = pattern.sub(" ", text)
    return text


def tokens(text: str) -> list[Token]:
    """The words of a text with their stems, in order; "Master's", "masters" and "MASTERS" are one term."""
    return [_token(word) for word in _WORD.findall(unicodedata.normalize("NFKC", text))]


def rewritten(text: str, read: Callable[[str], str]) -> tuple[str, list[Token]]:
    """The text with each word put as it is read, and the tokens of what is read, each with the word that was typed."""
    found: list[Token] = []

    def put(typed: re.Match[str]) -> str:
        meant = read(typed[0])
        found.extend(Token(typed[0], token.term) for token in tokens(meant))
        return meant

    return _WORD.sub(put, unicodedata.normalize("NFKC", text)[:_LONGEST_CHARS]), found


@lru_cache(maxsize=65_536)
def _token(word: str) -> Token:
    return Token(word, stem(word))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The Snowball stem (English) of a bare word."""
    return str(_stemmer.stemWord(bare(word)))


def shared(typed: Iterable[str], texts: Iterable[str]) -> list[str]:
    """The words that stand in one of the texts too, in any form of theirs."""
    held = {token.term for text in texts for token in tokens(text)}
    return [word for word in typed if held.intersection(token.term for token in tokens(word))]


@lru_cache(maxsize=65_536)
def bare(word: str) -> str:
    """A word without case, accents and apostrophes."""
    folded = word.translate(_APOSTROPHES).casefold()
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def letter_runs(text: str) -> list[str]:
    """Every run of five letters, over the ends of words too: alike where words are related, or stand side by side."""
    line = f" {' '.join(bare(word) for word in _WORD.findall(unicodedata.normalize('NFKC', text)))} "
    return [line[start : start + _RUN_CHARS] for start in range(len(line) - _RUN_CHARS + 1)]


class Synonyms:
    """Words and short phrases that count as one term, wherever they stand."""

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        self._terms: dict[tuple[str, ...], str] = {}
        for group in groups:
            forms = [tuple(token.term for token in tokens(member)) for member in group]
            forms = [form for form in forms if form]
            known = {self._terms[form] for form in forms if form in self._terms}
            term = min(known, default="=".join(forms[0]) if forms else "")
            self._terms = {form: term if old in known else old for form, old in self._terms.items()}
            self._terms |= dict.fromkeys(forms, term)
        self._single = {form[0]: term for form, term in self._terms.items() if len(form) == 1}
        self._openings = frozenset(form[0] for form in self._terms if len(form) > 1)
        self._longest = max(map(len, self._terms), default=0)

    def merge(self, typed: Sequence[Token]) -> list[Token]:
        """The tokens with every run that is a synonym replaced by its group's term, longest run first."""
        if not self._terms:
            return [*typed]
        merged: list[Token] = []
        index = 0
        while index < len(typed):
            token = typed[index]
            length = self._run_length(typed, index) if token.term in self._openings else 1
            if length > 1:
                run = typed[index : index + length]
                token = Token(
                    " ".join(dict.fromkeys(one.word for one in run)), self._terms[tuple(one.term for one in run)]
                )
            elif token.term in self._single:
                token = Token(token.word, self._single[token.term])
            merged.append(token)
            index += length
        return merged

    def _run_length(self, typed: Sequence[Token], index: int) -> int:
        """How many tokens the longest synonym takes that starts here; 1 where none does."""
        for length in range(min(self._longest, len(typed) - index), 1, -1):
            if tuple(token.term for token in typed[index : index + length]) in self._terms:
                return length
        return 1
