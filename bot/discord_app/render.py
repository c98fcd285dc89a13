"""From a reply to the messages that are sent: the words first, then who said them, when, and where."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core import phrases
from bot.core.answer import Answer, Suggestions
from bot.core.model import Quote, Source, Topic
from bot.core.text import split
from bot.discord_app.markdown import MESSAGE_CHARS, block_quotes, escaped
from bot.service.answering import Reply


def messages(reply: Reply) -> list[str]:
    """At least one message, each within Discord's 2,000 characters."""
    decision = reply.decision
    if isinstance(decision, Answer):
        return quote_messages(decision.matches[0].quote)
    if isinstance(decision, Suggestions):
        return [f"{phrases.NEAREST}\n{escaped_list(decision.topics)}"]
    sentence = escaped(phrases.no_answer(reply.snapshot.speakers))
    nearest = f"\n{phrases.NEAREST_AFTER_NO}\n{escaped_list(decision.topics)}" if decision.topics else ""
    return [sentence + nearest]


def quote_messages(quote: Quote) -> list[str]:
    """The whole quote as block quotes, its origin below the last one, or in a message of its own."""
    origin = _origin(quote)
    *before, last = block_quotes(quote.text)
    whole = f"{last}\n{origin}"
    return [*before, whole] if len(whole) <= MESSAGE_CHARS else [*before, last, origin]


def escaped_list(topics: Iterable[Topic]) -> str:
    return "\n".join(f"- {escaped(topic.title)}" for topic in topics)


def _origin(quote: Quote) -> str:
    title = escaped(quote.source.title)
    return f"— **{escaped(quote.speaker.name)}**, {escaped(phrases.said(quote))}\n[{title}](<{quote.url}>)"


def about_messages(sources: Iterable[Source]) -> list[str]:
    """What the bot is, then each source with its link, then how to have words taken down."""
    listed = [
        f"- [{escaped(phrases.published(source))}](<{source.url}>), {phrases.date(source.published)}"
        for source in sources
    ]
    text = "\n".join([phrases.ABOUT, phrases.ABOUT_SOURCES, *listed, phrases.ABOUT_REMOVAL])
    return [part.strip("\n") for part in split(text, MESSAGE_CHARS)]


def topic_messages(topics: Iterable[Topic]) -> list[str]:
    """All titles, in as many messages as they need."""
    return [part.strip("\n") for part in split(f"{phrases.TOPICS}\n{escaped_list(topics)}", MESSAGE_CHARS)]
