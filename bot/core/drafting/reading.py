"""Whatever an assistant answered, read by topic: JSON, YAML, lists, Markdown, with talk around it, or a part of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.curation.lookup import one_line
from bot.core.drafting.loose_json import Pairs, Value, begins_json, read_json

MOST_CHARS = 5_000_000
_MOST_ITEM_CHARS = 500
_NOTHING = re.compile(r"nothing(?: to ask)?\s*(?P<rest>(?:[^\w\s].*)?)", re.IGNORECASE | re.DOTALL)
_NO = re.compile(r"\W*(?:false|no|null)\W*", re.IGNORECASE)
_KEY = re.compile(
    r"^(?:(?:passage|key|topic|quote|id)\s*[:#]?\s*)?[\[(\"'“*_`]*(?P<key>T\d{4,20})\b[\])}\"'”*_`]*"
    r"\s*(?:\(now called:[^)]*\))?[\s:：.)=|–—-]*",
    re.IGNORECASE,
)
_FENCE = re.compile(r"\s*(?:```|~~~)")
_BULLET = re.compile(r"\s*(?:(?:[-*•–—+▪◦·>]|\(?(?:\d{1,3}|[a-z])[.)])\s+)+")
_MARKS = re.compile(r"\*\*|__|`|^\s*#+\s*|^\*(?=[^*]+\*$)|(?<=[^*])\*$")
_LABEL = re.compile(
    r"^[\"'“*_]*(?:(?P<title>title)|(?P<way>ways?(?: of asking)?|questions?|phrasings?)"
    r"|(?P<nothing>nothing(?: to ask)?)|(?P<near>near[ _-]?miss(?:es)?))[\"'”*_]*\s*(?:[:：=]\s*|$)",
    re.IGNORECASE,
)
_STYLE = re.compile(
    r"^(?:plain|situation|yes[- ]?(?:or[- ])?no|doubt|key ?words?|hurried|chat)[\w /-]{0,20}[:：]\s+", re.IGNORECASE
)
# How deep a line stands below a heading (1 to 6); a line in bold, a plain one, then lists by their indentation.
_BOLD, _PLAIN, _LISTED = 7, 8, 9
_NAMES_KEY = frozenset({"key", "id", "topic", "passage"})
_QUOTES = re.compile(r"^[\"“”„'‘](?P<text>.*)[\"“”'’][,;]?$")


class Kind(StrEnum):
    """What an item is read as."""

    TITLE = "title"
    WAY = "way"
    NOTHING = "nothing"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class TopicAnswer:
    """What the assistant wrote for one topic; `is_nothing`: that nobody would ask for it."""

    topic: str
    title: str = ""
    phrasings: tuple[str, ...] = ()
    is_nothing: bool = False


@dataclass(frozen=True, slots=True)
class AssistantAnswer:
    """All that could be read; `unknown`: keys that are no topic's."""

    topics: tuple[TopicAnswer, ...] = ()
    near_misses: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many ways of asking there are."""
        return sum(len(topic.phrasings) for topic in self.topics)


def read_answer(text: str, names: Mapping[str, str]) -> AssistantAnswer:
    """Read an answer of any form. `names`: the id of each topic by what it may be called, in small letters."""
    notes = _Notes(names)
    _LineReader(text[:MOST_CHARS].replace("\r\n", "\n").replace("\ufeff", ""), notes).read()
    return notes.answer()


@dataclass
class _Notes:
    """What was read so far, in the order of the answer."""

    names: Mapping[str, str]
    titles: dict[str, str] = field(default_factory=dict)
    phrasings: dict[str, dict[str, None]] = field(default_factory=dict)
    behind_key: dict[str, dict[str, None]] = field(default_factory=dict)
    nothing: set[str] = field(default_factory=set)
    near_misses: dict[str, None] = field(default_factory=dict)
    unknown: dict[str, None] = field(default_factory=dict)

    def topic(self, name: str) -> str:
        """Return the id of the topic called so, "" where there is none."""
        return self.names.get(name.strip().casefold(), "")

    def begin(self, topic: str) -> None:
        self.phrasings.setdefault(topic, {})

    def put(self, topic: str, kind: Kind | None, typed: str) -> None:
        """Note one item; what belongs to no topic, is empty or endless is passed over."""
        text = _STYLE.sub("", one_line(_MARKS.sub("", typed)))
        if not text or len(text) > _MOST_ITEM_CHARS:
            return
        if kind is Kind.NEAR:
            self.near_misses[text] = None
        elif topic and kind and _says_nothing(text):
            self.nothing.add(topic)
        elif topic and kind is Kind.TITLE:
            self.titles.setdefault(topic, text)
        elif topic and kind is Kind.WAY:
            self.phrasings[topic][text] = None

    def answer(self) -> AssistantAnswer:
        found = []
        for topic, phrasings in self.phrasings.items():
            behind = [*self.behind_key.get(topic, ())]
            is_line_by_line = not phrasings and len(behind) > 1  # "T1234: a way of asking"
            title = self.titles.get(topic) or "".join(behind[:1] if not is_line_by_line else ())
            written = tuple(behind if is_line_by_line else phrasings)
            found.append(TopicAnswer(topic, title, written, topic in self.nothing and not written))
        return AssistantAnswer(tuple(found), tuple(self.near_misses), tuple(self.unknown))


class _LineReader:
    """Goes through an answer line by line; where an object or a list begins, it is read as a whole."""

    def __init__(self, text: str, notes: _Notes) -> None:
        self._text = text
        self._notes = notes
        self._at = 0
        self._topic = ""
        self._kind: Kind | None = None
        self._is_open = False  # whether a line without a bullet may be an item
        self._depth = self._near_depth = _PLAIN
        self._near_before = 0  # near misses before the label of those that are read now
        self._is_near_by_topic = False
        self._key_depths: set[int] = set()

    def read(self) -> None:
        while self._at < len(self._text):
            end = self._text.find("\n", self._at)
            end = len(self._text) if end < 0 else end
            if not self._json(self._at, end):
                self._line(self._text[self._at : end], end)

    def _json(self, start: int, end: int) -> bool:
        """Read what begins with a bracket on this line, if anything does."""
        line = self._text[start:end]
        plain = _undecorated(line)
        at = line.find(plain[0]) if plain[:1] in ("{", "[") else line.find("{")
        is_owned = plain[:1] not in ("{", "[") and (_KEY.match(plain) or _LABEL.match(plain))
        if at < 0 or is_owned or not begins_json(self._text, start + at):
            return False
        self._walk_from(start + at)
        return True

    def _walk_from(self, at: int) -> None:
        value, self._at = read_json(self._text, at)
        self._walk(value, self._topic, self._kind)

    def _line(self, line: str, end: int) -> None:
        self._at = end + 1
        plain = _undecorated(line)
        if not plain or _FENCE.match(line):
            self._is_open = self._is_open and bool(_FENCE.match(line))
            return
        self._depth = _depth(line)
        is_listed = self._depth >= _LISTED
        if begun := self._key(plain, is_listed, line):
            self._rest(begun, end)
        elif label := _LABEL.match(plain):
            self._labelled(label, plain[label.end() :], end)
        elif is_listed or self._is_open or _QUOTES.match(plain):
            self._notes.put(self._topic, self._kind, _unquoted(plain))

    def _key(self, plain: str, is_listed: bool, line: str) -> str | None:
        """Begin a topic where the line names one; return what stands behind its name, with a line end."""
        if key := _KEY.match(plain):
            self._begin(key["key"])
            return plain[key.end() :] + "\n"
        name = plain.rstrip(":： ")
        is_heading = not is_listed and (name != plain or line.lstrip().startswith(("#", "**")))
        if is_heading and self._notes.topic(name):
            self._begin(name)
            return "\n"
        return None

    def _begin(self, name: str) -> None:
        self._topic, self._is_open = self._notes.topic(name), True
        self._is_near_by_topic = self._is_below_near_misses()
        if not self._is_near_by_topic:
            self._kind = Kind.WAY
            self._key_depths.add(self._depth)
        if not self._topic:
            self._notes.unknown[name] = None
        elif self._kind is Kind.WAY:
            self._notes.begin(self._topic)

    def _is_below_near_misses(self) -> bool:
        """Whether a key on this line tells which passage a near miss is nearest to, and begins no topic."""
        is_sibling = self._depth == self._near_depth and self._depth in (_BOLD, _PLAIN)
        if self._kind is not Kind.NEAR or not (self._depth > self._near_depth or is_sibling):
            return False
        if self._depth >= _LISTED and self._depth not in self._key_depths:
            return True
        return self._is_near_by_topic or len(self._notes.near_misses) == self._near_before

    def _rest(self, rest: str, end: int) -> None:
        """Read what stands behind a key on its line: an object, a label, "nothing", a title."""
        rest = rest.strip()
        if self._opens(rest, end):
            return
        if label := _LABEL.match(rest):
            self._labelled(label, rest[label.end() :], end)
        elif self._kind is Kind.NEAR:
            self._notes.put("", Kind.NEAR, _unquoted(rest))
        elif _says_nothing(rest):
            self._notes.nothing.add(self._topic)
        elif rest and self._topic:
            text = one_line(_MARKS.sub("", _unquoted(rest)))
            self._notes.behind_key.setdefault(self._topic, {})[text] = None

    def _labelled(self, label: re.Match[str], rest: str, end: int) -> None:
        kind = Kind(str(label.lastgroup))
        if kind is Kind.NOTHING:
            is_nothing = self._topic and self._kind is not Kind.NEAR and not _NO.fullmatch(rest)
            self._notes.nothing |= {self._topic} if is_nothing else set()
            return
        if kind is Kind.NEAR:
            self._topic, self._near_depth, self._near_before = "", self._depth, len(self._notes.near_misses)
        elif self._topic:
            self._notes.begin(self._topic)
        self._kind = kind
        if not self._opens(rest, end):
            self._notes.put(self._topic, kind, _unquoted(rest.strip()))
        if kind is Kind.TITLE:
            self._kind = Kind.WAY
        self._is_open = True

    def _opens(self, rest: str, end: int) -> bool:
        """Read the object or list with which the rest of a line begins, if it does."""
        rest = rest.lstrip()
        at = self._text.rfind(rest, 0, end) if rest[:1] in ("{", "[") else -1
        if at < 0 or not begins_json(self._text, at):
            return False
        self._walk_from(at)
        return True

    def _walk(self, value: Value, topic: str, kind: Kind | None) -> None:
        match value:
            case str():
                self._notes.put(topic, kind, value)
            case tuple():
                for item in value:
                    self._walk(item, topic, kind)
            case Pairs():
                if kind is not Kind.NEAR:
                    names = (item for key, item in value.items if key.casefold() in _NAMES_KEY)
                    named = (self._named(name) for name in names if isinstance(name, str))
                    topic = next(filter(None, named), topic)
                for key, item in value.items:
                    self._pair(key, item, topic, kind)

    def _pair(self, key: str, item: Value, topic: str, kind: Kind | None) -> None:
        label = _LABEL.match(key)
        if key.casefold() in _NAMES_KEY:
            return
        if kind is Kind.NEAR and (label or self._notes.topic(key)) and not _holds_title(item):
            self._walk(item, "", Kind.NEAR)
        elif owner := self._named(key):
            self._walk(item, owner, Kind.WAY)
        elif label and label.lastgroup == Kind.NOTHING:
            self._notes.nothing |= {topic} if topic and isinstance(item, str) and not _NO.fullmatch(item) else set()
        elif label:
            self._walk(item, topic, Kind(str(label.lastgroup)))
        elif not isinstance(item, str):
            self._walk(item, topic, kind)
        elif key.isdigit() or key in ("text", "q"):
            self._notes.put(topic, kind, item)

    def _named(self, name: str) -> str:
        """Begin the topic called so, if there is one; note a key that is no topic's."""
        topic = self._notes.topic(name)
        if topic:
            self._notes.begin(topic)
        elif _KEY.fullmatch(name):
            self._notes.unknown[name] = None
        return topic


