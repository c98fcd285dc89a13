"""What this is, and whose words it gives."""

from __future__ import annotations

from collections.abc import Collection

from bot.core import phrases
from bot.core.model import Source
from bot.discord_app.components import Post
from bot.discord_app.markdown import link

_SOURCES = 5
_ABOUT_LINK_CHARS = 220


def about_post(sources: Collection[Source]) -> Post:
    """What the bot is, the first interviews with their links, how to have words taken down, where to read on."""
    listed = [
        f"- {link(phrases.published(source), source.url, _ABOUT_LINK_CHARS)}, {phrases.date(source.published)}"
        for source in list(sources)[:_SOURCES]
    ]
    more = [phrases.ABOUT_MORE_SOURCES.format(count=len(sources))] if len(sources) > _SOURCES else []
    return Post("\n".join([phrases.ABOUT, phrases.ABOUT_SOURCES, *listed, *more, phrases.ABOUT_REMOVAL]))
