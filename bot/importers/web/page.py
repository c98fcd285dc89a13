"""A saved web page: its article, with what it says of itself."""

from __future__ import annotations

from bot.errors import TranscriptError
from bot.importers.dialogue import Dialogue
from bot.importers.paragraphs import told
from bot.importers.web.about import about
from bot.importers.web.blocks import article_of, blocks_of
from bot.importers.web.charset import is_page as detects
from bot.importers.web.speaking import parts_of

__all__ = ["detects", "reads"]


def reads(text: str) -> Dialogue:
    """Raises TranscriptError."""
    article = article_of(text)
    blocks = blocks_of(article)
    if not blocks:
        raise TranscriptError("it is a web page without any words.")
    kept, parts = parts_of(blocks)
    labels = {part.label.name: part.label.printed for part in parts if part.label and part.label.printed}
    if not any(part.label for part in parts):
        message = "nobody is named in the article, and no lines in bold or italics and no headings ask."
        raise TranscriptError(f"{message} Copy its words into a text file and write 'Name:' before what each says.")
    items = tuple(told(kept, parts))
    return Dialogue(items, about(article.page), labels=labels, text=f"{kept}\n", dropped=len(blocks) - len(parts))
