"""What is said instead of an answer, and topics to choose from: it claims nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core import phrases
from bot.core.answer import Abstention, Suggestions
from bot.core.handles import handle
from bot.core.model import Topic
from bot.discord_app.markdown import MESSAGE_CHARS, harmless, one_line
from bot.discord_app.posts import LABEL_CHARS, ROW_BUTTONS, Button, Post, Row, shortened
from bot.discord_app.press.codec import HANDLES, Press
from bot.service.answering import Reply

NEAREST = 3
_NAME_CHARS = 100


def private_choice(reply: Reply, asker: int, notes: Sequence[str] = ()) -> Post:
    """To whoever used a command: the honest line, and the nearest topics as buttons."""
    topics = _topics(reply)
    is_half_sure = isinstance(reply.decision, Suggestions)
    lines = [phrases.NEAREST] if is_half_sure else [_no_answer(reply), *([phrases.NEAREST_AFTER_NO] if topics else [])]
    return Post("\n".join([*lines, *(f"-# {note}" for note in notes)]), topic_rows(topics, asker))


def public_choice(reply: Reply, asker: int) -> Post:
    """One line for everybody; whoever wants to see the nearest topics presses a button."""
    topics = _topics(reply)[:HANDLES]
    line = phrases.NEAREST_ASIDE if isinstance(reply.decision, Suggestions) else _no_answer(reply)
    press = Press("nearest", 0, tuple(handle(topic.id) for topic in topics), asker)
    return Post(line, ((Button(phrases.SHOW_NEAREST, press),),) if topics else ())


def choice_post(sentence: str, topics: Iterable[Topic], asker: int, *, may_ask: bool = False) -> Post:
    """A sentence with topics to choose from, and, if that is wanted, a button that opens a form for a new question."""
    other = (other_words_row(asker),) if may_ask else ()
    return Post(sentence, (*topic_rows(topics, asker), *other))


def other_words_row(asker: int) -> Row:
    """The button that opens a form for a question of one's own."""
    return (Button(phrases.OTHER_WORDS, Press("reword", asker=asker)),)


def topic_rows(topics: Iterable[Topic], asker: int) -> tuple[Row, ...]:
    """A button for each of at most five topics."""
    buttons = [
        Button(shortened(topic.title, LABEL_CHARS), Press("topic", 0, (handle(topic.id),), asker)) for topic in topics
    ]
    return (tuple(buttons[:ROW_BUTTONS]),) if buttons else ()


def no_such_source(name: str) -> str:
    return phrases.NO_SUCH_SOURCE.format(source=one_line(harmless(name), _NAME_CHARS))


def _topics(reply: Reply) -> tuple[Topic, ...]:
    return reply.decision.topics if isinstance(reply.decision, Suggestions | Abstention) else ()


def _no_answer(reply: Reply) -> str:
    return one_line(phrases.no_answer(reply.snapshot.speakers), MESSAGE_CHARS // 2)
