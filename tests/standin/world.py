"""The application, the people and the places: frozen records, and the index that holds the newest of each."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum, IntFlag
from typing import Any, TypeVar

from tests.standin.permissions import EVERYONE, NONE, Permission

# Guild n of a world falls on shard n of up to ten shards, because 2520 divides the base.
_GUILD_BASE = 2520 * 80_000_000
_OTHER_BASE = 2520 * 90_000_000

Record = TypeVar("Record", bound="User | Role | Guild | Channel")


class ChannelKind(IntEnum):
    TEXT = 0
    DM = 1
    VOICE = 2
    GROUP_DM = 3
    CATEGORY = 4
    NEWS = 5
    NEWS_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


class Intent(IntFlag):
    """Gateway intents; the last three must be granted in the portal."""

    GUILDS = 1 << 0
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    MESSAGE_CONTENT = 1 << 15


NO_INTENTS = Intent(0)
PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Somebody in the team that an application belongs to; roles as Discord names them."""

    user_id: int
    role: str = "developer"
    has_joined: bool = True


@dataclass(frozen=True, slots=True)
class Application:
    """The application as its page in the developer portal shows it: of one owner, or of a team."""

    id: int = (_OTHER_BASE - 1) << 22
    name: str = "On the Record"
    token: str = "token.of-the.standin"
    privileged: Intent = NO_INTENTS
    shards: int = 1
    identifies_left: int = 1000
    identifies_anew_ms: int = 0
    identifies_at_once: int = 1
    owner_id: int | None = None
    team: tuple[TeamMember, ...] = ()


@dataclass(frozen=True, slots=True)
class User:
    id: int
    name: str
    is_bot: bool = False
    locale: str = "en-US"
    has_app: bool = False
    """Has installed the application for themselves."""
    accepts_dms: bool = True

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(frozen=True, slots=True)
class Role:
    id: int
    name: str
    permissions: Permission = NONE
    position: int = 1


@dataclass(frozen=True, slots=True)
class Overwrite:
    """What a channel allows or denies to one role, or to one member."""

    target_id: int
    allow: Permission = NONE
    deny: Permission = NONE
    is_member: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    id: int
    name: str
    kind: ChannelKind = ChannelKind.TEXT
    guild_id: int | None = None
    parent_id: int | None = None
    owner_id: int | None = None
    recipients: tuple[int, ...] = ()
    overwrites: tuple[Overwrite, ...] = ()
    is_archived: bool = False
    is_locked: bool = False

    @property
    def is_thread(self) -> bool:
        return self.kind in (ChannelKind.NEWS_THREAD, ChannelKind.PUBLIC_THREAD, ChannelKind.PRIVATE_THREAD)

    @property
    def holds_messages(self) -> bool:
        return self.kind not in (ChannelKind.FORUM, ChannelKind.CATEGORY)

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"


@dataclass(frozen=True, slots=True)
class Member:
    guild_id: int
    user_id: int
    roles: tuple[int, ...] = ()
    nick: str | None = None


@dataclass(frozen=True, slots=True)
class Guild:
    id: int
    name: str
    owner_id: int
    roles: tuple[Role, ...]
    locale: str = "en-US"
    news_channel: int | None = None
    """Where a Community server's moderators get Discord's own news."""
    system_channel: int | None = None
    """Where Discord itself welcomes people."""


