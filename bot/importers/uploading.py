"""A file that somebody sends: read and shown beside its own lines, its speakers named, and only then written."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path, PurePath
from threading import Lock

from bot.errors import TranscriptError
from bot.importers.dialogue import Publication, SpokenLine
from bot.importers.drafting import Draft
from bot.importers.formats import text_of
from bot.importers.importing import ImportRequest, drafted_here, write_proved
from bot.importers.settling import Given, faults_of, without_faults

_LOOKED_FOR_CHARS = 24
_NEAR_CHARS = 50_000


@dataclass(frozen=True, slots=True)
class ReadLine:
    """What was read of a line of the file: `number` counts from 1, and is 0 where the words stand in no line.

    `who`: by the name that was given for it, if any.
    """

    number: int
    written: str
    who: str
    text: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as it was read. `speakers`: as the file names them; `refusal`: why what was given is not written."""

    draft: Draft
    speakers: tuple[str, ...]
    lines: tuple[ReadLine, ...]
    refusal: str = ""

    @property
    def unsure(self) -> tuple[ReadLine, ...]:
        return tuple(line for line in self.lines if not line.is_sure)


class Uploads:
    """Reads files for a knowledge folder, and writes them there. `guard` raises where nothing may be written."""

    def __init__(
        self, folder: Path, today: Callable[[], str], guard: Callable[[], object], refresh: Callable[[], object]
    ) -> None:
        self._folder = folder
        self._today = today
        self._guard = guard
        self._refresh = refresh
        self._turn = Lock()

    def read(
        self,
        name: str,
        data: bytes,
        about: Mapping[str, str],
        names: Mapping[str, str],
        left_out: AbstractSet[str] = frozenset(),
    ) -> ReadFile:
        """Read a file. `names`: other names for speakers; `left_out`: ids of topics that are not to be written.

        Raises TranscriptError with a sentence about the file.
        """
        given = Publication(**about)
        request = ImportRequest(self._folder, self._today(), Given(without_faults(given), names))
        draft = drafted_here(PurePath(name).stem, data, request, left_out)
        dialogue, refusal = draft.dialogue, next(iter(faults_of(given).values()), "")
        return ReadFile(draft, dialogue.speakers, tuple(lines_read(text_of(data), dialogue.lines, names)), refusal)

    def write(self, found: ReadFile) -> None:
        """Prove what was read and write it, whole or not at all, and bring it live. Raises TranscriptError."""
        self._guard()
        if found.refusal:
            raise TranscriptError(found.refusal)
        with self._turn:
            write_proved(self._folder, found.draft)
        self._refresh()


def lines_read(text: str, lines: Sequence[SpokenLine], names: Mapping[str, str]) -> Iterator[ReadLine]:
    """Yield what was read beside the line of the file in which its first words stand.

    They are looked for behind those before them, and less far ahead with each that is not found: a file that writes
    words in a way of its own is not read through for every one. One with fewer lines than were spoken shows nothing.
    """
    written = text.split("\n")
    starts = [*accumulate((len(line) + 1 for line in written), initial=0)]
    at, ahead = 0, 0 if len(written) < len(lines) else len(text)
    for line in lines:
        start = line.text.strip()[:_LOOKED_FOR_CHARS]
        found = text.find(start, at, at + ahead) if ahead else -1
        shown = ReadLine(0, "", names.get(line.who, line.who), line.text, line.is_sure)
        if found < 0:
            ahead = min(ahead, max(_NEAR_CHARS, ahead // 2))
            yield shown
            continue
        number = bisect_right(starts, found)
        at = found + len(start)
        yield replace(shown, number=number, written=written[number - 1])
