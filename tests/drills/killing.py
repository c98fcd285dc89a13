"""One writer making edits, killed at random moments: the file always parses and holds every confirmed edit.

python -m tests.drills.killing --edits 1000 --kills 200
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.edits import AddPhrasing, AddQuote, Edit, NewQuote, RestoreQuote, RetireQuote
from bot.library.formats import KNOWLEDGE, read
from bot.library.writer import LOCK_NAME, Writer
from bot.library.yaml_reader import read_nodes
from tests.library.reading import KNOWLEDGE_TEXT

FILE = "talk.yaml"
MOST_BETWEEN_KILLS = 8


def edit_of(number: int) -> Edit:
    """The edit with this number; each leaves something to be known by, or moves what another left."""
    quote = f"quote-{number - number % 4}"
    match number % 4:
        case 0:
            return AddQuote("degree", NewQuote(quote, "ada", f"Words of\n\nnumber {number}: here."))
        case 1:
            return RetireQuote(quote, f"Number {number}.", "2026-11-23")
        case 2:
            return RestoreQuote(quote, before="not-worth-it")
        case _:
            return AddPhrasing("degree" if number % 8 == 3 else "start", f"way of asking {number}: why?")


@dataclass
class Drill:
    """A folder with one file, and how many of its edits have been confirmed."""

    folder: Path
    chance: random.Random
    confirmed: int = 0
    unconfirmed: int = 0
    lives_s: list[float] = field(default_factory=list)

    def run(self, edits: int, kills: int) -> None:
        """Writers one after the other, each killed but the last. Raises AssertionError where something is lost."""
        (self.folder / FILE).write_text(KNOWLEDGE_TEXT, encoding="utf-8")
        for number in range(kills):
            self._live(edits, self._span(edits, kills - number))
            self.check()
        self._live(edits, None)
        self.check()
        assert self.confirmed == edits
        assert sorted(path.name for path in self.folder.iterdir()) == sorted([FILE, LOCK_NAME]), (
            "something is left behind"
        )

    def check(self) -> None:
        """The file is whole; the edit under way when the writer died may be in it or not."""
        draft, problems = read(KNOWLEDGE, read_nodes((self.folder / FILE).read_bytes(), FILE))
        assert draft is not None
        assert problems == []
        done = [n for n in (self.confirmed, self.confirmed + 1) if _state(draft) == _expected(n)]
        assert done, f"the file does not hold the {self.confirmed} edits that were confirmed"
        self.unconfirmed += done[0] - self.confirmed
        self.confirmed = done[0]

    def _span(self, edits: int, kills_left: int) -> int:
        """How many edits this writer may confirm before it is killed, so that all kills find one at work."""
        share = (edits - self.confirmed) // (kills_left + 1)
        return self.chance.randint(0, max(0, min(2 * share, MOST_BETWEEN_KILLS)))

    def _live(self, edits: int, span: int | None) -> None:
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            _write(self.folder, range(self.confirmed, edits), writer)
        os.close(writer)
        with os.fdopen(reader) as lines:
            began_s = time.monotonic()
            for line in lines:
                self.confirmed = int(line) + 1
                if span is not None and (span := span - 1) < 0:
                    break
            self.lives_s.append(time.monotonic() - began_s)
            if span is not None:
                time.sleep(self.chance.uniform(0, _edit_s(self.lives_s)))
                os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            for line in lines:  # confirmed while it was being killed
                self.confirmed = int(line) + 1
        assert span is not None or status == 0


def _write(folder: Path, numbers: range, confirmations: int) -> None:
    """The writer's process: it tells each edit once that is safe."""
    try:
        writer = Writer(folder)
        for number in numbers:
            writer.write(writer.propose(FILE, edit_of(number)))
            os.write(confirmations, f"{number}\n".encode())
        os._exit(0)
    finally:
        traceback.print_exc()
        os._exit(1)


def _edit_s(lives_s: list[float]) -> float:
    """About as long as an edit takes, twice over: so that kills come at any moment of one."""
    return max(lives_s[-1] / MOST_BETWEEN_KILLS, 0.02)


def _state(draft: object) -> frozenset[str]:
    """What the edits left, each by its own words."""
    return frozenset(_left(draft))


def _left(draft: object) -> Iterator[str]:
    for topic in draft.topics:  # type: ignore[attr-defined]
        phrasings = (question.text for question in topic.questions)
        yield from (f"{topic.id.text}: {text}" for text in phrasings if text.startswith("way of asking"))
        quotes = (listed.id.text for listed in topic.quotes if not hasattr(listed, "quote"))
        yield from (f"{topic.id.text} {name}" for name in quotes if name.startswith("quote-"))
    yield from (f"retired {retired.id.text} {retired.reason.text}" for retired in draft.retired)  # type: ignore[attr-defined]


def _expected(edits: int) -> frozenset[str]:
    left: set[str] = set()
    for number in range(edits):
        quote = f"quote-{number - number % 4}"
        retired = f"retired {quote} Number {number - number % 4 + 1}."
        match number % 4:
            case 0 | 2:
                left = (left - {retired}) | {f"degree {quote}"}
            case 1:
                left = (left - {f"degree {quote}"}) | {retired}
            case _:
                left |= {f"{'degree' if number % 8 == 3 else 'start'}: way of asking {number}: why?"}
    return frozenset(left)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    options = parser.parse_args()
    print(f"Killing a writer {options.kills} times in {options.edits} edits, seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        drill = Drill(Path(folder), random.Random(options.seed))
        began_s = time.monotonic()
        drill.run(options.edits, options.kills)
    print(
        f"{drill.confirmed} edits confirmed and none lost, the file whole after each of {options.kills} kills; "
        f"{drill.unconfirmed} edits were in the file before they were confirmed; {time.monotonic() - began_s:.0f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
