"""A knowledge folder of one invented interview, and what the site makes of it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from bot import app
from bot.cli import init
from bot.config import Config
from bot.web.site.pages import SiteAbout, files_of
from bot.web.site.record import PublicRecord, TextRun

NAME = "example-2024"
PAGE = f"interviews/{NAME}/index.html"
URL = "https://record.example.org/voices"
LAUNDRY = "Mine told my neighbours when the laundry room was free."
WEEKS = "I sat alone with problems for weeks, and then a colleague solved them in five minutes."


class Knowledge:
    """A folder to change as people do."""

    def __init__(self, folder: Path, publish: str = "whole") -> None:
        list(init.make(folder))
        self.folder = folder / "knowledge"
        self.change("  url: https", f"  publish: {publish}\n  url: https")

    @property
    def file(self) -> Path:
        return self.folder / f"{NAME}.yaml"

    def change(self, old: str, new: str) -> None:
        """In the source's own file."""
        text = self.file.read_text(encoding="utf-8")
        assert text.count(old) == 1
        self.file.write_text(text.replace(old, new), encoding="utf-8")

    def reword(self, old: str, new: str) -> None:
        """In the transcript, the original and the quotes."""
        original = self.folder / "originals" / f"{NAME}.txt"
        before = hashlib.sha256(original.read_bytes()).hexdigest()
        for path in (original, self.folder / "transcripts" / f"{NAME}.yaml", self.file):
            path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        self.change(before, hashlib.sha256(original.read_bytes()).hexdigest())

    def withdraw(self, quote: str, since: str) -> None:
        """Move a quote of the topic asking-for-help to the retired ones."""
        text = self.file.read_text(encoding="utf-8")
        start = text.index(f"      - id: {quote}\n")
        rest = text.find("\n      - id: ", start + 1)
        block = text[start : rest + 1 if rest >= 0 else None]
        fields = "\n".join(line[4:] for line in block.rstrip("\n").split("\n"))
        retired = f"\nretired:\n{fields}\n    reason: Asked to.\n    since: {since}\n    topic: asking-for-help\n"
        left = text.replace(block, "").replace("    quotes:\n\n", "\n").removesuffix("    quotes:\n")
        self.file.write_text(left.rstrip("\n") + "\n" + retired, encoding="utf-8")

    def record(self, today: str = "2026-01-01") -> PublicRecord:
        return app.build_public_record(Config(knowledge=str(self.folder)), today)

    def keep(self, record: PublicRecord) -> None:
        """Write the ledgers, as each making of the site does."""
        from bot.web.site.folder import keep_ledgers

        assert keep_ledgers(record, self.folder) == ""


def pieces(record: PublicRecord) -> list[TextRun]:
    """All that the interview's page shows, in order."""
    return [p for turn in record.interviews[NAME].turns for paragraph in turn.paragraphs for p in paragraph]


def text(record: PublicRecord) -> str:
    return "".join(piece.text + piece.space for piece in pieces(record))


def rendered(record: PublicRecord, *, has_search: bool = False, **about: Any) -> dict[str, str]:
    """The site's files as text."""
    files = files_of(record, SiteAbout(**{"title": "On the Record", **about}), has_search=has_search)
    return {name: data.decode("utf-8") for name, data in files.items()}
