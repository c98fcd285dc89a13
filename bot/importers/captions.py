"""Captions: WebVTT with voice tags, and SRT with names before the words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import groupby

from bot.errors import TranscriptError
from bot.importers.dialogue import Dialogue, SpokenLine, carried_on, label_of

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING = re.compile(rf"[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}")
_SRT = re.compile(rf"(?:\d+[ \t]*\n)?{_TIMING.pattern}")
_VOICE = re.compile(r"<v(?:\.[^ \t<>]{0,80})?[ \t]{1,9}([^<>]{1,80})>")
_TAG = re.compile(r"<[^<>]*>")
_CHANGE = re.compile(r"^(?:>>|-)\s*")
_BLANK = re.compile(r"\n[ \t]*\n")


def detects_vtt(text: str) -> bool:
    return re.match(r"WEBVTT(?:[ \t\n]|\Z)", text) is not None


def detects_srt(text: str) -> bool:
    return _SRT.match(text.lstrip()) is not None


def reads(text: str) -> Dialogue:
    """Read either kind. Raises TranscriptError where no cue names a speaker."""
    blocks = [block for block in _BLANK.split(text) if "-->" in block]
    cues = [line for block in blocks for line in _cue(block)]
    # Rolling captions say the same again in the next cue.
    lines = [next(same) for _, same in groupby(filter(lambda line: line.text, cues), key=lambda line: line.text)]
    if not any(line.who for line in lines):
        raise TranscriptError("no cue names its speaker. Write '<v Name>' (WebVTT) or 'Name:' before the words.")
    return Dialogue(tuple(carried_on(lines)), dropped=len(cues) - len(lines))


def _cue(block: str) -> Iterator[SpokenLine]:
    """Return one line for each voice of a cue."""
    lines = block.strip("\n").split("\n")
    timings = ((number, _TIMING.match(line)) for number, line in enumerate(lines))
    number, timing = next((pair for pair in timings if pair[1]), (0, None))
    if not timing:
        return
    hours, minutes, seconds, fraction = timing.groups()[:4]
    start_s = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")
    before, *voiced = _VOICE.split("\n".join(lines[number + 1 :]))
    yield from (line for printed in before.split("\n") if (line := _printed(printed, start_s)).text)
    for who, spoken in zip(voiced[::2], voiced[1::2], strict=True):
        yield SpokenLine(_plain(who), _plain(spoken), start_s)


def _printed(words: str, start_s: float) -> SpokenLine:
    """Read a line that may begin with a name or with the mark of another speaker."""
    words = _CHANGE.sub("", _plain(words))
    if label := label_of(words):
        return SpokenLine(label.name, words.removeprefix(label.printed).strip(), start_s)
    return SpokenLine("", words, start_s)


def _plain(words: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", words)).split())
