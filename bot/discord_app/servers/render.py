"""Posts of a server's settings, and what the bot lacks for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import discord

from bot.core.model import Source, short_id
from bot.core.phrases import servers
from bot.core.records import ChannelMode, DailyQuote, ServerSettings
from bot.discord_app.components import OPTION_CHARS, CustomId, Menu, Option, Post, page_of, shortened
from bot.discord_app.markdown import one_line
from bot.discord_app.permissions import lacking_in
from bot.service.daily import Due, Following
from bot.service.snapshots import Snapshot

_PAGE_SOURCES = 25


@dataclass(frozen=True, slots=True)
class SettingsView:
    """A server's settings, with all that is needed to tell what becomes of them."""

    guild: discord.Guild
    settings: ServerSettings
    snapshot: Snapshot
    reads_messages: bool
    following: Following | None = None


def settings_post(view: SettingsView, number: int = 0) -> Post:
    """Return a page of all that holds."""
    settings = view.settings
    lines = [
        servers.what_holds(servers.EVERYWHERE, settings.mode, is_private=settings.is_private),
        *(channel_text(view, channel) for channel in settings.channels),
        sources_text(settings, view.snapshot),
        daily_text(view),
    ]
    if ChannelMode.QUESTIONS in (settings.mode, *settings.modes.values()) and not view.reads_messages:
        lines.append(servers.NEEDS_CONTENT)
    blocks = [f"- {line}" for line in lines]
    page = page_of(blocks, number, 12)
    text = "\n".join([page.headed(servers.SETTINGS), *blocks[page.start : page.end]])
    return Post(text, page.turning(lambda at: CustomId("settings", at)))


def channel_text(view: SettingsView, channel: int) -> str:
    """Return what holds in one channel, and what the bot lacks for it."""
    found, settings = view.guild.get_channel_or_thread(channel), view.settings
    mode, is_private = settings.mode_of(channel), settings.is_private_in(channel)
    name = f"<#{channel}>" if found else servers.GONE_CHANNEL
    line = servers.what_holds(name, mode, is_private=is_private)
    missing = lacking_in(found, view.guild.me) if found and mode is not ChannelMode.OFF else ""
    return f"{line} {servers.LACKS.format(missing=missing)}" if missing else line


def content_note(view: SettingsView, mode: ChannelMode) -> str:
    """Return what has to be done before plain questions reach the bot; "" where they do or need not."""
    return servers.NEEDS_CONTENT if mode is ChannelMode.QUESTIONS and not view.reads_messages else ""


def sources_text(settings: ServerSettings, snapshot: Snapshot) -> str:
    """Return which interviews answer here."""
    titles = [source.title for source in _chosen(settings, snapshot)]
    if not settings.sources:
        return servers.ALL_SOURCES
    named = one_line(", ".join(shortened(title, 100) for title in titles), 800)
    return servers.SOME_SOURCES.format(titles=named) if titles else servers.NO_SOURCES_LEFT


def daily_text(view: SettingsView, now: Due | None = None) -> str:
    """Return where and when the quote of the day comes, also in the reader's time, and what the bot lacks for it.

    `now`: the one that comes at once.
    """
    daily = view.settings.daily
    if daily is None:
        return servers.NO_DAILY
    following = view.following
    at = discord.utils.format_dt(following.at, "F") if following else "—"
    has_come = following is not None and following.has_come_today
    why = servers.DAILY_COMES_NOW if now else servers.DAILY_HAS_COME if has_come else ""
    told = servers.DAILY.format(channel=f"<#{daily.channel}>", time=daily.at, zone=daily.zone, why=why, next=at)
    missing = daily_missing(view.guild, daily)
    return f"{told} {servers.LACKS.format(missing=missing)}" if missing else told


def daily_missing(guild: discord.Guild, daily: DailyQuote) -> str:
    """Return what the bot lacks for the quote of the day; "" for nothing."""
    channel = guild.get_channel_or_thread(daily.channel)
    return lacking_in(channel, guild.me) if channel else servers.THE_CHANNEL


def sources_post(settings: ServerSettings, snapshot: Snapshot, number: int = 0, note: str = "") -> Post:
    """Return which interviews answer here, and a select to choose them from, page by page."""
    sources = list(snapshot.knowledge.sources.values())
    page = page_of(["" for _ in sources], number, _PAGE_SOURCES)
    options = tuple(
        Option(shortened(source.title, OPTION_CHARS), short_id(source.id), is_chosen=source.id in settings.sources)
        for source in sources[page.start : page.end]
    )
    menu = Menu(servers.CHOOSE_SOURCES, CustomId("setsources", page.number), options, least=0, most=len(options))
    text = page.headed(sources_text(settings, snapshot))
    rows = ((menu,), *page.turning(lambda at: CustomId("setpage", at)))
    return Post(f"{text}\n{note}" if note else text, rows if options else ())


def picked_sources(
    settings: ServerSettings, snapshot: Snapshot, number: int, picked: Collection[str]
) -> tuple[str, ...]:
    """Return the choice after some of a page were picked: those of the other pages stay, what is gone goes."""
    sources = list(snapshot.knowledge.sources.values())
    page = page_of(["" for _ in sources], number, _PAGE_SOURCES)
    here = {source.id for source in sources[page.start : page.end]}
    others = (source.id for source in _chosen(settings, snapshot) if source.id not in here)
    chosen = {*others, *(source_id for source_id in here if short_id(source_id) in picked)}
    return tuple(source.id for source in sources if source.id in chosen)


def _chosen(settings: ServerSettings, snapshot: Snapshot) -> list[Source]:
    known = snapshot.knowledge.sources
    return [known[source] for source in settings.sources if source in known]
