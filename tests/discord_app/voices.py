"""Two small interviews that answer the same questions: enough for every button."""

from __future__ import annotations

from dataclasses import replace

from bot.core.answer import Policy
from bot.core.drafts import QuoteDraft, RecordDraft, TopicDraft
from bot.service.answering import Answering
from bot.service.snapshots import Live, Snapshot, build
from tests.core.drafts import original, quote, record, topic, transcript, turn, written

LONG = " ".join(f"Sentence {number} has (some) *words* of its own_." for number in range(120))
PEOPLE = {"ada": "Ada Example", "eve": "Eve Second"}
_BUILT: dict[str, Snapshot] = {}


def talk(source: str, who: str, published: str, *said: tuple[str, str], topics: tuple[TopicDraft, ...]) -> RecordDraft:
    """Questions and answers by Sam and one other."""
    name = PEOPLE[who]
    label = f"{name.split()[0]}:"
    text = "\n\n".join(f"Sam: {asked}\n\n{label} {answer}" for asked, answer in said)
    turns = tuple(turn(speaker, words) for pair in said for speaker, words in zip(("sam", who), pair, strict=True))
    spoken = replace(transcript(turns, ()), source=written(source), labels={"sam": "Sam:", who: label})
    made = record(*topics, source=source, text=text, spoken=spoken, sha256=original(text).sha256)
    first = replace(made.speakers[0], id=written(who), name=written(name))
    head = replace(made.source, published=written(published), title=written(f"A talk with {name}"))
    return replace(made, source=head, speakers=(first, made.speakers[1]))


def words(text: str, name: str, who: str, asked: str) -> QuoteDraft:
    return quote(text, id=name, speaker=who, asked=asked)


HELP = "Who helps you when you are stuck?"
PLAN = "How do you plan a long week?"
ADA_HELP, EVE_HELP = "My colleagues help me when I am stuck.", "A walk helps me when I am stuck, and nobody else."
ADA_PLAN = "I plan every week on Monday, before I open my mail."
ADA_REST = "I never plan a weekend."


def ada() -> RecordDraft:
    """What Ada said in 2021."""
    help_topic = topic(
        words(ADA_HELP, "help", "ada", HELP),
        id="help",
        title="Who helps when stuck?",
        questions=[HELP],
        related=["plan"],
    )
    plan = topic(
        words(ADA_PLAN, "plan", "ada", PLAN),
        words(ADA_REST, "rest", "ada", "And the weekend?"),
        id="plan",
        title="How to plan a week?",
        questions=[PLAN],
    )
    long = topic(
        words(LONG, "long", "ada", "What else?"),
        id="long",
        title="What else is there?",
        questions=["what else is there?"],
    )
    said = (HELP, ADA_HELP), (PLAN, ADA_PLAN), ("And the weekend?", ADA_REST), ("What else?", LONG)
    return talk("ada-2021", "ada", "2021-03", *said, topics=(help_topic, plan, long))


def eve(published: str = "2019-05") -> RecordDraft:
    """What Eve said to the same question, two years before."""
    help_topic = topic(
        words(EVE_HELP, "walk", "eve", HELP),
        id="help",
        title="Who helps when stuck?",
        questions=["what do I do when stuck?"],
    )
    return talk("eve-2019", "eve", published, (HELP, EVE_HELP), topics=(help_topic,))


def eve_like(year: int) -> RecordDraft:
    """Somebody else who says as much as fits into a message, in so many words."""
    said = " ".join(f"Whoever is stuck in {year} helps me with thing number {number}." for number in range(30))
    listed = topic(
        words(said, "much", "eve", HELP),
        id="help",
        title="Who helps when stuck?",
        questions=[f"who helps when stuck in {year}?"],
    )
    return talk(f"eve-{year}", "eve", str(year), (HELP, said), topics=(listed,))


def answering(*records: RecordDraft, sure: float = 0.3) -> Answering:
    """The bot that knows these; above a confidence of 1, it is never sure.

    The same records are built once: nobody can change what is built.
    """
    key = repr(records)
    snapshot = _BUILT[key] = _BUILT.get(key) or build(list(records))
    assert not [str(problem) for problem in snapshot.problems if problem.is_error]
    return Answering(Live(snapshot), Policy(sure, 0.25, 0.9))
