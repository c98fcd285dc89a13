"""Choices while a member types an option: at most 25 names, each with its value."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from discord import app_commands

from bot.discord_app.components import OPTION_CHARS, shortened
from bot.discord_app.errors import Incidents
from bot.discord_app.sending import CHOICES
from bot.service.answering import Selection
from bot.service.daily import zones_like
from bot.service.snapshots import Snapshot

Choices = list[app_commands.Choice[str]]


def suggested(incidents: Incidents, where: str, choose: Callable[[], Choices]) -> Choices:
    """Return the choices; none where it fails, which is noted, as nobody can be told."""
    found: Choices = []
    with incidents.noted(where):
        found += choose()
    return found


def question_choices(selection: Selection, typed: str, source: str) -> Choices:
    """Return questions that people ask; of one interview, if it is named already."""
    narrowed = selection.narrowed(selection.catalogue.source(source))
    return [_choice(question, question) for question in narrowed.questions_like(typed, CHOICES)]


def topic_choices(selection: Selection, typed: str) -> Choices:
    """Return topics by their titles and by all phrasings."""
    return [_choice(topic.title, topic.id) for topic in selection.topics_like(typed, CHOICES)]


def quote_choices(selection: Selection, typed: str) -> Choices:
    """Return quotes by their ids, with the words they open on."""
    quotes = selection.catalogue.quotes_like(typed, CHOICES)
    return [_choice(f"{quote.id}: {quote.text[:OPTION_CHARS]}", quote.id) for quote in quotes]


def withdrawn_choices(snapshot: Snapshot, typed: str) -> Choices:
    """Return quotes that were withdrawn, whose id or words hold what was typed."""
    wanted = typed.casefold().strip()
    withdrawn = (
        (f"{record.source.id.text}/{retired.id.text}", retired.text.text)
        for record in snapshot.drafts.records
        for retired in record.retired
    )
    named = (
        (name, f"{name}: {text[:OPTION_CHARS]}") for name, text in withdrawn if wanted in f"{name} {text}".casefold()
    )
    return [_choice(label, name) for name, label in islice(named, CHOICES)]


def person_choices(selection: Selection, typed: str) -> Choices:
    """Return everybody who is quoted."""
    return [_choice(name, name[:OPTION_CHARS]) for name in selection.catalogue.people_like(typed, CHOICES)]


def source_choices(selection: Selection, typed: str) -> Choices:
    """Return the interviews by their titles."""
    return [_choice(source.title, source.id) for source in selection.catalogue.sources_like(typed, CHOICES)]


def zone_choices(typed: str) -> Choices:
    """Return time zones by the names of their cities."""
    return [_choice(name, name) for name in zones_like(typed, CHOICES)]


def _choice(name: str, value: str) -> app_commands.Choice[str]:
    return app_commands.Choice(name=shortened(name, OPTION_CHARS), value=value)
