"""An answer as members see it: the words, who said them when, asked what, and where; below, the buttons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from discord import ButtonStyle

from bot.core import phrases
from bot.core.excerpts import Excerpt
from bot.core.matching.tokens import shared
from bot.core.model import Knowledge, Quote
from bot.discord_app.answers.showing import Showing
from bot.discord_app.components import URL_CHARS, Button, Link, Post, Row
from bot.discord_app.markdown import MESSAGE_CHARS, block_quote, harmless, link, one_line, unescaped

_NAME_CHARS = 100
_SAID_CHARS = 400
_LINK_CHARS = 650
_NOTE_CHARS = 150
_SMALL = "-# "
_VOICES_APART = "\n\n"
_SOMEBODY_ASKED = re.compile(phrases.SOMEBODY_ASKED.format(name=".*?", question="(?P<question>.*)"))


def answer_post(showing: Showing, knowledge: Knowledge, notes: Sequence[str] = (), *, may_share: bool = True) -> Post:
    """One message, whatever the record holds. The showing's current quote must not have been withdrawn.

    `notes` are small lines below it, Markdown already.
    """
    small = "".join(f"\n{_SMALL}{note}" for note in notes)
    text, shown = _voices(showing, knowledge, MESSAGE_CHARS - len(small))
    return Post(text + small, _rows(showing, shown, may_share=may_share))


def visible(showing: Showing, knowledge: Knowledge) -> list[Excerpt]:
    """The passages that one message shows: of one voice or several."""
    return _voices(showing, knowledge, MESSAGE_CHARS)[1]


def origin(quote: Quote) -> str:
    """Who said it, when, asked what, and where: two lines, shortened with an ellipsis where they are endless."""
    said = one_line(phrases.said(quote), _SAID_CHARS)
    return f"— **{one_line(quote.speaker.name, _NAME_CHARS)}**, {said}\n{where(quote)}"


def where(quote: Quote) -> str:
    return link(quote.source.title, quote.url, _LINK_CHARS)


def asked_note(question: str, name: str = "") -> str:
    """What was asked, by whom unless by the reader: members' text, made harmless."""
    asked = one_line(harmless(question), _NOTE_CHARS)
    if not name:
        return phrases.YOU_ASKED.format(question=asked)
    return phrases.SOMEBODY_ASKED.format(name=member_name(name), question=asked)


def shared_note(name: str) -> str:
    return phrases.SHARED_BY.format(name=member_name(name))


def because_note(words: Sequence[str]) -> list[str]:
    """No note where no word tells why."""
    return [one_line(phrases.because_of(map(harmless, words)), _NOTE_CHARS)] if words else []


def id_note(quote: Quote) -> str:
    """What finds the quote again."""
    return phrases.QUOTE_ID.format(id=one_line(quote.id))


def notes_beside(content: str, quote: Quote, knowledge: Knowledge) -> list[str]:
    """A message's small lines as they are true of another of its quotes: of the words that matched, those it shares."""
    notes = []
    for note in _notes_in(content):
        because = note.removeprefix(phrases.BECAUSE_OF)
        notes += [note] if because == note else because_note(_shared(unescaped(because).split(","), quote, knowledge))
    return notes


def without_words(content: str, sentence: str) -> str:
    """A message in which a sentence stands in the place of a quote: what was asked stays, why it was found goes."""
    notes = [note for note in _notes_in(content) if not note.startswith(phrases.BECAUSE_OF)]
    return "\n".join([sentence, *(f"{_SMALL}{note}" for note in notes)])


def question_in(content: str) -> str:
    """What somebody asked whom a message answers, as far as the message shows it; else ""."""
    found = next(filter(None, map(_SOMEBODY_ASKED.fullmatch, _notes_in(content))), None)
    return unescaped(found["question"]).removesuffix("…") if found else ""


def _notes_in(content: str) -> list[str]:
    return [line.removeprefix(_SMALL) for line in content.split("\n") if line.startswith(_SMALL)]


def _shared(words: Iterable[str], quote: Quote, knowledge: Knowledge) -> list[str]:
    topics = knowledge.topics_of(quote)
    asked = (text for topic in topics for text in (topic.title, *topic.questions))
    return shared(map(str.strip, words), (quote.text, quote.asked, *asked))


def member_name(name: str) -> str:
    return one_line(harmless(name), _NOTE_CHARS) or phrases.SOMEBODY


def _voices(showing: Showing, knowledge: Knowledge, room_chars: int) -> tuple[str, list[Excerpt]]:
    """The quote shown, however long, and below it whoever else speaks to it, as long as they fit whole."""
    first, *others = showing.voices(knowledge)
    narrowed, text = _voice(first, room_chars)
    shown = [narrowed]
    for other in others:
        same, voice = _voice(other, room_chars)
        if same != other or len(text) + len(_VOICES_APART) + len(voice) > room_chars:
            break
        text += _VOICES_APART + voice
        shown.append(other)
    return text, shown


def _voice(excerpt: Excerpt, room_chars: int) -> tuple[Excerpt, str]:
    """A passage with its origin, narrowed to what fits into the room."""
    below = f"\n{origin(excerpt.quote)}"
    words = block_quote(excerpt.shown)
    while len(words) + len(below) > room_chars:
        excerpt = excerpt.narrowed(len(excerpt.text) * 3 // 4)
        words = block_quote(excerpt.shown)
    return excerpt, words + below


def _rows(showing: Showing, shown: Sequence[Excerpt], *, may_share: bool) -> tuple[Row, ...]:
    """What can be done with the quote, and below it what can be done with the message."""
    votes = (phrases.HELPFUL, "helpful"), (phrases.NOT_ASKED, "not")
    last = (phrases.SHARE, "share") if showing.is_private else (phrases.DELETE, "delete")
    second = (*votes, last) if may_share or not showing.is_private else votes
    return _about_the_quote(showing, shown), tuple(Button(label, showing.to_press(action)) for label, action in second)


def _about_the_quote(showing: Showing, shown: Sequence[Excerpt]) -> Row:
    following = showing.following(len(shown))
    first: list[Button | Link] = []
    if following is not None:
        label = phrases.NEXT.format(number=following + 1, count=len(showing.excerpts))
        first.append(Button(label, showing.to_press("next", following), ButtonStyle.primary))
    if any(excerpt.goes_on for excerpt in shown):
        first.append(Button(phrases.SHOW_ALL, showing.to_press("all")))
    first.append(Button(phrases.IN_CONTEXT, showing.to_press("context")))
    if len(shown[0].quote.url) <= URL_CHARS:
        first.append(Link(phrases.SOURCE, shown[0].quote.url))
    return tuple(first)
