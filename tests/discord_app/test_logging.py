"""The log of the running service: what an operator reads, and what nobody may find there."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import signal
from pathlib import Path

import pytest

from bot.discord_app.client import Bot
from bot.ops import logs
from bot.ops.logs import redacting
from bot.service.answering import Answering
from bot.service.memory import Memory
from tests.discord_app.processes import PATIENCE_S, Service, ended
from tests.standin import StandIn
from tests.standin.launch import running

MASTERS = "Should I do a Master's?"
HELPED = "what helped Ada most?"
CALLBACK = "/callback$"


async def test_a_service_logs_objects_without_tokens(discord: StandIn, service: Service) -> None:
    """A rate limit, a mistake with its traceback, a question."""
    process = await service(settings="")
    await discord.connected(timeout_s=PATIENCE_S)
    discord.fault_429("POST", CALLBACK, retry_after_s=0.01)
    first = await discord.person("asker").slash("ask", question=HELPED)
    discord.fault("POST", CALLBACK, status=401)
    second = await discord.person("asker").slash("ask", question=HELPED)
    process.send_signal(signal.SIGTERM)
    errors = (await asyncio.wait_for(process.communicate(), PATIENCE_S))[1].decode()
    lines = [json.loads(line) for line in errors.splitlines()]
    assert any("rate limited" in line["message"] for line in lines)
    asked = [line for line in lines if "surface" in line]
    assert [line["surface"] for line in asked] == ["slash"] * len(asked)
    assert any("401 Unauthorized" in line.get("traceback", "") for line in lines)
    assert HELPED not in errors
    assert [secret for secret in (discord.token, first.token, second.token) if secret in errors] == []


@pytest.mark.parametrize("form", ["text", "json"])
async def test_nothing_that_the_library_ever_logs_holds_a_token(
    form: logs.Form, discord: StandIn, answering: Answering, memory: Memory, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even what it says when it is asked for everything, which the service never does."""
    told = io.StringIO()
    caplog.set_level(logging.DEBUG)
    with logs.logging_to(told, form, redacting(discord.token), level=logging.DEBUG):
        async with running(Bot(answering, memory), discord):
            discord.fault_429("POST", CALLBACK, retry_after_s=0.01)
            exchange = await discord.person("asker").slash("ask", question=MASTERS)
            await discord.person("asker").click(exchange, "Helpful")
            discord.gateway.abort()
            await discord.connected()
    assert exchange.token in caplog.text
    assert f"/interactions/{exchange.id}/[token]/callback" in told.getvalue()
    assert [secret for secret in (discord.token, exchange.token) if secret in told.getvalue()] == []


async def test_the_words_are_logged_where_the_operator_wants_them(discord: StandIn, service: Service) -> None:
    """With `logs.questions`."""
    process = await service(settings="logs: {questions: true}\n")
    await discord.connected(timeout_s=PATIENCE_S)
    await discord.person("asker").slash("ask", question=HELPED)
    process.send_signal(signal.SIGTERM)
    _, errors = await ended(process)
    [asked] = [found for line in errors.splitlines() if "surface" in (found := json.loads(line))]
    assert asked["words"] == HELPED
    assert (asked["surface"], asked["decision"]) == ("slash", "answer")


async def test_a_token_that_everybody_can_read_is_a_warning(discord: StandIn, service: Service, tmp_path: Path) -> None:
    """It works all the same."""
    file = tmp_path / "discord-token"
    file.write_text(discord.token)
    file.chmod(0o644)
    process = await service(token="", settings="discord: {token_file: discord-token}\nlogs: {form: text}\n")
    await discord.connected(timeout_s=PATIENCE_S)
    process.send_signal(signal.SIGTERM)
    code, errors = await ended(process)
    assert code == 0
    assert f"everybody on this machine can read the token: chmod 600 {file}" in errors
