"""Posts of answers: the words, who said them, when, asked what, and where; notes and buttons below; no answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil

from discord import ButtonStyle

from bot.core import phrases
from bot.core.answer import Abstention, Answer, Suggestions
from bot.core.excerpts import Excerpt
from bot.core.matching.tokens import shared
from bot.core.model import ANYWHERE, SHORT_ID_CHARS, Knowledge, Quote, Topic, short_id
from bot.core.phrases import curating
from bot.core.records import Reason, SentReply
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
    base36,
    shortened,
)
from bot.discord_app.markdown import MESSAGE_CHARS, block_quote, harmless, jump_url, link, one_line, unescaped
from bot.service.answering import Reply
from bot.service.responder import Audience, Help, Response, Wait

_NAME_CHARS = 100
_NOTE_CHARS = 150
_SMALL = "-# "
_ORIGIN = "— **"
_PASSAGES = 36 * 36  # as many as two digits number; a quote with more is shown from its beginning
_BETWEEN_VOICES = "\n\n"
_OF_TWO_VOICES_CHARS = 449  # with what stands between them, 900: what a phone shows at once
_FEW_WORDS_CHARS = 150  # below however long an origin
_ADDRESS = re.compile(r"\]\(<.*>\)$")
_SOMEBODY_ASKED = re.compile(phrases.SOMEBODY_ASKED.format(name=".*?", question="(?P<question>.*)"))


@dataclass(frozen=True, slots=True)
class Showing:
    """An answer of one quote or several, the one at `at` shown first; None stands for a quote withdrawn since.

    `short_ids` name the quotes, or the topic whose quotes they are. `asker` is Discord's id of whom it answers;
    `is_asked`: whether somebody asked a question, so that it can be told whether this answers it.
    """

    knowledge: Knowledge = field(repr=False)
    short_ids: tuple[str, ...]
    excerpts: tuple[Excerpt | None, ...]
    asker: int
    at: int = 0
    is_private: bool = False
    is_asked: bool = True

    @classmethod
    def of(
        cls,
        excerpts: Iterable[Excerpt],
        knowledge: Knowledge,
        asker: int = 0,
        *,
        is_private: bool = False,
        is_asked: bool = True,
    ) -> Showing:
        """Put the first one first, then what others say to the same topic, then the rest."""
        first, *others = excerpts
        voices = sorted(
            (other for other in others if is_other_voice(other.quote, first.quote, knowledge)),
            key=lambda other: other.quote.source.published,
        )
        ordered = [first, *voices, *(other for other in others if other not in voices)][:SHORT_IDS]
        short_ids = tuple(map(short_id_of, ordered))
        return cls(knowledge, short_ids, tuple(ordered), asker, is_private=is_private, is_asked=is_asked)

    @classmethod
    def read(
        cls,
        custom_id: CustomId,
        knowledge: Knowledge,
        sources: frozenset[str] = ANYWHERE,
        *,
        is_private: bool = False,
        is_asked: bool = True,
    ) -> Showing:
        """Return what a button belongs to; of a topic, the quotes of these sources."""
        excerpts: list[Excerpt | None] = []
        for named in custom_id.short_ids:
            short, number = named[:SHORT_ID_CHARS], int(named[SHORT_ID_CHARS + 1 :] or "0", 36)
            if topic := knowledge.topic_by_short_id(short):
                excerpts += map(Excerpt.of, topic.quotes_in(sources))
            else:
                quote = knowledge.quote_by_short_id(short)
                excerpts.append(Excerpt.of(quote, number) if quote else None)
        return cls(knowledge, custom_id.short_ids, tuple(excerpts), custom_id.asker, custom_id.at, is_private, is_asked)

    @property
    def quotes(self) -> tuple[str, ...]:
        """The ids of all its quotes."""
        return tuple(excerpt.quote.id for excerpt in self.excerpts if excerpt)

    @property
    def current(self) -> Excerpt | None:
        return self.excerpts[self.at] if self.at < len(self.excerpts) else None

    def to(self, member_id: int, *, is_private: bool) -> Showing:
        """Return the same quotes as an answer to this member."""
        return Showing(self.knowledge, self.short_ids, self.excerpts, member_id, self.at, is_private, self.is_asked)

    def to_custom_id(self, action: str, at: int | None = None) -> CustomId:
        return CustomId(action, self.at if at is None else at, self.short_ids, self.asker)

    def voices(self) -> Iterator[Excerpt]:
        """Yield the quote shown, then those right behind it that others, or the same person elsewhere, say to it."""
        if self.current is None:
            return
        yield self.current
        for other in self.excerpts[self.at + 1 :] if self.at == 0 else ():
            if other is None or not is_other_voice(other.quote, self.current.quote, self.knowledge):
                return
            yield other

    def following(self, count: int) -> int | None:
        """Return which comes after so many that are shown, round to the first; None where there is nothing else."""
        order = [*range(self.at + count, len(self.excerpts)), *range(self.at)]
        return next((index for index in order if self.excerpts[index] is not None), None)

    def nearest_topics(self, sources: frozenset[str], limit: int) -> list[Topic]:
        """Return what else may have been meant: the topics of the other quotes, then those related to this one's."""
        knowledge = self.knowledge
        own = knowledge.topics_of(self.current.quote) if self.current else ()
        others = [other.quote for other in self.excerpts if other and other is not self.current]
        near = [topic for quote in others for topic in knowledge.topics_of(quote)[:1]]
        near += [knowledge.topics[name] for topic in own for name in topic.related]
        named = {topic.id: topic for topic in near if topic not in own and topic.quotes_in(sources)}
        return [*named.values()][:limit]