def _says_nothing(text: str) -> bool:
    """Whether a text says that nobody would ask: "nothing to ask", "Nothing - small talk"."""
    found = _NOTHING.fullmatch(text.strip())
    return found is not None and not _NO.fullmatch(found["rest"])


def _holds_title(value: Value) -> bool:
    """Whether an object says what only a topic has."""
    keys = (key for key, _ in value.items) if isinstance(value, Pairs) else ()
    return any(label.lastgroup == Kind.TITLE for label in map(_LABEL.match, keys) if label)


def _depth(line: str) -> int:
    plain = line.lstrip()
    if _BULLET.match(line):
        return _LISTED + len(line) - len(plain)
    marks = len(plain) - len(plain.lstrip("#"))
    return marks or (_BOLD if plain.startswith("**") else _PLAIN)


def _undecorated(line: str) -> str:
    """Return a line without its bullet or number and without Markdown around it."""
    bullet = _BULLET.match(line)
    return _MARKS.sub("", line[bullet.end() if bullet else 0 :]).strip()


def _unquoted(text: str) -> str:
    """Return the text without the quotes around it; a doubled quote within single ones is one."""
    quoted = _QUOTES.match(text)
    if quoted is None:
        return text
    return quoted["text"].replace("''", "'") if text.startswith("'") else quoted["text"]
