"""What a person most likely meant where the YAML parser gives up, in a sentence, with the fix.

Each slip is a function from a Stop to a Slip, or None where it does not fit; the first that fits is reported.
The words matched here are those of PyYAML's own parser, which is always asked last.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from bot.library.text import Spot, UnreadableError, quoted


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the parser stopped (`spot`), and where the part began (`start`) that it was reading just then.

    `last_text` is where the last text before began; `activity` and `complaint` are the parser's own words.
    """

    spot: Spot
    start: Spot
    last_text: Spot
    lines: list[str]
    activity: str
    complaint: str

    @property
    def before(self) -> str:
        return self.lines[self.spot.line][: self.spot.column]

    @property
    def here(self) -> str:
        return self.lines[self.spot.line][self.spot.column :]

    @property
    def begun(self) -> str:
        """The line of `start`, from there on."""
        return self.lines[self.start.line][self.start.column :]

    @property
    def is_at_a_late_colon(self) -> bool:
        """A colon has come where no key can be."""
        return self.complaint.startswith("mapping values")

    @property
    def is_after_a_lone_text(self) -> bool:
        """A line has ended that should have been a key."""
        return "simple key" in self.activity

    @property
    def line_above(self) -> int:
        """The number of the nearest line above that is neither blank nor a comment, or of the stop's own."""
        lines = range(self.spot.line - 1, -1, -1)
        return next((n for n in lines if not re.match(" *(#|$)", self.lines[n])), self.spot.line)


class Slip(NamedTuple):
    spot: Spot
    message: str
    fix: str


def explain(error: yaml.YAMLError, lines: list[str], file: str, last_text: Spot) -> UnreadableError:
    """Return what stopped the parser as a person can understand it; `last_text` is where the last text began."""
    spot = _spot(getattr(error, "problem_mark", None), lines) or Spot(0, 0)
    start = _spot(getattr(error, "context_mark", None), lines) or spot
    activity, complaint = getattr(error, "context", None) or "", getattr(error, "problem", None) or ""
    stop = Stop(spot, start, last_text, lines, activity, complaint)
    slip = next(slip for find in SLIPS if (slip := find(stop)))
    return UnreadableError(slip.spot.location(file), slip.message, slip.fix)


def _spot(mark: Any, lines: list[str]) -> Spot | None:
    return Spot(min(mark.line, len(lines) - 1), mark.column) if mark else None


def backslash(stop: Stop) -> Slip | None:
    if "double-quoted" not in stop.activity:
        return None
    column = max(stop.lines[stop.spot.line].rfind("\\", 0, stop.spot.column + 1), 0)
    fix = "Write \\\\ for a backslash, or put the text in 'single quotes', where it means nothing."
    return Slip(Spot(stop.spot.line, column), 'In "double quotes" a backslash cannot stand before this.', fix)


def unclosed_quote(stop: Stop) -> Slip | None:
    if "quoted" not in stop.activity:
        return None
    mark = stop.begun[:1]
    return Slip(stop.start, f"The {mark} that opens here is never closed.", f"Put a {mark} at the end of the text.")


def unseen_space(stop: Stop) -> Slip | None:
    for spot in (stop.spot, stop.start, stop.last_text):
        if found := _UNSEEN_SPACE.match(stop.lines[spot.line]):
            mark = found[0][-1]
            message = f"This is no space: it is U+{ord(mark):04X} ({unicodedata.name(mark, 'not seen').lower()})."
            return Slip(
                Spot(spot.line, found.end() - 1), message, "Delete it and type a space; it comes with copied text."
            )
    return None


def other_mark_of_a_list(stop: Stop) -> Slip | None:
    for spot in (stop.last_text, stop.start, stop.spot):
        if found := _OTHER_MARK.match(stop.lines[spot.line]):
            fix = f"Write '- {found['text'].rstrip()}'."
            return Slip(Spot(spot.line, found.start("mark")), f"A list entry cannot begin with {found['mark']}.", fix)
    return None


def dash_left_out(stop: Stop) -> Slip | None:
    number = stop.last_text.line
    above, below = (
        next((stop.lines[n] for n in numbers if stop.lines[n].strip()), "")
        for numbers in (range(number - 1, -1, -1), range(number + 1, len(stop.lines)))
    )
    line = stop.lines[number]
    is_bare = re.match(r" *[^\s#'\"-]", line) and not re.search(r":( |$)", line)
    if not is_bare or not re.search(r": *(#.*)?$", above) or not below.lstrip().startswith("- "):
        return None
    return Slip(Spot(number, _indent(line)), _NO_DASH, f"Write '- {line.strip()}'.")


