"""What is shown, put together again, is the record, character for character; marks stand where something is missing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.excerpts import Utterance
from bot.core.model import Quote, short_id
from bot.core.text import CUT
from bot.discord_app.answers.buttons import MESSAGES, context_messages, whole_messages
from bot.discord_app.answers.render import Showing, answer_post, asked_note, because_note, shared_note
from bot.discord_app.components import CUSTOM_ID_CHARS, LABEL_CHARS, URL_CHARS, Button, CustomId, Link, Post
from tests.discord_app.client_view import quoted_in
from tests.discord_app.records import ANSWERS, QUOTES, TITLES, excerpts, knowing

MEMBER = 2**63


def recorded(text: str) -> str:
    """The client takes every kind of line end for the same."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_shown(shown: str, text: str) -> bool:
    """Whether this is a run of the text, with a mark at each end behind which the text goes on, and nowhere else."""
    for before, after in product(("", f"{CUT} "), ("", f" {CUT}")):
        if shown.startswith(before) and shown.endswith(after):
            body = shown[len(before) : len(shown) - len(after)]
            start = text.find(body)
            while start >= 0:
                left, right = text[:start].strip(), text[start + len(body) :].strip()
                if body and bool(left) == bool(before) and bool(right) == bool(after):
                    return True
                start = text.find(body, start + 1)
    return False


def rest_of(text: str, shown: Sequence[str]) -> str:
    """What is left of a text when all that is shown has been taken from it, one after the other; line ends between."""
    for part in shown:
        text = text.lstrip("\n")
        assert text.startswith(part)
        text = text[len(part) :]
    return text.strip("\n")


def assert_sound(post: Post) -> None:
    """Within Discord's limits; no two buttons alike."""
    assert 0 < len(post.text.strip()) <= len(post.text) <= 2000
    assert len(post.rows) <= 5
    ids = [part.custom_id.text for row in post.rows for part in row if isinstance(part, Button)]
    assert len(ids) == len(set(ids))
    for row in post.rows:
        assert 1 <= len(row) <= 5
        for part in row:
            assert 1 <= len(part.label) <= LABEL_CHARS
            if isinstance(part, Link):
                assert len(part.url) <= URL_CHARS
            else:
                assert len(part.custom_id.text) <= CUSTOM_ID_CHARS
                assert CustomId.read(part.custom_id.text) == part.custom_id


@settings(max_examples=200, deadline=None)
@given(ANSWERS, st.integers(0, 40), TITLES, TITLES, st.booleans())
def test_an_answer_shows_the_record(
    quotes: list[Quote], number: int, question: str, name: str, is_private: bool
) -> None:
    """Property: every voice in it, whatever is asked by whom, and however little room there is."""
    knowledge = knowing(quotes)
    showing = Showing.of(excerpts(quotes, number), knowledge, MEMBER, is_private=is_private)
    notes = [*because_note([question]), asked_note(question, name), shared_note(name)]
    post = answer_post(showing, notes)
    assert_sound(post)
    said = [excerpt.quote.text for excerpt in showing.excerpts if excerpt]
    for shown, text in zip(quoted_in([post.text]), said, strict=False):
        assert is_shown(shown, recorded(text))


@settings(max_examples=200, deadline=None)
@given(ANSWERS, st.integers(0, 40))
def test_every_button_finds_the_same_passage_again(quotes: list[Quote], number: int) -> None:
    """Property: after a restart too, since nothing but the custom id is needed."""
    knowledge = knowing(quotes)
    showing = Showing.of(excerpts(quotes, number), knowledge, MEMBER, is_private=False)
    custom_id = CustomId.read(showing.to_custom_id("next", at=0).text)
    assert custom_id is not None
    assert Showing.read(custom_id, knowledge) == showing
    assert [named[:8] for named in custom_id.short_ids] == [short_id(e.quote.id) for e in showing.excerpts if e]


@settings(max_examples=200, deadline=None)
@given(QUOTES)
def test_show_all_shows_every_character(quote: Quote) -> None:
    """Property: of an endless quote, as much as may be sent, and then where the rest is."""
    messages = whole_messages(excerpts([quote]))
    assert all(0 < len(message.strip()) <= len(message) <= 2000 for message in messages)
    shown = quoted_in(messages)
    if len(messages) == MESSAGES and shown[-1] == CUT:
        assert rest_of(recorded(quote.text), shown[:-1])
        assert "The rest stands in the source" in messages[-1]
    else:
        assert rest_of(recorded(quote.text), shown) == ""


@settings(max_examples=100, deadline=None)
@given(st.lists(QUOTES, min_size=1, max_size=3))
def test_the_context_shows_every_character(quotes: list[Quote]) -> None:
    """Property: of each turn, in order."""
    messages = context_messages([Utterance(quote.speaker, quote.text) for quote in quotes], quotes[0])
    assert all(0 < len(message.strip()) <= len(message) <= 2000 for message in messages)
    shown = quoted_in(messages)
    if len(messages) < MESSAGES:
        whole = "\n".join(recorded(quote.text).strip("\n") for quote in quotes)
        assert rest_of(whole, shown) == ""
