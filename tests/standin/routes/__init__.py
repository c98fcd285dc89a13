"""The REST routes that the stand-in knows, in one tuple."""

from __future__ import annotations

from tests.standin.routes import applications, channels, guilds, interactions, messages, users, webhooks

ENDPOINTS = (
    *users.ENDPOINTS,
    *applications.ENDPOINTS,
    *guilds.ENDPOINTS,
    *channels.ENDPOINTS,
    *messages.ENDPOINTS,
    *interactions.ENDPOINTS,
    *webhooks.ENDPOINTS,
)
