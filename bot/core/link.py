"""Links that land on the sentence: text fragments for a page, the second for a recording.

Source: https://wicg.github.io/scroll-to-text-fragment/ . A browser takes the first match on the page, whatever
the case, at word boundaries; so a link is made only of words whose first match is this passage, with more words around
them where they are needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import quote

from bot.core.text import find_whole, fold, folded

_EXACT_CHARS = 300
_URL_CHARS = 480
_EDGE_WORDS = range(4, 9)
_AROUND_WORDS = range(1, 9)
# Not within a name or formula ("snake_case", "mc**2", "2 * 3"), nor a ">" within a line: a page shows these.
_MARKS = re.compile(r"`+|(?<![\w*_])[*_]+(?=\S)|(?<=\S)[*_]+(?![\w*_])|\\(?=[^\w\s])|^>+ ?", re.MULTILINE)
_NON_SPACE = re.compile(r"\S+")


def recording_url(url: str, start_s: float) -> str:
    """Return the address of the recording at that second."""
    return f"{url}{'&' if '?' in url else '?'}t={int(start_s)}"


class PublishedPage:
    """A published page, searched as a browser does: case and typography folded."""

    def __init__(self, url: str, text: str) -> None:
        self.url = url
        self._text = text
        self._folded = fold(text)
        self._plain = self._folded.text.lower()

    def link(self, start: int, end: int) -> str:
        """Return the address of `text[start:end]`; of the top when no fragment leads there in 480 characters."""
        top = self.url.split("#", 1)[0]
        links = (f"{top}#:~:text={fragment}" for fragment in self._fragments(start, end))
        return next((link for link in links if len(link) <= _URL_CHARS), self.url)

    def _fragments(self, start: int, end: int) -> Iterator[str]:
        """Yield fragments whose first match is this passage, the plainest one first."""
        passage = self._text[start:end]
        if "\n" not in passage and len(passage) <= _EXACT_CHARS:
            if self._first(passage) == start:
                yield _encoded(passage)
            else:
                yield from self._led_in(start, passage)
                ends = (_first_words(self._text[end:], count) for count in _AROUND_WORDS)
                known = (after for after in ends if after and self._first(f"{passage} {after}") == start)
                yield from (f"{_encoded(passage)},-{_encoded(after)}" for after in known)
        for count in _EDGE_WORDS:
            opening, closing = _first_words(passage, count), _last_words(passage, count)
            is_short = len(opening) + len(closing) > len(passage)
            # A browser goes from the opening to the first closing words behind it, which must end the passage.
            if is_short or self._first(closing, start + len(opening)) != end - len(closing):
                continue
            leads = [_encoded(opening)] if self._first(opening) == start else self._led_in(start, opening)
            yield from (f"{lead},{_encoded(closing)}" for lead in leads)

    def _led_in(self, start: int, words: str) -> Iterator[str]:
        """Yield the words with enough words before them to be the first match."""
        for count in _AROUND_WORDS:
            before = _last_words(self._text[:start], count)
            if before and self._first(f"{before} {words}", skipping=f"{before} ") == start:
                yield f"{_encoded(before)}-,{_encoded(words)}"

    def _first(self, words: str, least: int = 0, skipping: str = "") -> int:
        """Return where whole words first stand at or after `least`, the words to skip not counted; -1 if nowhere."""
        wanted, skipped = folded(words).lower(), len(folded(skipping)) + bool(skipping)
        index = find_whole(wanted, self._plain)
        while index >= 0 and self._folded.at[index + skipped] < least:
            index = find_whole(wanted, self._plain, index + 1)
        return self._folded.at[index + skipped] if index >= 0 else -1


def _first_words(text: str, count: int) -> str:
    paragraph = text.lstrip().split("\n", 1)[0]
    found = list(islice(_NON_SPACE.finditer(paragraph), count))
    return paragraph[: found[-1].end()] if found else ""


def _last_words(text: str, count: int) -> str:
    paragraph = text.rstrip().rsplit("\n", 1)[-1]
    found = list(_NON_SPACE.finditer(paragraph))[-count:]
    return paragraph[found[0].start() :].rstrip() if found else ""


def _encoded(words: str) -> str:
    """Encode words as a page shows them: with single spaces, without Markdown marks."""
    shown = " ".join(_MARKS.sub("", words).split())
    return quote(shown, safe="").replace("-", "%2D")
