"""Who may curate: looked at for every command, button and form, as Discord tells of the one who uses it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from bot.core.phrases import curators
from bot.discord_app.actions import FOR_CURATORS
from bot.discord_app.client import Bot
from bot.discord_app.components import CustomId
from bot.discord_app.permissions import CuratorPolicy
from bot.service.memory import Memory
from tests.discord_app import voices
from tests.discord_app.curators_room import curated_bot, curator, curators_server, name_curators, take_role
from tests.discord_app.forging import pressed, sent_in
from tests.discord_app.voices import HELP
from tests.standin import Person, StandIn, TeamMember
from tests.standin.launch import running


@pytest.fixture
async def bot(discord: StandIn, memory: Memory) -> AsyncIterator[Bot]:
    trusted = name_curators(discord)
    async with running(curated_bot(voices.answering(voices.ada()), memory, trusted), discord) as connected:
        yield connected


def administrator_elsewhere(discord: StandIn) -> Person:
    """Who may do everything in a server of their own, in which the bot is too."""
    asker = discord.world.user("asker")
    guild = discord.world.add_guild("Elsewhere", owner=asker)
    discord.world.add_channel(guild, "hall")
    discord.join(guild)
    return discord.person("asker").at("hall")


def traveller(discord: StandIn) -> Person:
    """Who has installed the bot for themselves, in a server that it is not in."""
    stranger = discord.world.user("stranger")
    guild = discord.world.add_guild("Away", owner=stranger, with_bot=False)
    discord.world.add_channel(guild, "square")
    return discord.person("stranger").at("square")


def in_a_direct_message(discord: StandIn) -> Person:
    """A curator, but not in the curators' server."""
    person = curator(discord)
    return person.at(person.dm)


def moderator(discord: StandIn) -> Person:
    """Who may manage the curators' server, and is no curator."""
    return discord.person("moderator")


WHO: dict[str, tuple[Callable[[StandIn], Person], str]] = {
    "an administrator of another server": (administrator_elsewhere, curators.NOT_HERE),
    "somebody who brought the bot along": (traveller, curators.NOT_HERE),
    "a curator in a direct message": (in_a_direct_message, curators.NOT_HERE),
    "a moderator of the curators' server": (moderator, curators.MAY_NOT_CURATE),
    "the owner of the curators' server": (lambda discord: discord.person("owner"), curators.MAY_NOT_CURATE),
}


async def test_a_curator_may(discord: StandIn, bot: Bot) -> None:
    """Privately."""
    shown = await curator(discord).slash("curate status")
    assert shown.is_ephemeral
    assert shown.text.startswith("**All is well.**")


@pytest.mark.parametrize("who", WHO)
async def test_a_forged_custom_id_is_refused(who: str, discord: StandIn, bot: Bot) -> None:
    """Of every action, as a button, a select and a form, whatever it claims, wherever it comes from."""
    make, sentence = WHO[who]
    person = make(discord)
    for custom_id in (CustomId(action, asker=1, message=2) for action in FOR_CURATORS):
        used = pressed(person, custom_id), pressed(person, custom_id, "value")
        for refused in (*used, sent_in(person, custom_id, written="words")):
            await refused
            assert (custom_id.action, refused.text, refused.is_ephemeral) == (custom_id.action, sentence, True)


async def test_the_bot_must_be_installed_in_the_curators_server(discord: StandIn, bot: Bot) -> None:
    """A curator who brings it back there for themselves, after it was taken out, may not curate with it."""
    friend = discord.world.put_user(replace(curator(discord).user, has_app=True))
    discord.leave(curators_server(discord))
    refused = await pressed(discord.person("friend", at="general"), CustomId("history", asker=friend.id))
    assert refused.text == curators.NOT_HERE
    assert refused.is_ephemeral


@pytest.mark.parametrize("who", ["a moderator of the curators' server", "the owner of the curators' server"])
async def test_a_command_is_refused_to_others_who_see_it(who: str, discord: StandIn, bot: Bot) -> None:
    """In private, with one sentence."""
    person = WHO[who][0](discord)
    for command, options in {"status": {}, "try": {"question": HELP}}.items():
        refused = await person.slash(f"curate {command}", **options)
        assert refused.text == curators.MAY_NOT_CURATE
        assert refused.is_ephemeral


async def test_a_role_taken_away_while_the_form_was_open(discord: StandIn, bot: Bot) -> None:
    """It is the moment of sending in that counts; what was shown before has buttons that do nothing more."""
    shown = await curator(discord).slash("curate try", question=HELP)
    form = await curator(discord).click(shown, curators.TRY_ANOTHER)
    take_role(discord)
    refused = await curator(discord).submit(form, {curators.WHAT_TO_TRY: HELP})
    assert refused.text == curators.MAY_NOT_CURATE
    assert refused.is_ephemeral
    assert (await curator(discord).click(shown, curators.TRY_ANOTHER)).text == curators.MAY_NOT_CURATE
    assert (await curator(discord).slash("curate status")).text == curators.MAY_NOT_CURATE


async def served_to(discord: StandIn, memory: Memory, trusted: CuratorPolicy, name: str) -> str:
    """What /curate status says to somebody."""
    async with running(curated_bot(voices.answering(voices.ada()), memory, trusted), discord):
        return (await discord.person(name).slash("curate status")).text


@pytest.mark.parametrize("name", ["owner", "moderator", "asker", "friend"])
async def test_with_nobody_named_it_is_the_applications_owner(name: str, discord: StandIn, memory: Memory) -> None:
    """Who is not the owner of the server."""
    discord.world.belongs_to(discord.world.user("asker"))
    told = await served_to(discord, memory, CuratorPolicy(guilds=(curators_server(discord).id,)), name)
    assert (told == curators.MAY_NOT_CURATE) == (name != "asker")


TEAM = {"moderator": ("admin", True), "asker": ("developer", True), "friend": ("read_only", True)}


@pytest.mark.parametrize("name", ["owner", *TEAM])
async def test_or_its_team(name: str, discord: StandIn, memory: Memory) -> None:
    """Whoever has joined it and may do more than look on."""
    users = {who: discord.world.user(who) for who in ("owner", *TEAM)}
    invited = TeamMember(users["owner"].id, "admin", has_joined=False)
    team = [TeamMember(users[who].id, role, has_joined=joined) for who, (role, joined) in TEAM.items()]
    discord.world.belongs_to(users["owner"], invited, *team)
    told = await served_to(discord, memory, CuratorPolicy(guilds=(curators_server(discord).id,)), name)
    assert (told == curators.MAY_NOT_CURATE) == (name in ("owner", "friend"))


async def test_users_are_named_beside_roles(discord: StandIn, memory: Memory) -> None:
    """Then the application's owner is a curator no more than anybody."""
    discord.world.belongs_to(discord.world.user("owner"))
    roles = name_curators(discord).roles
    trusted = CuratorPolicy(guilds=(curators_server(discord).id,), roles=roles, users=(discord.world.user("asker").id,))
    async with running(curated_bot(voices.answering(voices.ada()), memory, trusted), discord):
        for name, may in {"asker": True, "friend": True, "owner": False, "moderator": False}.items():
            told = (await discord.person(name).slash("curate status")).text
            assert (told != curators.MAY_NOT_CURATE) == may