def topic_at_the_margin(stop: Stop) -> Slip | None:
    starts = [(n, found[1]) for n in range(stop.spot.line) if (found := re.match(r"([\w-]+): *(#.*)?$", stop.lines[n]))]
    number, key = starts[-1] if starts else (0, "topics")
    if key in _PARTS or "topics" not in {name for _, name in starts} or stop.here.startswith("- "):
        return None
    fix = "Indent it, and all that belongs to it, by two spaces."
    return Slip(Spot(number, 0), f"'{key}' stands at the start of its line, so it is no topic.", fix)


def mark_at_the_start(stop: Stop) -> Slip | None:
    for spot, rest in ((stop.start, stop.begun), (stop.spot, stop.here)):
        if rest and rest[0] in "@`%*&!?":
            return Slip(spot, f"A text cannot begin with {rest[0]} here.", f"Put it in quotes: {quoted(rest)}.")
    return None


def block_mark(stop: Stop) -> Slip | None:
    if "block scalar" not in stop.activity:
        return None
    fix = f"Write only |- here and the text below it, indented; or put it in quotes: {quoted(stop.begun)}."
    return Slip(stop.start, f"After {stop.begun[0]} nothing more may stand on this line.", fix)


def question_mark_in_brackets(stop: Stop) -> Slip | None:
    if "flow" not in stop.activity or not stop.here.startswith("?"):
        return None
    return Slip(stop.spot, "A text with '?' cannot stand in [ ] or { } without quotes.", "Put the text in quotes.")


def text_after_quotes(stop: Stop) -> Slip | None:
    mark = stop.before.rstrip()[-1:]
    last_text = stop.lines[stop.last_text.line][stop.last_text.column :].rstrip()
    if mark not in ("'", '"') or last_text[:1] != mark or not stop.here.strip() or stop.here[0] in ",]}":
        return None
    if stop.last_text.line < stop.spot.line:
        fix = f"Look at line {stop.last_text.line + 1}, where the text in quotes begins: is its end missing?"
    else:
        is_wrapped = len(last_text) > 1 and last_text[0] == last_text[-1] and last_text.count(last_text[0]) % 2
        fix = f"Put quotes around the whole text: {quoted(last_text[1:-1] if is_wrapped else last_text)}."
    return Slip(stop.spot, f"The {mark} before this closes the text, but more text follows.", fix)


def text_after_bracket(stop: Stop) -> Slip | None:
    bracket = stop.before.rstrip()[-1:]
    if "block" not in stop.activity or bracket not in ("]", "}") or not stop.here.strip():
        return None
    return Slip(stop.spot, f"After the closing {bracket} more text follows.", _QUOTE_WHOLE)


def bracket(stop: Stop) -> Slip | None:
    if "flow sequence" not in stop.activity and "flow mapping" not in stop.activity:
        return None
    opening = stop.begun[:1]
    closing = {"[": "]", "{": "}"}.get(opening, "]")
    fix = f"Close it with {closing}, put commas between its entries, and quotes around a text with , [ ] {{ }}."
    return Slip(stop.start, f"What {opening} opens here is not closed, or a comma is missing in it.", fix)


def stray_comma_or_bracket(stop: Stop) -> Slip | None:
    if stop.here[:1] not in (",", "]", "}"):
        return None
    return Slip(stop.spot, f"Nothing stands before this '{stop.here[0]}'.", f"Remove it. {_QUOTE_WHOLE}")


def colon_in_text(stop: Stop) -> Slip | None:
    line = stop.lines[stop.spot.line]
    pair = re.match(r"(?P<key> *(?:- +)*[^ '\"#][^:#]*: +)(?P<text>.+)", line)
    if not stop.is_at_a_late_colon or not pair or stop.spot.column < pair.end("key"):
        return None
    spot = Spot(stop.spot.line, pair.start("text"))
    return Slip(spot, "This text holds a ': ', so it looks like a key.", f"Put it in quotes: {quoted(pair['text'])}.")


