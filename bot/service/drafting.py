"""Ways of asking drafted by an assistant: which topics it is asked about, what came back, and the change it makes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.core.curation.requests import TopicRevision
from bot.core.drafting.prompt import TopicFilter, keys_of, named, prompts
from bot.core.drafting.reading import AssistantAnswer, read_answer
from bot.core.drafting.sieve import Sieved
from bot.core.evaluation.errors import findability
from bot.core.model import Knowledge, Topic
from bot.core.phrases import curating as phrases
from bot.errors import AssistantError, EditError, RefusedAssistantError
from bot.service.ports import Assistant
from bot.service.snapshots import Snapshot

NO_TOPICS = "That chooses no topic, so there is nothing to draft."
OTHER_RECORD = (
    "{unknown} of the {keys} keys in this are no topic's here, so it answers a prompt for another record. "
    "Let the assistant answer what `ontherecord ways prompt` prints here."
)
NOTHING_READ = "No topic's key, such as {key}, stands in this, so nothing in it can be read as an answer to the prompt."


def chosen(snapshot: Snapshot, choice: TopicFilter) -> tuple[Topic, ...]:
    """Return the topics that are chosen. Raises EditError where there are none, or what is named is not there.

    Where files cannot be read, that is the reason.
    """
    knowledge = snapshot.knowledge
    unknown = [
        *(f"There is no source {source}." for source in sorted(choice.sources - knowledge.sources.keys())),
        *(f"There is no topic {topic}." for topic in sorted(choice.topics - knowledge.topics.keys())),
    ]
    errors = [phrases.problem_line(one) for one in snapshot.problems if one.is_error]
    if unknown:
        raise EditError((errors or unknown)[0])
    found = findability(knowledge, snapshot.matcher) if choice.is_weak_only else ()
    topics = choice.of(knowledge, found)
    if not topics:
        raise EditError((errors or [NO_TOPICS])[0])
    return topics


def read(knowledge: Knowledge, texts: Iterable[str]) -> AssistantAnswer:
    """Read whatever came back, in one text or several.

    Raises EditError where nothing of it can be used, or where it answers a prompt for another record.
    """
    keys = keys_of(knowledge.topics)
    answer = read_answer("\n".join(texts), named(keys, knowledge.topics))
    if not answer.topics and not answer.near_misses:
        raise EditError(NOTHING_READ.format(key=next(iter(keys.values()))))
    if len(answer.unknown) > len(answer.topics):
        count = len(answer.unknown) + len(answer.topics)
        raise EditError(OTHER_RECORD.format(unknown=len(answer.unknown), keys=count))
    return answer


def revisions(sieved: Sieved, knowledge: Knowledge, *, takes_all: bool = False) -> tuple[TopicRevision, ...]:
    """Return what taking them changes: topics that nobody would ask about go, others get ways of asking and titles."""
    taken = sieved.taken(takes_all=takes_all)
    return (
        *(TopicRevision(topic, is_removed=True) for topic in sieved.nothing),
        *(
            TopicRevision(topic, taken.get(topic, ()), sieved.titles.get(topic, ""))
            for topic in knowledge.topics
            if topic in taken or topic in sieved.titles
        ),
    )


PART_CHARS = 8_000  # of passages in one prompt: some ten topics, whose answer fits into what small models write at once
_AT_ONCE = 2
_CHARS_A_TOKEN = 4
_TOKENS_A_PHRASING = 16
_TOKENS_A_TOPIC = 40
_ROOM = 4  # so many times the tokens expected may be used, since some models think before they write
_TIMES = 2


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """Topics to have drafted, so many ways of asking each, with so many tokens in all at most."""

    knowledge: Knowledge
    topics: tuple[Topic, ...]
    each: int
    most_tokens: int

    def parts(self, topics: Sequence[Topic]) -> tuple[str, ...]:
        return prompts(topics, self.knowledge, self.each, PART_CHARS)

    def expected_tokens(self) -> tuple[int, int]:
        """Return about how many tokens the prompts have, and the answers."""
        sent = sum(map(len, self.parts(self.topics))) // _CHARS_A_TOKEN
        return sent, len(self.topics) * (_TOKENS_A_TOPIC + self.each * _TOKENS_A_PHRASING)


@dataclass(frozen=True, slots=True)
class Drafted:
    """What came back, which topics got no answer, and why not."""

    texts: tuple[str, ...]
    missing: tuple[Topic, ...]
    failures: tuple[str, ...]


async def drafted(request: DraftRequest, assistant: Assistant, progress: Callable[[int, int], None]) -> Drafted:
    """Ask in parts, two at once; what got no answer is asked once more. `progress` is told characters of prompts.

    Raises RefusedAssistantError where asking cannot help.
    """
    work = _Draft(request, assistant, progress)
    left = request.topics
    for _ in range(_TIMES):
        await work.ask(request.parts(left))
        left = work.missing(left)
        if not left:
            break
    return Drafted(tuple(work.texts), left, tuple(dict.fromkeys(work.failures)))


class _Draft:
    def __init__(self, request: DraftRequest, assistant: Assistant, progress: Callable[[int, int], None]) -> None:
        self._request = request
        self._assistant = assistant
        self._progress = progress
        self._names = named(keys_of(request.knowledge.topics), request.knowledge.topics)
        self._left = request.most_tokens
        self.texts: list[str] = []
        self.failures: list[str] = []

    async def ask(self, parts: Sequence[str]) -> None:
        """Ask all parts; one that fails is noted, and the others go on."""
        total, done = sum(map(len, parts)), 0
        turns = asyncio.Semaphore(_AT_ONCE)
        most = _ROOM * sum(self._request.expected_tokens()) // max(len(parts), 1)

        async def one(part: str) -> None:
            nonlocal done
            async with turns:
                sent = len(part) // _CHARS_A_TOKEN
                if sent >= self._left:
                    self.failures.append("The bound drafting.most_tokens was reached.")
                    return
                self._left -= sent
                try:
                    answer = await self._assistant.answer(part, min(most, self._left))
                except RefusedAssistantError:
                    raise
                except AssistantError as error:
                    self.failures.append(str(error))
                else:
                    self._left -= len(answer) // _CHARS_A_TOKEN
                    self.texts.append(answer)
            done += len(part)
            self._progress(done, total)

        self._progress(0, total)
        try:
            async with asyncio.TaskGroup() as tasks:
                for part in parts:
                    tasks.create_task(one(part))
        except* RefusedAssistantError as refused:
            raise refused.exceptions[0] from None

    def missing(self, topics: Iterable[Topic]) -> tuple[Topic, ...]:
        """Return the topics that no answer speaks of."""
        answered = {
            topic.topic
            for topic in read_answer("\n".join(self.texts), self._names).topics
            if topic.phrasings or topic.is_nothing
        }
        return tuple(topic for topic in topics if topic.id not in answered)
