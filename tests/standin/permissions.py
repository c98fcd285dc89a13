"""Who may do what where: Discord's permission bits and how roles and overwrites combine."""

from __future__ import annotations

from enum import IntFlag
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.standin.world import Channel, Guild, Member, Overwrite, World


class Permission(IntFlag):
    """The bits that the stand-in looks at; Discord has more."""

    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38


ALL = Permission((1 << 53) - 1)
NONE = Permission(0)
IN_A_DM = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.USE_APPLICATION_COMMANDS
)
EVERYONE = IN_A_DM | Permission.CREATE_PUBLIC_THREADS | Permission.SEND_MESSAGES_IN_THREADS


def permissions_in(world: World, channel: Channel, user_id: int) -> Permission:
    """What a user may do in a channel; nothing where they are not a member or recipient."""
    if channel.guild_id is None:
        return IN_A_DM if user_id in channel.recipients else NONE
    member = world.members[channel.guild_id].get(user_id)
    if member is None:
        return NONE
    ruling = world.channels[channel.parent_id] if channel.is_thread and channel.parent_id else channel
    return _resolved(world.guilds[channel.guild_id], member, ruling.overwrites)


def to_send_in(channel: Channel) -> Permission:
    """What one needs to send messages there."""
    return Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES


def _resolved(guild: Guild, member: Member, overwrites: tuple[Overwrite, ...]) -> Permission:
    granted = _granted(guild, member)
    if granted & Permission.ADMINISTRATOR:
        return ALL
    layers = (
        [o for o in overwrites if o.target_id == guild.id],
        [o for o in overwrites if o.target_id in member.roles],
        [o for o in overwrites if o.target_id == member.user_id],
    )
    for layer in layers:
        granted = _overwritten(granted, layer)
    return granted if granted & Permission.VIEW_CHANNEL else NONE


def _granted(guild: Guild, member: Member) -> Permission:
    if guild.owner_id == member.user_id:
        return ALL
    held = NONE
    for role in guild.roles:
        if role.id == guild.id or role.id in member.roles:
            held |= role.permissions
    return held


def _overwritten(granted: Permission, layer: Iterable[Overwrite]) -> Permission:
    allow = deny = NONE
    for overwrite in layer:
        allow |= overwrite.allow
        deny |= overwrite.deny
    return (granted & ~deny) | allow
