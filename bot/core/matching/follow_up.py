"""Follow-ups: what can hardly be understood without the question before it, and the question that it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.function_words import (
    ADVERBS,
    ARTICLES,
    AUXILIARIES,
    CONJUNCTIONS,
    PREPOSITIONS,
    QUANTITIES,
    QUESTION_WORDS,
)
from bot.core.matching.intent import in_plain_words
from bot.core.matching.tokens import bare
from bot.core.matching.wording import SAYS_LITTLE
from bot.core.text import words

_FOLLOW_UP = re.compile(
    r"(?:and|but|or|also|even|what about|how about|what if|why|why not|how so|how come|really)\b", re.IGNORECASE
)
_FOLLOW_UP_WORDS = 6
_OPENING = r"(?:(?:and|but|or|so|also|even|ok|okay|well|hm+|then)\b[\s,]*)*+"
_THAT = "(?:it|that|this)"
_ASKS_FOR_MORE = re.compile(
    rf"{_OPENING}(?:(?:oh )?(?:really|seriously|for real|is {_THAT} so|(?:are )?you sure(?: about {_THAT})?)"
    r"|how(?: come| so)?|why(?: not| so| is that| that| exactly| though)?|in what (?:way|sense)|like what|such as"
    r"|for (?:example|instance)|(?:(?:can you )?give (?:me |us )?)?an example"
    r"|(?:why do|what makes) you (?:say|think|believe) (?:so|that|this)"
    r"|(?:what|which)(?:['’]s| is| was| are)? (?:the|your) reasons?"
    rf"|what do you mean(?: by {_THAT})?|what does {_THAT} mean|meaning"
    rf"|(?:what|anything|something) else(?: about {_THAT})?|any (?:other|more|further) (?:reasons?|thoughts|details?)"
    rf"|(?:(?:can|could|would) you )?(?:please )?(?:(?:tell me|say|know) )?(?:some )?more(?: about {_THAT})?"
    r"|(?:(?:can|could|would) you )?(?:please )?(?:go on|continue|explain|elaborate)"
    rf"(?: (?:{_THAT}|why|more|on {_THAT}))?)(?: please| pls| plz)?\W*",
    re.IGNORECASE,
)
# What leads up to the one thing that is new: "what about freelancing?", "is that also true for a PhD?".
_LEADING_UP = (
    r"(?:what|how) about\s+(?:with\s+)?|(?:is|does|do|would|will|are) (?:it|that|this|the same) (?:also |even |still )*"
    r"(?:(?:be )?(?:true|valid|the case|the same)|apply|go|hold(?: true)?|work|count) (?:for|to|with|of)\s+"
    r"|(?:the )?same (?:goes |thing )?(?:for|with)\s+"
)
_OPENED = re.compile(rf"{_OPENING}(?:{_LEADING_UP})?", re.IGNORECASE)
_CLOSED = re.compile(r"(?:[\s,]+(?:instead|then|too|also|though|as well|either|please))*\W*\Z", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’/-][^\W_]+)*")
_INDEFINITE = frozenset(("a", "an"))
_OWNERS = frozenset("my your his her its our their".split())  # noqa: SIM905 - words
_DETERMINERS = ARTICLES | QUANTITIES | _OWNERS
_POINTING = frozenset("it one ones that them they this those these".split())  # noqa: SIM905 - words
_POINTING_BACK = _POINTING | frozenset("he him his she her its their there same".split())  # noqa: SIM905
_ONES = frozenset(("one", "ones"))
_DOERS = frozenset("i you he she we they people one everyone everybody anyone anybody someone".split())  # noqa: SIM905
_IS_DONE_TO = re.compile(  # "how did the course help you with Python?"
    rf"(?:me|you|him|her|us|them|people)(?:\W*\Z| (?:{'|'.join(sorted(PREPOSITIONS))})\b)", re.IGNORECASE
)
_DEED = re.compile(
    rf"\b(?:{'|'.join(sorted(AUXILIARIES))}) (?:{'|'.join(sorted(_DOERS))})"
    r" (?:(?:do|did|doing|have|had|be|ever|still|also) )*(?P<deed>.+?)\W*\Z",
    re.IGNORECASE,
)
_THE_DEED = re.compile(r"\b(?:that|this)\b|\A(?:is|was) it\b", re.IGNORECASE)
_PURPOSE = re.compile(r"\bto (?:be|become|do|find|get|have|land|learn|make|work)\b", re.IGNORECASE)
_NOT_MEANT = frozenset(("before", "after", "without", "until", "than", "during"))
_WHOLE_CLAUSE = QUESTION_WORDS | CONJUNCTIONS
_FRAGMENT_WORDS = 5


def is_follow_up(text: str) -> bool:
    """Whether this can hardly be understood without the question before it: "and a PhD?"."""
    return (bool(_FOLLOW_UP.match(text.strip())) and len(words(text)) <= _FOLLOW_UP_WORDS) or asks_for_more(text)


def asks_for_more(text: str) -> bool:
    """Whether it names nothing by itself: "why?", "and how?", "tell me more"."""
    return bool(_ASKS_FOR_MORE.fullmatch(text.strip()))


@dataclass(frozen=True, slots=True)
class _Thing:
    """What a question names, such as "at a big company": where it starts in the text, its name, its words, and its end.

    The name is without the preposition, the words are without the determiner.
    """

    start: int
    name: int
    words: int
    end: int
    preposition: str
    determiner: str


def is_whole(text: str) -> bool:
    """Whether a reply is a question that can be understood by itself: it asks, and points to nothing."""
    said = [bare(word) for word in _WORD.findall(in_plain_words(text))]
    asks = not QUESTION_WORDS.isdisjoint(said) or not AUXILIARIES.isdisjoint(said[:1])
    return asks and _POINTING_BACK.isdisjoint(said)


def in_full(text: str, before: str) -> str:
    """Return the question that a follow-up stands for, "" where it stands for itself.

    "and a PhD?" after "should I do a Master's?" asks whether to do a PhD; "when did you start that?" points to what the
    question before names.
    """
    written = in_plain_words(text).strip()
    rest = _CLOSED.sub("", _OPENED.sub("", written, count=1))
    said = [bare(word) for word in _WORD.findall(rest)]
    things = _main(before)
    if not said or not things or asks_for_more(text):
        return ""
    is_fragment = _WHOLE_CLAUSE.isdisjoint(said) and said[0] not in AUXILIARIES and len(said) <= _FRAGMENT_WORDS
    named = _named(rest, before, things)
    if not is_fragment or (said[0] in PREPOSITIONS and said[-1] in _ONES):
        return f"{named}?" if named != rest else ""
    if all(word in SAYS_LITTLE | PREPOSITIONS for word in said):
        return ""
    replaced = _replaced(said[0], things)
    if said[0] in PREPOSITIONS and replaced.preposition != said[0]:
        return f"{before.rstrip(' ?!.')} {named}?"
    start = replaced.start if said[0] in PREPOSITIONS else replaced.name
    return f"{before[:start]}{named}{before[replaced.end :]}"


def standing_for(text: str, before: str) -> str:
    """Return the question that is open after a follow-up: the one before, if it only asks for more."""
    if asks_for_more(text) and before:
        return before
    return in_full(text, before) or text


def _replaced(first: str, things: Sequence[_Thing]) -> _Thing:
    """Return the thing whose place is taken by what begins with this word: the last one that begins most like it."""

    def likeness(thing: _Thing) -> tuple[bool, ...]:
        if first in PREPOSITIONS:
            return (thing.preposition == first,)
        is_determined = bool(thing.determiner) is (first in _DETERMINERS)
        return is_determined, (thing.determiner in _INDEFINITE) is (first in _INDEFINITE), not thing.preposition

    return max(reversed(things), key=likeness)


def _named(rest: str, before: str, things: Sequence[_Thing]) -> str:
    """Return a follow-up with what it points to named: "a senior one" is "a senior data scientist".

    What points to nothing that is named, as in "that course", stays.
    """
    found = [*_WORD.finditer(rest)]
    said = [bare(word[0]) for word in found]
    places = [at for at, word in enumerate(said) if word in _POINTING and _stands_alone(said, at)]
    if not places:
        return rest
    at = places[-1]
    if said[at] not in _ONES and (deed := _DEED.search(before)) and _THE_DEED.search(rest):
        return f"{rest[: found[at].start()]}{deed['deed']}{rest[found[at].end() :]}"
    pointed = [thing for thing in things if thing.preposition not in _NOT_MEANT or said[at] in _ONES]
    if not pointed:
        return rest
    thing = max(reversed(pointed), key=lambda thing: bool(thing.determiner) or not thing.preposition)
    start, end = thing.name, thing.end
    if said[at] in _ONES and at and said[at - 1] not in SAYS_LITTLE | PREPOSITIONS:
        _, _, rest_of_name = before[thing.words : thing.end].partition(" ")
        start = thing.end - len(rest_of_name) if rest_of_name else thing.words
    return f"{rest[: found[at].start()]}{before[start:end]}{rest[found[at].end() :]}"


def _stands_alone(said: Sequence[str], at: int) -> bool:
    """Whether a pointing word is no mere companion of the word behind it, as in "that course"."""
    if said[at] not in ARTICLES:
        return True
    is_last = at + 1 == len(said)
    return is_last or said[at + 1] in SAYS_LITTLE | PREPOSITIONS or said[max(0, at - 1)] in AUXILIARIES


def _main(text: str) -> list[_Thing]:
    """Return the things that a question is about, without those that it is done for, if there are more."""
    things = [*_things(text)]
    purpose = _PURPOSE.search(text)
    return [thing for thing in things if purpose is None or thing.start < purpose.start()] or things


def _things(text: str) -> Iterator[_Thing]:
    """Yield what a text names, in order: runs of words that say something, with what leads up to them.

    The word behind whoever does something is what they do, and no part of a name: "do you keep notes?" names notes.
    """
    preposition = determiner = first = last = before_last = None
    is_deed_next = False
    for word in [*_WORD.finditer(text), None]:
        said = bare(word[0]) if word else ""
        if said and said not in SAYS_LITTLE | PREPOSITIONS | _DOERS and not is_deed_next:
            first, last, before_last = first or word, word, last
            continue
        if first and last:
            if before_last and word and _IS_DONE_TO.match(text, word.start()):
                last = before_last
            name = determiner or first
            start = preposition or name
            yield _Thing(
                start.start(),
                name.start(),
                first.start(),
                last.end(),
                bare(preposition[0]) if preposition else "",
                bare(determiner[0]) if determiner else "",
            )
            preposition = determiner = first = last = before_last = None
        is_deed_next = said in _DOERS or (is_deed_next and said in ADVERBS)
        if said in PREPOSITIONS:
            preposition, determiner = word, None
        elif said in _DETERMINERS:
            determiner = word
        else:
            preposition = determiner = None
