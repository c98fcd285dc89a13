"""A member's question without what could tell who asked: the draft of a way of asking that everybody may read."""

from __future__ import annotations

import re
from collections.abc import Callable

BLANK = "…"

_NEVER_SHOWN = re.compile(
    r"<(?:[@#][!&]?\d+|a?:\w+:\d+|t:\d+(?::\w)?|/[^:>]+:\d+|id:\w+)>"  # what Discord makes of mentions and the like
    r"|<?\b(?:https?://|www\.)\S+"
    r"|\bdiscord(?:app)?\.(?:gg|com)/\S+"
    r"|[^\s@<>]+@[^\s@<>]+\.\w+"  # an address of mail
    r"|(?<![\w@])(?:[\w-]+\.)+[a-z]{2,}/\S*"
    r"|(?<!\w)@[\w.]+"
    r"|(?<!\w)[+(#]?\d(?:[\d\s().,:/#-]*\d)?(?!\w)",  # the number of a telephone, a house, an account
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s$")
_SENTENCE_END = re.compile(r"(?:^|[.!?…][\"'”’)]*\s)\W*$")
_HAILING = re.compile(r"\s*[,:!]")
_NAMING = re.compile(
    r"(?:\b(?:i am|i['’]m|my name is|call me|this is|hi|hello|hey|dear|thanks|thank you),?) $", re.IGNORECASE
)
_BLANKS = re.compile(rf"{BLANK}(?:[\s,-]*{BLANK})+")


def blanked(text: str, is_known: Callable[[str], bool]) -> str:
    """On one line, with a blank for each mention, link, number, and for what looks like a name.

    That is a word with a capital letter which the record does not use (`is_known`), unless a sentence begins with it
    and does not go on as if somebody were hailed. So names in small letters stay: somebody has to look it over.
    """
    shown = _NEVER_SHOWN.sub(BLANK, " ".join(text.split()))
    return _BLANKS.sub(BLANK, _WORD.sub(lambda word: _without_name(word, is_known), shown))


def _without_name(word: re.Match[str], is_known: Callable[[str], bool]) -> str:
    before, after = word.string[: word.start()], word.string[word.end() :]
    name = _POSSESSIVE.sub("", word[0])
    is_name = name.istitle() and len(name) > 1 and not is_known(name)
    opens_sentence = _SENTENCE_END.search(before) and not _HAILING.match(after) and not _NAMING.search(before)
    return BLANK if is_name and not opens_sentence else word[0]
