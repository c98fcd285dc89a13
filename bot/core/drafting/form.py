"""What is wrong with a drafted way of asking by itself, before the record is asked."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.core.matching.tokens import bare, stem, tokens
from bot.core.matching.wording import SAYS_LITTLE
from bot.core.model import Knowledge, Source, Topic, Transcript
from bot.core.proof.lint import NOT_TELLING
from bot.core.text import words

MOST_CHARS = 220
MOST_TITLE_CHARS = 80
SAME_AT = 90  # of 100: the token set ratio from which two ways are nearly the same
_COPIED_WORDS = 7
_FEWEST_WORDS = 4  # key words are part of many a longer way, and yet another way
_NAME = re.compile(r"(?<=[\w,'’] )[A-Z][a-z]{2,}\w*")
_MOST_CAPITALS = 0.12  # of the words within sentences: where there are more, nouns have them, and tell no names
_GENERIC = frozenset(
    stem(word)
    for word in """
    advice advise answer ask best better consider deal different difference discuss elaborate example experience
    explain feel general give good happen hard help important interesting interview introduce issue item kind know
    learn main matter mean mention opinion part person point podcast problem question reason recommend say share
    speaker start step stuff suggest summarize summary talk tell think tip topic type understand use useful view word
    work worth yes
    """.split()  # noqa: SIM905 - words to read
)
# What follow-ups are made of beside these; of drafted ways of asking only some are.
_POINTING_BACK = _GENERIC | frozenset(
    map(
        stem,
        SAYS_LITTLE | {"case", "curious", "exactly", "last", "next", "right", "same", "usually", "want", "wondering"},
    )
)


def telling(text: str) -> frozenset[str]:
    """Return the stems that say what a text is about."""
    return frozenset(token.term for token in tokens(text)) - NOT_TELLING


def names_nothing(text: str) -> bool:
    """Tell whether a question only makes sense behind what was said before it: "How did that happen?"."""
    return not telling(text) - _POINTING_BACK


@dataclass(frozen=True, slots=True)
class Twin:
    """A way of asking that is there already, and its topic."""

    text: str
    topic: str


class NearlySame:
    """Finds ways of asking that are nearly the same: 90 of 100 by the words they share, in any order.

    Of texts of three words or fewer both must say as much: they are part of many a longer one.
    """

    def __init__(self) -> None:
        self._there: list[tuple[str, str, frozenset[str], Twin]] = []
        self._holding: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, text: str, topic: str) -> None:
        stems = telling(text)
        for term in stems:
            self._holding[term].append(len(self._there))
        self._there.append((*_plain(text), stems, Twin(text, topic)))

    def find(self, text: str) -> Twin | None:
        """Return the first one that is nearly the same."""
        plain, few = _plain(text)
        stems = telling(text)
        sharing = Counter(row for term in stems for row in self._holding.get(term, ()))
        for row in sorted(sharing):
            other, is_few, of, twin = self._there[row]
            if 2 * sharing[row] < min(len(stems), len(of)):
                continue
            scorer = fuzz.token_sort_ratio if few or is_few else fuzz.token_set_ratio
            if scorer(plain, other) >= SAME_AT:
                return twin
        return None


def _plain(text: str) -> tuple[str, str]:
    """Return the words in small letters, and the same again where they are few, else ""."""
    found = [bare(word) for word in words(text)]
    plain = " ".join(found)
    return plain, plain if len(found) < _FEWEST_WORDS else ""


class RecordWords:
    """The words of one record: all that was said, the title, and who speaks."""

    def __init__(self, source: Source, transcript: Transcript | None) -> None:
        said = " ".join(turn.text for turn in transcript.turns) if transcript else ""
        names = " ".join(speaker.name for speaker in source.speakers.values())
        spoken = words(said)
        self.has_names = len(_NAME.findall(said)) <= _MOST_CAPITALS * max(len(spoken), 1)
        self._stems = frozenset(map(stem, (*spoken, *words(source.title), *words(names))))

    def unknown_name(self, text: str) -> str:
        """Return a name in the text that the record does not hold, "" where there is none."""
        if not self.has_names or text.istitle():
            return ""
        return next((name for name in _NAME.findall(text) if stem(name) not in self._stems), "")


class FormChecks:
    """Checks drafted ways by themselves. Each one that passes counts as being there for those that follow."""

    def __init__(self, knowledge: Knowledge) -> None:
        transcripts = knowledge.transcripts
        self._records = {name: RecordWords(source, transcripts.get(name)) for name, source in knowledge.sources.items()}
        self._there = NearlySame()
        for topic in knowledge.topics.values():
            for text in (topic.title, *topic.questions):
                self._there.add(text, topic.id)

    def problem(self, topic: Topic, text: str) -> str:
        """Return what is wrong with a way of asking about the topic, "" where nothing is."""
        if len(text) > MOST_CHARS:
            return "too long"
        if not telling(text) - _GENERIC:
            return "too general"
        if any(copied(text, quote.text) for quote in topic.quotes):
            return "copied from the quote"
        names = [self._records[quote.source.id].unknown_name(text) for quote in topic.quotes]
        if names and all(names):
            return f"names {names[0]}, and the interview does not"
        if twin := self._there.find(text):
            where = "" if twin.topic == topic.id else f", under {twin.topic}"
            is_same = _plain(text)[0] == _plain(twin.text)[0]
            return f"there already{where}" if is_same else f"nearly the same as “{twin.text}”{where}"
        self._there.add(text, topic.id)
        return ""


def copied(text: str, quote: str) -> bool:
    """Whether so many words of a text stand in a quote in one run that it is a copy."""
    asked, said = _ngrams(text), _ngrams(quote)
    return not asked.isdisjoint(said)


def _ngrams(text: str) -> frozenset[tuple[str, ...]]:
    found = [bare(word) for word in words(text)]
    return frozenset(zip(*(found[at:] for at in range(_COPIED_WORDS)), strict=False))
