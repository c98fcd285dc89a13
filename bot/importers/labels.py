"""Marks at the beginning of a line: names, changes of speaker, and times of the recording.

A mark is read, or it is doubtful: words below a mark that is not read are never surely the previous speaker's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from bot.core.function_words import FUNCTION_WORDS

MAX_NAME_CHARS = 40
_HEAD_CHARS = 60
_HEAD_WORDS = 6
_CASELESS_NAME_CHARS = 8
_ROLES = tuple(
    """
    answer announcer audience both caller guest host interviewee interviewer male female moderator narrator presenter
    question reporter speaker unidentified unknown voice
    """.split()  # noqa: SIM905 - words to read
)
_PARTICLES = frozenset("al and bin da de del den der di du el for in la le of the van von y &".split())  # noqa: SIM905
_TELLS_WHO = frozenset(
    """
    adds answers as asks at concludes continues explains from interrupts jokes laughs of replies responds says with
    """.split()  # noqa: SIM905 - words to read
)
_WORD = r"[^\W_][\w.'’-]*"
_NAME = (
    r"[^\W\d_][\w.'’-]*?(?: (?:[^\W\d_a-z][\w.'’-]*?|\d{1,3}|de|der|van|von|da|di|la|le)){0,3}(?: \([^()\n]{1,40}\))?"
)
_LABEL = re.compile(
    rf"(?P<mark>[*_]{{1,2}})?(?P<bracket>\[)?(?P<name>{_NAME})(?(bracket)\])(?(mark)[*_]{{0,2}}) ?"
    r"(?::(?(mark)[*_]{0,2}:?)(?=\s|$)|：(?(mark)[*_]{0,2}))"
)
_SENTENCE_END = re.compile(r"(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bProf)(?<!\b[A-Z])[.!?…] [^\W\d]")
_HEAD = re.compile(rf"[*_]{{0,2}}(?P<head>[^:：\n]{{1,{_HEAD_CHARS}}}?)[*_]{{0,2}} ?(?::[*_]{{0,2}}(?=\s|$)|：)")
_BRACKETED_NAME = re.compile(r"[\[(<](?P<name>[^\[\]()<>\n]{1,40})[\])>](?P<colon> ?[:：])?")
CHANGE = re.compile(r"(?:>{1,3}|[-–—])[ \t]*(?![\d>-])")
_NO_NAMES = frozenset(
    ("note", "notes", "update", "edit", "disclaimer", "source", "photo", "image", "video", "warning", "tip", "example")
)
_UNNAMED = re.compile(
    rf"(?:(?i:(?:{'|'.join(_ROLES)})s?|spk)|[A-Z])(?:[ _#-]?(?:\d{{1,3}}|[A-Z])|[ _#-][a-z])?"
    r"|[a-z](?:[ _#-]?\d{1,3})?"
)
_COMMON = (FUNCTION_WORDS - {"may"}) | frozenset(
    """
    above actually although always another anyway basically best better beyond certainly clearly either exactly
    finally first firstly five following four given hence honestly however indeed instead last lastly later let like
    likewise look maybe neither never next nothing obviously often ok okay once perhaps personally please put right
    same say second secondly see shortly similarly simply since six sometimes soon still sure surely ten thank
    thanks therefore thing third thirdly three thus today together two unfortunately usually well whatever yeah yes
    """.split()  # noqa: SIM905 - words to read
)


class Label(NamedTuple):
    """A name at the start of a text, and how it is printed there ("**Ada:**")."""

    name: str
    printed: str


def label_of(text: str) -> Label | None:
    """Return the name at the start of a text; None where there is none."""
    found = _LABEL.match(text)
    if not found or len(found["name"]) > MAX_NAME_CHARS:
        return None
    name = found["name"]
    is_named = name[0].isupper() or name.lower() in _ROLES
    if _is_caseless(name):
        is_named = len(name) <= _CASELESS_NAME_CHARS
    return Label(name, found[0]) if is_named and name.lower() not in _NO_NAMES else None


def is_doubtful(text: str) -> bool:
    """Tell whether a text begins with what could be the mark of a speaker, read or not.

    Sentences that begin like a label ("One thing: ...", "My advice: ...") do not.
    """
    text = text.lstrip("\\*_ ")
    if CHANGE.match(text) or label_of(text):
        return True
    bracketed = _BRACKETED_NAME.match(text)
    if bracketed and (bracketed["colon"] or is_bare_name(bracketed["name"])):
        return not is_note(f"[{bracketed['name']}]")
    head = _HEAD.match(text)
    return head is not None and _could_name(head["head"])


def _could_name(head: str) -> bool:
    """Tell whether what stands before a colon could name or describe a person: capitals, a role, or somebody's role."""
    words = re.findall(_WORD, head)
    if not words or len(words) > _HEAD_WORDS or _SENTENCE_END.search(head):
        return False
    if not words[0][0].isalpha() or re.split("['’]", words[0].lower())[0] in _COMMON:
        return False
    if words[0][0].islower():
        return len(words) == 1 or words[0] in _ROLES
    if len(words) == 1 or head.rstrip()[-1].isdigit() or re.search("[(,/]", head):
        return True
    is_described = words[1].lower() in _TELLS_WHO or words[-1].lower() in _TELLS_WHO
    return is_described or all(not word[0].islower() or word in _PARTICLES for word in words)


