"""The record of one source: its transcript, proved against the original."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from bot.core.addresses import Sentence, sentences_of
from bot.core.drafts import Location, Original, Problem, SegmentDraft, TranscriptDraft, TurnDraft, Written
from bot.core.link import PublishedPage, recording_url
from bot.core.model import Segment, SegmentKind, Transcript, Turn
from bot.core.proof.cuts import ends_sentence
from bot.core.proof.speakers import WALL, Voice, Voices
from bot.core.text import folded

_SHOWN_CHARS = 60
_OPENING_MARKS, _CLOSING_MARKS = r"[ \t*_>]*", r"[*_]*[ \t]?[:：]"
_FEWEST_NAME_CHARS = 2
_LABEL_CHARS = 120


@dataclass(frozen=True, slots=True)
class PrintedLabel:
    """A speaker's name as a text prints it before their words: "BOB:"; `start` is where, in characters."""

    speaker: str
    label: str
    start: int


class PrintedLabels:
    """Finds what a text prints before somebody's words: the label, name, first name or id of a speaker, and a colon.

    `labels` and `names` go by the speakers' ids. At the start of a line, or in brackets, any case and Markdown marks
    count; behind a sentence within a line only what begins with a capital letter.
    """

    def __init__(self, labels: Mapping[str, str], names: Mapping[str, str]) -> None:
        firsts = Counter(name.split()[0].casefold() for name in names.values() if name.split())
        self._speakers: dict[str, str] = {}
        for speaker, name in names.items():
            short = [part for part in (name, *name.split()[:1], speaker) if len(part) >= _FEWEST_NAME_CHARS]
            told = (part for part in short if firsts[part.casefold()] < 2)
            self._speakers |= dict.fromkeys(map(str.casefold, told), speaker)
        self._speakers |= {label.strip("*_:： \t").casefold(): speaker for speaker, label in labels.items()}
        known = "|".join(map(re.escape, sorted(filter(None, self._speakers), key=len, reverse=True))) or "(?!)"
        self._pattern = re.compile(
            rf"(?:^|[(\[]|(?P<behind>[.!?…][\"'”’)\]]{{0,3}}[ \t])){_OPENING_MARKS}(?P<name>{known}){_CLOSING_MARKS}",
            re.IGNORECASE | re.MULTILINE,
        )

    def within(self, text: str) -> Iterator[PrintedLabel]:
        """Yield every one that the text prints, in order."""
        stripped = text.strip()
        for found in self._pattern.finditer(stripped):
            if not found["behind"] or found["name"][0].isupper():
                label = f"{found['name']}:"
                yield PrintedLabel(self._speakers[found["name"].casefold()], label, found.start())

    def bare(self, text: str) -> str:
        """Return whose label a text is, "" where it is anything more."""
        first = self._pattern.match(text.strip())
        is_bare = first is not None and not text.strip()[first.end() :].strip("*_])")
        return self._speakers[first["name"].casefold()] if first and is_bare else ""


@dataclass(frozen=True)
class Record:
    """A proved transcript and the original text it was proved against, as published at `url`.

    `unproved`: the folded texts of the turns that could not be proved.
    """

    transcript: Transcript
    url: str
    original: str
    unproved: tuple[str, ...] = ()

    @cached_property
    def _page(self) -> PublishedPage:
        return PublishedPage(self.url, self.original)

    def link(self, turn: Turn, start: int, end: int) -> str:
        """Return the address of the second in a recording, else of the sentence on the page; "" where none is known."""
        if not self.url:
            return ""
        return self._page.link(start, end) if turn.start_s is None else recording_url(self.url, turn.start_s)

    @cached_property
    def voices(self) -> Voices:
        voices: list[Voice] = []
        for turn in self.transcript.turns:
            own = "".join(s.text if s.by == turn.speaker else WALL * len(s.text) for s in turn.segments)
            voices.append(Voice(turn, turn.speaker, turn.start, own))
            start = turn.start
            for segment in turn.segments:
                if segment.kind is SegmentKind.ASIDE:
                    said = segment.text[slice(*segment.said)]
                    voices.append(Voice(turn, segment.by, start + segment.said[0], said))
                start += len(segment.text)
        return Voices(voices)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """What is said, sentence by sentence, in order."""
        return tuple(sentences_of(self.transcript))

    @cached_property
    def folded(self) -> str:
        """The original, folded."""
        return folded(self.original)

    @cached_property
    def folded_turns(self) -> tuple[str, ...]:
        return tuple(folded(turn.text) for turn in self.transcript.turns)


