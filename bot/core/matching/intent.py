"""Which part of a message asks, and whether it asks everyone, somebody else, or nobody."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from bot.core.matching.tokens import figures_written_out, plain, rewritten, written_out
from bot.core.text import words

_FEWEST_WORDS = 3
_CLOSING = re.compile(r"(?<![\s\"'”’)!?])[\s\"'”’)!?]++\Z")
_SENTENCE_BREAK = re.compile(r"(?<=[.!?…])[\"'”’)]*+\s++|\n++")

# Greetings, and words with which people clear their throats before they ask.
_THROAT = (
    r"by the way|actually|all|also|and|but|curious|everybody|everyone|folks|friends|guys|hello|hey|hi|hm+|honestly|lol"
    r"|no|now|oh|omg|okay|ok|people|please|question|quick|seriously|so|sorry|sup|team|thanks?|then|there|wait|well|yeah|yes|yo"
)
_CLEARED = rf"(?:(?:{_THROAT})\b[\s,.:;!-]*+)*+"
_WHO = "a|an|any|anybody|anyone|he|i|it|my|one|people|she|somebody|someone|that|the|there|these|they|this|we|you|your"
_DOES = "am|are|can|could|did|do|does|has|is|should|was|were|will|would"
_OPENS_QUESTION = re.compile(
    rf"{_CLEARED}(?:(?:{_DOES}) (?:{_WHO})|have (?:any|i|people|they|we|you)"
    rf"|(?:how|what|when|where|which|who|whom|whose|why)(?:['’]?s| to| (?:{_DOES}))"
    rf"|(?:how|what|which|who|whose|why) (?!(?:{_WHO})\b)\w+(?: \S+){{3}}|how (?:long|many|much|often)"
    rf"|(?:am|are|can|did|do|does|is|should) (?!be\b|been\b|not\b|what\b)\w+(?: \S+){{2}}"
    r"|any (?:advice|ideas?|suggestions?|thoughts|tips)|any(?:body|one) (?:here|knows?))\b",
    re.IGNORECASE,
)
_ASKS_NOTHING = re.compile(
    rf"{_CLEARED}(?:(?:are you (?:crazy|joking|kidding|mad|serious|sure)|how (?:about no|dare)"
    r"|is (?:it|that|this) a joke|wh(?:ere|en) there|who (?:cares|knows|needs)|why (?:me|though))\b"
    r"|how \w+ is (?:it|that|this)\W*\Z)",
    re.IGNORECASE,
)
_SEEKS_AGREEMENT = re.compile(
    r"(?<! or)[,\s](?:correct|eh|huh|innit|lol|no|ok|okay|right|yeah|yes|you know|do(?:n['’]?t)? you think"
    r"|[a-z]+n['’]?t (?:he|i|it|she|that|there|they|we|you)|(?:are|did|do|does|is|was|were) (?:he|it|she|they))\W*\Z",
    re.IGNORECASE,
)

# What people say to have the message answered that they reply to.
_POINTING = re.compile(
    r"about|also|an?|and|answers?|any|anybody|anyone|anything|bot|can|could|do|does|explain|for|give|got|have|he|hello"
    r"|help|her|here|hey|hi|him|ideas?|it|know|look|maybe|me|message|one|ok|or|please|pls|question|quick|reply|respond"
    r"|say|she|so|solve|somebody|something|take|tell|thanks|that|the|their|them|they|think|this|thoughts|too?|try|us"
    r"|want|what|will|with|would|yes|you|your"
)
_MOST_POINTING = 10
_AT_SOMEBODY = re.compile(r"(?:^|\s)@\w")
_CITES = re.compile(r"^[ \t]*>", re.MULTILINE)
_QUOTED = re.compile(r"\"[^\"\n]+\"|“[^“”\n]+”")
_COMMAND = re.compile(r"\s*[!/$?.;&%+-]+\w")
_CODE_WORD = re.compile(r"`[^`\n]+`")
_HAIL = re.compile(
    rf"{_CLEARED}(?:congrats |morning )?+(?P<name>[^\W\d_]+)\s?[,!:]\s+(?P<you>\w+ you\b)?", re.IGNORECASE
)
# Little words of English that other languages hardly have, and some that others have as well.
_ENGLISH = re.compile(
    r"\b(?:and|any|anyone|are|be|been|can|could|did|does|ever|for|from|get|has|have|how|if|it|know|less|more|need|or|should"
    r"|than|that|the|there|they|this|thoughts|too|vs|way|what|whats|when|where|which|who|why|will|with|worth|would|you|your)\b",
    re.IGNORECASE,
)
_ALSO_ENGLISH = re.compile(r"\b(?:a|an|as|at|by|do|he|his|i|in|is|me|my|no|not|of|on|so|to|was|we)\b", re.IGNORECASE)


def plainly_asks(text: str, is_known: Callable[[str], bool]) -> bool:
    """Whether this can be taken for a question to everyone by somebody who was asked nothing.

    No code, links, commands, quotation, or other language; no question to a person, named by a word that the knowledge
    does not know.
    """
    said = _QUOTED.sub("It", in_plain_words(text)).strip()
    is_marked = any(mark.search(text) for mark in (_AT_SOMEBODY, _CITES, _CODE_WORD))
    if is_marked or plain(text) != text or _COMMAND.match(text) or _hails_somebody(said, is_known):
        return False
    return any(map(asks, sentences_typed(said)))


@lru_cache(64)  # a message's sentences are read by several who judge it
def in_plain_words(text: str) -> str:
    """Return the text with its chat spelling written out."""
    return rewritten(figures_written_out(text), written_out)[0]


def sentences_typed(text: str) -> list[str]:
    """Return the sentences of a message; a new line ends one, and a small letter may begin one."""
    return [sentence for sentence in _SENTENCE_BREAK.split(text) if sentence.strip()]


def questions(text: str) -> list[str]:
    """Return the sentences that ask."""
    return [sentence for sentence in sentences_typed(text) if asks(in_plain_words(sentence))]


def asks(sentence: str) -> bool:
    """Whether a sentence in plain words asks: by how it opens, or by its mark; "right?" and "who cares?" do not."""
    said = sentence.strip()
    if len(words(said)) < _FEWEST_WORDS or _ASKS_NOTHING.match(said):
        return False
    if _OPENS_QUESTION.match(said):
        return True
    is_english = _ENGLISH.search(said) or len(_ALSO_ENGLISH.findall(said)) > 1
    closing = _CLOSING.search(said)
    has_mark = closing is not None and "?" in closing[0]
    return bool(has_mark and is_english and not _SEEKS_AGREEMENT.search(said))


def _hails_somebody(said: str, is_known: Callable[[str], bool]) -> bool:
    """Whether it opens with a name: "Anna, how ..."; in small letters only if "can you" follows."""
    hail = _HAIL.match(said)
    if hail is None or hail["name"].endswith("ly") or is_known(hail["name"]):
        return False
    return hail["name"].istitle() or bool(hail["you"])


def only_points(text: str) -> bool:
    """Return whether words ask for nothing but an answer to what they reply to, as in "can you answer this?"."""
    said = words(plain(text).casefold())
    return len(said) <= _MOST_POINTING and all(map(_POINTING.fullmatch, said))
