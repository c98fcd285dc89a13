"""The JSON of people and places, in the form of Discord's REST answers and gateway events."""

from __future__ import annotations

from dataclasses import replace

from tests.standin.clock import iso
from tests.standin.shapes import Json
from tests.standin.world import Application, Channel, ChannelKind, Guild, Intent, Role, User, World

LONG_AGO = iso(1_600_000_000)
FILE_LIMIT_BYTES = 10 * 1024 * 1024


def user_payload(user: User) -> Json:
    return {
        "id": str(user.id),
        "username": user.name,
        "global_name": None if user.is_bot else user.name.title(),
        "discriminator": "0",
        "avatar": None,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
        **({"bot": True} if user.is_bot else {}),
    }


def my_user_payload(world: World) -> Json:
    return user_payload(world.bot) | {"mfa_enabled": True, "locale": "en-US", "verified": True, "email": None}


def member_payload(world: World, guild_id: int, user_id: int, *, with_user: bool = True) -> Json:
    member = world.members[guild_id][user_id]
    payload: Json = {
        "roles": [str(role) for role in member.roles],
        "nick": member.nick,
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "joined_at": LONG_AGO,
        "pending": False,
        "premium_since": None,
        "mute": False,
        "deaf": False,
    }
    return payload | ({"user": user_payload(world.users[user_id])} if with_user else {})


def role_payload(role: Role) -> Json:
    return {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(int(role.permissions)),
        "position": role.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def channel_payload(world: World, channel: Channel) -> Json:
    common: Json = {"id": str(channel.id), "type": int(channel.kind), "flags": 0, "last_message_id": None}
    if channel.guild_id is None:
        others = [world.users[i] for i in channel.recipients if i != world.bot.id]
        return common | {"recipients": [user_payload(user) for user in others]}
    parent = str(channel.parent_id) if channel.parent_id else None
    common |= {"guild_id": str(channel.guild_id), "name": channel.name, "parent_id": parent}
    return common | (_thread_part(channel) if channel.is_thread else _channel_part(channel))


def _thread_part(thread: Channel) -> Json:
    return {
        "owner_id": str(thread.owner_id),
        "rate_limit_per_user": 0,
        "message_count": 0,
        "member_count": 1,
        "total_message_sent": 0,
        "thread_metadata": {
            "archived": thread.is_archived,
            "locked": thread.is_locked,
            "auto_archive_duration": 1440,
            "archive_timestamp": LONG_AGO,
            "create_timestamp": LONG_AGO,
        },
    }


def _channel_part(channel: Channel) -> Json:
    overwrites = [
        {
            "id": str(o.target_id),
            "type": int(o.is_member),
            "allow": str(int(o.allow)),
            "deny": str(int(o.deny)),
        }
        for o in channel.overwrites
    ]
    part: Json = {
        "position": 0,
        "topic": None,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "permission_overwrites": overwrites,
    }
    return part | ({"available_tags": []} if channel.kind is ChannelKind.FORUM else {})


def guild_payload(world: World, guild: Guild) -> Json:
    return {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner_id),
        "roles": [role_payload(role) for role in world.guilds[guild.id].roles],
        "preferred_locale": guild.locale,
        "afk_timeout": 300,
        "emojis": [],
        "stickers": [],
        "features": [],
        "region": "us-central",
        "max_members": 500_000,
        **dict.fromkeys(_GUILD_ZEROS, 0),
        **dict.fromkeys(_GUILD_NULLS),
        "system_channel_id": str(guild.system_channel) if guild.system_channel else None,
        "public_updates_channel_id": str(guild.news_channel) if guild.news_channel else None,
        **dict.fromkeys(("widget_enabled", "premium_progress_bar_enabled", "nsfw"), False),
    }


def my_guild_payload(guild: Guild) -> Json:
    """As the bot's own list of guilds has it."""
    nothing = {"icon": None, "banner": None, "owner": False, "permissions": "0", "features": []}
    return {"id": str(guild.id), "name": guild.name} | nothing


_GUILD_ZEROS = (
    "system_channel_flags",
    "verification_level",
    "default_message_notifications",
    "mfa_level",
    "explicit_content_filter",
    "max_stage_video_channel_users",
    "max_video_channel_users",
    "premium_tier",
    "premium_subscription_count",
    "nsfw_level",
)
_GUILD_NULLS = (
    "icon",
    "description",
    "home_header",
    "splash",
    "discovery_splash",
    "banner",
    "application_id",
    "afk_channel_id",
    "system_channel_id",
    "widget_channel_id",
    "max_presences",
    "vanity_url_code",
    "rules_channel_id",
    "safety_alerts_channel_id",
    "incidents_data",
)


def guild_event(world: World, guild: Guild, *, with_members: bool) -> Json:
    """The GUILD_CREATE of a guild; without the members intent the bot alone is listed."""
    listed = world.members[guild.id] if with_members else (world.bot.id,)
    channels = world.channels_of(guild.id)
    return guild_payload(world, guild) | {
        "joined_at": LONG_AGO,
        "large": False,
        "member_count": len(world.members[guild.id]),
        "members": [member_payload(world, guild.id, user_id) for user_id in listed],
        "channels": [channel_payload(world, c) for c in channels if not c.is_thread],
        "threads": [channel_payload(world, c) for c in channels if c.is_thread and not c.is_archived],
        **{key: [] for key in ("voice_states", "presences", "stage_instances", "guild_scheduled_events")},
        "soundboard_sounds": [],
    }


def application_payload(world: World, guild_count: int) -> Json:
    application = world.application
    flags = application_flags(application)
    nobody = replace(world.bot, is_bot=False, name="developer")
    owner = world.users[application.owner_id] if application.owner_id else nobody
    return {
        "id": str(application.id),
        "name": application.name,
        "icon": None,
        "description": "",
        "type": None,
        "verify_key": "0" * 64,
        "flags": flags,
        "flags_new": str(flags),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user_payload(owner),
        "bot": user_payload(world.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "approximate_guild_count": guild_count,
        "approximate_user_install_count": sum(user.has_app for user in world.users.values()),
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": _team_payload(world, owner) if application.team else None,
        "eligible_oauth2_scopes": [],
        "integration_types_config": {"0": {}, "1": {}},
    }


def _team_payload(world: World, owner: User) -> Json:
    team_id = str(world.application.id + 1)
    members = [
        {
            "user": user_payload(world.users[member.user_id]),
            "team_id": team_id,
            "membership_state": 2 if member.has_joined else 1,
            "role": member.role,
            "permissions": ["*"],
        }
        for member in world.application.team
    ]
    return {"id": team_id, "name": "Team", "icon": None, "owner_user_id": str(owner.id), "members": members}


def application_flags(application: Application) -> int:
    """The flags that show which privileged intents an unverified application has been granted."""
    bits = {Intent.GUILD_PRESENCES: 1 << 13, Intent.GUILD_MEMBERS: 1 << 15, Intent.MESSAGE_CONTENT: 1 << 19}
    return sum(bit for intent, bit in bits.items() if intent in application.privileged)
