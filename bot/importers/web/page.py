"""Saved web pages: bytes to text, by the charset that a page declares, and the text to a dialogue."""

from __future__ import annotations

import codecs
import re

from bot.errors import TranscriptError
from bot.importers.dialogue import Dialogue
from bot.importers.paragraphs import items_of, labels_of
from bot.importers.web.about import about
from bot.importers.web.article import article_of, blocks_of
from bot.importers.web.speaking import parts_of

_SNIFFED = 2048
_PAGE = re.compile(r"(?>(?:\s*<!--.*?-->)*)\s*<(?:!doctype\s+html|html|head|body|\?xml)\b", re.IGNORECASE | re.DOTALL)
_DECLARED = re.compile(
    r"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE
)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Browsers read these as their own supersets, and so do the people who saved the page.
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "iso8859-9": "cp1254"}


def detects(text: str) -> bool:
    return _PAGE.match(text[:_SNIFFED]) is not None


def page_text(data: bytes) -> str | None:
    """Decode a web page; None for bytes that are none. Raises TranscriptError with the end of a sentence about it."""
    mark, marked = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", ""))
    bare = data[len(mark) :]
    opening = bare[: 2 * _SNIFFED].decode(marked or "latin-1", "replace")
    if not detects(opening):
        return None
    charset = marked or _declared(opening)
    try:
        return bare.decode(charset)
    except UnicodeDecodeError as error:
        message = f"it says that it is saved as {charset}, but is not (byte {len(mark) + error.start + 1})."
        raise TranscriptError(f"{message} Save it again from the browser.") from None


def _declared(opening: str) -> str:
    found = _DECLARED.search(opening)
    if not found:
        return "utf-8"
    try:
        name = codecs.lookup(found[1]).name
        "".encode(name)  # some codecs of Python make no text
    except (LookupError, ValueError, TypeError):
        message = f"it says that it is saved as {found[1]}, which is no way to save text."
        raise TranscriptError(f"{message} Save it as UTF-8.") from None
    return "utf-8" if name.startswith("utf-16") else _WIDER.get(name, name)


def reads(text: str) -> Dialogue:
    """Read the article and what the page says of itself. Raises TranscriptError."""
    article = article_of(text)
    blocks = blocks_of(article)
    if not blocks:
        raise TranscriptError("it is a web page without any words.")
    published, parts, times = parts_of(blocks)
    if not any(part.label for part in parts):
        message = "nobody is named in the article, and no lines in bold or italics and no headings ask."
        raise TranscriptError(f"{message} Copy its words into a text file and write 'Name:' before what each says.")
    items = tuple(items_of(published, parts, times))
    dropped = len(blocks) - len(parts)
    return Dialogue(items, about(article.page), labels=labels_of(parts), text=f"{published}\n", dropped=dropped)
