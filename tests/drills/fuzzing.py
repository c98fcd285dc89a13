"""Folders and files gone wrong, through load, check, edit and import: no crash, no hang, and no word that was not said.

python -m tests.drills.fuzzing --mutants 10000
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from bot.core.drafts import Drafts, QuoteDraft, RecordDraft, Severity, said
from bot.core.edits import AddPhrasing, AddQuote, ChangeQuote, Edit, NewQuote, RestoreQuote, RetireQuote
from bot.core.model import Knowledge, Quote
from bot.core.proof.admit import admit
from bot.core.proof.lint import phrasings
from bot.errors import EditError
from bot.importers.drafting import Draft
from bot.importers.importing import ImportRequest, bring_in
from bot.library.folder import read_folder
from bot.library.writer import Writer
from bot.service.checking import inspect
from bot.service.snapshots import build
from tests.drills import bases
from tests.drills.mutants import Base, Mutant, mutant, respoken
from tests.importers.pages import PAGES
from tests.importers.samples import SAMPLES

MOST_S = 2.0
_TRIES = 3
_MEMORY = Path("/dev/shm")
_BATCH = 100
_IMPORTED_SHARE, _SHIPPED_SHARE, _FILES_SHARE = 0.25, 0.01, 0.15
STEPS = ("folders: load", "folders: check", "folders: edit", "folders: import", "files: import", "loaded again")


class HangError(BaseException):
    """A step took longer than it may; nothing between here and the drill catches it."""


@dataclass
class Tally:
    """What came of mutants: counts by step and outcome, and what was found, each with the number of its mutant."""

    counts: Counter[str] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)
    slowest_s: dict[str, float] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        self.counts += other.counts
        self.changes += other.changes
        self.found += other.found
        for step, took_s in other.slowest_s.items():
            self.slowest_s[step] = max(took_s, self.slowest_s.get(step, 0.0))


def is_as_printed(quote: Quote, original: str, names: dict[str, str]) -> bool:
    """Whether its words stand in the original, in order, below no name but its speaker's and with none in between."""
    said = ".*?".join(re.escape(piece.strip()) for piece in quote.text.split("[…]"))
    name = rf"[*_]*({'|'.join(map(re.escape, names.values()))})[*_]*:"
    for found in re.finditer(f"(?=({said}))", original, re.DOTALL):
        start, end = found.span(1)
        above = re.sub(r"\([^()\n]*\)", "", original[original.rfind("\n\n", 0, start) + 2 : start])
        is_own = re.findall(rf"(?:^|\(){name}", above, re.MULTILINE)[-1:] in ([], [names.get(quote.speaker.id)])
        is_asked = all(piece.strip() in original[:start] for piece in quote.asked.split("[…]"))
        if is_own and is_asked and not re.search(rf"\n{name}", original[start:end]):
            return True
    return False


