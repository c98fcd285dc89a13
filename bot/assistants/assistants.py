"""One prompt to an assistant, one answer back: over HTTP, or through a command's standard input and output."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.errors import AssistantError, RefusedAssistantError

KEY_VARIABLE = "ONTHERECORD_DRAFTING_KEY"
_PATH = "/chat/completions"
_LOCAL = ("localhost", "127.0.0.1", "::1")
_RETRIED = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_MOST_BYTES = 5_000_000
_SHOWN_CHARS = 200
_MOST_WAIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one answer may take, and after how many seconds it is asked again."""

    answer_s: float = 600.0
    waits_s: tuple[float, ...] = (2.0, 8.0, 30.0)


@dataclass(frozen=True)
class ChatEndpoint:
    """Any server with OpenAI's chat completions: Ollama, llama.cpp, vLLM, a hosted one.

    The key is sent over https, or to this machine, and nowhere else.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    patience: Patience = Patience()
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    def __post_init__(self) -> None:
        """Refuse to send a key where others could read it. Raises RefusedAssistantError."""
        parts = urlsplit(self.url)
        if self.key and parts.scheme != "https" and parts.hostname not in _LOCAL:
            raise RefusedAssistantError(
                f"The key would be sent to {parts.hostname} unencrypted: use an https:// address."
            )

    async def answer(self, prompt: str, most_tokens: int) -> str:
        """Return the answer, as far as it came. Raises AssistantError."""
        tokens_key = "max_tokens"
        waits = iter(self.patience.waits_s)
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self.patience.answer_s)) as session:
            while True:
                status, text, wanted_wait = await self._posted(session, prompt, {tokens_key: most_tokens})
                if status == 200 and (content := _content(text)) is not None:
                    return content
                if status == 400 and "max_completion_tokens" in text and tokens_key == "max_tokens":
                    tokens_key = "max_completion_tokens"  # what newer models of OpenAI want instead
                    continue
                failure = self._failure(status, text)
                wait = next(waits, None)
                if wait is None:
                    raise failure
                await self.sleep(min(max(wait, wanted_wait), _MOST_WAIT_S))

    async def _posted(
        self, session: aiohttp.ClientSession, prompt: str, limit: Mapping[str, int]
    ) -> tuple[int, str, float]:
        """Return the status, 0 where there was none, the text, and after how many seconds to ask again."""
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        body = {"model": self.model, "messages": [{"role": "user", "content": prompt}], "stream": False, **limit}
        address = f"{self.url.rstrip('/').removesuffix(_PATH)}{_PATH}"
        try:
            # a redirection could carry the key somewhere else
            async with session.post(address, json=body, headers=headers, allow_redirects=False) as response:
                data = await response.content.read(_MOST_BYTES)
                while not response.content.at_eof() and len(data) < _MOST_BYTES:
                    data += await response.content.read(_MOST_BYTES - len(data))
                after = response.headers.get("Retry-After", "")
                return response.status, data.decode("utf-8", "replace"), float(after) if after.isdecimal() else 0.0
        except TimeoutError:
            return 0, f"it did not answer within {self.patience.answer_s:g} seconds", 0.0
        except (aiohttp.ClientError, ValueError, OSError) as error:
            return 0, f"it cannot be reached ({type(error).__name__})", 0.0

    def _failure(self, status: int, text: str) -> AssistantError:
        """Return the error to end with. Raises RefusedAssistantError where asking again would not help."""
        host = urlsplit(self.url).netloc.rpartition("@")[2]
        if not status:
            return AssistantError(f"{host}: {text}.")
        if status == 200:
            return AssistantError(f"{host} answered, but not as a chat endpoint does.")
        said = _error_message(text).replace(self.key or "\0", "[key]")
        if status in (401, 403):
            raise RefusedAssistantError(
                f"{host} refuses the key ({status}): set {KEY_VARIABLE} to one that it takes.{said}"
            )
        failure = f"{host} answered with {status}.{said}"
        if status not in _RETRIED:
            raise RefusedAssistantError(f"{failure} Look at drafting.url and drafting.model.")
        return AssistantError(failure)


def _content(text: str) -> str | None:
    """Return the words of the first choice; None where there are none."""
    try:
        content = json.loads(text)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    if isinstance(content, list):
        content = "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) and content.strip() else None


def _error_message(text: str) -> str:
    """Return what a server says of its error, short and on one line, behind a space."""
    try:
        tree: Any = json.loads(text)
    except (ValueError, RecursionError):
        tree = None
    error = tree.get("error") if isinstance(tree, dict) else None
    message = error.get("message") if isinstance(error, dict) else error
    line = " ".join(letter for letter in " ".join(str(message or "").split()).split(" ") if letter.isprintable())
    return f" It says: {line[:_SHOWN_CHARS]}" if line else ""


@dataclass(frozen=True)
class CommandAssistant:
    """A program that gets the prompt on standard input and prints its answer, such as `ollama run llama3.1`."""

    command: str
    patience: Patience = Patience()

    async def answer(self, prompt: str, most_tokens: int) -> str:  # noqa: ARG002 - as every assistant
        """Return what the command printed. Raises AssistantError."""
        words = shlex.split(self.command, posix=os.name == "posix")
        try:
            process = await asyncio.create_subprocess_exec(
                *words, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
            )
        except OSError as error:
            raise RefusedAssistantError(
                f"{words[0]} cannot be run: {error.strerror}. Look at drafting.command."
            ) from None
        try:
            async with asyncio.timeout(self.patience.answer_s):
                out, err = await process.communicate(prompt.encode())
        except TimeoutError:
            raise AssistantError(f"{words[0]} did not answer within {self.patience.answer_s:g} seconds.") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode:
            last = err.decode("utf-8", "replace").strip().splitlines()[-1:] or [""]
            raise AssistantError(f"{words[0]} ended with {process.returncode}. {last[0][:_SHOWN_CHARS]}".rstrip())
        return out.decode("utf-8", "replace")
