"""Which commands Discord's client shows to whom, where."""

from __future__ import annotations

from tests.standin.commands import Command, CommandRegistry
from tests.standin.interaction_payloads import BOT_DM, context_of
from tests.standin.permissions import Permission, permissions_in
from tests.standin.shapes import ImpossibleError, Json
from tests.standin.world import Channel, User, World


def owners_of(world: World, user: User, channel: Channel) -> Json:
    """Whose installations bring the application here: "0" a guild's, "1" the user's own."""
    owners: Json = {"1": str(user.id)} if user.has_app else {}
    if channel.guild_id is not None and world.has_bot(channel.guild_id):
        owners["0"] = str(channel.guild_id)
    elif context_of(world, channel) == BOT_DM:
        owners["0"] = "0"
    return owners


def offered(world: World, commands: CommandRegistry, name: str, kind: int, user: User, channel: Channel) -> Command:
    """The command, if it is shown to this user here; raises ImpossibleError saying why not."""
    command = commands.find(name, kind, channel.guild_id)
    if command is None:
        raise ImpossibleError(f"no command {name!r} of type {kind} is registered here")
    abilities = permissions_in(world, channel, user.id)
    owners = owners_of(world, user, channel)
    objections = {
        "may not use commands here": Permission.USE_APPLICATION_COMMANDS not in abilities,
        "is in a place for which the command is not meant": context_of(world, channel) not in command.contexts,
        "has no installation that offers it": not any(int(key) in command.installs for key in owners),
        "lacks the permissions it is shown to": channel.guild_id is not None and not _is_for(command, abilities),
    }
    for objection, applies in objections.items():
        if applies:
            raise ImpossibleError(f"{user.name} cannot use {name!r} in {channel.name!r}: {objection}")
    return command


def _is_for(command: Command, abilities: Permission) -> bool:
    return (Permission.ADMINISTRATOR if command.is_for_administrators else command.needs) in abilities
