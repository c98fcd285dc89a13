"""Ways of asking drafted by an assistant: which topics it is asked about, what came back, and the change it makes."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.curation.requests import TopicRevision
from bot.core.drafting.prompt import Choice, keys_of, named
from bot.core.drafting.reading import AssistantAnswer, read_answer
from bot.core.drafting.sieve import Sieved
from bot.core.evaluation.errors import findability
from bot.core.model import Knowledge, Topic
from bot.errors import EditError
from bot.service.snapshots import Snapshot

NO_TOPICS = "That chooses no topic, so there is nothing to draft."
NOTHING_READ = "No topic's key, such as {key}, stands in this, so nothing in it can be read as an answer to the prompt."


def chosen(snapshot: Snapshot, choice: Choice) -> tuple[Topic, ...]:
    """Return the topics that are chosen. Raises EditError where there are none, or what is named is not there."""
    knowledge = snapshot.knowledge
    unknown = [
        *(f"There is no source {source}." for source in sorted(choice.sources - knowledge.sources.keys())),
        *(f"There is no topic {topic}." for topic in sorted(choice.topics - knowledge.topics.keys())),
    ]
    if unknown:
        raise EditError(unknown[0])
    found = findability(knowledge, snapshot.matcher) if choice.is_weak_only else ()
    topics = choice.of(knowledge, found)
    if not topics:
        raise EditError(NO_TOPICS)
    return topics


def read(knowledge: Knowledge, texts: Iterable[str]) -> AssistantAnswer:
    """Read whatever came back, in one text or several. Raises EditError where nothing of it can be used."""
    keys = keys_of(knowledge.topics)
    answer = read_answer("\n".join(texts), named(keys, knowledge.topics))
    if not answer.topics and not answer.near_misses:
        raise EditError(NOTHING_READ.format(key=next(iter(keys.values()))))
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
