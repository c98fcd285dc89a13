"""What is said instead of an answer, and topics to choose from: it claims nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core import phrases
from bot.core.answer import Abstention, Suggestions
from bot.core.model import Topic, handle
from bot.core.phrases import curating
from bot.core.records import Reason
from bot.discord_app.components import HANDLES, LABEL_CHARS, ROW_BUTTONS, Button, Post, Press, Row, shortened
from bot.discord_app.markdown import MESSAGE_CHARS, harmless, one_line
from bot.service.answering import Reply

NEAREST = 3
REASONS = tuple(Reason)
_NAME_CHARS = 100


def private_choice(reply: Reply, asker: int, notes: Sequence[str] = (), *, may_send: bool = False) -> Post:
    """To whoever used a command: the honest line, and the nearest topics as buttons.

    `may_send`: with a button that sends the question, which stands in the notes, to the moderators.
    """
    topics = _topics(reply)
    is_half_sure = isinstance(reply.decision, Suggestions)
    lines = [phrases.NEAREST] if is_half_sure else [_no_answer(reply), *([phrases.NEAREST_AFTER_NO] if topics else [])]
    text = "\n".join([*lines, *(f"-# {note}" for note in notes)])
    sending = ((send_button(_reason(reply), topics, asker),),) if may_send else ()
    return Post(text, (*topic_rows(topics, asker), *sending))


def public_choice(reply: Reply, asker: int, asked_in: int = 0) -> Post:
    """One line for everybody; whoever wants to see the nearest topics presses a button.

    `asked_in`: the direct message that asked, which may be sent to the moderators.
    """
    topics = _topics(reply)[:HANDLES]
    line = phrases.NEAREST_ASIDE if isinstance(reply.decision, Suggestions) else _no_answer(reply)
    press = Press("nearest", 0, tuple(handle(topic.id) for topic in topics), asker)
    nearest = [Button(phrases.SHOW_NEAREST, press)] if topics else []
    sending = [send_button(_reason(reply), topics, asker, asked_in)] if asked_in else []
    return Post(line, ((*nearest, *sending),) if nearest or sending else ())


def send_button(reason: Reason, nearest: Sequence[Topic], asker: int, asked_in: int = 0) -> Button:
    """Sends what was asked to the moderators: the message that asked, or what stands in the button's own message."""
    handles = tuple(handle(topic.id) for topic in nearest[:HANDLES])
    return Button(curating.SEND, Press("send", REASONS.index(reason), handles, asker, asked_in))


def choice_post(sentence: str, topics: Iterable[Topic], asker: int, below: Row = ()) -> Post:
    """A sentence with topics to choose from, and what else can be pressed below them."""
    return Post(sentence, (*topic_rows(topics, asker), *((below,) if below else ())))


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


def _reason(reply: Reply) -> Reason:
    return Reason.SUGGESTIONS if isinstance(reply.decision, Suggestions) else Reason.ABSTENTION


def _topics(reply: Reply) -> tuple[Topic, ...]:
    return reply.decision.topics if isinstance(reply.decision, Suggestions | Abstention) else ()


def _no_answer(reply: Reply) -> str:
    return one_line(phrases.no_answer(reply.snapshot.speakers), MESSAGE_CHARS // 2)
