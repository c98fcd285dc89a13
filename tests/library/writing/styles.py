"""Knowledge files as all kinds of hands would write them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from hypothesis import strategies as st

PIECES = [
    "a word", "it's", '"so"', ": ", " # no comment", "- ", "? ", "é", "😀", "no", "12:30", "[x]", "{y}", "&", "*z", "%",
    "@", "`", "|", ">", "\\", "\\n", "…", "–", "  ", "https://example.org/?a=b#c", "x" * 40, ", ", "!", "=", "~",
]  # fmt: skip
LINES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map(" ".join).map(str.strip).filter(bool)
PARAGRAPHS = st.lists(LINES, min_size=1, max_size=3).map("\n\n".join)
LONG = st.lists(LINES, min_size=5, max_size=14).map(" ".join)
TEXTS = st.one_of(LINES, LONG, PARAGRAPHS)
HEAD = """\
source:
  id: talk
  title: A talk with Ada
  url: https://example.org/talk
  author: Sam
  published: 2020-11
  retrieved: 2026-11-22
  sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
speakers: {ada: {name: Ada, role: interviewee}, sam: {name: Sam, role: interviewer}}
"""


@dataclass
class Hand:
    """One person's habits; `entries` are the lines, from 0, of every quote, topic and way of asking, by its name."""

    draw: st.DrawFn
    step: int
    dash: int
    after_dash: int
    gap: int
    forms: list[str]
    has_comments: bool
    lines: list[str] = field(default_factory=list)
    entries: dict[str, tuple[int, int]] = field(default_factory=dict)

    def comment(self, column: int) -> None:
        if self.has_comments and self.draw(st.integers(0, 3)) == 0:
            self.lines.append(" " * column + f"# note {len(self.lines)}")

    def begin(self, name: str, column: int, *, is_first: bool = False) -> int:
        """A gap, and where the entry starts."""
        self.lines += [] if is_first else [""] * self.gap
        self.comment(self.draw(st.integers(0, column)))
        self.entries[name] = (len(self.lines), len(self.lines))
        return len(self.lines)

    def end(self, name: str) -> None:
        self.entries[name] = (self.entries[name][0], len(self.lines) - 1)

    def put(self, lead: str, text: str, column: int) -> None:
        """A text, in one of the forms that this hand knows."""
        form = self.draw(st.sampled_from(self.forms))
        indent = " " * (column + self.step)
        if form == "literal":
            scalar = f"|{_chomping(text)}\n" + "\n".join(indent + line if line else "" for line in text.split("\n"))
        elif form == "folded":
            scalar = f">{_chomping(text)}\n" + "\n\n".join(indent + line if line else "" for line in text.split("\n"))
        elif form == "single" and "\n" not in text:
            scalar = "'" + _BREAK.sub(f"\n{indent}a word ", text.replace("'", "''")) + "'"
        elif form == "plain" and text.replace(" ", "").isalpha():
            scalar = _BREAK.sub(f"\n{indent}a word ", text)
        else:
            scalar = json.dumps(text, ensure_ascii=False)
        first, *others = (lead + scalar).split("\n")
        can_end = self.has_comments and form != "plain" and self.draw(st.booleans())
        self.lines.append(first + "  # behind" * (can_end and not others))
        self.lines += others


_BREAK = re.compile(r"(?<=\S) a word (?=\S)")


def _chomping(text: str) -> str:
    return "" if text.endswith("\n") else "-"


@dataclass(frozen=True)
class Written:
    """A file's bytes; what stands in it, by name."""

    data: bytes
    entries: dict[str, tuple[int, int]]
    topics: tuple[str, ...]
    quotes: dict[str, str]
    questions: dict[str, tuple[str, ...]]


@st.composite
def files(draw: st.DrawFn) -> Written:
    """Two or three topics with ways of asking and quotes, as one hand writes them."""
    step = draw(st.sampled_from([2, 4]))
    forms = draw(st.lists(st.sampled_from(["plain", "single", "double", "literal", "folded"]), min_size=1, max_size=3))
    hand = Hand(
        draw,
        step=step,
        dash=draw(st.sampled_from([0, 2, step])),
        after_dash=draw(st.sampled_from([1, 1, 3])),
        gap=draw(st.integers(0, 2)),
        forms=[*forms, "double"],
        has_comments=draw(st.booleans()),
    )
    opening = draw(st.sampled_from([[], ["---"], ["# A file", ""]]))
    hand.lines += [*opening, "format: 1", *HEAD.splitlines(), "topics:" + draw(st.sampled_from(["", "  # all"]))]
    topics = tuple(f"topic-{number}" for number in range(draw(st.integers(2, 3))))
    questions: dict[str, tuple[str, ...]] = {}
    quotes: dict[str, str] = {}
    for number, topic in enumerate(topics):
        questions[topic] = _topic(hand, topic, quotes, is_first=number == 0)
    hand.lines += draw(st.sampled_from([[], ["# The end"], ["", "# The end", ""]]))
    return Written(_bytes(draw, hand.lines), hand.entries, topics, quotes, questions)


def _topic(hand: Hand, topic: str, quotes: dict[str, str], *, is_first: bool) -> tuple[str, ...]:
    draw, column = hand.draw, 2 * hand.step
    hand.begin(topic, hand.step, is_first=is_first)
    hand.lines.append(" " * hand.step + f"{topic}:")
    hand.put(" " * column + "title: ", f"What about {topic}?", column)
    hand.lines.append(" " * column + "questions:")
    texts = [f"{text} {topic}" for text in draw(st.lists(LINES, min_size=1, max_size=3, unique=True))]
    dash = " " * (column + hand.dash) + "-" + " " * hand.after_dash
    for number, text in enumerate(texts):
        hand.begin(f"{topic}/{text}", column + hand.dash, is_first=number == 0)
        hand.put(dash, text, column + hand.dash)
        hand.end(f"{topic}/{text}")
    if draw(st.booleans()):
        hand.lines.append(" " * column + "related: [" + ", ".join(draw(st.lists(st.just("topic-0"), max_size=2))) + "]")
    hand.lines.append(" " * column + "quotes:")
    for number in range(draw(st.integers(1, 3))):
        _quote(hand, f"{topic}-quote-{number}", dash, is_first=number == 0)
        quotes[f"{topic}-quote-{number}"] = topic
    hand.end(topic)
    return tuple(texts)


def _quote(hand: Hand, name: str, dash: str, *, is_first: bool) -> None:
    column = len(dash)
    hand.begin(name, dash.index("-"), is_first=is_first)
    hand.lines.append(f"{dash}id: {name}")
    hand.comment(column)
    hand.lines.append(" " * column + "speaker: ada" + "  # she" * hand.has_comments)
    if hand.draw(st.booleans()):
        hand.put(" " * column + "asked: ", hand.draw(LINES)[:150], column)
    hand.put(" " * column + "text: ", hand.draw(TEXTS), column)
    hand.end(name)


def _bytes(draw: st.DrawFn, lines: list[str]) -> bytes:
    line_end = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    text = line_end.join(lines) + (line_end if draw(st.booleans()) else "")
    return draw(st.sampled_from([b"", b"", b"\xef\xbb\xbf"])) + text.encode()
