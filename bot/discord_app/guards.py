"""Whether a message is a question to the bot. What to say is not decided here."""

from __future__ import annotations

import discord


def is_question(message: discord.Message, me: discord.ClientUser) -> bool:
    """A person's own message that mentions the bot by name, or comes to it directly."""
    if message.author.bot or message.webhook_id is not None or message.is_system():
        return False
    return message.guild is None or any(user.id == me.id for user in message.mentions)


def without_mention(content: str, me: discord.ClientUser) -> str:
    """What was said, without the mention that called the bot."""
    return content.replace(f"<@{me.id}>", "").replace(f"<@!{me.id}>", "").strip()
