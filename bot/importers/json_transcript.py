"""JSON transcripts: Podcasting 2.0, WhisperX, AssemblyAI, Deepgram, Rev, or a bare list of segments."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.errors import TranscriptError
from bot.importers.dialogue import Dialogue, SpokenLine, carried_on, ends_sentence, flat, seconds
from bot.importers.labels import is_doubtful, label_of, speaker_name

_LISTS = (
    "segments",
    "utterances",
    "results.utterances",
    "results.channels.0.alternatives.0.paragraphs.paragraphs",
    "results.channels.0.alternatives.0.words",
    "monologues",
    "transcript",
    "transcript.segments",
    "results.segments",
    "results",
)
_SPEAKERS = ("speaker", "speaker_name", "speakerName", "speaker_label", "speakerLabel", "speaker_id", "who", "name")
_WORDS = ("body", "text", "transcript", "line", "content", "punctuated_word", "word", "value")
_STARTS = ("startTime", "start", "start_time", "startSec", "sec", "ts", "timestamp", "offset")
_ENDS = ("endTime", "end", "end_time", "endSec", "end_ts")
_PARTS = ("sentences", "elements")
_MOST_SECONDS_A_WORD = 20  # more is a file that counts milliseconds
_FEWEST_WORDS = 3  # in a segment, on average; less is a file with a segment for each word
_LINE_CHARS = 900


def detects(text: str) -> bool:
    begun = text.lstrip()
    # a text may begin with a bracket, too: "[00:01] Sam: ..."
    return begun[:1] == "{" or (begun[:1] == "[" and begun[1:].lstrip()[:1] == "{")


def reads(text: str) -> Dialogue:
    """Read the segments. Raises TranscriptError."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise TranscriptError("it is no JSON. Save it again from where it comes.") from None
    segments = _segments(document)
    scale = _scale(segments)
    lines = [line for segment in segments if (line := _line(segment, scale)).text]
    if not any(line.who for line in lines):
        raise TranscriptError("no segment names its speaker. Add 'speaker' where it changes.")
    given = carried_on(lines)
    is_by_word = sum(len(line.text.split()) for line in lines) < _FEWEST_WORDS * len(lines)
    return Dialogue(tuple(_joined(given) if is_by_word else given), dropped=len(segments) - len(lines))


def _segments(document: Any) -> Sequence[Mapping[str, Any]]:
    """Return the first list of segments that a tool writes. Raises TranscriptError where there is none."""
    for path in ("", *_LISTS):
        found = document
        for step in filter(None, path.split(".")):
            if isinstance(found, dict):
                found = found.get(step)
            else:
                found = found[int(step)] if isinstance(found, list) and found and step.isdecimal() else None
        segments = [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []
        if any(_words(segment) for segment in segments):
            return segments
    raise TranscriptError("it is JSON without a list of 'segments' that hold words, so it is no transcript.")


def _words(segment: Mapping[str, Any]) -> str:
    """Return what is said in a segment: its own text, else its parts' one after the other."""
    for key in _WORDS:
        if words := flat(segment.get(key)):
            return words
    texts = [str(_first(part, _WORDS) or "") for part in _parts(segment, *_PARTS)]
    return flat(("" if "elements" in segment else " ").join(texts))


def _first(segment: Mapping[str, Any], keys: Iterable[str]) -> Any:
    return next((segment[key] for key in keys if segment.get(key) is not None), None)


def _parts(segment: Mapping[str, Any], *keys: str) -> list[Mapping[str, Any]]:
    parts: list[Any] = next((segment[key] for key in keys if isinstance(segment.get(key), list)), [])
    return [part for part in parts if isinstance(part, dict)]


def _start(segment: Mapping[str, Any], keys: Iterable[str] = _STARTS) -> float | None:
    value = _first(segment, keys)
    if value is None:
        starts = (_start(part, keys) for part in _parts(segment, *_PARTS))
        return next((start for start in starts if start is not None), None)
    return seconds(value[0] if isinstance(value, list) and value else value)


def _scale(segments: Iterable[Mapping[str, Any]]) -> float:
    """Return what makes the times seconds: nobody says a word in half a minute."""
    starts = [start for segment in segments if (start := _start(segment)) is not None]
    words = sum(len(_words(segment).split()) for segment in segments)
    ends = [end for segment in segments if (end := _start(segment, _ENDS)) is not None]
    spoken = max((*starts, *ends), default=0) - min(starts, default=0)
    return 0.001 if spoken > _MOST_SECONDS_A_WORD * max(1, words) else 1


def _line(segment: Mapping[str, Any], scale: float) -> SpokenLine:
    """Read a segment: in doubt where its words have several speakers, or begin with a name that is not its own."""
    words = _words(segment)
    start_s = _start(segment)
    start_s = None if start_s is None else round(start_s * scale, 3)
    who = speaker_name(_first(segment, _SPEAKERS))
    label = label_of(words)
    if label and (not who or label.name.casefold() == who.casefold()):
        return SpokenLine(who or label.name, words[len(label.printed) :].strip(), start_s)
    voices = {str(part["speaker"]) for part in _parts(segment, "words") if part.get("speaker") is not None}
    return SpokenLine(who, words, start_s, is_sure=len(voices) < 2 and not is_doubtful(words))


def _joined(lines: Iterable[SpokenLine]) -> Iterator[SpokenLine]:
    """Join what is one sentence of one speaker: some tools write a segment for each word."""
    held: SpokenLine | None = None
    for line in lines:
        is_same = held and (held.who, held.is_sure) == (line.who, line.is_sure)
        if held and is_same and not ends_sentence(held.text) and len(held.text) < _LINE_CHARS:
            held = replace(held, text=f"{held.text} {line.text}")
            continue
        if held:
            yield held
        held = line
    if held:
        yield held
