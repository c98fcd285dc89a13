"""Posts of lists: topics, hits of a search, interviews; and of single quotes, citations, /about and /privacy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from discord import ButtonStyle

from bot.core import phrases
from bot.core.catalogue import Catalogue
from bot.core.citing import bibtex, markdown
from bot.core.model import Quote, Source, Topic, short_id
from bot.core.records import Personal
from bot.core.search import Hit
from bot.core.text import CUT
from bot.discord_app.answers.render import Showing, answer_post, choice_post, id_note
from bot.discord_app.components import (
    OPTION_CHARS,
    ROW_BUTTONS,
    Button,
    CustomId,
    Menu,
    Option,
    Post,
    Row,
    page_of,
    shortened,
)
from bot.discord_app.markdown import MESSAGE_CHARS, code_block, escaped, harmless, in_block_quote, link, one_line
from bot.service.answering import Selection

_OPTIONS = 25
_EVERY = "every"  # no short id is so short
_TITLE_CHARS = 200
_TYPED_CHARS = 100


def topics_post(selection: Selection, number: int, asker: int, source: Source | None = None) -> Post:
    """Return a page of titles, in words and in a select; where there are several interviews, with a select of these."""
    topics = [*selection.narrowed(source).catalogue.topics.values()]
    lines = [f"- {one_line(topic.title, _TITLE_CHARS)}" for topic in topics]
    page = page_of(lines, number, _OPTIONS)
    shown = slice(page.start, page.end)
    narrowed = (short_id(source.id),) if source else ()
    options = tuple(Option(shortened(topic.title, OPTION_CHARS), short_id(topic.id)) for topic in topics[shown])
    choosing = (Menu(phrases.CHOOSE_TOPIC, CustomId("choose", asker=asker), options),)
    rows = (
        *((choosing,) if options else ()),
        *_narrowing([*selection.catalogue.sources.values()], asker, source),
        *page.turning(lambda at: CustomId("topics", at, narrowed, asker)),
    )
    of_source = source and phrases.TOPICS_OF.format(title=one_line(source.title, _TITLE_CHARS))
    heading = (of_source or phrases.TOPICS) if topics else phrases.NO_TOPICS
    return Post("\n".join([page.headed(heading), *lines[shown]]), rows)


def no_such_topic_post(selection: Selection, typed: str, asker: int) -> Post:
    """Return that there is no such topic, and the nearest ones as buttons."""
    sentence = phrases.NO_SUCH_TOPIC.format(name=one_line(harmless(typed), _TYPED_CHARS))
    return nearest_post(selection, sentence, typed, asker)


def nearest_post(selection: Selection, sentence: str, typed: str, asker: int) -> Post:
    """Return a sentence, and the topics that come nearest to what was typed."""
    topics = selection.nearest_topics(typed, ROW_BUTTONS)
    return choice_post(f"{sentence} {phrases.NEAREST_AFTER_NO}" if topics else sentence, topics, asker)


def topic_note(topic: Topic) -> str:
    return phrases.TOPIC.format(title=one_line(topic.title, _TITLE_CHARS))


def _narrowing(sources: Sequence[Source], asker: int, chosen: Source | None) -> tuple[Row, ...]:
    """Return a select of the interviews not chosen, as many as fit; no row if there is only one."""
    if len(sources) < 2:
        return ()
    others = [
        Option(shortened(source.title, OPTION_CHARS), short_id(source.id), phrases.date(source.published))
        for source in sources
        if source is not chosen
    ]
    options = ([Option(phrases.EVERY_INTERVIEW, _EVERY)] if chosen else []) + others
    return ((Menu(phrases.CHOOSE_INTERVIEW, CustomId("narrow", asker=asker), tuple(options[:_OPTIONS])),),)


_LINE_CHARS = 300
_BLOCK_CHARS = 1500  # leaves space for a heading


def sources_post(catalogue: Catalogue, number: int, asker: int) -> Post:
    """Return a page of interviews, each with all that it takes to find it and to cite it."""
    counts = Counter(quote.source.id for quote in catalogue.quotes.values())
    blocks = []
    for source in catalogue.sources.values():
        title, told = link(source.title, source.url, _LINE_CHARS), phrases.told_of(source, counts[source.id])
        block = f"**{title}**\n{one_line(told, _LINE_CHARS)}"
        blocks.append("\n".join([block, *_codes(source, _BLOCK_CHARS - len(block))]))
    page = page_of(blocks, number, 5, "\n\n")
    heading = page.headed(phrases.SOURCES if blocks else phrases.NO_TOPICS)
    rows = page.turning(lambda at: CustomId("sources", at, asker=asker))
    return Post("\n\n".join([heading, *blocks[page.start : page.end]]), rows)


def cite_post(quote: Quote) -> Post:
    """Return how to cite words of an interview."""
    return Post("\n".join([phrases.CITE_WORDS, *_codes(quote, MESSAGE_CHARS - len(phrases.CITE_WORDS) - 1)]))


def _codes(cited: Source | Quote, limit_chars: int) -> Sequence[str]:
    """Return citations as Markdown and for BibTeX, each only where it fits whole."""
    codes = []
    for code in (code_block(markdown(cited), "md"), code_block(bibtex(cited), "bibtex")):
        if len(code) + 1 <= limit_chars:
            codes.append(code)
            limit_chars -= len(code) + 1
    return codes


def search_post(selection: Selection, words: str, number: int, asker: int) -> Post:
    """Return a page of hits, and a select to read one of the quotes whole; where there are none, the nearest topics."""
    found = selection.find(words, 50)
    if not found.hits:
        sentence = phrases.NOTHING_FOUND.format(words=one_line(harmless(words)))
        return nearest_post(selection, sentence, words, asker)
    blocks = []
    for hit in found.hits:
        name, source = one_line(hit.quote.speaker.name, 80), hit.quote.source
        title = link(source.title, hit.quote.link, 520)
        blocks.append(f"{marked(hit)}\n— {phrases.joined(f'**{name}**', phrases.date(source.published), title)}")
    page = page_of(blocks, number, 5, "\n\n")
    shown = slice(page.start, page.end)
    heading = page.headed(phrases.found(found.total, one_line(harmless(words)), has_more=found.has_more))
    labels = {hit.quote.id: f"{hit.quote.speaker.name}: {hit.said}" for hit in found.hits[shown]}
    options = tuple(Option(shortened(label, OPTION_CHARS), short_id(name)) for name, label in labels.items())
    rows = (
        (Menu(phrases.READ_WHOLE, CustomId("read", asker=asker), options),),
        *page.turning(lambda at: CustomId("hits", at, asker=asker, words=words)),
    )
    return Post("\n\n".join([heading, *blocks[shown]]), rows)


def marked(hit: Hit, limit_chars: int = 320) -> str:
    """Return the hit's sentence as a block quote, the words found in bold, a mark wherever the quote says more."""
    text = hit.quote.text
    start, end = hit.window(limit_chars)
    pieces, at = [f"{escaped(CUT)} " if text[:start].strip() else ""], start
    for first, last in hit.spans:
        if last <= end:
            before = escaped(text[at : first + 1]).removesuffix(
                text[first]
            )  # where a letter follows, a colon is escaped
            pieces += [before, f"**{escaped(text[first:last])}**"]
            at = last
    pieces += [escaped(text[at:end]), f" {escaped(CUT)}" if text[end:].strip() else ""]
    return in_block_quote("".join(pieces))


