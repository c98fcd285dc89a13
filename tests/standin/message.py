"""Messages: the draft someone hands in, and the message Discord keeps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag

from tests.standin.components import Button, buttons_of, selects_of, text_of
from tests.standin.shapes import Attachment, Json
from tests.standin.world import User

_USER_MENTION = re.compile(r"<@!?(\d+)>")
_ROLE_MENTION = re.compile(r"<@&(\d+)>")
_EVERYONE_MENTION = re.compile(r"@(everyone|here)\b")


class MessageKind(IntEnum):
    DEFAULT = 0
    REPLY = 19
    SLASH_COMMAND = 20
    MENU_COMMAND = 23


class Flag(IntFlag):
    CROSSPOSTED = 1 << 0
    SUPPRESS_EMBEDS = 1 << 2
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


NO_FLAGS = Flag(0)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a message is to say, before it has an id; the rules in limits.py judge drafts."""

    content: str = ""
    embeds: Sequence[Json] = ()
    components: Sequence[Json] = ()
    attachments: Sequence[Attachment] = ()
    flags: Flag = NO_FLAGS
    has_extras: bool = False
    """Carries stickers or a poll, which the stand-in does not keep."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """Whom a message pings, after allowed_mentions."""

    users: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    everyone: bool = False

    def __bool__(self) -> bool:
        return bool(self.users or self.roles or self.everyone)


@dataclass(frozen=True, slots=True)
class Reaction:
    emoji: str
    user_id: int


@dataclass(frozen=True, slots=True)
class Message:
    id: int
    channel_id: int
    guild_id: int | None
    author: User
    created_at: float
    content: str = ""
    embeds: tuple[Json, ...] = ()
    components: tuple[Json, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    flags: Flag = NO_FLAGS
    kind: MessageKind = MessageKind.DEFAULT
    mentions: Mentions = field(default_factory=Mentions)
    reply_to: int | None = None
    edited_at: float | None = None
    nonce: str | int | None = None
    reactions: tuple[Reaction, ...] = ()
    interaction: Json | None = None
    """The interaction_metadata of an answer to an interaction."""
    webhook: int | None = None
    """The webhook that has sent it."""
    visible_to: int | None = None
    """The only user who sees it, for an ephemeral message."""

    @property
    def is_ephemeral(self) -> bool:
        return Flag.EPHEMERAL in self.flags

    @property
    def is_v2(self) -> bool:
        return Flag.COMPONENTS_V2 in self.flags

    @property
    def text(self) -> str:
        """All that a person can read in it: content, embeds and text displays."""
        parts = [self.content, *map(_embed_text, self.embeds), text_of(self.components)]
        return "\n".join(part for part in parts if part)

    @property
    def buttons(self) -> tuple[Button, ...]:
        return buttons_of(self.components)

    @property
    def labels(self) -> list[str]:
        """What its buttons say."""
        return [button.label for button in self.buttons]

    @property
    def selects(self) -> tuple[Json, ...]:
        return selects_of(self.components)

    def options(self, placeholder: str) -> list[str]:
        """What the select with this placeholder offers."""
        [select] = [select for select in self.selects if select["placeholder"] == placeholder]
        return [option["label"] for option in select["options"]]


def _embed_text(embed: Json) -> str:
    parts = [embed.get("author", {}).get("name"), embed.get("title"), embed.get("description")]
    for row in embed.get("fields") or ():
        parts += [row["name"], row["value"]]
    parts.append((embed.get("footer") or {}).get("text"))
    return "\n".join(part for part in parts if part)


def mentions_in(text: str, allowed: Json | None, replied_user: int | None = None) -> Mentions:
    """Whom a text pings; `allowed` is the request's allowed_mentions, None meaning everyone it names."""
    users = _ids(_USER_MENTION, text)
    roles = _ids(_ROLE_MENTION, text)
    everyone = bool(_EVERYONE_MENTION.search(text))
    if allowed is not None:
        parse = allowed.get("parse") or ()
        users = users if "users" in parse else _named_in(users, allowed.get("users"))
        roles = roles if "roles" in parse else _named_in(roles, allowed.get("roles"))
        everyone = everyone and "everyone" in parse
    if replied_user is not None and (allowed is None or allowed.get("replied_user")):
        users = tuple(dict.fromkeys((*users, replied_user)))
    return Mentions(users, roles, everyone)


def _ids(pattern: re.Pattern[str], text: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(match) for match in pattern.findall(text)))


def _named_in(found: tuple[int, ...], allowed: Sequence[str | int] | None) -> tuple[int, ...]:
    named = {int(item) for item in allowed or ()}
    return tuple(item for item in found if item in named)
