"""What sets a question apart from the nearest answer on record.

A near twin asks in nearly the words of a question that the record answers, and the record does not answer it: it asks
the other way round, for the opposite, about somebody else, takes for granted what nobody said, or wants a figure that
was not given. Each difference is one function: from 0 (none) to 1 (clear).

To add one: write the function and give it a line in DIFFERENCES, fit `TWINS` of weights.py anew (`python
benchmarks/fit_twins.py`), and put the figures before and after into the commit message.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np

from bot.core.matching.corpus import Entry
from bot.core.matching.features import QueryFeatures
from bot.core.matching.index import Index
from bot.core.matching.query import asking_sentences
from bot.core.matching.tokens import bare, stem
from bot.core.matching.weights import TWINS, TWINS_OF_FEW
from bot.core.matching.wording import (
    ACCUSING,
    ALTERNATIVES,
    CALENDAR,
    COORDINATORS,
    LINKS,
    OPPOSITES,
    OWNERS,
    RELATIONS,
    WANTED,
    Persons,
    Wording,
    formed_opposites,
)
from bot.core.text import sentences

_FEWEST = 10  # phrasings of a topic: beside fewer, every new question differs
_NEAR = 8  # of the questions that an answer answers, so many are compared word by word
_IN_REPLIES = frozenset(("unasked",))
_NONE = frozenset[str]()
_NEGATED_BEFORE = 4  # words of a question that begins with why
_COUNTED_UNIT = re.compile(r"\bhow many (second|minute|hour|day|week|month|year)")
_NAME = re.compile(r"(?<=[\w,'’] )(?:[A-Z][a-z]\w*|[A-Z]{3,}\b)")
_SELVES = frozenset(map(stem, ("himself", "herself", "yourself")))


def _never(_: str) -> bool:
    return False


class Known:
    """The wordings on record of one answer: the questions it answers, and its sentences."""

    def __init__(self, questions: Iterable[str], text: str, persons: Persons) -> None:
        self.text = text
        self.questions = [Wording(question, persons) for question in questions]
        self.sentences = [Wording(sentence, persons, is_on_record=True) for sentence in sentences(text)]
        self.wordings = [*self.questions, *self.sentences]
        self.stems = frozenset(term for wording in self.wordings for term in wording.stems)
        self.has_why = any("why" in question.words for question in self.questions)

    @cached_property
    def wanted(self) -> frozenset[str]:
        return frozenset(question.wanted for question in self.questions)

    @cached_property
    def ends(self) -> Counter[tuple[str, str]]:
        return Counter(end for wording in self.wordings for end in wording.ends())

    @cached_property
    def deeds(self) -> Counter[tuple[str, str, str]]:
        return Counter(deed for wording in self.wordings for deed in wording.deeds())


@dataclass(frozen=True, slots=True)
class Comparison:
    """A question beside what is known; `near`: the nearest questions that are answered, and all sentences.

    `asked` is the part of the message that asks, `said` all of it; `is_heard` tells of a name whether that it stands
    elsewhere on record counts.
    """

    asked: Wording
    said: Wording
    known: Known
    near: Sequence[Wording]
    is_heard: Callable[[str], bool] = _never


def opposite(found: Comparison) -> float:
    """Compare words with their opposites: "what do you dislike" where it is told what he likes.

    Only where the question takes the word for granted, and does not turn it around itself: "why shouldn't I stop?".
    """
    asked, clearest = found.asked, 0.0
    if not asked.presupposes or not ALTERNATIVES.isdisjoint(asked.words):
        return clearest
    for place, (word, term) in enumerate(zip(asked.words, asked.stems, strict=True)):
        others = OPPOSITES.get(term, _NONE) | (found.known.stems & formed_opposites(word))
        is_measured = place > 0 and asked.words[place - 1] == "how"
        if others and others.isdisjoint(asked.stems) and not (is_measured or asked.is_negated(place)):
            same = sum(wording.holds(frozenset({term}), others) for wording in found.near)
            contrary = sum(wording.holds(others, frozenset({term})) for wording in found.near)
            clearest = max(clearest, _excess(contrary, same))
    return max(clearest, _denial(found))


def _denial(found: Comparison) -> float:
    """Compare "why not" with what is told: where that is only said in favour, nothing against it is on record."""
    asked = found.asked
    denied = next((term for place, term in asked.content() if asked.is_negated(place)), "")
    if asked.words[:1] != ("why",) or not denied:
        return 0.0
    if any(wording.is_against for wording in found.known.wordings if denied in wording.first):
        return 0.0
    return _excess(sum(denied in sentence.first for sentence in found.known.sentences), 0)


def valence(found: Comparison) -> float:
    """Compare praise with blame: "what was bad about it" where it is told what was good."""
    sign = found.asked.valence
    if not sign or not found.asked.presupposes:
        return 0.0
    signs = [wording.valence for wording in found.near]
    return _excess(signs.count(-sign), signs.count(sign))


def direction(found: Comparison) -> float:
    """Compare the ends of a change: "from data science to Java" where it is told how to go the other way."""
    ends = {*found.said.ends()}
    if len({end for _, end in ends}) < 2:
        return 0.0
    known, turned = found.known.ends, {"from": "to", "to": "from"}
    against = sum(known[term, turned[end]] for term, end in ends)
    return _excess(against, sum(known[term, end] for term, end in ends))


def order(found: Comparison) -> float:
    """Compare what leads to what: "does speaking help writing" where it is told how writing helps speaking."""
    asked, clearest = found.asked, 0.0
    if LINKS.isdisjoint(asked.words):
        return clearest
    content = [(place, term) for place, term in asked.content() if asked.stems.count(term) == 1]
    for row, (start, term) in enumerate(content):
        for end, other in content[row + 1 :]:
            between = asked.words[start + 1 : end]
            if LINKS.isdisjoint(between) or not COORDINATORS.isdisjoint(between):
                continue
            places = [w.first for w in found.known.wordings if term in w.first and other in w.first]
            turned = sum(place[term] > place[other] for place in places)
            if len(places) >= 2:
                clearest = max(clearest, (turned - 2 * (len(places) - turned)) / (len(places) + 2))
    return clearest


def deed(found: Comparison) -> float:
    """Compare who does what to whom: "who mentors him" where it is told whom he mentors.

    Or "why did he quit" where it is told why others do; "you" may be anybody.
    """
    asked, known, turned = found.asked, found.known.deeds, {"does": "undergoes", "undergoes": "does"}
    clearest = 0.0
    for who, verb, part in asked.deeds():
        against, same = known[who, verb, turned[part]], known[who, verb, part]
        if (who, part) == ("speaker", "does") and asked.presupposes and "you" not in asked.words:
            against, same = against + known["others", verb, part], same + known["asker", verb, part]
        clearest = max(clearest, _excess(against, same) if who != "others" else 0.0)
    return clearest


def untold(found: Comparison) -> float:
    """Look for the kind of thing that is wanted: a date, a number, a name, where the answer holds none."""
    text, wanted = found.known.text, found.asked.wanted
    unit = _COUNTED_UNIT.search(" ".join(found.asked.words))
    if unit:
        return float(unit[1] not in text.lower())
    return float(any(name == wanted and not told.search(text) for name, _, told in WANTED))


def unasked(found: Comparison) -> float:
    """Look for a question that wants the same kind of thing: nobody who is answered wants to know a number.

    Whom somebody means is asked in many other ways: "who taught it" is not compared.
    """
    wanted = found.asked.wanted
    return float(wanted not in ("", "person") and wanted not in found.known.wanted)


def accusation(found: Comparison) -> float:
    """Look for an accusation that nothing on record makes, or makes of others: "did he lie?"."""
    done = {verb for who, verb, part in found.asked.deeds() if (who, part) == ("speaker", "does")}
    accused = [term for _, term in found.asked.content() if term in ACCUSING]
    return float(
        any(
            term not in found.known.stems or (term in done and not found.known.deeds["speaker", term, "does"])
            for term in accused
        )
    )


def himself(found: Comparison) -> float:
    """Look for a question about the person where the answer is about others."""
    return float(not _SELVES.isdisjoint(found.asked.stems) and _SELVES.isdisjoint(found.known.stems))


def stranger(found: Comparison) -> float:
    """Look for a name, or a relation, that stands nowhere in the answer or in the questions it answers."""
    asked, stems = found.asked, found.known.stems
    names = ((name, bare(name)) for name in _NAME.findall(asked.text))
    owned = (term for owner, term in zip(asked.words, asked.stems[1:], strict=False) if owner in OWNERS)
    return float(
        any(term in RELATIONS and term not in stems for term in owned)
        or any(
            not (asked.is_empty(plain) or plain in CALENDAR or stem(plain) in stems or found.is_heard(name))
            for name, plain in names
        )
    )


def premise(found: Comparison) -> float:
    """Look for a "why" where nobody who is answered asks why: it takes for granted what the answer may not say.

    "Why shouldn't I?" takes nothing for granted: it asks for the reasons against.
    """
    asked = found.asked
    return float(asked.words[:1] == ("why",) and not asked.is_negated(_NEGATED_BEFORE) and not found.known.has_why)


def _excess(against: int, same: int) -> float:
    """Return by how much one count outweighs the other, of one thing found alone a half."""
    return max(0.0, (against - same) / (against + same + 1))


DIFFERENCES: Mapping[str, Callable[[Comparison], float]] = MappingProxyType(
    {
        "opposite": opposite,
        "valence": valence,
        "direction": direction,
        "order": order,
        "deed": deed,
        "untold": untold,
        "unasked": unasked,
        "accusation": accusation,
        "himself": himself,
        "stranger": stranger,
        "premise": premise,
    }
)


class Twins:
    """Tells near twins from questions that an entry of the index answers."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._has_many = index.corpus.phrasing_level == "many"
        self._known: dict[tuple[int, int], Known] = {}

    def differences(self, features: QueryFeatures, entry: Entry) -> Mapping[str, float]:
        """Return what sets the question apart from the entry, each with the chance that the entry does not answer it.

        Where the topic has few phrasings to compare with, only that the kind of thing wanted is told nowhere; of a
        reply, which says little by itself, only what it wants to be told.
        """
        chances = self._chances(entry)
        found = self.found(features, entry)
        if features.query.is_reply:
            found = {name: value for name, value in found.items() if name in _IN_REPLIES}
        return {name: chances[name] * value for name, value in found.items() if value * chances[name]}

    def compares(self, entry: Entry) -> bool:
        """Return whether the entry has enough phrasings to compare a question with, and words."""
        is_asked_enough = self._has_many and self._index.phrasing_groups.counts[entry.topic] >= _FEWEST
        return bool(is_asked_enough and self._index.corpus.quotes[entry.quote].text)

    def found(self, features: QueryFeatures, entry: Entry) -> Mapping[str, float]:
        """Return every difference that is looked for, from 0 to 1, unweighted."""
        said, corpus = features.query.said, self._index.corpus
        if not said or not corpus.quotes[entry.quote].text:
            return {}
        key = entry.topic, entry.quote
        if key not in self._known:
            topic, quote = corpus.topics[entry.topic], corpus.quotes[entry.quote]
            self._known[key] = Known([*topic.phrasings, *filter(None, [quote.asked])], quote.text, corpus.persons)
        known = self._known[key]

        rows = self._index.phrasing_groups.rows(entry.topic)
        nearness = features.phrasings[rows]
        if self._index.meanings:
            nearness = nearness + features.phrasing_likeness[rows]
        near = [known.questions[row] for row in np.argsort(-nearness, kind="stable")[:_NEAR]]
        asking = " ".join(asking_sentences(said))
        whole = Wording(said, corpus.persons)
        asked = Wording(asking, corpus.persons) if asking else whole
        is_heard = _never if self.compares(entry) else self._index.lexicon.knows
        comparison = Comparison(asked, whole, known, (*near, *known.sentences), is_heard)
        return {name: DIFFERENCES[name](comparison) for name in self._chances(entry)}

    def _chances(self, entry: Entry) -> Mapping[str, float]:
        return TWINS if self.compares(entry) else TWINS_OF_FEW
