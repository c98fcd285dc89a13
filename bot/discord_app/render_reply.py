"""A reply as it is sent: to a command, in public or in private, or to a message."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.answer import Answer
from bot.discord_app.posts import Post
from bot.discord_app.render_answer import answer_post, asked_note, because_note
from bot.discord_app.render_choice import private_choice, public_choice
from bot.discord_app.showing import Showing
from bot.service.answering import Reply


def private_reply(reply: Reply, question: str, asker: int) -> Post:
    """To a command or a form, for the asker alone."""
    notes = [asked_note(question)]
    if isinstance(reply.decision, Answer):
        return _answer(reply, reply.decision, notes, asker, is_private=True)
    return private_choice(reply, asker, notes)


def public_reply(reply: Reply, asker: int, notes: Sequence[str] = ()) -> Post:
    """For everybody; what was asked stands in the message replied to, or in a note."""
    if isinstance(reply.decision, Answer):
        return _answer(reply, reply.decision, notes, asker)
    return public_choice(reply, asker)


def _answer(reply: Reply, answer: Answer, notes: Sequence[str], asker: int, *, is_private: bool = False) -> Post:
    knowledge = reply.snapshot.knowledge
    excerpts = (match.excerpt for match in answer.matches)
    showing = Showing.of(excerpts, knowledge, asker, is_private=is_private)
    return answer_post(showing, knowledge, [*because_note(reply.ranking.matched), *notes])
