"""The formats that are read, in the order in which they are tried, and the way from bytes to a dialogue."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from bot.errors import TranscriptError
from bot.importers import captions, front_matter, json_transcript, plain_text
from bot.importers.dialogue import Dialogue
from bot.importers.web import page
from bot.importers.web.page import page_text

MAX_BYTES = 5_000_000
MAX_LINES = 10_000  # a day of speech has some 5,000
MAX_SPEAKERS = 50
# What the knowledge's own files refuse as well: nobody could see that it is there.
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Importer(NamedTuple):
    """A format: its name for people, whether a text is in it, and what the text holds."""

    name: str
    detects: Callable[[str], bool]
    reads: Callable[[str], Dialogue]


IMPORTERS = (
    Importer("web page", page.detects, page.reads),
    Importer("WebVTT", captions.detects_vtt, captions.reads_vtt),
    Importer("podcast JSON", json_transcript.detects, json_transcript.reads),
    Importer("Markdown with front matter", front_matter.detects, front_matter.reads),
    Importer("SRT", captions.detects_srt, captions.reads_srt),
    Importer("plain text", plain_text.detects, plain_text.reads),
)


def text_of(data: bytes) -> str:
    """Decode a file and make its line ends one. Raises TranscriptError with the end of a sentence about the file."""
    if not data.strip():
        raise TranscriptError("it is empty.")
    if len(data) > MAX_BYTES:
        raise TranscriptError("it is larger than 5 MB. Make several interviews of it; save a web page alone.")
    if (web := page_text(data)) is not None:
        return web
    try:
        text = data.decode().lstrip("\ufeff")
    except UnicodeDecodeError as error:
        if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise TranscriptError("it is no text.") from None
        raise TranscriptError(f"it is not saved as UTF-8 (byte {error.start + 1}). Save it as UTF-8.") from None
    if hidden := _HIDDEN.search(text):
        raise TranscriptError(f"it is no text: it holds U+{ord(hidden[0]):04X}, which nobody can see.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read(text: str) -> tuple[str, Dialogue]:
    """Return the name of the format and the dialogue. Raises TranscriptError."""
    importer = next((importer for importer in IMPORTERS if importer.detects(text)), None)
    if importer is None:
        raise TranscriptError("it holds no words.")
    dialogue = importer.reads(text)
    if not dialogue.lines:
        raise TranscriptError("nobody says anything in it.")
    if not dialogue.speakers:
        raise TranscriptError("nobody is named in it, so nobody can be quoted.")
    if len(dialogue.items) > MAX_LINES:
        raise TranscriptError(f"it holds more than {MAX_LINES:,} pieces. Make several interviews of it.")
    if len(dialogue.speakers) > MAX_SPEAKERS:
        raise TranscriptError(f"more than {MAX_SPEAKERS} names stand before words in it, so most are no speakers.")
    return importer.name, dialogue
