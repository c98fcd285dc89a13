"""The phrasings as a moderator wrote them: whether there are enough, and whether they differ enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.core.drafts import Problem, RecordDraft, Severity, Written
from bot.core.function_words import FUNCTION_WORDS
from bot.core.matching.tokens import stem, tokens

FEWEST, MOST = 20, 40
SHARED_AT_MOST = 0.8
SAME_START_AT_MOST = 1 / 3
OWN_WORDS_AT_LEAST = 1 / 5
_START_WORDS = 2
NOT_TELLING = frozenset(
    map(stem, FUNCTION_WORDS | {"get", "getting", "go", "like", "make", "makes", "making", "own", "thing", "things"})
)


@dataclass(frozen=True, slots=True)
class Phrasings:
    """How many phrasings a topic has (`asked`), and how they differ.

    `similar` holds pairs, the later one first, that share more than 80 % of the stems of the richer one; `starting` of
    them start with the same two words, `start`; `own_words` of them have no telling word of the title: none that is
    neither a function word nor the name of a speaker.
    """

    topic: str
    title: Written
    asked: int
    similar: tuple[tuple[Written, Written], ...]
    start: str
    starting: int
    own_words: int

    @property
    def is_thin(self) -> bool:
        return self.asked < FEWEST


def phrasings(drafts: Sequence[RecordDraft]) -> tuple[Phrasings, ...]:
    """Return every topic that has a title, with its phrasings out of all files."""
    names = frozenset(
        token.term for draft in drafts for speaker in draft.speakers for token in tokens(speaker.name.text)
    )
    titles: dict[str, Written] = {}
    questions: dict[str, list[Written]] = {}
    for topic in (topic for draft in drafts for topic in draft.topics):
        if topic.title is not None:
            titles.setdefault(topic.id.text, topic.title)
        questions.setdefault(topic.id.text, []).extend(topic.questions)

    found: list[Phrasings] = []
    for name, title in titles.items():
        typed = [tokens(question.text) for question in questions[name]]
        stems = [frozenset(token.term for token in one) for one in typed]
        telling = {token.term for token in tokens(title.text)} - NOT_TELLING - names
        starts = Counter(tuple(token.term for token in one[:_START_WORDS]) for one in typed)
        words = {tuple(token.term for token in one[:_START_WORDS]): one[:_START_WORDS] for one in reversed(typed)}
        start, starting = next(iter(starts.most_common(1)), ((), 0))
        one = Phrasings(
            name,
            title,
            asked=len(typed),
            similar=tuple((questions[name][later], questions[name][earlier]) for later, earlier in _similar(stems)),
            start=" ".join(token.word for token in words.get(start, ())),
            starting=starting,
            own_words=sum(not telling & of for of in stems),
        )
        found.append(one)
    return tuple(found)


def phrasing_problems(found: Iterable[Phrasings]) -> Iterator[Problem]:
    """Yield what is wrong; of a topic with too few phrasings only that, since there is little to compare."""
    for one in found:
        if one.is_thin:
            message = f"The topic {one.topic} has {_counted(one.asked)}, and members ask in many more."
            yield _advice(one.title, message, f"Write {FEWEST} to {MOST}: they are what it is found by.")
            continue
        for later, earlier in one.similar:
            message = f"“{later}” has nearly the same words as “{earlier}” in line {earlier.location.line}."
            fix = "Ask it in other words or out of somebody's own situation, or remove it."
            yield Problem(later.location, message, fix, Severity.WARNING)
        these = f"{_counted(one.asked)} of the topic {one.topic}"
        if one.asked > MOST:
            message = f"The topic {one.topic} has {_counted(one.asked)}, which is more than help."
            yield _advice(one.title, message, f"Keep the {MOST} that differ most, or make two topics of it.")
        if one.starting > one.asked * SAME_START_AT_MOST:
            message = f"{one.starting} of the {these} start with “{one.start}”."
            fix = "Turn some round, or ask in key words or out of somebody's own situation."
            yield _advice(one.title, message, fix)
        if one.own_words < one.asked * OWN_WORDS_AT_LEAST:
            message = f"Only {one.own_words} of the {these} do without its title's words."
            yield _advice(one.title, message, "Write some for members who do not know the words of the title.")


def _similar(stems: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    sizes = [len(one) for one in stems]
    for later, these in enumerate(stems):
        for earlier in range(later):
            least = SHARED_AT_MOST * max(sizes[later], sizes[earlier])
            if min(sizes[later], sizes[earlier]) > least and len(these & stems[earlier]) > least:
                yield later, earlier
                break


def _counted(number: int) -> str:
    return f"{number} ways of asking" if number != 1 else "one way of asking"


def _advice(at: Written, message: str, fix: str) -> Problem:
    return Problem(at.location, message, fix, Severity.ADVICE)
