"""Every route: known to the description, and answered in the form that it gives."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from tests.standin import Application, Intent, StandIn, World, course
from tests.standin.description import load
from tests.standin.routes import ENDPOINTS
from tests.test_standin.conftest import Raw

pytestmark = pytest.mark.asyncio


@pytest.fixture
def world() -> World:
    return course(Application(privileged=Intent.GUILD_MEMBERS))


async def test_the_description_knows_every_route(needed_description: Path) -> None:
    """No route is made up."""
    description = load(needed_description)
    assert [e for e in ENDPOINTS if not description.knows(e.method, e.template)] == []


async def test_what_can_be_fetched_is_answered(standin: StandIn, raw: Raw) -> None:
    """200 for everything there is; the fixture holds each answer against the description."""
    world = standin.world
    guild, user = f"/guilds/{world.guild().id}", world.user("asker").id
    said = standin.person("asker").says("general", "hi", mentions=[standin.bot])
    _, command = await raw("POST", f"/applications/{standin.bot.id}/commands", {"name": "ask", "description": "d"})
    channels = [f"/channels/{world.channel(name).id}" for name in ("general", "side talk", "ask-forum")]
    paths = [
        "/users/@me",
        f"/users/{user}",
        "/gateway",
        "/gateway/bot",
        "/applications/@me",
        "/oauth2/applications/@me",
        f"/applications/{standin.bot.id}/commands?with_localizations=true",
        f"/applications/{standin.bot.id}/commands/{command['id']}",
        guild,
        f"{guild}?with_counts=true",
        f"{guild}/channels",
        f"{guild}/roles",
        f"{guild}/members?limit=10",
        f"{guild}/members/{user}",
        *channels,
        f"{channels[0]}/messages?limit=1",
        f"{channels[0]}/messages/{said.id}",
    ]
    assert [(path, (await raw("GET", path))[0]) for path in paths] == [(path, 200) for path in paths]


async def test_what_is_not_there_is_unknown(standin: StandIn, raw: Raw) -> None:
    """404 with the code of what is missing."""
    guild, channel = f"/guilds/{standin.world.guild().id}", f"/channels/{standin.channel('general').id}"
    for method, path, body, code in (
        ("GET", "/users/1", None, 10013),
        ("POST", "/users/@me/channels", {"recipient_id": "1"}, 10013),
        ("GET", "/guilds/1", None, 10004),
        ("GET", f"{guild}/members/1", None, 10007),
        ("GET", "/channels/1", None, 10003),
        ("GET", f"{channel}/messages/1", None, 10008),
        ("GET", f"/applications/{standin.bot.id}/commands/1", None, 10063),
        ("PUT", f"/applications/{standin.bot.id}/guilds/1/commands", [], 10004),
        ("POST", "/interactions/1/none/callback", {"type": 5}, 10062),
        ("GET", f"/webhooks/{standin.bot.id}/none/messages/@original", None, 10015),
    ):
        status, answer = await raw(method, path, body)
        assert (status, answer["code"]) == (404, code), path


async def test_without_the_bot_a_guild_is_closed(standin: StandIn, raw: Raw) -> None:
    """403 with 50001; and nobody else's application can be touched."""
    world = standin.world
    elsewhere = world.add_guild("Elsewhere", owner=world.user("owner"), with_bot=False)
    for path in (f"/guilds/{elsewhere.id}", f"/applications/{standin.bot.id}/guilds/{elsewhere.id}/commands"):
        status, answer = await raw("GET", path)
        assert (status, answer["code"]) == (403, 50001)
    assert (await raw("GET", "/applications/1/commands"))[0] == 403


async def test_translations_are_listed_when_asked_for(standin: StandIn, raw: Raw) -> None:
    """with_localizations."""
    path = f"/applications/{standin.bot.id}/commands"
    await raw("PUT", path, [{"name": "ask", "description": "d", "name_localizations": {"de": "frage"}}])
    assert "name_localizations" not in (await raw("GET", path))[1][0]
    assert (await raw("GET", path + "?with_localizations=1"))[1][0]["name_localizations"] == {"de": "frage"}


async def test_the_headers_are_discords(standin: StandIn) -> None:
    """A content type without charset, and the rate limit told."""
    async with aiohttp.ClientSession() as session, session.get(standin.rest_url + "/gateway") as response:
        assert response.headers["Content-Type"] == "application/json"
        assert {"X-RateLimit-Bucket", "X-RateLimit-Remaining"} <= set(response.headers)
