"""The best quotes for somebody's message, shown to whoever looks for one, to pick from."""

from __future__ import annotations

from bot.core import phrases
from bot.core.answer import Abstention, Answer
from bot.core.excerpts import Excerpt
from bot.core.phrases import members
from bot.discord_app.answers.render import member_name
from bot.discord_app.answers.showing import handle_of
from bot.discord_app.components import Button, Post, Press
from bot.discord_app.markdown import block_quote, one_line
from bot.discord_app.render_choice import other_words_row, private_choice
from bot.service.answering import Reply

_CHOICES = 3
_PASSAGE_CHARS = 300
_BLOCK_CHARS = 450  # of a passage whose marks are made plain
_NAME_CHARS = 80


def found_post(reply: Reply, asker: int, message: int) -> Post:
    """Up to three passages, numbered, with a button each; where there are none, the nearest topics."""
    if isinstance(reply.decision, Abstention):
        nothing = private_choice(reply, asker)
        return Post(nothing.text, (*nothing.rows, other_words_row(asker)))
    excerpts = [match.excerpt for match in reply.ranking.matches[:_CHOICES]]
    heading = members.PICK if isinstance(reply.decision, Answer) else members.PICK_UNSURE
    blocks = [_block(number, excerpt) for number, excerpt in enumerate(excerpts, 1)]
    buttons = tuple(
        Button(str(number), Press("pick", 0, (handle_of(excerpt),), asker, message))
        for number, excerpt in enumerate(excerpts, 1)
    )
    return Post("\n".join([heading, *blocks]), (buttons,))


def no_words_post(asker: int) -> Post:
    return Post(members.NO_WORDS, (other_words_row(asker),))


def found_note(name: str) -> str:
    """Who has found it: a member's name, made harmless."""
    return members.FOUND_BY.format(name=member_name(name))


def _block(number: int, excerpt: Excerpt) -> str:
    narrowed = excerpt.narrowed(_PASSAGE_CHARS)
    while len(words := block_quote(narrowed.shown)) > _BLOCK_CHARS:
        narrowed = narrowed.narrowed(len(narrowed.text) * 3 // 4)
    quote = excerpt.quote
    name, date = one_line(quote.speaker.name, _NAME_CHARS), phrases.date(quote.source.published)
    return f"**{number}.**\n{words}\n— **{name}**, {date}"