class World:
    """Everything that exists, by id. A change is a new record put in place of the old one."""

    def __init__(self, application: Application | None = None) -> None:
        self.application = application or Application()
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.members: defaultdict[int, dict[int, Member]] = defaultdict(dict)
        self._by_guild: defaultdict[int, dict[int, Channel]] = defaultdict(dict)
        self._private: dict[tuple[int, ...], Channel] = {}
        self._guild_numbers = itertools.count()
        self._numbers = itertools.count()
        self.bot = self.put_user(User(self.application.id, self.application.name, is_bot=True))

    def new_id(self) -> int:
        return (_OTHER_BASE + next(self._numbers)) << 22

    def put_user(self, user: User) -> User:
        self.users[user.id] = user
        return user

    def put_channel(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        if channel.guild_id is not None:
            self._by_guild[channel.guild_id][channel.id] = channel
        return channel

    def belongs_to(self, owner: User, *team: TeamMember) -> None:
        """The application is this person's, or that of a team which they have made."""
        self.application = replace(self.application, owner_id=owner.id, team=team)

    def add_user(self, name: str, **traits: Any) -> User:
        return self.put_user(User(self.new_id(), name, **traits))

    def add_guild(self, name: str, *, owner: User, with_bot: bool = True, everyone: Permission = EVERYONE) -> Guild:
        """A guild with its owner and, unless the application is not installed there, the bot."""
        guild_id = (_GUILD_BASE + next(self._guild_numbers)) << 22
        guild = Guild(guild_id, name, owner.id, (Role(guild_id, "@everyone", everyone, position=0),))
        self.guilds[guild.id] = guild
        for user in (owner, self.bot) if with_bot else (owner,):
            self.add_member(guild, user)
        return guild

    def add_role(self, guild: Guild, name: str, permissions: Permission = NONE) -> Role:
        current = self.guilds[guild.id]
        role = Role(self.new_id(), name, permissions, position=len(current.roles))
        self.guilds[guild.id] = replace(current, roles=(*current.roles, role))
        return role

    def add_channel(self, guild: Guild, name: str, kind: ChannelKind = ChannelKind.TEXT, **traits: Any) -> Channel:
        return self.put_channel(Channel(self.new_id(), name, kind, guild.id, **traits))

    def add_thread(self, parent: Channel, name: str, owner: User, **traits: Any) -> Channel:
        traits = {"id": self.new_id(), "kind": ChannelKind.PUBLIC_THREAD} | traits
        thread = Channel(name=name, guild_id=parent.guild_id, parent_id=parent.id, owner_id=owner.id, **traits)
        return self.put_channel(thread)

    def add_member(self, guild: Guild, user: User, *roles: Role) -> Member:
        member = Member(guild.id, user.id, tuple(role.id for role in roles))
        self.members[guild.id][user.id] = member
        return member

    def overwrite(self, channel: Channel, *overwrites: Overwrite) -> Channel:
        """Puts overwrites on a channel in place of those it has."""
        return self.put_channel(replace(self.channels[channel.id], overwrites=overwrites))

    def private_channel(self, *people: User) -> Channel:
        """The direct message channel of these people, opened when there is none yet."""
        ids = tuple(sorted(user.id for user in people))
        if ids not in self._private:
            kind = ChannelKind.DM if len(ids) == 2 else ChannelKind.GROUP_DM
            self._private[ids] = self.put_channel(Channel(self.new_id(), "", kind, recipients=ids))
        return self._private[ids]

    def user(self, name: str) -> User:
        return _named(name, self.users.values())

    def guild(self, name: str | None = None) -> Guild:
        """The guild of that name, or the first one."""
        return _named(name, self.guilds.values()) if name else next(iter(self.guilds.values()))

    def channel(self, name: str, guild: Guild | None = None) -> Channel:
        return _named(name, self._by_guild[guild.id].values() if guild else self.channels.values())

    def role(self, name: str, guild: Guild | None = None) -> Role:
        return _named(name, self.guilds[(guild or self.guild()).id].roles)

    def channels_of(self, guild_id: int) -> tuple[Channel, ...]:
        return tuple(self._by_guild[guild_id].values())

    def has_bot(self, guild_id: int) -> bool:
        return self.bot.id in self.members[guild_id]

    def bot_guilds(self) -> tuple[Guild, ...]:
        return tuple(guild for guild in self.guilds.values() if self.has_bot(guild.id))


def _named(name: str, records: Iterable[Record]) -> Record:
    known = list(records)
    for record in known:
        if record.name == name:
            return record
    raise LookupError(f"nothing is called {name!r} here; there are: {', '.join(r.name for r in known)}")
