"""What the buttons and selects of a server's settings do, for those who may change them, in their own server alone."""

from __future__ import annotations

from bot.core.phrases import servers
from bot.discord_app import sending
from bot.discord_app.interactions import Pressed
from bot.discord_app.permissions import why_not_set
from bot.discord_app.servers.render import View, picked_sources, settings_post, sources_post


async def turn_settings(pressed: Pressed) -> None:
    """Another page of all that holds."""
    interaction, guild = pressed.interaction, pressed.interaction.guild
    if await _is_refused(pressed) or guild is None:
        return
    settings = await pressed.services.memory.settings.of(guild.id)
    coming = await pressed.services.dailies.following(guild.id, settings.daily) if settings.daily else None
    view = View(guild, settings, pressed.snapshot, interaction.client.intents.message_content, coming)
    await sending.change(interaction, settings_post(view, pressed.press.at))


async def turn_sources(pressed: Pressed) -> None:
    """Another page of interviews to choose from."""
    if not await _is_refused(pressed):
        settings = await pressed.services.memory.settings.of(pressed.interaction.guild_id)
        await sending.change(pressed.interaction, sources_post(settings, pressed.snapshot, pressed.press.at))


async def choose_sources(pressed: Pressed) -> None:
    """What was picked on this page answers here from now on, beside what was chosen on others."""
    guild = pressed.interaction.guild_id
    if await _is_refused(pressed) or guild is None:
        return
    known, page = pressed.services.memory.settings, pressed.press.at
    chosen = picked_sources(await known.of(guild), pressed.snapshot, page, pressed.picked)
    note = "" if await known.set_sources(guild, chosen) else servers.NOT_KEPT
    await sending.change(pressed.interaction, sources_post(await known.of(guild), pressed.snapshot, page, note))


async def _is_refused(pressed: Pressed) -> bool:
    reason = why_not_set(pressed.interaction)
    if reason:
        await sending.confide(pressed.interaction, reason)
    return bool(reason)
