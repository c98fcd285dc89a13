"""A stand-in for every test, which must end without a violation, a misfit of its own, or a task left over."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.conftest import Reference
from tests.standin import PatientClock, StandIn, World, description_file

with warnings.catch_warnings():
    # discord.py imports audioop, which Python 3.11 deprecates; with warnings as errors it could not be imported.
    warnings.simplefilter("ignore", DeprecationWarning)
    import discord  # noqa: F401

Raw = Callable[..., Awaitable[tuple[int, Any]]]


@pytest.fixture(scope="session")
def description(reference_data: Path | None) -> Path | None:
    """Discord's OpenAPI description, or None where it is not to be had."""
    return description_file(reference_data)


@pytest.fixture(scope="session")
def needed_description(reference: Reference) -> Path:
    """The description for tests that are about nothing else; without it they are skipped, and say so."""
    return reference("discord/openapi.json", "requests and the stand-in's own answers fit Discord's description")


@pytest.fixture
def world() -> World | None:
    """The world of `standin`; a module that needs another one overrides this."""
    return None


@pytest_asyncio.fixture
async def standin(world: World | None, description: Path | None) -> AsyncIterator[StandIn]:
    async with StandIn(world, description=description, checks_itself=True, clock=PatientClock()) as discord_:
        yield discord_
    assert not discord_.misfits, [*map(str, discord_.misfits)]
    assert not discord_.violations, [*map(str, discord_.violations)]
    await no_task_is_left()


async def no_task_is_left() -> None:
    """Whatever still runs must end by itself at once: discord.py waits a little for guilds even when closed."""
    running = asyncio.all_tasks() - {asyncio.current_task()}
    left = (await asyncio.wait(running, timeout=30))[1] if running else ()
    assert not left, left


@pytest_asyncio.fixture
async def raw(standin: StandIn) -> AsyncIterator[Raw]:
    """`raw(method, path, body)` gives status and answer, without discord.py in between."""
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {standin.token}"}) as session:

        async def send(method: str, path: str, body: Any = None, **options: Any) -> tuple[int, Any]:
            async with session.request(method, standin.rest_url + path, json=body, **options) as response:
                return response.status, await response.json(content_type=None) if response.status != 204 else None

        yield send
