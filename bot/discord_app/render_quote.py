"""One quote, looked up by itself: the answer's look, with the id that finds it again and the button to cite it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import phrases
from bot.core.excerpts import Excerpt
from bot.core.model import Knowledge, Quote
from bot.discord_app.answers.render import answer_post, id_note
from bot.discord_app.answers.showing import Showing
from bot.discord_app.components import Button, Post, Row
from bot.discord_app.markdown import harmless, one_line

_TYPED_CHARS = 100
_NAMES_CHARS = 1500


def quote_post(quote: Quote, knowledge: Knowledge, asker: int, *, is_private: bool) -> Post:
    showing = Showing.of([Excerpt.of(quote)], knowledge, asker, is_private=is_private)
    post = answer_post(showing, knowledge, [id_note(quote)])
    return Post(post.text, (*post.rows, citing_row(showing)))


def citing_row(showing: Showing) -> Row:
    """The button that tells how to cite the quote shown."""
    return (Button(phrases.CITE, showing.to_press("cite")),)


def no_such_quote(typed: str) -> str:
    return phrases.NO_SUCH_QUOTE.format(id=one_line(harmless(typed), _TYPED_CHARS))


def no_such_person(typed: str, people: Sequence[str]) -> str:
    names = one_line(", ".join(people), _NAMES_CHARS)
    return phrases.NO_SUCH_PERSON.format(name=one_line(harmless(typed), _TYPED_CHARS), names=names)
