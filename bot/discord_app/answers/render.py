"""An answer as members see it: the words, who said them when, asked what, and where; below, the buttons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from discord import ButtonStyle

from bot.core import phrases
from bot.core.answer import Abstention, Answer, Suggestions
from bot.core.excerpts import Excerpt, Utterance
from bot.core.matching.tokens import shared
from bot.core.model import Knowledge, Quote, Topic, short_id
from bot.core.phrases import curating
from bot.core.records import Reason
from bot.core.text import CUT
from bot.discord_app.answers.showing import Showing
from bot.discord_app.components import (
    LABEL_CHARS,
    ROW_BUTTONS,
    SHORT_IDS,
    URL_CHARS,
    Button,
    CustomId,
    Link,
    Post,
    Row,
    shortened,
)
from bot.discord_app.markdown import (
    MESSAGE_CHARS,
    block_quote,
    block_quotes,
    escaped,
    harmless,
    link,
    one_line,
    unescaped,
)
from bot.service.answering import Reply

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
    return _about_the_quote(showing, shown), tuple(
        Button(label, showing.to_custom_id(action)) for label, action in second
    )


def _about_the_quote(showing: Showing, shown: Sequence[Excerpt]) -> Row:
    following = showing.following(len(shown))
    first: list[Button | Link] = []
    if following is not None:
        label = phrases.NEXT.format(number=following + 1, count=len(showing.excerpts))
        first.append(Button(label, showing.to_custom_id("next", following), ButtonStyle.primary))
    if any(excerpt.goes_on for excerpt in shown):
        first.append(Button(phrases.SHOW_ALL, showing.to_custom_id("all")))
    first.append(Button(phrases.IN_CONTEXT, showing.to_custom_id("context")))
    if len(shown[0].quote.url) <= URL_CHARS:
        first.append(Link(phrases.SOURCE, shown[0].quote.url))
    return tuple(first)


NEAREST = 3
REASONS = tuple(Reason)


def private_choice(reply: Reply, asker: int, notes: Sequence[str] = (), *, may_send: bool = False) -> Post:
    """To whoever used a command: the honest line, and the nearest topics as buttons.

    `may_send`: with a button that sends the question, which stands in the notes, to the moderators.
    """
    topics = _topics(reply)
    if isinstance(reply.decision, Suggestions):
        line = phrases.nearest(reply.snapshot.speakers, is_twin=reply.decision.is_twin)
        lines = [one_line(line, MESSAGE_CHARS // 2)]
    else:
        lines = [_no_answer(reply), *([phrases.NEAREST_AFTER_NO] if topics else [])]
    text = "\n".join([*lines, *(f"-# {note}" for note in notes)])
    sending = ((send_button(_reason(reply), topics, asker),),) if may_send else ()
    return Post(text, (*topic_rows(topics, asker), *sending))


def public_choice(reply: Reply, asker: int, asked_in: int = 0) -> Post:
    """One line for everybody; whoever wants to see the nearest topics presses a button.

    `asked_in`: the direct message that asked, which may be sent to the moderators.
    """
    topics = _topics(reply)[:SHORT_IDS]
    line = _no_answer(reply)
    if isinstance(reply.decision, Suggestions):
        line = phrases.NEAR_TWIN_ASIDE if reply.decision.is_twin else phrases.NEAREST_ASIDE
    custom_id = CustomId("nearest", 0, tuple(short_id(topic.id) for topic in topics), asker)
    nearest = [Button(phrases.SHOW_NEAREST, custom_id)] if topics else []
    sending = [send_button(_reason(reply), topics, asker, asked_in)] if asked_in else []
    return Post(line, ((*nearest, *sending),) if nearest or sending else ())


def send_button(reason: Reason, nearest: Sequence[Topic], asker: int, asked_in: int = 0) -> Button:
    """Sends what was asked to the moderators: the message that asked, or what stands in the button's own message."""
    short_ids = tuple(short_id(topic.id) for topic in nearest[:SHORT_IDS])
    return Button(curating.SEND, CustomId("send", REASONS.index(reason), short_ids, asker, asked_in))


def choice_post(sentence: str, topics: Iterable[Topic], asker: int, below: Row = ()) -> Post:
    """A sentence with topics to choose from, and what else can be pressed below them."""
    return Post(sentence, (*topic_rows(topics, asker), *((below,) if below else ())))


def other_words_row(asker: int) -> Row:
    """The button that opens a form for a question of one's own."""
    return (Button(phrases.OTHER_WORDS, CustomId("reword", asker=asker)),)


def topic_rows(topics: Iterable[Topic], asker: int) -> tuple[Row, ...]:
    """A button for each of at most five topics."""
    buttons = [
        Button(shortened(topic.title, LABEL_CHARS), CustomId("topic", 0, (short_id(topic.id),), asker))
        for topic in topics
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


MESSAGES = 6  # whoever installed the bot for themselves is allowed five after the first
_BLOCK_CHARS = 1800  # leaves room for a name above it


def whole_messages(excerpts: Sequence[Excerpt]) -> list[str]:
    """All the words of each quote as block quotes, the origin below them."""
    quotes = [excerpt.quote for excerpt in excerpts]
    blocks = [block for quote in quotes for block in (block_quotes(quote.text), [origin(quote)])]
    return _limited(_stacked(blocks), where(quotes[0]))


def context_messages(said: Iterable[Utterance], quote: Quote) -> list[str]:
    """Who said what around the quote, in order, where it stands, and what finds the quote again."""
    turns = [_turn(words) for words in said]
    found = f"{where(quote)}\n-# {id_note(quote)}"
    return _limited(_stacked([[phrases.CONTEXT_OF], *turns, [found]]), found)


def _turn(said: Utterance) -> list[str]:
    first, *rest = block_quotes(said.text, _BLOCK_CHARS)
    return [f"**{one_line(said.speaker.name, _NAME_CHARS)}**\n{first}", *rest]


def _stacked(blocks: Iterable[Sequence[str]]) -> list[str]:
    """Blocks one below the other; the parts of one stay apart: a line break would be more than was said."""
    messages: list[str] = []
    for first, *rest in blocks:
        if messages and len(messages[-1]) + len("\n") + len(first) <= MESSAGE_CHARS:
            messages[-1] += f"\n{first}"
        else:
            messages.append(first)
        messages += rest
    return messages


def _limited(messages: list[str], rest: str) -> list[str]:
    """As many as may be sent; the last one tells where the rest is."""
    if len(messages) <= MESSAGES:
        return messages
    return [*messages[: MESSAGES - 1], f"> {escaped(CUT)}\n{phrases.REST_AT_SOURCE} {rest}"]
