"""Links that land on the sentence: text fragments for a page, the second for a recording.

Source: https://wicg.github.io/scroll-to-text-fragment/ . A browser takes the first match on the page, at word
boundaries. Chromium compares as a dictionary sorts, by letters alone: e is é, ss is ß, … is ..., ﬁ is fi. So a link is
made only of words whose first match, folded as far as any browser may fold, is this passage, with more words around
them where they are needed.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from itertools import chain, islice, repeat
from urllib.parse import quote

_EXACT_CHARS = 300
_URL_CHARS = 480
_EDGE_WORDS = range(4, 9)
_AROUND_WORDS = range(1, 9)
# Not within a name or formula ("snake_case", "mc**2", "2 * 3"), nor a ">" within a line: a page shows these. Of a link
# or picture its text is shown.
_MARKS = re.compile(
    r"`+|(?<![\w*_])[*_]+(?=\S)|(?<=\S)[*_]+(?![\w*_])|\\(?=[^\w\s])|^>+ ?"
    r"|!?\[(?=[^\[\]\n]*\]\((?:https?://|mailto:|[/#])[^()\s]*\))|(?<=[^\s\[])\]\((?:https?://|mailto:|[/#])[^()\s]*\)",
    re.MULTILINE,
)
_NON_SPACE = re.compile(r"\S+")
_AS_SORTED = dict.fromkeys("’‘‛ʼ′`´", "'") | dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‐‑‒–—―−", "-")
_AS_SORTED |= {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "ſ": "s"}


def recording_url(url: str, start_s: float) -> str:
    """Return the address of the recording at that second."""
    page, mark, anchor = url.partition("#")
    return f"{page}{'&' if '?' in page else '?'}t={int(start_s)}{mark}{anchor}"


class PublishedPage:
    """A published page, searched as a browser does: folded, without the marks of Markdown.

    Whatever the address has behind "#" stays: it may be the route to the page.
    """

    def __init__(self, url: str, text: str) -> None:
        self.url = url
        self._marks = [mark.span() for mark in _MARKS.finditer(text)]
        self._text = _MARKS.sub("", text)
        self._sorted = _Sorted(self._text)

    def link(self, start: int, end: int) -> str:
        """Return the address of `text[start:end]`; of the top when no fragment leads there in 480 characters."""
        page = self.url.split(":~:", 1)[0]
        page += "" if "#" in page else "#"
        links = (f"{page}:~:text={fragment}" for fragment in self._fragments(self._shown(start), self._shown(end)))
        return next((link for link in links if len(link) <= _URL_CHARS), self.url)

    def _shown(self, offset: int) -> int:
        """Return where on the page an offset in the original is."""
        return offset - sum(min(end, offset) - start for start, end in self._marks if start < offset)

    def _fragments(self, start: int, end: int) -> Iterator[str]:
        """Yield fragments whose first match is this passage, the plainest one first."""
        passage = self._text[start:end]
        if "\n" not in passage and len(passage) <= _EXACT_CHARS:
            if self._sorted.first(passage) == start:
                yield _encoded(passage)
            else:
                yield from self._led_in(start, passage)
                ends = (_first_words(self._text[end:], count) for count in _AROUND_WORDS)
                known = (after for after in ends if after and self._sorted.first(f"{passage} {after}") == start)
                yield from (f"{_encoded(passage)},-{_encoded(after)}" for after in known)
        for count in _EDGE_WORDS:
            opening, closing = _first_words(passage, count), _last_words(passage, count)
            is_short = len(opening) + len(closing) > len(passage)
            # A browser goes from the opening to the first closing words behind it, which must end the passage.
            if is_short or self._sorted.first(closing, start + len(opening)) != end - len(closing):
                continue
            leads = [_encoded(opening)] if self._sorted.first(opening) == start else self._led_in(start, opening)
            yield from (f"{lead},{_encoded(closing)}" for lead in leads)

    def _led_in(self, start: int, words: str) -> Iterator[str]:
        """Yield the words with enough words before them to be the first match."""
        for count in _AROUND_WORDS:
            before = _last_words(self._text[:start], count)
            if before and self._sorted.first(f"{before} {words}", skipping=f"{before} ") == start:
                yield f"{_encoded(before)}-,{_encoded(words)}"


class _Sorted:
    """A text by the letters that a dictionary sorts by, with the place of each in the text."""

    def __init__(self, text: str) -> None:
        letters = {character: _letters(character) for character in set(text)}
        spread = chain.from_iterable(repeat(at, len(letters[character])) for at, character in enumerate(text))
        pairs = zip("".join(map(letters.__getitem__, text)), spread, strict=True)
        kept: list[tuple[str, int]] = []
        for letter, at in pairs:
            if not (letter == " " and kept and kept[-1][0] == " "):
                kept.append((letter, at))
        self.text = "".join(letter for letter, _ in kept)
        self._at = [at for _, at in kept]

    def first(self, words: str, least: int = 0, skipping: str = "") -> int:
        """Return where words first stand at or after `least`, the words to skip not counted; -1 if nowhere."""
        wanted, skipped = _Sorted(words).text, len(_Sorted(skipping).text)
        index = self.text.find(wanted, max(0, bisect_left(self._at, least) - skipped))
        return self._at[index + skipped] if index >= 0 else -1


def _letters(character: str) -> str:
    """Return a character as it is sorted: without accents, points and case, whole where it stands for several."""
    if character.isspace():
        return " "
    plain = unicodedata.normalize("NFKD", _AS_SORTED.get(character, character).casefold())
    seen = (letter for letter in plain if unicodedata.category(letter) not in ("Mn", "Me", "Cf"))
    return "".join(_AS_SORTED.get(letter, letter) for letter in seen)


def _first_words(text: str, count: int) -> str:
    paragraph = text.lstrip().split("\n", 1)[0]
    found = list(islice(_NON_SPACE.finditer(paragraph), count))
    return paragraph[: found[-1].end()] if found else ""


def _last_words(text: str, count: int) -> str:
    paragraph = text.rstrip().rsplit("\n", 1)[-1]
    found = list(_NON_SPACE.finditer(paragraph))[-count:]
    return paragraph[found[0].start() :].rstrip() if found else ""


def _encoded(words: str) -> str:
    """Encode words as a page shows them: with single spaces."""
    return quote(" ".join(words.split()), safe="").replace("-", "%2D")
