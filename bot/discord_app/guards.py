"""Whether a message is a question to the bot. What to say is not decided here."""

from __future__ import annotations

import discord


def is_from_a_person(message: discord.Message) -> bool:
    """Not of a bot, a webhook, or Discord itself."""
    return not (message.author.bot or message.webhook_id is not None or message.is_system())


def is_question(message: discord.Message, me: discord.ClientUser) -> bool:
    """It comes to the bot directly, names it in its text, asks back, or pings it with words that Discord withholds."""
    is_withheld = not message.content and any(user.id == me.id for user in message.mentions)
    return message.guild is None or me.id in message.raw_mentions or asks_back(message, me) or is_withheld


def asks_back(message: discord.Message, me: discord.ClientUser) -> bool:
    """Plainly a question, in reply to the bot: "thanks!" is none. A reply that does not ping comes without its text."""
    return replied_to(message, me) is not None and message.content.rstrip().endswith("?")


def replied_to(message: discord.Message, me: discord.ClientUser) -> discord.Message | None:
    """The bot's own message that this one replies to."""
    found = message.reference and message.reference.resolved
    return found if isinstance(found, discord.Message) and found.author.id == me.id else None


def without_mention(content: str, me: discord.ClientUser) -> str:
    """What was said, without the mention that called the bot."""
    return content.replace(f"<@{me.id}>", "").replace(f"<@!{me.id}>", "").strip()


def jump_url(guild: int | None, channel: int, message: int) -> str:
    """Where a message stands, as Discord's clients show it: a link that they open themselves."""
    return f"https://discord.com/channels/{guild or '@me'}/{channel}/{message}"
