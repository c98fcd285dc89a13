"""Captions with names: WebVTT, SRT and SBV, also as broken, rolling or growing as they come."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.errors import TranscriptError
from bot.importers.dialogue import Dialogue, SpokenLine, carried_on
from bot.importers.labels import CHANGE, is_doubtful, label_of, recurring, seconds_of, speaker_name, without_times

_TIME = r"(?:\d{1,4}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3}|[:;]\d{2})?"
_ARROW = r"(?:-{1,3}>|={1,2}>|[–—]>|→)"
_TIMING = re.compile(
    rf"^[ \t]*(?P<start>{_TIME})[ \t]*(?:{_ARROW}[ \t]*{_TIME}(?![\d:]).*|,[ \t]*{_TIME}[ \t]*)$", re.MULTILINE
)
# A line of digits and arrows that is no timing: the cue below it has no time.
_BROKEN_TIMING = re.compile(r"(?=.*\d:\d{2})[\d:.,; \t=>→–—-]{4,80}")
_FRAMES = re.compile(r"[:;]\d{2}$")
_HEADER = re.compile(r"WEBVTT(?:[ \t][^\n]*)?(?:\n[^\n]+)*(?:\n|\Z)")
_BLOCK = re.compile(r"(?:^|\n)(?:NOTE|STYLE|REGION)(?:[ \t][^\n]*)?(?:\n[^\n]+)*(?=\n|\Z)")
_VOICE = re.compile(r"<v(?:\.[^ \t<>]{0,80})?(?:[ \t]{1,9}([^<>\n]{0,80}))?>")
_RUBY = re.compile(r"<rt(?:\.[^<>]{0,80})?>.*?(?:</rt>|(?=</ruby>))", re.DOTALL)
_VTT_TAG = re.compile(r"</?(?:c|i|b|u|v|lang|ruby|rt)(?:[.\s][^<>]{0,200})?>|<\d{1,4}(?::\d{2}){1,2}\.\d{3}>")
_SRT_TAG = re.compile(r"</?(?:b|i|u|s|font)(?:\s[^<>]{0,200})?>|\{\\[^{}\n]{1,80}\}", re.IGNORECASE)
_SCREEN_LINES = 20  # no captions roll up that high
_MAX_LINES = 100_000
_SPOKEN_BY = re.compile("\x02(?P<name>[^\x03]*)\x03")


def detects_vtt(text: str) -> bool:
    return re.match(r"WEBVTT(?:[ \t\n]|\Z)", text.lstrip()) is not None


def detects_srt(text: str) -> bool:
    return _TIMING.search(text) is not None


def reads_vtt(text: str) -> Dialogue:
    """Read WebVTT. Raises TranscriptError where no cue names a speaker."""
    text = _BLOCK.sub("\n", _HEADER.sub("\n", text.lstrip(), count=1))
    return _dialogue(text, lambda words: _VTT_TAG.sub("", _voiced(_RUBY.sub("", words))))


def reads_srt(text: str) -> Dialogue:
    """Read SRT or SBV. Raises TranscriptError where no cue names a speaker."""
    return _dialogue(text, lambda words: _SRT_TAG.sub("", words))


def _voiced(words: str) -> str:
    """Write "\x02name\x03" before each line of a voice; no file holds these characters."""
    lines: list[str] = []
    voice = ""
    for line in _VOICE.sub(lambda found: f"\n\x02{found[1] or ''}\x03", words).replace("</v>", "\n\x04").split("\n"):
        begins = _SPOKEN_BY.match(line)
        voice = begins[0] if begins else "" if line.startswith("\x04") else voice
        words = line if begins else voice + line.lstrip("\x04")
        lines += [words] if words != voice else []
    return "\n".join(lines)


class _Cue(NamedTuple):
    start_s: float | None
    lines: list[str]


def _dialogue(text: str, untagged: Callable[[str], str]) -> Dialogue:
    cues, dropped = _cues(text)
    if sum(len(cue.lines) for cue in cues) > _MAX_LINES:
        raise TranscriptError(f"it holds more than {_MAX_LINES:,} lines. Make several interviews of it.")
    screen: list[str] = []
    spoken: list[SpokenLine] = []
    mark: SpokenLine | None = None  # a name or a change of speaker that stands alone, above its words
    for cue in cues:
        plain = [" ".join(html.unescape(line).split()) for line in untagged("\n".join(cue.lines)).split("\n")]
        lines = list(filter(None, plain))
        new = list(_unsaid(screen, lines))
        dropped += len(lines) - len(new)
        screen = lines or screen
        for line in (_line(printed, cue.start_s) for printed in new):
            if not line.text:
                mark = line
            elif mark and line.is_sure and not line.who:
                spoken.append(replace(mark, text=line.text, start_s=cue.start_s))
                mark = None
            else:
                spoken.append(line)
                mark = None
    if not any(line.who for line in spoken):
        raise TranscriptError("no cue names its speaker. Write '<v Name>' (WebVTT) or 'Name:' before the words.")
    names = recurring(line.who for line in spoken if line.who)
    spoken = [replace(line, is_sure=line.is_sure and (line.who in names or not line.who)) for line in spoken]
    return Dialogue(tuple(carried_on(spoken)), dropped=dropped)


def _cues(text: str) -> tuple[list[_Cue], int]:
    """Return the cues, and how many lines stand above the first one.

    Whatever stands between two timings is words of the first of them, blank lines or none: no words are lost in a
    broken cue.
    """
    cues = [_Cue(None, [])]
    for line in text.split("\n"):
        above = cues[-1].lines
        timing = _TIMING.fullmatch(line)
        is_after_cue = above and above[-1] and not above[-1].isdecimal()
        is_broken = _BROKEN_TIMING.fullmatch(line) and (re.search("[>→]", line) or not is_after_cue)
        if not timing and not is_broken:
            above.append(line.strip())
            continue

        is_below_blank = len(above) < 2 or not above[-2]
        if above and (above[-1].isdecimal() or (is_below_blank and re.fullmatch(r"[\w#-]+", above[-1]))):
            above.pop()  # the number or the identifier of the cue
        start = timing["start"] if timing else ""
        has_frames = ";" in start or start.count(":") > 2
        start = _FRAMES.sub("", start) if has_frames else start
        cues.append(_Cue(seconds_of(start) if timing else None, []))
    return cues[1:], sum(map(bool, cues[0].lines))


def _unsaid(screen: Sequence[str], lines: Sequence[str]) -> Iterator[str]:
    """Leave out what stood at the end of the screen already, from the start of one of its lines on."""
    words = [word for line in lines for word in line.split()]
    screen = screen[-_SCREEN_LINES:]
    shown = [[word for line in screen[start:] for word in line.split()] for start in range(len(screen))]
    said = next((len(again) for again in shown if words[: len(again)] == again), 0)
    for line in lines:
        own = line.split()
        if said < len(own):
            rest = " ".join(own[said:])
            label = label_of(CHANGE.sub("", line, count=1)) if said else None
            yield f"\x02{label.name}\x03{rest}" if label else rest
        said = max(0, said - len(own))


def _line(printed: str, start_s: float | None) -> SpokenLine:
    """Read a line that may begin with a voice, a name or a change of speaker."""
    if voice := _SPOKEN_BY.match(printed):
        words = printed[voice.end() :].strip()
        name = speaker_name(voice["name"])
        label = label_of(words)
        if name and label and label.name.casefold() == name.casefold():
            words = words[len(label.printed) :].strip()
            label = None
        is_sure = bool(name) and not is_doubtful(words)
        return SpokenLine(name if is_sure else "", words, start_s, is_sure)
    printed = without_times(printed).text.strip()
    change = CHANGE.match(printed)
    words = printed[change.end() :] if change else printed
    if label := label_of(words):
        return SpokenLine(label.name, words[len(label.printed) :].strip(), start_s)
    return SpokenLine("", words, start_s, is_sure=not change and not is_doubtful(words))
