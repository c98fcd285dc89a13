"""From a reply to the messages that are sent: the words first, then who said them, when, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.core import phrases
from bot.core.answer import Answer, Suggestions
from bot.core.model import Quote, Source, Topic
from bot.discord_app.markdown import MESSAGE_CHARS, block_quotes, escaped, link, one_line, pages
from bot.service.answering import Reply

_NAME_CHARS = 256


def messages(reply: Reply) -> list[str]:
    """At least one message, each within Discord's 2,000 characters."""
    decision = reply.decision
    if isinstance(decision, Answer):
        return quote_messages(decision.matches[0].quote)
    if isinstance(decision, Suggestions):
        return pages([phrases.NEAREST, *_listed(decision.topics)])
    nearest = [phrases.NEAREST_AFTER_NO, *_listed(decision.topics)] if decision.topics else []
    return pages([escaped(phrases.no_answer(reply.snapshot.speakers)), *nearest])


def quote_messages(quote: Quote) -> list[str]:
    """The whole quote as block quotes, its origin below the last one, or in a message of its own."""
    *before, last = block_quotes(quote.text)
    return [*before, *pages([last, *_origin(quote)])]


def about_messages(sources: Iterable[Source]) -> list[str]:
    """What the bot is, then each source with its link, then how to have words taken down."""
    listed = [
        f"- {link(phrases.published(source), source.url)}, {phrases.date(source.published)}" for source in sources
    ]
    return pages([phrases.ABOUT, phrases.ABOUT_SOURCES, *listed, phrases.ABOUT_REMOVAL])


def topic_messages(topics: Iterable[Topic]) -> list[str]:
    """All titles, in as many messages as they need."""
    return pages([phrases.TOPICS, *_listed(topics)])


def _listed(topics: Iterable[Topic]) -> Iterator[str]:
    return (f"- {one_line(topic.title)}" for topic in topics)


def _origin(quote: Quote) -> list[str]:
    """Who said it, when, asked what, and where: together, where that fits into one message."""
    who = f"— **{one_line(quote.speaker.name, _NAME_CHARS)}**, {one_line(phrases.said(quote))}"
    where = link(quote.source.title, quote.url)
    whole = f"{who}\n{where}"
    return [whole] if len(whole) <= MESSAGE_CHARS else [who, where]
