"""The REST side: reads requests, lets faults strike, checks, answers, and writes everything down."""

from __future__ import annotations

import asyncio
import json
import logging
import time
import zlib
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from aiohttp import BodyPartReader, web

from tests.standin.faults import Fault
from tests.standin.record import Call, Request, Violation
from tests.standin.refusals import RefusalError, invalid_form, no_such_route, unauthorized
from tests.standin.routes import ENDPOINTS
from tests.standin.routes.endpoint import Endpoint, Reply
from tests.standin.shapes import Problem, Upload

if TYPE_CHECKING:
    from tests.standin.server import StandIn

logger = logging.getLogger(__name__)
PREFIX = "/api/v10"
_UNKNOWN = Problem((), "NO_SUCH_ROUTE", "the stand-in has no such route")


class Rest:
    """Answers requests on behalf of a StandIn."""

    def __init__(self, discord: StandIn) -> None:
        self._discord = discord

    def add_to(self, application: web.Application) -> None:
        for endpoint in ENDPOINTS:
            application.router.add_route(endpoint.method, PREFIX + endpoint.template, self._serving(endpoint))
        application.router.add_route("*", PREFIX + "/{tail:.*}", self._serving(None))

    def _serving(self, endpoint: Endpoint | None) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            started = time.perf_counter()
            call = await _read(request, endpoint)
            fault = self._discord.faults.strike(call.method, call.path)
            reply = await self._meet(call, endpoint, fault)
            took_s = time.perf_counter() - started
            status = reply.status if reply else None
            answer = reply.body if reply else None
            self._discord.note(Request(call, status, answer, fault, took_s))
            return _response(call, reply, fault, self._discord.clock()) if reply else _cut(request)

        return serve

    async def _meet(self, call: Call, endpoint: Endpoint | None, fault: Fault | None) -> Reply | None:
        """The reply, shaped by the fault if there is one; None where the connection is to be cut."""
        if fault is None:
            return self._answer(call, endpoint)
        if fault.delay_s:
            await asyncio.sleep(fault.delay_s)
        if fault.held:
            await fault.held.wait()
        if fault.drop:
            return None
        if fault.status is not None:
            return _faulty(fault)
        reply = self._answer(call, endpoint)
        return None if fault.lose_reply else reply

    def _answer(self, call: Call, endpoint: Endpoint | None) -> Reply:
        try:
            reply = self._admitted(call, endpoint)
        except RefusalError as refusal:
            self._discord.note_refusal(call, refusal)
            reply = Reply(refusal.status, refusal.body())
        except Exception as error:
            logger.exception("the stand-in failed at %s", call)
            return self._broken(call, error)
        self._discord.check_own(call, reply)
        return reply

    def _broken(self, call: Call, error: Exception) -> Reply:
        """A fault of the stand-in's own: with a status that discord.py does not try again at length."""
        self._discord.misfits.append(Violation(call, (Problem((), "BROKEN", repr(error)),)))
        return Reply(418, {"message": f"the stand-in failed: {error!r}", "code": 0})

    def _admitted(self, call: Call, endpoint: Endpoint | None) -> Reply:
        if endpoint is None:
            self._discord.violations.append(Violation(call, (_UNKNOWN,)))
            raise no_such_route()
        if endpoint.needs_token and call.authorization != f"Bot {self._discord.world.application.token}":
            raise unauthorized()
        self._check(call)
        return endpoint.answer(self._discord, call)

    def _check(self, call: Call) -> None:
        description = self._discord.description
        if description is None or not description.knows(call.method, call.template):
            return
        problems = description.problems(call.method, call.template, call.body)
        problems += description.query_problems(call.method, call.template, call.query)
        if problems:
            raise invalid_form(problems)


async def _read(request: web.Request, endpoint: Endpoint | None) -> Call:
    body: Any = None
    uploads: dict[int, Upload] = {}
    if request.content_type == "multipart/form-data":
        body, uploads = await _read_parts(request)
    elif request.can_read_body:
        body = json.loads(await request.read() or b"null")
    return Call(
        method=request.method,
        path=request.path.removeprefix(PREFIX),
        template=endpoint.template if endpoint else "",
        params=dict(request.match_info),
        query=dict(request.query),
        body=body,
        uploads=uploads,
        authorization=request.headers.get("Authorization"),
    )


async def _read_parts(request: web.Request) -> tuple[Any, dict[int, Upload]]:
    """The payload_json of a multipart request, and its files[n]."""
    body, uploads = None, {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        if part.name == "payload_json":
            body = json.loads(await part.text())
        elif part.name and part.name.startswith("files["):
            number = int(part.name.removeprefix("files[").removesuffix("]"))
            kind = part.headers.get("Content-Type", "application/octet-stream")
            uploads[number] = Upload(part.filename or "file", bytes(await part.read()), kind)
    return body, uploads


def _faulty(fault: Fault) -> Reply:
    status = fault.status or 500
    if status == 429 and fault.via:
        wait = {"message": "You are being rate limited.", "retry_after": fault.retry_after_s}
        return Reply(429, wait | {"global": fault.is_global, "code": 0})
    if status == 429:
        return Reply(429, "error code: 1015")
    return Reply(status, {"message": f"{status}: the stand-in was told to fail", "code": 0})


def _response(call: Call, reply: Reply, fault: Fault | None, now_s: float) -> web.Response:
    """Discord's headers, with `application/json` bare of a charset, which discord.py insists on."""
    headers = {
        "Date": formatdate(now_s, usegmt=True),
        "X-RateLimit-Bucket": f"{zlib.crc32(f'{call.method} {call.template}'.encode()):08x}",
        "X-RateLimit-Limit": "50",
        "X-RateLimit-Remaining": "49",
        "X-RateLimit-Reset": f"{time.time() + 1:.3f}",
        "X-RateLimit-Reset-After": "1.000",
    }
    if reply.status == 429 and fault is not None:
        headers |= {"Retry-After": str(fault.retry_after_s), "X-RateLimit-Remaining": "0"}
        headers |= {"Via": "1.1 google"} if fault.via else {}
    if reply.body is None:
        return web.Response(status=reply.status, headers=headers)
    if isinstance(reply.body, str):
        return web.Response(status=reply.status, headers=headers, text=reply.body)
    headers["Content-Type"] = "application/json"
    return web.Response(status=reply.status, headers=headers, body=json.dumps(reply.body).encode())


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