def prove(
    draft: TranscriptDraft, original: Original, url: str, names: Mapping[str, str] = MappingProxyType({})
) -> tuple[Record, list[Problem]]:
    """Prove a transcript: between its turns, the original may hold only labels, white space and what is left out.

    A turn that does not stand there is a problem and is not in the record; the proof goes on behind it. `names`: of the
    speakers, by their ids, which no turn of another may print as a label.
    """
    labels = PrintedLabels(draft.labels, names)
    walk = _TranscriptWalk(draft, original.text.replace("\r\n", "\n"), labels)
    walked = [(turn_draft, walk.turn(number, turn_draft)) for number, turn_draft in enumerate(draft.turns, 1)]
    walk.finish(draft.location)
    transcript = Transcript(draft.source.text, tuple(turn for _, turn in walked if turn))
    unproved = tuple(folded(" ".join(s.text.text for s in lost.segments)) for lost, turn in walked if not turn)
    return Record(transcript, url, walk.text, unproved), walk.problems


class _TranscriptWalk:
    """A cursor over the original, and the problems found on the way."""

    def __init__(self, draft: TranscriptDraft, text: str, printed: PrintedLabels) -> None:
        self.text = text
        self._printed = printed
        self.problems: list[Problem] = []
        self._labels = draft.labels
        self._left_out = list(draft.left_out)
        self._cursor = 0
        self._has_begun = False
        self._is_astray = False

    def turn(self, number: int, draft: TurnDraft) -> Turn | None:
        """Return the turn as it stands in the original, its segments tiling it; None where it does not."""
        self._go_to(draft)
        self._has_begun = True
        start = self._cursor
        spans: list[tuple[int, int]] = []
        for segment in draft.segments:
            start += _leading_space(self.text, start)
            words = segment.text.text.strip()
            if not self.text.startswith(words, start):
                self._report_difference(segment, words, start)
                return None
            if self._is_mislabelled(segment, str(segment.by or draft.speaker)):
                return None
            spans.append((start, start + len(words)))
            start += len(words)
        ends = [next_start for next_start, _ in spans[1:]] + [spans[-1][1]]
        self._cursor = spans[-1][1]
        segments = tuple(
            self._segment(segment, str(segment.by or draft.speaker), self.text[start:end])
            for segment, (start, _), end in zip(draft.segments, spans, ends, strict=True)
        )
        return Turn(number, draft.speaker.text, segments, spans[0][0], draft.is_sure, draft.start_s)

    def finish(self, location: Location) -> None:
        """Report what is left of the original, and of what was to be left out."""
        self._skip("")
        rest = self.text[self._cursor :]
        if self._is_astray:
            return
        if rest:
            self._report(location, f"The original goes on with {_shown(rest)}, which is in no turn.")
        for left_out in self._left_out:
            shown = _shown(left_out.text.strip())
            self._report(left_out.location, f"The original does not hold {shown} here, so it cannot be left out.")

    def _go_to(self, draft: TurnDraft) -> None:
        """Step to where the turn starts; after an unproved turn, to wherever its first words are found next."""
        if not self._is_astray:
            self._skip(self._labels.get(draft.speaker.text, ""), draft.speaker.text)
            return
        found = self.text.find(draft.segments[0].text.text.strip(), self._cursor)
        if found < 0:
            return
        self._cursor, self._is_astray = found, False
        while self._left_out and -1 < self.text.find(self._left_out[0].text.strip()) < found:
            self._left_out.pop(0)

    def _skip(self, label: str, speaker: str = "") -> None:
        """Step over white space, what is left out here, and this speaker's label."""
        while True:
            self._cursor += _leading_space(self.text, self._cursor)
            is_label = bool(label) and self.text.startswith(label, self._cursor) and self._has_words(len(label))
            if self._is_left_out() and not (is_label and self._left_out[0].text.strip() == label):
                left_out = self._left_out.pop(0)
                self._cursor += len(left_out.text.strip())
                self._cursor += _leading_space(self.text, self._cursor)
                self._refuse_hidden_turn(left_out, speaker)
                continue
            if label and self.text.startswith(label, self._cursor):
                self._cursor += len(label) + _leading_space(self.text, self._cursor + len(label))
            return

    def _is_left_out(self) -> bool:
        return bool(self._left_out) and self.text.startswith(self._left_out[0].text.strip(), self._cursor)

    def _has_words(self, skipped: int = 0) -> bool:
        """Whether words follow, and not the next speaker's label or the end of the text."""
        start = self._cursor + skipped
        below = self.text[start + _leading_space(self.text, start) :][:_LABEL_CHARS]
        first = next(self._printed.within(below), None)
        return bool(below) and (first is None or first.start > 0)

    def _is_mislabelled(self, segment: SegmentDraft, by: str) -> bool:
        """Return whether the text itself says that somebody else speaks here; then the turn is not proved."""
        printed = [*self._printed.within(segment.text.text)]
        if segment.kind is not SegmentKind.SPEECH:
            printed = [one for one in printed if one.speaker != by]
        if not printed:
            return False
        self._is_astray = True
        first = printed[0]
        message = f"The text prints {first.label} within these words, which are given to {by}."
        aside = f"make “({first.label} …)” a segment of its own, with kind: aside and by: {first.speaker}"
        fix = f"Begin a turn of {first.speaker} there; or {aside}."
        if first.speaker == by and first.start == 0:
            fix = "Leave the name out of the words, and write it under labels as the original prints it."
        self.problems.append(Problem(segment.text.location, message, fix))
        return True

    def _refuse_hidden_turn(self, left_out: Written, speaker: str) -> None:
        """Report words of a speaker among what is left out; a title above the first turn may name one.

        A label alone hides none: above another label, at the end, or before words that are given to whom it names.
        """
        printed = next(self._printed.within(left_out.text), None)
        is_title = not self._has_begun and "\n" not in left_out.text.strip() and not ends_sentence(left_out.text)
        bare = self._printed.bare(left_out.text)
        is_bare = bool(bare) and ((bare == speaker and not self._is_left_out()) or not self._has_words())
        if printed and not is_title and not is_bare:
            message = f"What is left out here prints {printed.label}, so it is a turn of {printed.speaker}."
            fix = "Write it among the turns, and leave out only what nobody says."
            self.problems.append(Problem(left_out.location, message, fix))

    def _segment(self, draft: SegmentDraft, by: str, text: str) -> Segment:
        if draft.kind is not SegmentKind.ASIDE:
            return Segment(text, draft.kind, by, (0, len(text)))
        bare = text.strip().removeprefix("(").removeprefix(self._labels.get(by, "")).removesuffix(")").strip()
        start = text.index(bare)
        return Segment(text, draft.kind, by, (start, start + len(bare)))

    def _report_difference(self, segment: SegmentDraft, words: str, start: int) -> None:
        there = self.text[start : start + len(words)]
        same = next((i for i, (a, b) in enumerate(zip(words, there, strict=False)) if a != b), len(there))
        first = max(0, words.rfind(" ", 0, max(0, same - _SHOWN_CHARS // 2)) + 1) if same > _SHOWN_CHARS else 0
        line = self.text.count("\n", 0, start + same) + 1
        self._is_astray = True
        is_there = f"line {line} of the original {_shown(there[first:])}"
        message = f"This turn is not what was published: it says {_shown(words[first:])}, {is_there}."
        self._report(segment.text.location, message)

    def _report(self, location: Location, message: str) -> None:
        fix = "Copy these words from the original, character for character, or list under left_out what is no turn."
        self.problems.append(Problem(location, message, fix))


def _leading_space(text: str, start: int) -> int:
    end = start
    while end < len(text) and text[end].isspace():
        end += 1
    return end - start


def _shown(text: str) -> str:
    flat = " ".join(text[: 4 * _SHOWN_CHARS].split())
    return f"“{flat[:_SHOWN_CHARS]}…”" if len(flat) > _SHOWN_CHARS else f"“{flat}”"