def is_other_voice(quote: Quote, first: Quote, knowledge: Knowledge) -> bool:
    """Return whether somebody else says it, or the same person elsewhere, to a topic of the first quote."""
    is_elsewhere = (quote.source.id, quote.speaker.id) != (first.source.id, first.speaker.id)
    return is_elsewhere and any(quote in topic.quotes for topic in knowledge.topics_of(first))


def short_id_of(excerpt: Excerpt) -> str:
    """Return what stands for a passage in a button: its quote's short id and its number."""
    number = excerpt.number
    return short_id(excerpt.quote.id) + (f"-{base36(number)}" if 0 < number < _PASSAGES else "")


def answer_post(showing: Showing, notes: Sequence[str] = (), *, may_share: bool = True) -> Post:
    """Return one message, whatever the record holds. The showing's current quote must not have been withdrawn.

    `notes` are small lines below it, Markdown already.
    """
    small = "".join(f"\n{_SMALL}{note}" for note in notes)
    text, shown = _voices(showing, MESSAGE_CHARS - len(small))
    return Post(text + small, _rows(showing, shown, may_share=may_share))


def visible(showing: Showing) -> list[Excerpt]:
    """Return the passages that one message shows: of one voice or several."""
    return _voices(showing, MESSAGE_CHARS)[1]


def origin(quote: Quote) -> str:
    """Return who said it, when, asked what, and where: two lines, shortened with an ellipsis where they are endless."""
    said = one_line(phrases.said(quote), 400)
    return f"{_ORIGIN}{one_line(quote.speaker.name, _NAME_CHARS)}**, {said}\n{where(quote)}"


def voices_in(content: str) -> int:
    """Return how many passages a message shows, by their origins."""
    return sum(line.startswith(_ORIGIN) for line in content.split("\n"))


def where(quote: Quote) -> str:
    return link(quote.source.title, quote.link, 650)


def asked_note(question: str, name: str = "") -> str:
    """Return what was asked, by whom unless by the reader: members' text, made harmless."""
    asked = one_line(harmless(question), _NOTE_CHARS)
    if not name:
        return phrases.YOU_ASKED.format(question=asked)
    return phrases.SOMEBODY_ASKED.format(name=member_name(name), question=asked)


def shared_note(name: str) -> str:
    return phrases.SHARED_BY.format(name=member_name(name))


def because_note(words: Sequence[str]) -> list[str]:
    """Return which words told why, as one note; none where no word did."""
    return [one_line(phrases.because_of(map(harmless, words)), _NOTE_CHARS)] if words else []


def id_note(quote: Quote) -> str:
    """Return what finds the quote again."""
    return phrases.QUOTE_ID.format(id=one_line(quote.id))


