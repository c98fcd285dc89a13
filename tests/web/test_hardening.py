"""What is refused before any page is made: other names, other sites, too much; and who is let in."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.config import Config, Web, load
from bot.core.curation.requests import Curator
from bot.errors import ConfigError
from bot.web.hardening import PageOrigin
from bot.web.signing_in import LINK_FOR, SESSION_FOR, BrowserSessions, OneTimeLinks
from tests.web.conftest import ADA, Served, serving_pages

OWN = {"Sec-Fetch-Site": "same-origin"}
HISTORY = "/history"


@pytest_asyncio.fixture(loop_scope="session")
async def client(served: Served) -> AsyncIterator[aiohttp.ClientSession]:
    """Somebody with a jar for cookies, not signed in."""
    async with aiohttp.ClientSession(served.url, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


async def sign_in(client: aiohttp.ClientSession, served: Served, curator: Curator = ADA) -> None:
    async with client.post(served.server.link_for(curator), headers=OWN) as response:
        assert response.status == 200


async def test_another_name_is_refused(served: Served, client: aiohttp.ClientSession) -> None:
    """A browser that was led here by a name of somebody else's (DNS rebinding) gets nothing, signed in or not."""
    await sign_in(client, served)
    port = served.url.rpartition(":")[2]
    for host in ("evil.example", f"evil.example:{port}", f"127.0.0.1.evil.example:{port}", "127.0.0.1", ""):
        async with client.get(HISTORY, headers={"Host": host}) as response:
            assert response.status == 421
            assert "Ada" not in await response.text()
    async with client.get(HISTORY, headers={"Host": f"LOCALHOST:{port}"}) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    ],
    ids=str,
)
async def test_another_sites_form_does_nothing(
    served: Served, client: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    """Whatever it says of itself; our own forms say where they come from."""
    await sign_in(client, served)
    async with client.post("/change/undo", data={"number": "1"}, headers=headers) as response:
        assert response.status == 403
    async with client.post("/change/undo", data={"number": "1"}, headers={"Origin": served.url}) as response:
        assert response.status == 200


async def test_every_response_is_hardened(served: Served, client: aiohttp.ClientSession) -> None:
    """Pages, refusals and mistakes alike; no page has a script or a style within it."""
    await sign_in(client, served)
    for path in ("/", HISTORY, "/nowhere", "/quote/no/such", "/record/example-2024"):
        async with client.get(path) as response:
            headers, text = response.headers, await response.text()
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert (headers["Referrer-Policy"], headers["Cache-Control"]) == ("no-referrer", "no-store")
        assert not re.search(r"<style|<script(?! src=)| style=| on\w+=", text)


async def test_what_is_too_long_is_not_read(served: Served, client: aiohttp.ClientSession) -> None:
    """Neither a form, nor what does not say how long it is."""
    await sign_in(client, served)
    async with client.post("/change/add", data={"words": "a" * 300_000}, headers=OWN) as response:
        assert response.status == 413

    async def endless() -> AsyncIterator[bytes]:
        yield b"words=a"

    async with client.post("/change/add", data=endless(), headers=OWN) as response:
        assert response.status == 411


async def test_a_link_lets_in_once(served: Served, client: aiohttp.ClientSession) -> None:
    """To look at it uses nothing up: programs look at links before people do."""
    link = served.server.link_for(ADA)
    async with client.get(HISTORY) as response:
        assert response.status == 401
    for _ in range(2):
        async with client.get(link) as response:
            assert "Ada" in await response.text()
    async with client.post(link, headers=OWN, allow_redirects=False) as response:
        assert response.status == 303
        cookie = response.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
    async with client.post(link, headers=OWN) as response:
        assert response.status == 410
    async with client.get(HISTORY) as response:
        assert response.status == 200
    async with client.post("/signing-out", headers=OWN) as response:
        assert response.status == 200
    async with client.get(HISTORY) as response:
        assert response.status == 401


async def test_links_and_sessions_end(folder: Path) -> None:
    """A link after five minutes, a session after twelve hours; a cookie that somebody wrote is none."""
    async with serving_pages(folder) as served:
        began = served.memory.now()
        served.memory.now = lambda: began
        sessions = BrowserSessions(served.memory, is_secure=True)
        cookie = sessions.signed(ADA)
        assert sessions.read(cookie) == ADA
        for forged in ("", "x", cookie[:-4], cookie[:20] + "A" * 40, cookie + "AAAA"):
            assert sessions.read(forged) is None
        served.memory.now = lambda: began + SESSION_FOR
        assert sessions.read(cookie) is None
    now = datetime.now(UTC)
    moments = [now, now + LINK_FOR - timedelta(seconds=1), now + LINK_FOR]
    links = OneTimeLinks(lambda: moments[0])
    code = links.make(ADA)
    assert links.holder(code) == ADA
    moments.pop(0)
    assert links.holder(code) == ADA
    moments.pop(0)
    assert links.take(code) is None


async def test_a_role_that_is_taken_away_ends_it(served: Served, client: aiohttp.ClientSession) -> None:
    """At the next write at once, whatever was looked up for reading a moment ago."""
    await sign_in(client, served)
    async with client.get(HISTORY) as response:
        assert response.status == 200
    served.refused.append("Only curators can do that.")
    async with client.post("/change/undo", data={"number": "1"}, headers=OWN) as response:
        assert response.status == 403
        assert "Only curators" in await response.text()
    async with client.get(HISTORY) as response:
        assert response.status == 403


async def test_what_is_not_there(served: Served, client: aiohttp.ClientSession) -> None:
    """A sentence, with 404, and nothing else."""
    await sign_in(client, served)
    for path in (
        "/nowhere",
        "/record/none",
        "/record/example-2024/turn/99",
        "/record/example-2024/turn/²",
        "/quote/example-2024/none",
        "/change/none",
        "/change/edit?quote=none",
        "/change/topic?topic=none",
        "/impact/none",
        "/static/none.css",
    ):
        async with client.get(path) as response:
            assert response.status == 404, path
            assert "That did not work" in await response.text()


def test_a_proxys_address_is_the_only_one() -> None:
    """Behind a proxy that is what people ask for, and what forms come from."""
    origin = PageOrigin.of("0.0.0.0:8090", "https://desk.example.org/")
    assert origin.is_secure
    assert origin.hosts == {"desk.example.org", "desk.example.org:443"}
    assert "https://desk.example.org" in origin.origins
    assert not PageOrigin.of("127.0.0.1:8090").is_secure


def test_nobody_listens_to_all_the_world_by_mistake(tmp_path: Path) -> None:
    """Off unless it is switched on; other machines only with an address that has https."""
    assert Config().web == Web("off", None)
    file = tmp_path / "config.yaml"
    for wrong in ("listen: 0.0.0.0:8090", 'listen: "[::]:8090"', "url: http://desk.example.org"):
        file.write_text(f"web:\n  {wrong}\n", encoding="utf-8")
        with pytest.raises(ConfigError, match="web"):
            load(file)
    file.write_text("web:\n  listen: 0.0.0.0:8090\n  url: https://desk.example.org\n", encoding="utf-8")
    assert load(file).web == Web("0.0.0.0:8090", "https://desk.example.org")
