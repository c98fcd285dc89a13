"""Follow-ups: what can hardly be understood without the question before it, and the question that it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.function_words import ARTICLES, AUXILIARIES, PREPOSITIONS, QUANTITIES, QUESTION_WORDS
from bot.core.matching.tokens import bare
from bot.core.matching.wording import SAYS_LITTLE
from bot.core.text import words

_FOLLOW_UP = re.compile(
    r"(?:and|but|or|also|what about|how about|what if|why|why not|how so|how come|really)\b", re.IGNORECASE
)
_FOLLOW_UP_WORDS = 6
_OPENING = r"(?:(?:and|but|or|so|also|ok|okay|well|hm+|then)\b[\s,]*)*+"
_ASKS_FOR_MORE = re.compile(
    rf"{_OPENING}(?:really|how(?: come| so)?|why(?: not| so| is that| that)?|in what way|like what|what else"
    r"|(?:can you )?(?:tell me|say) more(?: about (?:it|that))?|(?:please )?(?:go on|more|explain))(?: please)?\W*",
    re.IGNORECASE,
)
_OPENED = re.compile(rf"{_OPENING}(?:(?:what|how) about\s+)?", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’/-][^\W_]+)*")
_DETERMINERS = ARTICLES | QUANTITIES | frozenset(("my", "your", "his", "her", "its", "our", "their"))
_POINTING = frozenset("it one ones that them they this those these".split())  # noqa: SIM905 - words
_ONES = frozenset(("one", "ones"))
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

    @property
    def has_determiner(self) -> bool:
        return self.name < self.words


def in_full(text: str, before: str) -> str:
    """Return the question that a follow-up stands for, "" where it stands for itself.

    "and a PhD?" after "should I do a Master's?" asks whether to do a PhD; "when did you start that?" points to what the
    question before names.
    """
    rest = _OPENED.sub("", text.strip(), count=1).rstrip(" ?!.")
    said = [bare(word) for word in _WORD.findall(rest)]
    things = [*_things(before)]
    if not said or not things or asks_for_more(text):
        return ""
    points_back = not _POINTING.isdisjoint(said)
    named = _named(rest, before, things) if points_back else rest
    is_fragment = said[0] not in QUESTION_WORDS | AUXILIARIES and len(said) <= _FRAGMENT_WORDS
    if not is_fragment or (said[0] in PREPOSITIONS and said[-1] == "one"):
        return f"{named}?" if points_back else ""
    if said[0] in PREPOSITIONS:
        same = [thing for thing in things if thing.preposition == said[0]]
    else:
        same = [thing for thing in things if thing.has_determiner is (said[0] in _DETERMINERS)]
        same = [thing for thing in same if not thing.preposition] or same
    replaced = (same or things)[-1]
    start = replaced.start if said[0] in PREPOSITIONS else replaced.name
    return f"{before[:start]}{named}{before[replaced.end :]}"


def standing_for(text: str, before: str) -> str:
    """Return the question that is open after a follow-up: the one before, if it only asks for more."""
    if asks_for_more(text) and before:
        return before
    return in_full(text, before) or text


def _named(rest: str, before: str, things: Sequence[_Thing]) -> str:
    """Return a follow-up with what it points to named: "a senior one" is "a senior data scientist"."""
    *_, pointing = (word for word in _WORD.finditer(rest) if bare(word[0]) in _POINTING)
    thing = next((thing for thing in reversed(things) if not thing.preposition), things[-1])
    said_before = [bare(word) for word in _WORD.findall(rest[: pointing.start()])]
    start = thing.name
    if bare(pointing[0]) in _ONES and said_before and said_before[-1] not in SAYS_LITTLE | PREPOSITIONS:
        _, _, end = before[thing.words : thing.end].partition(" ")
        start = thing.end - len(end) if end else thing.words
    return f"{rest[: pointing.start()]}{before[start : thing.end]}{rest[pointing.end() :]}"


def _things(text: str) -> Iterator[_Thing]:
    """Yield what a text names, in order: runs of words that say something, with what leads up to them."""
    preposition = determiner = first = last = None
    for word in [*_WORD.finditer(text), None]:
        said = bare(word[0]) if word else ""
        if said and said not in SAYS_LITTLE | PREPOSITIONS:
            first, last = first or word, word
            continue
        if first and last:
            name = determiner or first
            start = preposition or name
            yield _Thing(
                start.start(), name.start(), first.start(), last.end(), bare(preposition[0]) if preposition else ""
            )
            preposition = determiner = first = last = None
        if said in PREPOSITIONS:
            preposition, determiner = word, None
        elif said in _DETERMINERS:
            determiner = word
        else:
            preposition = determiner = None