def quote_post(showing: Showing, quote: Quote) -> Post:
    """Return a quote with the id that finds it again, and how to cite it."""
    post = answer_post(showing, [id_note(quote)])
    return Post(post.text, (*post.rows, citing_row(showing)))


def citing_row(showing: Showing) -> Row:
    """Return the button that tells how to cite the quote shown."""
    return (Button(phrases.CITE, showing.to_custom_id("cite")),)


def no_such_quote(typed: str) -> str:
    return phrases.NO_SUCH_QUOTE.format(id=one_line(harmless(typed), _TYPED_CHARS))


def no_such_person(typed: str, people: Sequence[str]) -> str:
    names = one_line(", ".join(people), 1500)
    return phrases.NO_SUCH_PERSON.format(name=one_line(harmless(typed), _TYPED_CHARS), names=names)


_SOURCES = 5


_EXAMPLES = 3


def about_post(selection: Selection) -> Post:
    """Return what the bot is, how to ask, the first interviews with links, how to have words taken down."""
    sources = selection.catalogue.sources.values()
    asked = [f"- {one_line(question, _LINE_CHARS)}" for question in selection.questions_like("", _EXAMPLES)]
    examples = [phrases.HOW_TO_ASK, *([phrases.EXAMPLES, *asked] if asked else [])]
    links = [(link(phrases.published(source), source.url, 220), source) for source in list(sources)[:_SOURCES]]
    listed = [f"- {phrases.joined(where, phrases.date(source.published))}" for where, source in links]
    more = [phrases.ABOUT_MORE_SOURCES.format(count=len(sources))] if len(sources) > _SOURCES else []
    lines = [phrases.ABOUT, *examples, phrases.ABOUT_SOURCES, *listed, *more, phrases.ABOUT_REMOVAL]
    return Post("\n".join(lines))


def privacy_post(days: int, question_days: int, kept: Personal | None, *, logs_words: bool) -> Post:
    """Return what is kept, and how much of it is the reader's; with a button to have it deleted, if there is any."""
    text = f"{phrases.what_is_kept(days, question_days, logs_words=logs_words)}\n{phrases.kept_of_you(kept)}"
    return Post(text, () if kept is not None and not kept.total else _forgetting())


def forgotten_post(dropped: Personal | None) -> Post:
    """Return what has been deleted; where that is not known, the button stays."""
    return Post(phrases.NOT_FORGOTTEN, _forgetting()) if dropped is None else Post(phrases.forgotten(dropped))


def _forgetting() -> tuple[Row, ...]:
    return ((Button(phrases.FORGET, CustomId("forget"), ButtonStyle.danger),),)