def notes_for(quote: Quote, knowledge: Knowledge, content: str) -> list[str]:
    """Return a message's small lines as they are true of another quote: of the words that matched, those it shares."""
    asked = (text for topic in knowledge.topics_of(quote) for text in (topic.title, *topic.questions))
    texts, notes = (quote.text, quote.asked, *asked), list[str]()
    for note in _notes_in(content):
        because = note.removeprefix(phrases.BECAUSE_OF)
        words = shared(map(str.strip, unescaped(because).split(",")), texts)
        notes += [note] if because == note else because_note(words)
    return notes


def without_words(content: str, sentence: str) -> str:
    """Return a message with a sentence in the place of its quote: what was asked stays, why it was found goes."""
    notes = [note for note in _notes_in(content) if not note.startswith(phrases.BECAUSE_OF)]
    return "\n".join([sentence, *(f"{_SMALL}{note}" for note in notes)])


def question_in(content: str) -> str:
    """Return what somebody asked whom a message answers, as far as the message shows it; else ""."""
    found = next(filter(None, map(_SOMEBODY_ASKED.fullmatch, _notes_in(content))), None)
    return unescaped(found["question"]).removesuffix("…") if found else ""


def _notes_in(content: str) -> list[str]:
    return [line.removeprefix(_SMALL) for line in content.split("\n") if line.startswith(_SMALL)]


def member_name(name: str) -> str:
    return one_line(harmless(name), _NOTE_CHARS) or phrases.SOMEBODY


def _voices(showing: Showing, limit_chars: int) -> tuple[str, list[Excerpt]]:
    """Return the quote shown, or it and another one, each then so short that a phone shows both; rather one whole."""
    first, *others = showing.voices()
    for other in others[:1]:
        (short, text), (second, below) = (_voice(one, limit_chars, _OF_TWO_VOICES_CHARS) for one in (first, other))
        if short.quote.url == second.quote.url or where(short.quote) == where(second.quote):
            text = text.rpartition("\n")[0]  # the same link stands below the second
        if len(text) + len(_BETWEEN_VOICES) + len(below) <= limit_chars:
            return text + _BETWEEN_VOICES + below, [short, second]
    narrowed, text = _voice(first, limit_chars)
    return text, [narrowed]


def _voice(excerpt: Excerpt, limit_chars: int, seen_chars: int = MESSAGE_CHARS) -> tuple[Excerpt, str]:
    """Return a passage with its origin, narrowed to what fits; `seen_chars`: all that is seen, without addresses."""
    below = f"\n{origin(excerpt.quote)}"
    words_chars = max(_FEW_WORDS_CHARS, seen_chars - len(_ADDRESS.sub("", below)))
    narrowed, words = fitting(excerpt, min(words_chars, limit_chars - len(below)))
    return narrowed, words + below


