"""The topics, to leaf through and to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import phrases
from bot.core.model import Source, Topic, handle
from bot.discord_app.answers.render import choice_post
from bot.discord_app.components import OPTION_CHARS, ROW_BUTTONS, Menu, Option, Post, Press, Row, page_of, shortened
from bot.discord_app.markdown import harmless, one_line
from bot.service.browsing import Selection

_OPTIONS = 25
_EVERY = "every"  # no handle is so short
_TITLE_CHARS = 200
_TYPED_CHARS = 100


def topics_post(selection: Selection, number: int, asker: int, source: Source | None = None) -> Post:
    """A page of titles, in words and in a select; where there are several interviews, a select of these as well."""
    topics = [*selection.narrowed(source).catalogue.topics.values()]
    lines = [f"- {one_line(topic.title, _TITLE_CHARS)}" for topic in topics]
    page = page_of(lines, number, _OPTIONS)
    shown = slice(page.start, page.end)
    narrowed = (handle(source.id),) if source else ()
    rows = (
        *_choosing(topics[shown], asker),
        *_narrowing([*selection.catalogue.sources.values()], asker, source),
        *page.turning(lambda at: Press("topics", at, narrowed, asker)),
    )
    return Post("\n".join([page.headed(_heading(topics, source)), *lines[shown]]), rows)


def no_such_topic_post(selection: Selection, typed: str, asker: int) -> Post:
    """That there is no such topic, and the nearest ones as buttons."""
    sentence = phrases.NO_SUCH_TOPIC.format(name=one_line(harmless(typed), _TYPED_CHARS))
    return nearest_post(selection, sentence, typed, asker)


def nearest_post(selection: Selection, sentence: str, typed: str, asker: int) -> Post:
    """What leads nowhere, and the topics that come nearest to what was typed."""
    topics = selection.nearest_topics(typed, ROW_BUTTONS)
    return choice_post(f"{sentence} {phrases.NEAREST_AFTER_NO}" if topics else sentence, topics, asker)


def topic_note(topic: Topic) -> str:
    return phrases.TOPIC.format(title=one_line(topic.title, _TITLE_CHARS))


def _heading(topics: Sequence[Topic], source: Source | None) -> str:
    if not topics:
        return phrases.NO_TOPICS
    return phrases.TOPICS_OF.format(title=one_line(source.title, _TITLE_CHARS)) if source else phrases.TOPICS


def _choosing(topics: Sequence[Topic], asker: int) -> tuple[Row, ...]:
    options = tuple(Option(shortened(topic.title, OPTION_CHARS), handle(topic.id)) for topic in topics)
    return ((Menu(phrases.CHOOSE_TOPIC, Press("choose", asker=asker), options),),) if options else ()


def _narrowing(sources: Sequence[Source], asker: int, chosen: Source | None) -> tuple[Row, ...]:
    """A select of the interviews not chosen, the first of them if there are more; no row if there is only one."""
    if len(sources) < 2:
        return ()
    others = [
        Option(shortened(source.title, OPTION_CHARS), handle(source.id), phrases.date(source.published))
        for source in sources
        if source is not chosen
    ]
    options = ([Option(phrases.EVERY_INTERVIEW, _EVERY)] if chosen else []) + others
    return ((Menu(phrases.CHOOSE_INTERVIEW, Press("narrow", asker=asker), tuple(options[:_OPTIONS])),),)
