"""Titles drafted for passages: the question that one answers, or else what it speaks of that the others do not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import log, sqrt
from typing import NamedTuple

from bot.core.asking import FEWEST_ASKED_WORDS
from bot.core.drafting.form import MOST_TITLE_CHARS
from bot.core.function_words import FUNCTION_WORDS
from bot.core.matching.tokens import bare, tokens
from bot.core.text import CUT, sentences, words

_PHRASE_WORDS = 3
_SHORTEST_CHARS = 3
_FIRST_WORDS = 6  # of a passage in which no phrase is found
_ANSWERED = 2.0  # how much more a word of a question says that the answer takes up
_LEAST_TOLD = 0.5  # of the telling of a word that one passage alone holds
_LEAD_IN = re.compile(
    r"^(?:(?:so|and|but|okay|ok|yeah|yes|right|well|now|then|cool|great|interesting|thanks|thank you|i see|maybe|also"
    r"|actually|all right|alright|um|uh|you know|usually|for example|let me ask(?: you)?)\b[\s,.!–-]*)+",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"^\s*\([^()]{1,60}\)\s*")
_CLAUSE = re.compile(r"[^\w\s'’/-]+|\n")
_COMMON = FUNCTION_WORDS | frozenset(
    """
    able above actual actually add almost although always another answer ask aspect back basically become behind
    best better big biggest bit bring bunch call called came case cases certain challenge clear come comes complete
    couple day days deeper definitely depends different down either else end enough especially everything exactly
    example examples explain feel find fine first focus full general get gets getting give go goes going gonna good
    got great happen happened happens hear help high however huge idea important instance instead interesting keep
    kind kinds know large last later least let level like likely list little long look looking lot lots made main
    make makes making maybe mean means mention mentioned mind moment name need needed needs negative never new next
    nice nothing number often okay once ones open opinion opinions others own part particular parts people perhaps
    person perspective piece place point popular possible pretty probably problem problems provide put question
    questions quick quite read real really reason recommend recommendation recommendations response rest right said
    same saw say saying second see seem seems seen share short side similar simple since small sometimes sort speak
    specific spot start started still story stuff sure take takes talk talked talking tell thing things think third
    thought three time times today together took topic tried true try trying turn two type types understand use
    used uses using usually want wanted wants way ways we'll well went whatever whole wide widely word words work
    working works year years yes
    """.split()  # noqa: SIM905 - words to read
)
_BEFORE_NOUNS = frozenset(
    """
    a about an any between by each every for from her his in its my no of our per some the their these this those
    with your
    """.split()  # noqa: SIM905 - words to read
)
_BEFORE_VERBS = frozenset(
    """
    also always can could did didn't do does don't he i i'd i'll it just let's may might must never not she should
    they they'll to we we'd we'll who will would you you'd you'll
    """.split()  # noqa: SIM905 - words to read
)
_AFTER_VERBS = frozenset(
    """
    a an any her him his how if it its me more my our some something the their them these this those us what
    whether why you your
    """.split()  # noqa: SIM905 - words to read
)
_NO_NOUN = re.compile(r"(?:ly|[a-z]{2}ed|n['’]t|est|less|able|ful)$", re.IGNORECASE)


class _Phrase(NamedTuple):
    """A run of telling words, and the words before and behind it."""

    text: str
    before: str
    after: str


class Titles:
    """Gives each passage of a record a title that tells it from the others."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = len(texts)
        self._spread = Counter(term for text in texts for term in _stems(text))
        self._as_noun, self._as_verb = Counter[str](), Counter[str]()
        for text in texts:
            for before, word, after in _with_neighbours(text):
                is_verb = before in _BEFORE_VERBS or after in _AFTER_VERBS
                self._as_verb[word] += is_verb
                self._as_noun[word] += before in _BEFORE_NOUNS and not is_verb

    def title(self, text: str, asked: Iterable[str]) -> str:
        """Return the question that tells most of what the text answers, or the phrase that does; `asked` before it."""
        own = [sentence.strip() for sentence in sentences(text)[:2]]
        told = _stems(text)
        best, most = "", _LEAST_TOLD * self._rarity("")
        for question in (*asked, *own):
            plain = " ".join(_LEAD_IN.sub("", _ASIDE.sub("", question)).split())
            is_fit = plain.endswith("?") and len(plain) <= MOST_TITLE_CHARS and CUT not in plain
            if is_fit and len(words(plain)) >= FEWEST_ASKED_WORDS and (says := self._says(plain, told)) >= most:
                best, most = plain, says
        title = best or self._phrase(text) or " ".join(words(text)[:_FIRST_WORDS])
        is_small = title.split(maxsplit=1)[0].islower()  # iPhone and eBay stay as they are written
        return (title[0].upper() if is_small else title[0]) + title[1:MOST_TITLE_CHARS].rstrip()

    def _rarity(self, term: str) -> float:
        return log(1 + self._texts / max(1, self._spread[term]))

    def _says(self, question: str, told: set[str]) -> float:
        """Return how much a question tells by itself, its words that the answer takes up before all."""
        telling = [word for word in words(question) if _is_telling(word)]
        return sum(self._rarity(term) * (_ANSWERED if term in told else 1) for term in _stems(" ".join(telling)))

    def _phrase(self, text: str) -> str:
        """Return the most telling phrase of a text; beside a single word, another one."""
        found = [*_phrases(text)]
        often = Counter(phrase.text.casefold() for phrase in found)
        named = Counter(phrase.text.casefold() for phrase in found if phrase.before in _BEFORE_NOUNS)
        terms = Counter(token.term for token in tokens(text))

        def weight(phrase: str) -> float:
            own, name = [token.term for token in tokens(phrase)], phrase.casefold()
            rare = sum(self._rarity(term) * (1 + log(terms[term] or 1)) for term in own)
            return rare / sqrt(len(own) or 1) * (1 + 0.3 * (often[name] - 1)) * (1 + named[name] / often[name])

        short = (phrase for phrase in found if len(phrase.text) <= MOST_TITLE_CHARS // 2)
        fit = dict.fromkeys(phrase.text for phrase in short if self._names_a_thing(phrase))
        first, *others = [*sorted(fit, key=weight, reverse=True), ""]
        if not first or " " in first:
            return first
        second = next(other for other in others if not _stems(first) & _stems(other))
        return f"{first} and {second}" if second else first

    def _names_a_thing(self, phrase: _Phrase) -> bool:
        typed = phrase.text.split()
        first, last = bare(typed[0]), bare(typed[-1])
        is_done = phrase.before in _BEFORE_VERBS and self._as_verb[first] >= self._as_noun[first]
        is_verb = phrase.after in _AFTER_VERBS or self._as_verb[last] > self._as_noun[last]
        return not (is_done or is_verb or _NO_NOUN.search(last))


def _stems(text: str) -> set[str]:
    return {token.term for token in tokens(text)}


def _is_telling(word: str) -> bool:
    return len(word) >= _SHORTEST_CHARS and bare(word) not in _COMMON and not word.isdecimal()


def _with_neighbours(text: str) -> Iterator[tuple[str, str, str]]:
    for clause in _CLAUSE.split(text):
        said = [bare(word) for word in clause.split()]
        yield from zip(["", *said], said, [*said[1:], ""], strict=False)


def _phrases(text: str) -> Iterator[_Phrase]:
    """Yield the ends of all runs of telling words."""
    for clause in _CLAUSE.split(text):
        before, run = "", list[str]()
        for word in [*clause.split(), ""]:
            if _is_telling(word):
                run.append(word)
                continue
            for size in range(1, min(_PHRASE_WORDS, len(run)) + 1):
                yield _Phrase(" ".join(run[-size:]), before if size == len(run) else "", bare(word))
            before, run = bare(word), []
