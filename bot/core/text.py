"""Text as the record holds it: folding for comparison, words, sentences, passages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

CUT = "[…]"
CUT_MARK = re.compile(r"\[(?:…|\.\.\.)\]")

_MARKS = "*_>`\\"
# Soft hyphens, joiners and directions: they are not seen, and within a word they end no word.
_UNSEEN_CODES = (0xAD, 0x34F, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070))
_UNSEEN = str.maketrans("", "", "".join(map(chr, (*_UNSEEN_CODES, 0xFEFF))))
_DROPPED = _MARKS + "".join(map(chr, _UNSEEN))
_TYPOGRAPHY = str.maketrans(dict.fromkeys("’‘‛ʼ′", "'") | dict.fromkeys("“”„‟″", '"') | dict.fromkeys("‐‑‒–—―−", "-"))
_WITHOUT_MARKS = _TYPOGRAPHY | str.maketrans("", "", _DROPPED)
_RUN = re.compile(rf"(?P<kept>[^\s{re.escape(_DROPPED)}]+)|[\s{re.escape(_DROPPED)}]+")
_SPACE = re.compile(r"\s")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_JOINER = "\u200d"
_NEAR_CHARS = 8
_HYPHENS, _LOWER = "-‐‑‒–−", r"[^\W\d_A-ZÀ-ÞА-Я]"
# A cut in a text, written as NUL, next to what belongs to a word or a number: "non-technical", "Node.js",
# "2.5", "-5", "5%". A dash without spaces joins, unless it is long.
_JOINED = re.compile(
    rf"\w[{_HYPHENS}]\0\w|\w\0[{_HYPHENS}]\w|\d[.,:/٫٬]\0\d|\d\0[.,:/٫٬]\d|(?<!\w)[{_HYPHENS}+±]\0\d"
    rf"|[$€£¥₹]\0\d|\d\0[%‰$€£¥₹]|[^\W\d_][.·״]\0{_LOWER}|[^\W\d_]\0[.·״]{_LOWER}"
)
_SENTENCE_END = re.compile(
    r"""(?:(?<![.!?])[.!?]++|…(?!\]))["'”’)\]]*+(?=\s|$)\s*+(?![a-z])|[。！？]["”’」』）]*+\s*+|\n\s*\n\s*"""
)
_ABBREVIATION_CHARS = 32
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|Mr|Mrs|Ms|Dr|Prof|St|No|approx)|\b[A-Z])\.$")
_LONGEST_ABBREVIATION = len(" approx.")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` with white space, typographic quotes, dashes, accents, Markdown marks and what is not seen folded.

    `at[i]` is the index in the original text of the folded character i; `at` has one entry more, the end.
    """

    text: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original text behind the folded span."""
        return self.at[start], self.at[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold white space, typographic quotes, dashes, how accents are joined, Markdown marks, what is not seen: no more.

    Accents are taken from their letters (NFD), so that a letter counts the same with an accent joined to it or not.
    """
    plain = text.translate(_TYPOGRAPHY)
    if plain == folded(text):  # nothing moves: most turns of a transcript
        return Folded(plain, tuple(range(len(text) + 1)))
    origins: Sequence[int] = range(len(text))
    if not unicodedata.is_normalized("NFD", plain):
        origins = [at for at, character in enumerate(plain) for _ in unicodedata.normalize("NFD", character)]
        plain = unicodedata.normalize("NFD", plain)
    parts: list[str] = []
    at: list[int] = []
    for run in _RUN.finditer(plain):
        space = _SPACE.search(plain, *run.span())
        if run["kept"]:
            parts.append(run["kept"])
            at.extend(origins[slice(*run.span())])
        elif space and parts and run.end() < len(plain):
            parts.append(" ")
            at.append(origins[space.start()])
    return Folded("".join(parts), (*at, len(text)))


def folded(text: str) -> str:
    """Return the text of `fold(text)` without offsets, several times faster."""
    return " ".join(unicodedata.normalize("NFD", text).translate(_WITHOUT_MARKS).split())


def find_whole(words: str, text: str, start: int = 0) -> int:
    """Return the index of `words` in `text` at or after `start` where no word is cut in two; -1 if nowhere."""
    index = text.find(words, start)
    while index >= 0 and (_is_within_word(text, index) or _is_within_word(text, index + len(words))):
        index = text.find(words, index + 1)
    return index


def _is_within_word(text: str, index: int) -> bool:
    return 0 < index < len(text) and _is_wordlike(text[index - 1]) and _is_wordlike(text[index])


def _is_wordlike(character: str) -> bool:
    return character.isalnum() or character in "'’" or unicodedata.category(character)[0] == "M"


def cuts_a_word(text: str, start: int, end: int) -> bool:
    """Return whether the span starts or ends within a joined word or a number: "technical" of "non-technical"."""
    return any(_joins(text, at) for at in (start, end))


def _joins(text: str, at: int) -> bool:
    before, after = text[max(0, at - _NEAR_CHARS) : at], text[at : at + _NEAR_CHARS]
    if not before or not after or before[-1].isspace() or after[0].isspace():
        return False
    joined = f"{before.translate(_UNSEEN)[-2:]}\0{after.translate(_UNSEEN)[:2]}"
    return before[-1] == _JOINER or after[0] == _JOINER or _JOINED.search(joined) is not None


def words(text: str) -> list[str]:
    """Return the words of a text, in order, as they stand."""
    return _WORD.findall(text)


def word_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each word, in order."""
    return (match.span() for match in _WORD.finditer(text))


@lru_cache(16)  # an import cuts the same turn several times in a row
def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text, each with the white space after it: joined, they are the text again."""
    bounds = {0, len(text)}
    for mark in _SENTENCE_END.finditer(text):
        # few characters are looked at: this runs over whole records
        before = text[max(0, mark.end() - _ABBREVIATION_CHARS) : mark.end()].rstrip()
        if not (before.endswith(".") and _ABBREVIATION.search(before[-_LONGEST_ABBREVIATION:])):
            bounds.add(mark.end())
    return tuple(text[start:end] for start, end in pairwise(sorted(bounds)))


def passages(text: str, limit_chars: int) -> tuple[tuple[int, int], ...]:
    """Return each run of whole sentences within the limit that cannot grow to its right, without outer white space.

    A sentence longer than the limit is a passage of its own, cut at the last word that fits.
    """
    pieces = sentences(text)
    starts = list(accumulate(map(len, pieces), initial=0))
    spans: list[tuple[int, int]] = []
    for first, piece in enumerate(pieces):
        start, end = starts[first] + len(piece) - len(piece.lstrip()), starts[first] + len(piece.rstrip())
        for following in range(first + 1, len(pieces)):
            grown = starts[following] + len(pieces[following].rstrip())
            if grown - start > limit_chars:
                break
            end = grown
        if end - start > limit_chars:
            last_space = text.rfind(" ", start, start + limit_chars + 1)
            end = last_space if last_space > start else start + limit_chars
        if not spans or end > spans[-1][1]:
            spans.append((start, end))
    return tuple(spans)


def split(text: str, limit_chars: int) -> tuple[str, ...]:
    """Split a text into parts of at most `limit_chars`, at sentence ends, else between words.

    Joined, they are the text again.
    """
    parts = [""]
    for sentence in sentences(text):
        start = 0
        while start < len(sentence):
            end = len(sentence)
            if end - start > limit_chars:
                end = sentence.rfind(" ", start + 1, start + limit_chars) + 1 or start + limit_chars
            if len(parts[-1]) + end - start > limit_chars:
                parts.append("")
            parts[-1] += sentence[start:end]
            start = end
    return tuple(part for part in parts if part)
