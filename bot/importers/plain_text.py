"""Plain text: "Name:" before somebody's words, questions perhaps without a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.errors import TranscriptError
from bot.importers.dialogue import Dialogue, Publication, label_of
from bot.importers.paragraphs import TextPart, is_like_heading, items_of

_LINE = re.compile(r"[^\n]*\n?")
_LABEL_CHARS = 60


def detects(text: str) -> bool:
    return bool(text.strip())


def reads(text: str) -> Dialogue:
    """Read any text. Raises TranscriptError where nobody is named."""
    parts = list(_parts(text))
    labels = {part.label.name: part.label.printed for part in parts if part.label}
    if not labels:
        raise TranscriptError("nobody is named in it. Write 'Name:' before what each person says.")
    title = parts[0].words if not parts[0].label and parts[0].is_heading else ""
    return Dialogue(tuple(items_of(text, parts)), Publication(title=title), labels=labels, text=text)


def _parts(text: str) -> Iterator[TextPart]:
    """Return paragraphs, cut before each line that begins with a name."""
    start = end = 0
    for line in _LINE.finditer(text):
        is_new = label_of(text[line.start() : line.start() + _LABEL_CHARS]) is not None
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
    return TextPart(start, start + len(words), bare.strip(), label, is_heading=is_like_heading(words))
