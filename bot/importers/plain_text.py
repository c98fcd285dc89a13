"""Plain text: "Name:" before somebody's words, questions perhaps without a name, times perhaps beside the names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.errors import TranscriptError
from bot.importers.dialogue import Dialogue, Publication
from bot.importers.labels import is_doubtful, label_of, without_times
from bot.importers.paragraphs import TextPart, is_like_heading, items_of, labels_of, with_words

_LINE = re.compile(r"[^\n]*\n?")
_MARK_CHARS = 120


def detects(text: str) -> bool:
    return bool(text.strip())


def reads(text: str) -> Dialogue:
    """Read any text. Raises TranscriptError where nobody is named."""
    timed = without_times(text)
    parts = with_words(timed.text, list(_parts(timed.text)))
    labels = labels_of(parts)
    if not labels:
        raise TranscriptError("nobody is named in it. Write 'Name:' before what each person says.")
    title = parts[0].words if not parts[0].label and parts[0].is_heading else ""
    items = tuple(items_of(timed.text, parts, timed.times))
    return Dialogue(items, Publication(title=title), labels=labels, text=timed.text)


def _parts(text: str) -> Iterator[TextPart]:
    """Return paragraphs, cut before each line that begins with a mark of a speaker."""
    start = end = 0
    for line in _LINE.finditer(text):
        is_new = is_doubtful(text[line.start() : line.start() + _MARK_CHARS])
        if end > start and (is_new or not line[0].strip()):
            yield _part(text[start:end].rstrip(), start)
            start = end = line.start()
        if line[0].strip():
            start = start if end > start else line.start()
            end = line.end()
    if end > start:
        yield _part(text[start:end].rstrip(), start)


def _part(words: str, start: int) -> TextPart:
    label = label_of(words)
    bare = words.removeprefix(label.printed) if label else words
    is_sure = label is not None or not is_doubtful(words[:_MARK_CHARS])
    end = start + len(words)
    return TextPart(start, end, bare.strip(), label, is_heading=is_like_heading(words), may_be_sure=is_sure)
