"""What the bot says of itself and of what it knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.core import phrases
from bot.core.model import Source, Topic
from bot.discord_app.markdown import link, one_line, pages


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
