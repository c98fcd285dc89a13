"""The application and its commands. The routes with a guild share the functions of those without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.standin.commands import listed_form
from tests.standin.payloads import application_payload
from tests.standin.record import Call
from tests.standin.refusals import RefusalError, missing_access, unknown_guild
from tests.standin.routes.endpoint import NOTHING, Endpoint, Reply

if TYPE_CHECKING:
    from tests.standin.server import StandIn

GLOBAL = "/applications/{application_id}/commands"
IN_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"


def get_application(discord: StandIn, call: Call) -> Reply:
    return Reply(body=application_payload(discord.world, len(discord.world.bot_guilds())))


def list_commands(discord: StandIn, call: Call) -> Reply:
    translated = call.query.get("with_localizations", "").lower() in ("1", "true")
    listed = discord.commands.listed(_scope(discord, call))
    return Reply(body=[listed_form(command, with_translations=translated) for command in listed])


def replace_commands(discord: StandIn, call: Call) -> Reply:
    commands = discord.commands.replace(_scope(discord, call), call.body or [])
    return Reply(body=[command.payload for command in commands])


def create_command(discord: StandIn, call: Call) -> Reply:
    command, is_new = discord.commands.put(_scope(discord, call), call.body)
    return Reply(201 if is_new else 200, command.payload)


def get_command(discord: StandIn, call: Call) -> Reply:
    return Reply(body=discord.commands.get(_scope(discord, call), call.id("command_id")).payload)


def change_command(discord: StandIn, call: Call) -> Reply:
    scope = _scope(discord, call)
    return Reply(body=discord.commands.change(scope, call.id("command_id"), call.body).payload)


def delete_command(discord: StandIn, call: Call) -> Reply:
    discord.commands.remove(_scope(discord, call), call.id("command_id"))
    return NOTHING


def _scope(discord: StandIn, call: Call) -> int | None:
    if call.id("application_id") != discord.world.application.id:
        raise RefusalError(403, 20012, "You are not authorized to perform this action on this application")
    if "guild_id" not in call.params:
        return None
    if call.id("guild_id") not in discord.world.guilds:
        raise unknown_guild()
    if not discord.world.has_bot(call.id("guild_id")):
        raise missing_access()
    return call.id("guild_id")


ENDPOINTS = (
    Endpoint("GET", "/applications/@me", get_application),
    Endpoint("GET", "/oauth2/applications/@me", get_application),
    *(
        endpoint
        for base in (GLOBAL, IN_GUILD)
        for endpoint in (
            Endpoint("GET", base, list_commands),
            Endpoint("PUT", base, replace_commands),
            Endpoint("POST", base, create_command),
            Endpoint("GET", base + "/{command_id}", get_command),
            Endpoint("PATCH", base + "/{command_id}", change_command),
            Endpoint("DELETE", base + "/{command_id}", delete_command),
        )
    ),
)
