"""JSON transcripts: segments with speaker, startTime and body, as in Podcasting 2.0."""

from __future__ import annotations

import json

from bot.errors import TranscriptError
from bot.importers.dialogue import Dialogue, SpokenLine, carried_on, flat, is_name, seconds


def detects(text: str) -> bool:
    return text.lstrip().startswith("{")


def reads(text: str) -> Dialogue:
    """Read the segments. Raises TranscriptError."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise TranscriptError("it is no JSON. Save it again from where it comes.") from None
    segments = document.get("segments")
    if not isinstance(segments, list):
        raise TranscriptError("it is JSON without a list of 'segments', so it is no podcast transcript.")

    lines = []
    for segment in segments:
        if isinstance(segment, dict) and (words := flat(segment.get("body"))):
            who = flat(segment.get("speaker"))
            lines.append(SpokenLine(who if is_name(who) else "", words, seconds(segment.get("startTime"))))

    if not any(line.who for line in lines):
        raise TranscriptError("no segment names its speaker. Add 'speaker' where it changes.")
    return Dialogue(tuple(carried_on(lines)), dropped=len(segments) - len(lines))
