"""Ready-made worlds, so that most tests need not describe one."""

from __future__ import annotations

from tests.standin.permissions import Permission
from tests.standin.world import Application, ChannelKind, Guild, Overwrite, World


def course(application: Application | None = None) -> World:
    """One guild as a course would have it, and a stranger who is not in it.

    People: owner, moderator (may manage the guild), asker, friend, stranger (has the app installed).
    Channels: questions, general (with the thread "side talk"), staff (moderators and the bot only),
    vault (moderators only), readonly (the bot may read and not write), ask-forum (with the post "first steps").
    """
    world = World(application)
    owner, moderator, asker, friend = map(world.add_user, ("owner", "moderator", "asker", "friend"))
    world.add_user("stranger", has_app=True)
    guild = world.add_guild("Course", owner=owner)
    moderators = world.add_role(guild, "Moderators", Permission.MANAGE_GUILD | Permission.MANAGE_MESSAGES)
    world.add_member(guild, moderator, moderators)
    for user in (asker, friend):
        world.add_member(guild, user)
    _furnish(world, guild)
    return world


def _furnish(world: World, guild: Guild) -> None:
    asker, moderators = world.user("asker"), world.role("Moderators", guild)
    world.add_channel(guild, "questions")
    general = world.add_channel(guild, "general")
    world.add_thread(general, "side talk", asker)
    closed = Overwrite(guild.id, deny=Permission.VIEW_CHANNEL)
    trusted = Overwrite(moderators.id, allow=Permission.VIEW_CHANNEL)
    bot = Overwrite(world.bot.id, allow=Permission.VIEW_CHANNEL, is_member=True)
    mute = Permission.SEND_MESSAGES | Permission.SEND_MESSAGES_IN_THREADS
    world.add_channel(guild, "staff", overwrites=(closed, trusted, bot))
    world.add_channel(guild, "vault", overwrites=(closed, trusted))
    world.add_channel(guild, "readonly", overwrites=(Overwrite(world.bot.id, deny=mute, is_member=True),))
    forum = world.add_channel(guild, "ask-forum", ChannelKind.FORUM)
    world.add_thread(forum, "first steps", asker)


def towns(count: int, application: Application | None = None) -> World:
    """The course and further guilds up to `count` in all, each with the asker and one channel."""
    world = course(application)
    for number in range(2, count + 1):
        guild = world.add_guild(f"Town {number}", owner=world.user("owner"))
        world.add_member(guild, world.user("asker"))
        world.add_channel(guild, f"square {number}")
    return world
