"""An assistant is asked patiently, and its key goes nowhere else."""

from __future__ import annotations

import shlex
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientSession, ClientTimeout

from bot.assistants.assistants import ChatEndpoint, CommandAssistant, Patience
from bot.errors import AssistantError, RefusedAssistantError
from tests.assistants.chat_endpoint import StandInEndpoint, served

SECRET = "sk-do-not-tell"


@pytest.fixture
async def endpoint() -> AsyncIterator[StandInEndpoint]:
    async with served(StandInEndpoint(lambda prompt: f"You said {prompt}")) as started:
        yield started


class Sleeper:
    """Notes how long it was to wait, and does not."""

    def __init__(self) -> None:
        self.waited: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.waited.append(seconds)


def asking(endpoint: StandInEndpoint, key: str = "", answer_s: float = 60.0) -> tuple[ChatEndpoint, Sleeper]:
    sleeper = Sleeper()
    return ChatEndpoint(endpoint.url, "small", key, Patience(answer_s, (1.0, 2.0)), sleeper), sleeper


async def test_it_asks_as_the_protocol_says(endpoint: StandInEndpoint) -> None:
    """One message, the model, a bound."""
    assistant, sleeper = asking(endpoint)
    assert await assistant.answer("hello", 100) == "You said hello"
    assert endpoint.requests == [
        {
            "model": "small",
            "messages": [{"role": "user", "content": "hello"}],
            "stream": False,
            "max_tokens": 100,
        }
    ]
    assert sleeper.waited == []


@dataclass
class Posts:
    """How many requests were made, and how many of them, the first ones, had no more time than the assistant has."""

    count: int = 0
    hasty: int = 0


@pytest.fixture
def posts(monkeypatch: pytest.MonkeyPatch) -> Posts:
    made, post = Posts(), ClientSession.post

    def counted(session: ClientSession, *arguments: Any, **options: Any) -> Any:
        made.count += 1
        if made.count > made.hasty:
            options["timeout"] = ClientTimeout(60)
        return post(session, *arguments, **options)

    monkeypatch.setattr(ClientSession, "post", counted)
    return made


@pytest.mark.parametrize(
    ("faults", "waited"),
    [
        ([429], [7.0]),  # what the server wants
        ([500, 503], [1.0, 2.0]),
        (["broken"], [1.0]),
        (["hang"], [1.0]),
        (["renamed", "renamed"], []),
    ],
)
async def test_what_passes_is_asked_again(
    endpoint: StandInEndpoint, faults: list[int | str], waited: list[float], posts: Posts
) -> None:
    """After a while, or otherwise."""
    posts.hasty = faults.count("hang")
    endpoint.faults = [*faults]
    assistant, sleeper = asking(endpoint, answer_s=0.3 if posts.hasty else 60)
    assert await assistant.answer("hello", 100) == "You said hello"
    assert sleeper.waited == waited


@pytest.mark.parametrize(
    ("faults", "sentence"),
    [
        ([500] * 3, r"answered with 500\. It says: Not now"),
        (["broken"] * 3, "not as a chat endpoint does"),
        (["hang"] * 3, r"did not answer within 0\.2 seconds"),
    ],
)
async def test_what_does_not_pass_is_told(
    endpoint: StandInEndpoint, faults: list[int | str], sentence: str, posts: Posts
) -> None:
    """In one sentence, after three times; a busy machine may not hear of one that was given up so soon."""
    posts.hasty = faults.count("hang")
    endpoint.faults = [*faults]
    assistant, sleeper = asking(endpoint, answer_s=0.2 if posts.hasty else 60)
    with pytest.raises(AssistantError, match=sentence):
        await assistant.answer("hello", 100)
    assert (posts.count, sleeper.waited) == (3, [1.0, 2.0])
    assert len(endpoint.requests) == 3 or posts.hasty


@pytest.mark.parametrize(("fault", "sentence"), [(404, r"404.*drafting\.url"), (302, r"302"), (400, "400")])
async def test_what_never_passes_is_asked_once(endpoint: StandInEndpoint, fault: int, sentence: str) -> None:
    """A wrong model, an address that moved."""
    endpoint.faults = [fault]
    with pytest.raises(RefusedAssistantError, match=sentence):
        await asking(endpoint)[0].answer("hello", 100)
    assert len(endpoint.requests) == 1


async def test_the_key_is_never_told(endpoint: StandInEndpoint) -> None:
    """Not even where the server repeats it."""
    endpoint.key = "another"
    assistant, _ = asking(endpoint, SECRET)
    with pytest.raises(RefusedAssistantError, match=r"401.*ONTHERECORD_DRAFTING_KEY.*\[key\]") as refused:
        await assistant.answer("hello", 100)
    assert SECRET not in str(refused.value) + repr(assistant)


async def test_a_right_key_is_taken(endpoint: StandInEndpoint) -> None:
    endpoint.key = SECRET
    assert await asking(endpoint, SECRET)[0].answer("hello", 100) == "You said hello"


def test_a_key_needs_encryption() -> None:
    """But for this machine."""
    with pytest.raises(RefusedAssistantError, match=r"unencrypted: use an https:// address"):
        ChatEndpoint("http://example.org/v1", "m", SECRET)
    ChatEndpoint("http://localhost:11434/v1", "m", SECRET)
    ChatEndpoint("http://example.org/v1", "m")


async def test_nobody_is_there() -> None:
    assistant = ChatEndpoint("http://127.0.0.1:9/v1", "m", patience=Patience(60, ()))
    with pytest.raises(AssistantError, match=r"127\.0\.0\.1:9: it cannot be reached"):
        await assistant.answer("hello", 100)


def python(code: str) -> str:
    return shlex.join([sys.executable, "-c", code])


async def test_a_command_gets_the_prompt_and_prints_the_answer() -> None:
    echo = CommandAssistant(python("import sys; print(sys.stdin.read().upper())"))
    assert (await echo.answer("hällo", 1)).strip() == "HÄLLO"


@pytest.mark.parametrize(
    ("command", "patience_s", "sentence"),
    [
        ("no-such-program-here --fast", 60, r"no-such-program-here cannot be run: .*drafting\.command"),
        (python("import sys; sys.exit('no model')"), 60, "ended with 1. no model"),
        (python("import time; time.sleep(30)"), 0.5, r"did not answer within 0\.5 seconds"),
    ],
)
async def test_a_command_that_fails(command: str, patience_s: float, sentence: str) -> None:
    """It is ended where it hangs."""
    with pytest.raises(AssistantError, match=sentence):
        await CommandAssistant(command, Patience(patience_s)).answer("hello", 1)
