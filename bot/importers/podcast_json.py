"""The JSON transcript of Podcasting 2.0: segments with speaker, startTime and body."""

from __future__ import annotations

import json
import math
from typing import Any

from bot.errors import TranscriptError
from bot.importers.dialogue import Dialogue, SpokenLine, carried_on, is_name


def detects(text: str) -> bool:
    return text.lstrip().startswith("{")


def reads(text: str) -> Dialogue:
    """Raises TranscriptError."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise TranscriptError("it is no JSON. Save it again from where it comes.") from None
    segments = document.get("segments")
    if not isinstance(segments, list):
        raise TranscriptError("it is JSON without a list of 'segments', so it is no podcast transcript.")
    lines = [line for segment in segments if isinstance(segment, dict) and (line := _line(segment)).text]
    if not any(line.who for line in lines):
        raise TranscriptError("no segment names its speaker. Add 'speaker' where it changes.")
    return Dialogue(tuple(carried_on(lines)), dropped=len(segments) - len(lines))


def _line(segment: dict[str, Any]) -> SpokenLine:
    who = _flat(segment.get("speaker"))
    return SpokenLine(who if is_name(who) else "", _flat(segment.get("body")), _seconds(segment.get("startTime")))


def _flat(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _seconds(value: Any) -> float | None:
    is_time = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_time and math.isfinite(value) and 0 <= value < 1e9 else None
