"""A reply as it is sent: to a command, in public or in private, or to a message."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.answer import Answer
from bot.discord_app.answers.render import answer_post, asked_note, because_note
from bot.discord_app.answers.showing import Showing
from bot.discord_app.components import Post
from bot.discord_app.render_choice import private_choice, public_choice
from bot.service.answering import Reply


def private_reply(reply: Reply, question: str, asker: int, *, may_send: bool) -> Post:
    """To a command or a form, for the asker alone; `may_send`: what got no answer can be sent to the moderators."""
    notes = [asked_note(question)]
    if isinstance(reply.decision, Answer):
        return _answer(reply, reply.decision, notes, asker, is_private=True)
    return private_choice(reply, asker, notes, may_send=may_send)


def public_reply(reply: Reply, asker: int, notes: Sequence[str] = (), asked_in: int = 0) -> Post:
    """For everybody; what was asked stands in the message replied to, or in a note.

    `asked_in`: a direct message, which can be sent to the moderators if it got no answer.
    """
    if isinstance(reply.decision, Answer):
        return _answer(reply, reply.decision, notes, asker)
    return public_choice(reply, asker, asked_in)


def _answer(reply: Reply, answer: Answer, notes: Sequence[str], asker: int, *, is_private: bool = False) -> Post:
    knowledge = reply.snapshot.knowledge
    excerpts = (match.excerpt for match in answer.matches)
    showing = Showing.of(excerpts, knowledge, asker, is_private=is_private)
    return answer_post(showing, knowledge, [*because_note(reply.ranking.matched), *notes])
