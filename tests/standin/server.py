"""The stand-in itself: Discord's REST and gateway on one port of this machine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from aiohttp import web

from tests.standin import description as descriptions
from tests.standin.chat import Chat
from tests.standin.clock import Clock, Mint
from tests.standin.commands import CommandRegistry
from tests.standin.exchange import PATIENCE_S
from tests.standin.faults import Faults
from tests.standin.gateway import Gateway
from tests.standin.interactions import Interactions
from tests.standin.message import Flag, Message
from tests.standin.news import News
from tests.standin.people import Person
from tests.standin.port import HOST, Port
from tests.standin.record import Call, Request, Requests, Violation
from tests.standin.refusals import RefusalError
from tests.standin.rest import PREFIX, Rest
from tests.standin.routes.endpoint import Reply
from tests.standin.scene import course
from tests.standin.shapes import Json
from tests.standin.world import Channel, ChannelKind, Guild, User, World

MAX_BODY_BYTES = 30 * 1024 * 1024


class StandIn:
    """Discord, as far as a bot can tell: `async with StandIn() as discord`.

    `description` is Discord's OpenAPI file; without it the rules that no schema says still hold.
    With `checks_itself` its own answers are held against the description too, see `misfits`.
    """

    def __init__(
        self,
        world: World | None = None,
        *,
        description: Path | None = None,
        clock: Clock | None = None,
        port: int = 0,
        heartbeat_interval_s: float = 41.25,
        checks_itself: bool = False,
    ) -> None:
        self.world = world or course()
        self.clock = clock or Clock()
        self.description = descriptions.load(description) if description else None
        mint = Mint(self.clock)
        self._news = News()
        self.gateway = Gateway(self.world, heartbeat_interval_s)
        self.chat = Chat(self.world, self.gateway, mint, self.clock, self._news)
        self.commands = CommandRegistry(self.world.application.id, mint)
        self.interactions = Interactions(self.world, self.gateway, self.chat, mint, self.clock)
        self.faults = Faults()
        self.fault, self.fault_429 = self.faults.fault, self.faults.fault_429
        self.requests = Requests()
        self.violations: list[Violation] = []
        self.misfits: list[Violation] = []
        self._checks_itself = checks_itself
        self._port = Port(self._application(), port)

    async def __aenter__(self) -> Self:
        await self._port.open()
        self.gateway.url = self.gateway_url
        self.chat.file_base = f"http://{HOST}:{self._port.number}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self.gateway.hang_up()
        await self._port.close()

    # Where it is

    @property
    def rest_url(self) -> str:
        return f"http://{HOST}:{self._port.number}{PREFIX}"

    @property
    def gateway_url(self) -> str:
        return f"ws://{HOST}:{self._port.number}/gateway"

    @property
    def token(self) -> str:
        return self.world.application.token

    @property
    def frames_in(self) -> list[Json]:
        """Every frame that the bot has sent to the gateway."""
        return self.gateway.frames_in

    # Who and what is there

    @property
    def bot(self) -> User:
        return self.world.bot

    def person(self, name: str, at: Channel | str | None = None) -> Person:
        """Someone, in the first text channel of the first guild they share with the bot, or in their DM."""
        user = self.world.user(name)
        place = self.channel(at) if at else self._usual_place(user)
        return Person(self, user, place)

    def channel(self, channel: Channel | str) -> Channel:
        """The newest record of a channel, by name or by an older record."""
        return self.world.channel(channel) if isinstance(channel, str) else self.world.channels[channel.id]

    def newest(self, message: Message) -> Message:
        return self.chat.get(message.id) or message

    def messages_in(self, channel: Channel | str) -> list[Message]:
        """What stands in a channel, oldest first."""
        return self.chat.history(self.channel(channel).id)

    def join(self, guild: Guild) -> None:
        """Adds the bot to a guild."""
        self.world.add_member(guild, self.bot)
        self.gateway.welcome(guild)

    def leave(self, guild: Guild) -> None:
        """Takes the bot out of a guild."""
        del self.world.members[guild.id][self.bot.id]
        self.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild_id=guild.id)

    # Waiting

    async def connected(self, shards: int = 1, timeout_s: float = 60.0) -> None:
        await self.gateway.connected(shards, timeout_s)

    async def reply_to(self, message: Message, timeout_s: float = PATIENCE_S) -> Message:
        """Waits for what the bot says to a message: a reply to it, or else something after it."""

        def answer() -> Message | None:
            later = (m for m in self.chat.history(message.channel_id) if m.id > message.id)
            own = [m for m in later if m.author == self.bot and Flag.LOADING not in m.flags]
            return next((m for m in own if m.reply_to in (message.id, None)), None)

        return await self._news.until(
            answer, timeout_s=timeout_s, missing=lambda: f"the bot has not answered {message.content!r}"
        )

    async def requested(self, method: str, path_regex: str, timeout_s: float = PATIENCE_S) -> Request:
        """Waits for a request that matches and gives the newest one."""

        def latest() -> Request | None:
            found = self.requests.to(method, path_regex)
            return found[-1] if found else None

        return await self._news.until(
            latest, timeout_s=timeout_s, missing=lambda: f"no {method} {path_regex} among {self.requests}"
        )

    # Trouble

    @asynccontextmanager
    async def outage(self) -> AsyncIterator[None]:
        """Nobody listens: connections are cut and new ones refused, until the block ends."""
        self.gateway.hang_up()
        await self._port.pause()
        try:
            yield
        finally:
            await self._port.open()

    # What the REST side reports

    def note(self, request: Request) -> None:
        self.requests.append(request)
        self._news.ring()

    def note_refusal(self, call: Call, refusal: RefusalError) -> None:
        if refusal.problems:
            self.violations.append(Violation(call, refusal.problems))
        token = call.params.get("interaction_token") or call.params.get("webhook_token")
        exchange = self.interactions.known(token) if token else None
        if exchange is not None:
            exchange.refusals.append(refusal)
            exchange.news.ring()

    def check_own(self, call: Call, reply: Reply) -> None:
        description = self.description if self._checks_itself else None
        if description is None or not description.knows(call.method, call.template):
            return
        problems = description.answer_problems(call.method, call.template, reply.status, reply.body)
        if problems:
            self.misfits.append(Violation(call, tuple(problems)))

    # Within

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=MAX_BODY_BYTES)
        application.router.add_get("/gateway", self.gateway.serve)
        application.router.add_get("/attachments/{tail:.*}", self._serve_file)
        Rest(self).add_to(application)
        return application

    def _usual_place(self, user: User) -> Channel:
        for guild in self.world.bot_guilds():
            if user.id in self.world.members[guild.id]:
                return next(c for c in self.world.channels_of(guild.id) if c.kind is ChannelKind.TEXT)
        return self.world.private_channel(user, self.bot)

    async def _serve_file(self, request: web.Request) -> web.Response:
        upload = self.chat.files.get(request.path)
        if upload is None:
            return web.Response(status=404)
        return web.Response(body=upload.content, content_type=upload.content_type)