class _One:
    """One mutant on its way, in a folder of its own."""

    def __init__(self, number: int, folder: Path, chance: random.Random, tally: Tally) -> None:
        self._number = number
        self._folder = folder
        self._chance = chance
        self._tally = tally
        self._made = ""
        self._shown: list[tuple[Knowledge, Path, dict[str, str]]] = []

    def folder(self) -> None:
        """A knowledge folder: loaded, checked, edited, its original imported anew."""
        gone_wrong = mutant(_base(self._chance), self._chance)
        self._made = ", ".join(gone_wrong.changes)
        self._tally.changes.update(gone_wrong.changes)
        path = self._folder / "knowledge"
        bases.written(gone_wrong.files, path)
        with self._step("folders: load"):
            reading = read_folder(path)
            self._count("folders: load", "parsed" if _is_parsed(gone_wrong, reading) else "no YAML or no text")
        with self._step("folders: check"):
            snapshot = build(reading.records, reading.problems, reading.out_of_scope)
            report = inspect(snapshot, phrasings(reading.records), "")
            self._count("folders: check", "refused" if report.of(Severity.ERROR) else "admitted")
            self._show(snapshot.knowledge, path, gone_wrong.base.names)
        self._edit(gone_wrong, reading, path)
        self._import(path / gone_wrong.base.original, "folders: import")

    def file(self) -> None:
        """A file to be imported, in any of the formats."""
        name, text = self._chance.choice(_FILES)
        for _ in range(self._chance.choice((1, 1, 2, 3))):
            text = self._chance.choice(_FILE_CHANGES)(text, self._chance)
        self._made = f"{name}, changed"
        self._tally.changes["file"] += 1
        data = text.encode("utf-8", "replace")
        path = self._folder / "talk.txt"
        path.write_bytes(self._chance.choice((data, data, data, data[: self._chance.randrange(len(data) + 1)])))
        self._import(path, "files: import")

    def _edit(self, gone_wrong: Mutant, reading: Drafts, path: Path) -> None:
        """A good edit of what is left: written as it was meant, or refused with a sentence."""
        record = next(iter(reading.records), None)
        edit = _edit_of(record, self._chance) if record else None
        if record is None or edit is None:
            self._count("folders: edit", "nothing to edit")
            return
        with self._step("folders: edit"):
            is_written = _is_written(path, record, edit)
            self._count("folders: edit", "admitted" if is_written else "refused")
        with self._step("loaded again"):
            after = read_folder(path)
            [changed] = [one for one in after.records if one.file == record.file]
            meant = edit.applied_to(record) if is_written else record
            assert _without_places(changed) == _without_places(meant), "another edit was written"
            knowledge = _admitted(after)
            assert len(knowledge.quotes) >= len(_admitted(reading).quotes) - 1
            self._show(knowledge, path, gone_wrong.base.names)

    def _import(self, file: Path, step: str) -> None:
        told: list[str] = []
        drafts: list[Draft] = []
        out = self._folder / "imported"
        with self._step(step):
            drafts += bring_in([file], ImportRequest(out, "2024-06-01"), told.append)
            assert len(drafts) + len(told) == 1
            self._count(step, "admitted" if drafts else "refused")
        if drafts:
            with self._step("loaded again"):
                knowledge = _admitted(read_folder(out))
                assert len(knowledge.quotes) == drafts[0].quotes
                called = {one.id: one.name for of in knowledge.sources.values() for one in of.speakers.values()}
                self._show(knowledge, out, called)

    def _show(self, knowledge: Knowledge, path: Path, names: dict[str, str]) -> None:
        """What may be shown now, to be looked for in the originals, which no edit changes."""
        self._shown.append((knowledge, path, names))

    def look_again(self) -> None:
        """Whatever was admitted, once more and by other means."""
        for knowledge, path, names in self._shown:
            texts = {source: _text(path / f"originals/{source}.txt") for source in knowledge.sources}
            for quote in knowledge.quotes.values():
                self._tally.counts["quotes"] += 1
                if not is_as_printed(quote, texts[quote.source.id], names):
                    self._tally.found.append(
                        f"mutant {self._number} ({self._made}): not as printed: {quote.id}, {quote.text}"
                    )

    def _count(self, step: str, outcome: str) -> None:
        self._tally.counts[f"{step}: {outcome}"] += 1

    @contextmanager
    def _step(self, step: str) -> Iterator[None]:
        """Whatever goes wrong in it is found."""
        began_s = time.process_time()
        try:
            with _timed():
                yield
        except (Exception, HangError) as error:  # noqa: BLE001 - this is what is looked for
            where = "".join(traceback.format_exception(error)[-6:])
            self._tally.found.append(f"mutant {self._number} ({self._made}), {step}: {error!r}\n{where}")
        took_s = time.process_time() - began_s
        self._tally.slowest_s[step] = max(took_s, self._tally.slowest_s.get(step, 0.0))


@contextmanager
def _timed() -> Iterator[None]:
    """Ends what takes this process too long, as it counts its own time: another's work does not matter."""

    def end(*_: object) -> None:
        raise HangError(f"more than {MOST_S:.0f} s")

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, MOST_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@cache
def _bases() -> tuple[Base, Base, Base]:
    return bases.by_hand(), bases.imported(), bases.shipped()


def _base(chance: random.Random) -> Base:
    small, part, whole = _bases()
    drawn = chance.random()
    return whole if drawn < _SHIPPED_SHARE else part if drawn < _SHIPPED_SHARE + _IMPORTED_SHARE else small


def _is_parsed(gone_wrong: Mutant, reading: Drafts) -> bool:
    """Whether each of its files was YAML, or text where it is to be text."""
    read = {file.partition("/")[2] for file in reading.texts}
    is_text = all(record.original for record in reading.records)
    return is_text and read >= {gone_wrong.base.knowledge, gone_wrong.base.transcript}


def _text(file: Path) -> str:
    return "\n\n" + file.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n") if file.exists() else ""


def _admitted(reading: Drafts) -> Knowledge:
    return admit(reading.records, reading.out_of_scope)[0]


