"""A chat endpoint that speaks OpenAI's protocol, on a port of its own, with faults on demand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class StandInEndpoint:
    """`write` answers a prompt; `faults` are given out first, one a request: a status, "hang", "broken" or "cut"."""

    write: Callable[[str], str]
    faults: list[int | str] = field(default_factory=list)
    key: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    async def completions(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.requests.append(body)
        if self.key and request.headers.get("Authorization") != f"Bearer {self.key}":
            shown = request.headers.get("Authorization", "")
            return web.json_response({"error": {"message": f"Incorrect API key provided: {shown}"}}, status=401)
        fault = self.faults.pop(0) if self.faults else 200
        if fault == "hang":
            await asyncio.sleep(30)
        if fault == "broken":
            return web.Response(text='{"choices": [{"mess', content_type="application/json")
        if fault == "renamed" and "max_tokens" in body:
            message = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
            return web.json_response({"error": {"message": message}}, status=400)
        if fault == 302:
            return web.Response(status=302, headers={"Location": "http://127.0.0.1:9/elsewhere"})
        if isinstance(fault, int) and fault != 200:
            headers = {"Retry-After": "7"} if fault == 429 else {}
            return web.json_response({"error": {"message": "Not\nnow"}}, status=fault, headers=headers)
        text = self.write(body["messages"][0]["content"])
        text, reason = (text[: len(text) // 2], "length") if fault == "cut" else (text, "stop")
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": reason}
        return web.json_response({"object": "chat.completion", "choices": [choice], "usage": {"total_tokens": 10}})


@asynccontextmanager
async def served(endpoint: StandInEndpoint) -> AsyncIterator[StandInEndpoint]:
    """Serve it, and tell its address."""
    app = web.Application()
    app.router.add_post("/v1/chat/completions", endpoint.completions)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        endpoint.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        yield endpoint
    finally:
        await runner.cleanup()
