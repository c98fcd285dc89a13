"""The public record as files: HTML by templates, a feed, a map of the site, its style and its script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.core import phrases
from bot.core.model import Quote, Source
from bot.web.site.record import PublicRecord, ShownTopic

_HERE = Path(__file__).parent
_STATIC = ("style.css", "site.js")
_FRONT_TOPICS = 40
_FEED_ENTRIES = 50
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class SiteAbout:
    """What every page says: the title, where the site stands ("" if nowhere yet), whom to write to, whose words."""

    title: str
    url: str = ""
    contact: str = ""
    notice: tuple[str, ...] = ()
    language: str = "en"


def notice_paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a NOTICE file."""
    return tuple(" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip())


def files_of(record: PublicRecord, about: SiteAbout, *, has_search: bool) -> dict[str, bytes]:
    """Return every file of the site by its path, the search's index aside; the same for the same record."""
    site = _Rendering(record, about)
    files = {name: (_HERE / "static" / name).read_bytes() for name in _STATIC}
    for path, text in site.pages(has_search=has_search):
        files[path] = text.encode("utf-8")
    return files


class _Rendering:
    """One record on its way to files."""

    def __init__(self, record: PublicRecord, about: SiteAbout) -> None:
        self._record = record
        self._about = about
        self._topics = {topic.topic.id: topic for topic in record.topics}
        self._topics_of: dict[str, list[ShownTopic]] = {}
        for topic in record.topics:
            for quote in topic.quotes:
                self._topics_of.setdefault(quote.id, []).append(topic)
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
        self._templates.filters |= {
            "date": phrases.date,
            "cited": _cited_source,
            "topics_of": self._topics_for,
            "paragraphs": lambda text: re.split(r"\n\s*\n", text),
            "xml": lambda text: _NOT_XML.sub("", text),
        }

    def pages(self, *, has_search: bool) -> Iterator[tuple[str, str]]:
        """Yield path and text of each."""
        record, topics = self._record, self._record.topics
        shown = [interview for interview in record.interviews.values() if interview.turns]
        most = sorted(topics, key=lambda topic: -len(topic.quotes))[:_FRONT_TOPICS]
        more = len(topics) if len(topics) > len(most) else 0
        yield self._page("", "front", interviews=shown, topics=most, more=more, has_search=has_search)
        yield self._page("topics/", "topics", topics=sorted(topics, key=lambda topic: topic.topic.title.casefold()))
        for topic in topics:
            related = [self._topics[name] for name in topic.topic.related if name in self._topics]
            yield self._page(
                topic.page,
                "topic",
                topic=topic,
                related=related,
                linked_data=_data(*map(self._quotation, topic.quotes)),
            )
        for interview in record.interviews.values():
            asked, source = self._topics_for(interview.quotes), interview.source
            data = _data(_work(source)) if source and interview.turns else None
            yield self._page(interview.page, "interview", interview=interview, topics=asked, linked_data=data)
        if self._about.url:
            entries = [(q, one.new_on(q)) for one in record.interviews.values() for q in one.quotes]
            entries.sort(key=lambda entry: (entry[1], entry[0].source.published), reverse=True)
            updated = entries[0][1] if entries else "1970-01-01"
            yield "feed.xml", self._rendered("feed.xml", entries=entries[:_FEED_ENTRIES], updated=updated)
            pages = ["", "topics/", *(topic.page for topic in topics), *(interview.page for interview in shown)]
            yield "sitemap.xml", self._rendered("sitemap.xml", pages=pages)

    def _page(self, page: str, template: str, **values: Any) -> tuple[str, str]:
        values = {"linked_data": None, "page": page, "root": "../" * page.count("/"), **values}
        return f"{page}index.html", self._rendered(f"{template}.html", contact=self._contact(), **values)

    def _contact(self) -> str:
        """Return where the link to whom to write to leads; "" where they are no address."""
        contact = self._about.contact
        if re.fullmatch(r"[^\s@:]+@[^\s@:]+", contact):
            return f"mailto:{contact}"
        return contact if re.fullmatch(r"https?://\S+", contact) else ""

    def _rendered(self, template: str, **values: Any) -> str:
        return self._templates.get_template(template).render(site=self._about, record=self._record, **values)

    def _topics_for(self, quotes: Iterable[Quote]) -> list[ShownTopic]:
        found = {topic.topic.id: topic for quote in quotes for topic in self._topics_of.get(quote.id, ())}
        return [*found.values()]

    def _quotation(self, quote: Quote) -> dict[str, object]:
        here = {"url": f"{self._about.url}/{self._record.link(quote)}"} if self._about.url else {}
        return {
            "@type": "Quotation",
            "text": quote.text,
            "creator": {"@type": "Person", "name": quote.speaker.name},
            "isPartOf": _work(quote.source),
            "citation": _cited_source(quote.source),
            **here,
        }


def _data(*nodes: Mapping[str, object]) -> dict[str, object]:
    """Return linked data in the words of schema.org."""
    return {"@context": "https://schema.org", "@graph": nodes}


def _work(source: Source) -> dict[str, str]:
    values = {
        "@type": "CreativeWork",
        "name": source.title,
        "url": source.url,
        "publisher": source.author,
        "datePublished": source.published,
    }
    return {name: value for name, value in values.items() if value}


def _cited_source(source: Source) -> str:
    about = phrases.joined(source.author, phrases.date(source.published))
    return f"{source.title} ({about})" if about else source.title