def _edit_of(record: RecordDraft, chance: random.Random) -> Edit | None:
    topics = [topic.id.text for topic in record.topics]
    quotes = [quote for topic in record.topics for quote in topic.quotes if isinstance(quote, QuoteDraft)]
    if not topics or not quotes:
        return None
    topic, quote = chance.choice(topics), chance.choice(quotes)
    said = NewQuote("new-words", quote.speaker.text, respoken(quote.text.text, chance))
    retired = [one.id.text for one in record.retired]
    return chance.choice(
        (
            AddPhrasing(topic, "what would Ada: say - to that?"),
            AddQuote(topic, said),
            ChangeQuote(NewQuote(quote.id.text, said.speaker, said.text)),
            RetireQuote(quote.id.text, "It was withdrawn.", "2026-11-23"),
            *(RestoreQuote(name) for name in retired),
        )
    )


def _is_written(path: Path, record: RecordDraft, edit: Edit) -> bool:
    try:
        writer = Writer(path)
        writer.write(writer.propose(record.file, edit))
    except EditError:
        return False
    return True


def _without_places(record: RecordDraft) -> Any:
    return said((record.source, record.speakers, record.topics, record.retired))


# --- files to be imported

_FILES = (*((kind, text) for kind, (_, text) in SAMPLES.items()), *PAGES.items())


def _lines_swapped(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "".join(lines)


def _line_lost(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    del lines[chance.randrange(len(lines))]
    return "".join(lines) or " "


def _lines_many(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    lines[at : at + 1] = [lines[at]] * chance.choice((2, 50, 1_000))
    return "".join(lines)[:1_000_000]


def _names_swapped(text: str, chance: random.Random) -> str:
    return text.replace("Ada", "\0").replace("Sam", "Ada").replace("\0", "Sam")


def _part_put(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(_PARTS) + text[at:]


_PARTS = (
    "Ada:",
    "\n\nAda: ",
    "\n\n",
    "(Ada: no)",
    "<b>",
    "</p><p>",
    "---\n",
    "- line: ",
    "00:00:01.000 --> 00:00:02.000\n",
    "&#0;",
    "\x01",
    "\u202e",
    "<div>" * 300,
    "{" * 2_000,
    "[" * 50_000,
    "x" * 300_000,
    "?" * 5_000,
    " " * 90_000,
)
_FILE_CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    respoken,
    respoken,
    _lines_swapped,
    _line_lost,
    _lines_many,
    _names_swapped,
    _part_put,
)


# --- all of it


def drilled(mutants: int, seed: int) -> Tally:
    """As many as wanted, on every core."""
    whole = Tally()
    batches = [range(start, min(start + _BATCH, mutants)) for start in range(0, mutants, _BATCH)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for tally in pool.map(partial(run, seed), batches):
            whole.add(tally)
    return whole


def run(seed: int, numbers: Sequence[int]) -> Tally:
    """Mutants by number: the same seed and number always make the same one."""
    whole = Tally()
    for number in numbers:
        whole.add(_run(seed, number))
    return whole


def _run(seed: int, number: int) -> Tally:
    """What takes too long is made again: a busy machine is slow once, what hangs does so every time."""
    tally = Tally()
    for _ in range(_TRIES):
        tally = Tally()
        chance = random.Random(f"{seed} {number}")
        with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as name:
            one = _One(number, Path(name), chance, tally)
            one.file() if chance.random() < _FILES_SHARE else one.folder()
            one.look_again()
        if not any("HangError" in found for found in tally.found):
            break
    return tally


def table(tally: Tally) -> Iterator[str]:
    for step in STEPS:
        outcomes = [(key, count) for key, count in sorted(tally.counts.items()) if key.startswith(step)]
        told = ", ".join(f"{count:,} {key.removeprefix(step).strip(': ')}" for key, count in outcomes)
        yield f"  {step:16} {told}; the slowest {tally.slowest_s.get(step, 0):.2f} s"
    yield f"  changes          {', '.join(f'{count:,} {name}' for name, count in sorted(tally.changes.items()))}"
    yield f"  looked up again  {tally.counts['quotes']:,} quotes, each as printed"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutants", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--only", type=int, help="The number of one mutant to make again.")
    options = parser.parse_args()
    print(f"{options.mutants:,} mutants, seed {options.seed}", flush=True)
    began_s = time.monotonic()
    only = options.only is not None
    tally = run(options.seed, [options.only]) if only else drilled(options.mutants, options.seed)
    print("\n".join([*table(tally), *tally.found]))
    print(f"{len(tally.found)} found in {time.monotonic() - began_s:.0f} s")
    folders = tally.counts["folders: load: parsed"] + tally.counts["folders: load: no YAML or no text"]
    is_telling = only or 2 * tally.counts["folders: load: parsed"] >= folders
    return 0 if not tally.found and is_telling else 1


if __name__ == "__main__":
    sys.exit(main())