def is_bare_name(text: str) -> bool:
    """Tell whether a whole line is a name, and no word that sentences are made of."""
    label = label_of(f"{text}:")
    return label is not None and label.name == text and text.lower() not in _COMMON


def _is_caseless(name: str) -> bool:
    return name.lower() == name.upper()


def is_name(text: str) -> bool:
    """Tell whether a text could be a name and is no sentence."""
    return (
        0 < len(text) <= MAX_NAME_CHARS and "\n" not in text and any(map(str.isalpha, text)) and len(text.split()) < 6
    )


def speaker_name(value: Any) -> str:
    """Return what a file calls a speaker as a name; "" where it is none. A number alone is "Speaker 1"."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    name = " ".join(value.split()).rstrip(".:,; ") if isinstance(value, str) else ""
    if re.fullmatch(r"\d{1,3}|[A-Z]", name):
        return f"Speaker {name}"
    return name if is_name(name) else ""


def is_unnamed(name: str) -> bool:
    """Tell whether a speaker is called by a number, a letter or a role ("Speaker 1", "SPEAKER_00", "Q", "Host")."""
    return _UNNAMED.fullmatch(name) is not None


def recurring(names: Iterable[str]) -> frozenset[str]:
    """Return the names that are surely speakers.

    Where others recur, one that stands only once may be a word with a colon; so may always one in a script without
    capitals, and a word that sentences are made of ("Look:").
    """
    counts = Counter(names)
    least = 2 if max(counts.values(), default=0) > 2 else 1
    may_be_words = {name for name in counts if _is_caseless(name) or name.lower() in _COMMON}
    return frozenset(name for name, count in counts.items() if count >= (2 if name in may_be_words else least))


_MANNER = r"laughs?|laughing|laughter|smil(?:es?|ing)|chuckl(?:es?|ing)|nods?|nodding|pauses?|sighs?"
_SOUND = (
    r"applause|music|musical|theme|singing|cross-?talk|inaudible|unintelligible|indistinct|indiscernible|unclear|noise"
    r"|silence|coughs?|foreign|audio|recording|background|technical difficulties|bleep|redacted|agrees|disagrees"
    r"|confirms|concurs"
)
_IN_PARENTHESES = re.compile(
    rf"(?:(?:both|all) )?(?:{_MANNER})"
    r"|(?:applause|(?:[a-z]+ )?music(?: playing| fades| stops)?|cross-?talk|inaudible|unintelligible|indistinct"
    r"|indiscernible)(?:[ ,]+[\d:.]+)?",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(rf"(?:[\w“”'’\"?.,-]+ ){{0,3}}(?:{_MANNER}|{_SOUND})\b.*", re.IGNORECASE)
_MANNER_ALONE = re.compile(rf"(?:\w+ )?(?:{_MANNER})(?:, \w+)?", re.IGNORECASE)
_TIME = r"(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?"
_TIME_PARTS = re.compile(r"\d+(?:[.,]\d+)?")
_STAMP = rf"(?:\\?\[{_TIME}(?: ?(?:-->|-|–) ?{_TIME})?\\?\]|\({_TIME}(?: ?(?:-->|-|–) ?{_TIME})?\))"
_STAMPED = re.compile(
    rf"^[ \t]{{0,9}}(?P<lone>{_STAMP}|{_TIME})[ \t]{{0,9}}(?:$|[-–][ \t]{{1,9}})"
    rf"|^(?P<before>[*_]{{0,2}})(?P<leading>{_STAMP})[ \t]{{0,9}}"
    rf"|^(?P<bare>{_TIME})[ \t]{{1,9}}(?=[*_]{{0,2}}[^\W\d_][^:：\n]{{0,40}}[:：])"
    rf"|^(?P<name>[*_]{{0,2}}{_NAME}[*_]{{0,2}})(?P<end>[ \t]{{0,9}}[:：]?[*_]{{0,2}})"
    rf"(?:[ \t]{{0,9}}(?P<named>{_STAMP})[ \t]{{0,9}}(?P<colon>[:：]?[*_]{{0,2}})"
    rf"|[ \t]{{1,9}}(?P<otter>{_TIME})[ \t]{{0,9}}$)"
    rf"|[ \t]?(?P<inner>\\?\[{_TIME}\\?\])",
    re.MULTILINE,
)


def is_note(bracketed: str) -> bool:
    """Tell whether a text in brackets describes what is heard ("[laughs]", "[inaudible 00:12:33]", "(applause)")."""
    kind = _IN_PARENTHESES if bracketed.startswith("(") else _IN_BRACKETS
    return kind.fullmatch(bracketed[1:-1].strip()) is not None


def is_manner(bracketed: str) -> bool:
    """Tell whether a note only says how the words around it are said ("(laughs)")."""
    return _MANNER_ALONE.fullmatch(bracketed[1:-1].strip()) is not None


def seconds_of(time: str) -> float:
    """Return "1:02:03.5" as seconds, brackets and all else aside."""
    first = re.split("[-–]", time, maxsplit=1)[0]
    seconds = 0.0
    for part in _TIME_PARTS.findall(first):
        seconds = 60 * seconds + float(part.replace(",", "."))
    return seconds


@dataclass(frozen=True, slots=True)
class TimedText:
    """A text without the times that it printed, and these: offsets in the text, and seconds."""

    text: str
    times: tuple[tuple[int, float], ...] = ()


def without_times(text: str) -> TimedText:
    """Take out times beside names, at the start of lines, and in square brackets."""
    parts: list[str] = []
    times: list[tuple[int, float]] = []
    cursor = offset = 0
    for found in _STAMPED.finditer(text):
        before = text[cursor : found.start()]
        label = ""
        if found["name"]:
            end, colon = found["end"].strip(), (found["colon"] or "").strip()
            label = found["name"] + (end or colon or ":") + (colon.strip(":：") if end else "")
        elif found["before"]:
            label = found["before"]
        parts.append(before)
        offset += len(before)
        stamp = next(filter(None, (found[group] for group in ("lone", "leading", "bare", "named", "otter", "inner"))))
        times.append((offset, seconds_of(stamp)))
        if found["name"] and text[found.end() : found.end() + 1].strip():
            label += " "
        parts.append(label)
        offset += len(label)
        cursor = found.end()
    return TimedText("".join((*parts, text[cursor:])), tuple(times))