def fitting(excerpt: Excerpt, limit_chars: int) -> tuple[Excerpt, str]:
    """Return a passage as a block quote, narrowed until that fits: marks that are made plain take more room."""
    while len(words := block_quote(excerpt.shown)) > limit_chars:
        excerpt = excerpt.narrowed(len(excerpt.text) * 3 // 4)
    return excerpt, words


def source_links(quote: Quote) -> tuple[Link, ...]:
    """Return the buttons that lead to a quote in its source and on the bot's site, where the address is known.

    One that is too long for a button is left out.
    """
    links = (Link(phrases.SOURCE, quote.url), Link(phrases.IN_RECORD, quote.site_url))
    return tuple(link for link in links if 0 < len(link.url) <= URL_CHARS)


def _rows(showing: Showing, shown: Sequence[Excerpt], *, may_share: bool) -> tuple[Row, ...]:
    following = showing.following(len(shown))
    first: list[Button | Link] = []
    if following is not None:
        label = phrases.NEXT.format(number=following + 1, count=len(showing.excerpts))
        first.append(Button(label, showing.to_custom_id("next", following), ButtonStyle.primary))
    if any(excerpt.goes_on for excerpt in shown):
        first.append(Button(phrases.SHOW_ALL, showing.to_custom_id("all")))
    first.append(Button(phrases.IN_CONTEXT, showing.to_custom_id("context")))
    first += source_links(shown[0].quote)
    votes = ((phrases.HELPFUL, "helpful"), (phrases.NOT_ASKED, "not")) if showing.is_asked else ()
    last = (phrases.SHARE, "share") if showing.is_private else (phrases.DELETE, "delete")
    second = (*votes, last) if may_share or not showing.is_private else votes
    below = tuple(Button(label, showing.to_custom_id(action)) for label, action in second)
    return (tuple(first), below) if below else (tuple(first),)


REASONS = tuple(Reason)


def private_choice(reply: Reply, asker: int, notes: Sequence[str] = (), *, may_send: bool = False) -> Post:
    """Return the honest line for whoever used a command, with the nearest topics as buttons.

    `may_send`: with a button that sends the question, which stands in the notes, to the moderators.
    """
    topics = _topics(reply)
    if isinstance(reply.decision, Suggestions):
        line = phrases.nearest(reply.speakers, is_twin=reply.decision.is_twin)
        whole = one_line(line, MESSAGE_CHARS // 2)
        lines = [whole] if reply.decision.is_twin else whole.replace(". ", ".\n", 1).split("\n")
    else:
        lines = [_no_answer(reply), *([phrases.NEAREST_AFTER_NO] if topics else [])]
    small = [f"{_SMALL}{note}" for note in notes]
    first, *last = lines
    text = "\n".join([first, *small, *last])  # the last line stands next to its buttons
    sending = ((send_button(_reason(reply), topics, asker),),) if may_send else ()
    return Post(text, (*topic_rows(topics, asker), *sending))


def public_choice(reply: Reply, asker: int, asked_in: int = 0) -> Post:
    """Return one line for everybody, with a button that shows the nearest topics.

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
    """Return the button that sends moderators the message that asked, or the question in the button's own message."""
    short_ids = tuple(short_id(topic.id) for topic in nearest[:SHORT_IDS])
    return Button(curating.SEND, CustomId("send", REASONS.index(reason), short_ids, asker, asked_in))


def choice_post(sentence: str, topics: Iterable[Topic], asker: int, below: Row = ()) -> Post:
    """Return a sentence with topics to choose from, and another row of buttons below them."""
    return Post(sentence, (*topic_rows(topics, asker), *((below,) if below else ())))


def other_words_row(asker: int) -> Row:
    """Return the button that opens a form for a question of one's own."""
    return (Button(phrases.OTHER_WORDS, CustomId("reword", asker=asker)),)


def topic_rows(topics: Iterable[Topic], asker: int) -> tuple[Row, ...]:
    """Return a button for each of at most five topics."""
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
    return one_line(phrases.no_answer(reply.speakers), MESSAGE_CHARS // 2)


def message_post(response: Response) -> Post | None:
    """Return what everybody is told; None where nothing is said in words.

    What was asked stands in the message replied to, or in a note. A direct message that got no answer can be sent to
    the moderators.
    """
    request, content = response.request, response.content
    if isinstance(content, Reply):
        notes = [asked_note(request.question.text, request.name)] if request.name else []
        asked_in = request.message if request.guild is None and response.may_be_sent else None
        return _answer(content, request.asker, notes) or public_choice(content, request.asker, asked_in or 0)
    if isinstance(content, SentReply):
        link = jump_url(content.guild, content.channel, content.answer_messages[0])
        return Post(phrases.ANSWERED_ALREADY.format(link=link))
    return Post(phrases.ask_me(content.speakers)) if isinstance(content, Help) else None


def command_post(response: Response) -> Post | None:
    """Return what a command or a form is answered with, to everybody or to its asker alone.

    What got no answer can be sent to the moderators, unless it was asked where they find it anyway.
    """
    request, content = response.request, response.content
    if isinstance(content, Wait):
        return Post(phrases.ASK_LATER.format(seconds=ceil(content.seconds)))
    if not isinstance(content, Reply) or not response.is_private:
        return message_post(response)
    notes = [asked_note(request.question.text)]
    may_send = response.may_be_sent and (request.audience is Audience.ASKER or request.guild is None)
    answer = _answer(content, request.asker, notes, is_private=True)
    return answer or private_choice(content, request.asker, notes, may_send=may_send)


def _answer(reply: Reply, asker: int, notes: Sequence[str], *, is_private: bool = False) -> Post | None:
    """Return the answer, or what is said to no question; None for everything else."""
    if reply.told:
        return Post(shortened(reply.told, MESSAGE_CHARS))
    if not isinstance(reply.decision, Answer):
        return None
    excerpts = (match.excerpt for match in reply.decision.matches)
    showing = Showing.of(excerpts, reply.snapshot.knowledge, asker, is_private=is_private)
    return answer_post(showing, [*because_note(reply.ranking.matched), *notes])
