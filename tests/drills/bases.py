"""The good folders that mutants are made of: a small one with everything in it, a real one, and a part of that."""

from __future__ import annotations

import hashlib
from pathlib import Path

from bot.importers.drafting import ImportContext, draft
from tests.drills.mutants import Base

_KNOWN = Path(__file__).parents[2] / "knowledge"
_ORIGINAL = """\
A talk with Ada

Sam: What helped you most? And who was it that helped you?

Ada: One small project helped me most. It isn’t easy to start one, but it pays.

I learned from real users — more than from any course (laughs). They told me what was wrong.

Sam: Should people specialise?

Ada: They should not specialise early. I would ask for help sooner (Sam: we all would). I sat alone for weeks.

Sam: So we will see each other again, will we not?

Ada: Yes, we will, at the next talk in spring.

Sam: Would you do all of it once more?

Ada: I would do most of it again, and none of it alone.

Thanks for reading.
"""
_KNOWLEDGE = f"""\
format: 1 # as it was written by hand
source:
  id: talk-2024
  title: A talk with Ada
  url: https://example.org/talk
  author: Sam Sample
  published: 2024-05
  retrieved: 2024-06-01
  sha256: {hashlib.sha256(_ORIGINAL.encode()).hexdigest()}
speakers:
  ada:
    name: Ada Example
    role: interviewee
    described: engineer at Works
  sam:
    name: Sam Sample
    role: interviewer
synonyms:
  - [colleague, coworker]
topics:
  start:
    title: What helped most at the start?
    questions: # the more, the better
      - what helped Ada most?
      - "first steps: courses or a project?"
    related:
      - help
    quotes:
      - id: small-project
        speaker: ada
        asked: What helped you most?
        text: |-
          One small project helped me most. […]

          I learned from real users — more than from any course
      - id: they-told-me
        speaker: ada
        text: They told me what was wrong.
      - use: not-alone
  help:
    title: When to ask for help?
    questions:
      - when should I ask for help?
    quotes:
      - id: sooner
        speaker: ada
        asked: Should people specialise?
        text: I would ask for help sooner […]. I sat alone for weeks.
      - id: not-alone
        speaker: ada
        asked: Should people specialise?
        asked_turn: 3
        text: I would do most of it again, and none of it alone.
      - id: we-all-would
        speaker: sam
        text: we all would
retired:
  - id: not-early
    reason: He changed his mind.
    since: 2025-01-01
    topic: start
    speaker: ada
    text: They should not specialise early.
"""
_TURNS = (
    ("sam", "What helped you most? And who was it that helped you?"),
    (
        "ada",
        """One small project helped me most. It isn’t easy to start one, but it pays.

I learned from real users — more than from any course""",
        *("(laughs)", ". They told me what was wrong."),
    ),
    ("sam", "Should people specialise?"),
    (
        "ada",
        "They should not specialise early. I would ask for help sooner",
        *("(Sam: we all would)", ". I sat alone for weeks."),
    ),
    ("sam", "So we will see each other again, will we not?"),
    ("ada?", "Yes, we will, at the next talk in spring."),
    ("sam", "Would you do all of it once more?"),
    ("ada", "I would do most of it again, and none of it alone."),
)


def by_hand() -> Base:
    """Small, with everything that a folder can hold."""
    files = {
        "talk-2024.yaml": _KNOWLEDGE,
        "transcripts/talk-2024.yaml": "".join(_transcript()),
        "originals/talk-2024.txt": _ORIGINAL,
        "silence.yaml": "format: 1\nsilence:\n  - thanks a lot\n",
    }
    return Base("talk-2024", {name: text.encode() for name, text in files.items()}, {"ada": "Ada", "sam": "Sam"})


def shipped() -> Base:
    """What the bot comes with."""
    source = "alexey-grigorev-2020"
    names = [f"{source}.yaml", f"transcripts/{source}.yaml", f"originals/{source}.txt"]
    return Base(source, {name: (_KNOWN / name).read_bytes() for name in names}, _NAMES)


def imported(chars: int = 9_000) -> Base:
    """The beginning of it, as the import drafts it."""
    original = next(data for name, data in shipped().files.items() if name.endswith(".txt")).decode()
    drafted = draft(original[: original.rindex("\n\n", 0, chars)].encode(), ImportContext("part", "2024-06-01"))
    return Base("part", dict(drafted.files), _NAMES)


_NAMES = {"alexey": "Alexey", "eugene": "Eugene"}


def _transcript() -> list[str]:
    lines = ["format: 1\nsource: talk-2024\nlabels:\n  ada: 'Ada:'\n  sam: 'Sam:'\nturns:\n"]
    for speaker, *segments in _TURNS:
        lines.append(f"  - speaker: {speaker.rstrip('?')}\n")
        lines += ["    sure: false\n"] if speaker.endswith("?") else []
        lines.append("    segments:\n")
        lines += map(_segment, segments)
    return [*lines, "left_out:\n  - A talk with Ada\n  - Thanks for reading.\n"]


def _segment(text: str) -> str:
    kind = "aside" if text.startswith("(Sam") else "stage" if text.startswith("(") else "speech"
    by = "        by: sam\n" if kind == "aside" else ""
    block = text.replace("\n\n", "\n\n          ")
    return f"      - kind: {kind}\n{by}        text: |-\n          {block}\n"


def written(base_files: dict[str, bytes], folder: Path) -> None:
    for name, data in base_files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
