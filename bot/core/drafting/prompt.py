"""What an assistant is asked: passages under short keys, what is wanted of each, and the form of the answer."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from types import MappingProxyType

from bot.core.evaluation.errors import Findability
from bot.core.model import ANYWHERE, Knowledge, Topic

EACH = 10
MOST_PART_CHARS = 40_000
_FEWEST_DIGITS = 4
_FEWEST_PHRASINGS = 5  # a topic with fewer is found by its own words alone
_WELL_FOUND = 2 / 3
_FEWEST_NEAR_MISSES, _MOST_NEAR_MISSES = 6, 36  # in one prompt; between them, one a passage

_WANTED = """\
You help people find what was said in an interview. A bot answers questions in a chat with these passages, word for
word, and it needs to know how people will ask for them. You write no answers, only ways of asking.

Below stand passages, each under a key such as T1234. For each passage write:

1. "title": the question that the passage answers, as short as it can be (at most 80 characters), or a noun phrase.
2. "ways": {each} ways in which different people would ask in a chat for what this passage says.
   - Ask only for what the passage itself tells: whoever asks must have an answer after reading it.
   - Use other words than the passage: everyday words, other terms of the trade, words of somebody who never read it.
   - Make them differ: a plain question; one out of somebody's own situation ("I have only ..., should I ...?"); a
     yes-or-no question; a doubt ("isn't ... a waste of time?"); key words alone ("portfolio size junior"); a hurried
     one in small letters.
   - Each must make sense by itself: name the subject, no "it" or "this" that points to nothing. Where other passages
     are about nearly the same, ask for what only this one tells.
   - No names of people, companies or products that the passage does not name. No sentence copied from it. At most 25
     words each.
3. If nobody would ever ask for a passage (a greeting, thanks, housekeeping, half a sentence that makes no sense alone),
   write "nothing": true in place of title and ways.

At the end write "near_misses": {near_misses} questions of the same kind, on the same subjects and in the same words,
which these passages do NOT answer: a number, a price, a place, a date or a name that is not told, another tool or
another kind of thing, the opposite case, another person's view. The bot learns from them when to be silent.

Answer in the language of the passages, with JSON and nothing else, in this form:

{{
  "T1234": {{"title": "How big should a portfolio be?", "ways": ["how many projects do I need to show", "..."]}},
  "T5678": {{"nothing": true}},
  "near_misses": ["what does a portfolio website cost", "..."]
}}

If all of it does not fit into one message, stop after a whole passage; I will say "go on".
"""


@dataclass(frozen=True, slots=True)
class TopicFilter:
    """Which topics to have drafted: of these sources and ids, or only the weak ones; all where nothing is named."""

    sources: frozenset[str] = ANYWHERE
    topics: frozenset[str] = frozenset()
    is_weak_only: bool = False

    def of(self, knowledge: Knowledge, findability: Iterable[Findability]) -> tuple[Topic, ...]:
        """Return the topics chosen, in the order of the knowledge. `findability` tells the weak ones."""
        chosen = self.topics or frozenset(knowledge.topics)
        if self.is_weak_only:
            chosen &= {found.topic for found in findability if is_weak(found)}
        return tuple(
            topic for topic in knowledge.topics.values() if topic.id in chosen and topic.quotes_in(self.sources)
        )


def is_weak(found: Findability) -> bool:
    """Whether a topic has hardly any ways of asking, or is not found by a third of them."""
    return found.asked < _FEWEST_PHRASINGS or found.hit_1 < _WELL_FOUND


def keys_of(topics: Iterable[str]) -> Mapping[str, str]:
    """Return a key for each topic id: T and the first digits, four or more, of its hash that no other topic has.

    A key stays the same as long as no new topic begins with the same digits.
    """
    digits = {topic: f"{int.from_bytes(blake2b(topic.encode(), digest_size=8).digest()):020d}" for topic in topics}
    keys: dict[str, str] = {}
    for count in range(_FEWEST_DIGITS, 21):
        left = [topic for topic in digits if topic not in keys]
        taken: dict[str, list[str]] = {}
        for topic in digits:
            taken.setdefault(digits[topic][-count:], []).append(topic)
        keys |= {topic: f"T{digits[topic][-count:]}" for topic in left if len(taken[digits[topic][-count:]]) == 1}
    return MappingProxyType({topic: keys[topic] for topic in digits})


def prompts(
    topics: Sequence[Topic], knowledge: Knowledge, each: int = EACH, most_chars: int | None = None
) -> tuple[str, ...]:
    """Return the prompt, as several if its passages have more characters than `most_chars`; none without topics."""
    keys = keys_of(knowledge.topics)
    parts: list[list[str]] = []
    room = 0
    for topic in topics:
        lines = [f"{keys[topic.id]} (now called: {topic.title})"]  # no phrasings: members may have typed them
        for quote in topic.quotes:
            lines += [f"Asked: {' '.join(quote.asked.split())}"] if quote.asked else []
            lines.append(f"Passage: {' '.join(quote.text.split())}")
        passage = "\n".join(lines)
        if not parts or len(passage) > room:
            parts.append([])
            room = sys.maxsize if most_chars is None else most_chars
        parts[-1].append(passage)
        room -= len(passage)
    sources = {quote.source.id: quote.source for topic in topics for quote in topic.quotes}
    titles = "; ".join(f"“{source.title}”" for source in sources.values())
    names = ", ".join(sorted({quote.speaker.name for topic in topics for quote in topic.quotes}))
    about = f"The passages are of {titles}. Who speaks: {names}."
    return tuple("\n\n".join([f"{_wanted(each, len(part))}\n{about}", *part]) + "\n" for part in parts)


def _wanted(each: int, passages: int) -> str:
    near_misses = min(max(passages, _FEWEST_NEAR_MISSES), _MOST_NEAR_MISSES)
    return _WANTED.format(each=each, near_misses=near_misses)


def named(keys: Mapping[str, str], topics: Mapping[str, Topic]) -> Mapping[str, str]:
    """Return the id of each topic by whatever an answer may call it: its key, its id or its title, in small letters."""
    by_title = {topic.title.casefold(): name for name, topic in topics.items()}
    return by_title | {name.casefold(): name for name in topics} | {key.casefold(): name for name, key in keys.items()}