def no_space_after_colon(stop: Stop) -> Slip | None:
    if not stop.is_at_a_late_colon and not stop.is_after_a_lone_text:
        return None
    number = stop.start.line if stop.is_after_a_lone_text else stop.line_above
    key = re.match(r" *(?:- +)*([A-Za-z][\w-]*):(?=[^ /])", stop.lines[number])
    if not key:
        return None
    return Slip(Spot(number, key.end()), f"After '{key[1]}:' a space is missing.", f"Write '{key[1]}: …'.")


def no_space_after_dash(stop: Stop) -> Slip | None:
    number = stop.start.line if stop.is_after_a_lone_text else stop.spot.line
    dash = re.match(" *-(?=[^ -])", stop.lines[number])
    return Slip(Spot(number, dash.end() - 1), "After this - a space is missing.", "Write '- …'.") if dash else None


def later_dash_left_out(stop: Stop) -> Slip | None:
    number = stop.start.line if stop.is_after_a_lone_text else stop.spot.line
    line, words = stop.lines[number], stop.lines[number].strip()
    column = _indent(line)
    above = [one for one in reversed(stop.lines[:number]) if one.strip() and _indent(one) <= column]
    entry = _FIRST_ENTRY.match(above[0]) if above else None
    if not entry or words[:1] in ("", "-", "#") or not any(re.search(r": *(#.*)?$", one) for one in above):
        return None
    if column != entry.end("indent") and (entry["key"] or column != entry.start("rest")):
        return None
    is_text = not entry["key"] and words[0] not in "\"'" and re.search(r":( |$)", words)
    fix = f"Write '- {quoted(words) if is_text else words}', exactly below the - of the entry above."
    return Slip(Spot(number, column), _NO_DASH, fix)


def neither_key_nor_entry(stop: Stop) -> Slip | None:
    return Slip(stop.start, _NEITHER, _KEY_OR_PART) if stop.is_after_a_lone_text else None


def list_on_the_line_of_its_key(stop: Stop) -> Slip | None:
    if not stop.complaint.startswith("sequence entries"):
        return None
    fix = "Begin each entry on a line of its own; if it is a text, put it in quotes."
    return Slip(stop.spot, "A list cannot begin on the line of its key.", fix)


def line_without_colon(stop: Stop) -> Slip | None:
    above = stop.lines[stop.line_above]
    is_text = ":" not in above and not above.lstrip().startswith("-")
    if not stop.is_at_a_late_colon or not is_text or _indent(above) != _first_word(stop).column:
        return None
    return Slip(Spot(stop.line_above, _indent(above)), _NEITHER, _KEY_OR_PART)


def out_of_line(stop: Stop) -> Slip:
    what = "entry" if stop.here.startswith("- ") else "line"
    fix = "Give it the same indentation as the other lines of its block (two spaces for each step)."
    return Slip(_first_word(stop), f"This {what} does not stand in line with what it belongs to.", fix)


def _first_word(stop: Stop) -> Spot:
    return Spot(stop.spot.line, _indent(stop.lines[stop.spot.line]))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


_NO_DASH = "A dash is missing in front of this entry."
_NEITHER = "This line is neither 'key: text' nor an entry '- text'."
_QUOTE_WHOLE = "If it belongs to a text, put the whole text in quotes."
_KEY_OR_PART = "Write 'key: text', or indent the line deeper than the key above if it goes on with its text."

_UNSEEN_SPACE = re.compile("(?: *(?:- *)*| *(?:- +)*[\\w-]+: *)[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_OTHER_MARK = re.compile(r" *(?P<mark>[*–—•·‣◦●]) +(?P<text>\S.*)")
_FIRST_ENTRY = re.compile(r"(?P<indent> *)- +(?P<rest>(?P<key>[\w-]+:( |$))?.*)")
_PARTS = ("format", "source", "speakers", "synonyms", "topics", "retired", "labels", "turns", "left_out")

SLIPS: tuple[Callable[[Stop], Slip | None], ...] = (
    backslash,
    unclosed_quote,
    unseen_space,
    other_mark_of_a_list,
    dash_left_out,
    topic_at_the_margin,
    block_mark,
    question_mark_in_brackets,
    mark_at_the_start,
    text_after_quotes,
    text_after_bracket,
    bracket,
    stray_comma_or_bracket,
    colon_in_text,
    no_space_after_colon,
    no_space_after_dash,
    later_dash_left_out,
    neither_key_nor_entry,
    list_on_the_line_of_its_key,
    line_without_colon,
    out_of_line,
)
