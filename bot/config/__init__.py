"""Typed settings, read once at start. config.example.yaml explains every key."""

from __future__ import annotations

from bot.config.bot_token import BotToken, exposed_token_file, token
from bot.config.reading import load
from bot.config.settings import (
    Config,
    CuratorSettings,
    Discord,
    DraftingSettings,
    Logs,
    Matching,
    Ops,
    Phrases,
    RateLimitSettings,
    Shards,
    Site,
    State,
    Web,
)

__all__ = [
    "BotToken",
    "Config",
    "CuratorSettings",
    "Discord",
    "DraftingSettings",
    "Logs",
    "Matching",
    "Ops",
    "Phrases",
    "RateLimitSettings",
    "Shards",
    "Site",
    "State",
    "Web",
    "exposed_token_file",
    "load",
    "token",
]
