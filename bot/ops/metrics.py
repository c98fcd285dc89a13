"""Metrics for Prometheus, and the server of its page and those about health.

Events are counted as they happen, the state is read when somebody asks.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Iterator, Mapping
from http import HTTPStatus
from types import SimpleNamespace, TracebackType
from typing import Self

import aiohttp
from aiohttp import ClientSession as Session
from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.core.records import Tally
from bot.errors import ConfigError
from bot.ops.watch import Endpoint, Pages, Watched
from bot.service.answering import JournalEntry
from bot.service.snapshots import LoadStatus

_SURE = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.88, 0.9, 0.95, 0.985, 1.0)
_DECIDED_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_REQUEST_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_VOTED = 50  # quotes with series of their own


class Metrics:
    """Counters and histograms. All methods may be called from any thread."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        name = "ontherecord"
        self._questions = Counter(
            f"{name}_questions", "Questions, by where they were asked and what was decided.",
            ["surface", "decision"], registry=self.registry,
        )  # fmt: skip
        self._confidence = Histogram(
            f"{name}_confidence", "How sure the bot was of what came first.",
            ["decision"], buckets=_SURE, registry=self.registry,
        )  # fmt: skip
        self._decided = Histogram(
            f"{name}_decision_seconds", "How long ranking and deciding took.",
            buckets=_DECIDED_S, registry=self.registry,
        )  # fmt: skip
        self._reloads = Counter(
            f"{name}_reloads", "New states of the knowledge: healthy, degraded, or failed, with what was served kept.",
            ["result"], registry=self.registry,
        )  # fmt: skip
        self._requests = Histogram(
            f"{name}_rest_seconds", "Requests to Discord, by method and status; 0 where no answer came.",
            ["method", "status"], buckets=_REQUEST_S, registry=self.registry,
        )  # fmt: skip
        self._limited = Counter(
            f"{name}_rest_limited", "Requests that were too many, for Discord or for Cloudflare before it.",
            ["by"], registry=self.registry,
        )  # fmt: skip
        for by in ("discord", "cloudflare"):
            self._limited.labels(by)
        self._state: _State | None = None
        ProcessCollector(registry=self.registry)

    def watch(self, watched: Watched) -> None:
        """Report the state of the bot from now on, too."""
        self._state = _State(watched)
        self.registry.register(self._state)

    def question(self, noted: JournalEntry) -> None:
        self._questions.labels(noted.surface, noted.decision).inc()
        self._confidence.labels(noted.decision).observe(noted.confidence)
        self._decided.observe(noted.ms / 1000)

    def reload(self, status: LoadStatus) -> None:
        result = "failed" if status.failure else "healthy" if status.is_healthy else "degraded"
        self._reloads.labels(result).inc()

    def request(self, method: str, status: int, took_s: float, *, is_discord: bool = True) -> None:
        """Count a request. `is_discord`: whether the answer came from there, and not from the proxy before it."""
        self._requests.labels(method, str(status)).observe(took_s)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            self._limited.labels("discord" if is_discord else "cloudflare").inc()

    def trace(self) -> aiohttp.TraceConfig:
        """Return what counts the requests of an aiohttp session."""

        async def began(_: Session, context: SimpleNamespace, __: aiohttp.TraceRequestStartParams) -> None:
            context.began_s = time.perf_counter()

        async def ended(_: Session, context: SimpleNamespace, end: aiohttp.TraceRequestEndParams) -> None:
            status, took_s = end.response.status, time.perf_counter() - context.began_s
            if status != HTTPStatus.SWITCHING_PROTOCOLS:
                self.request(end.method, status, took_s, is_discord="Via" in end.response.headers)

        async def failed(_: Session, context: SimpleNamespace, end: aiohttp.TraceRequestExceptionParams) -> None:
            self.request(end.method, 0, time.perf_counter() - context.began_s)

        traced = aiohttp.TraceConfig()
        traced.on_request_start.append(began)
        traced.on_request_end.append(ended)
        traced.on_request_exception.append(failed)
        return traced

    async def page(self) -> Endpoint:
        if self._state:
            await self._state.read()
        return Endpoint(generate_latest(self.registry).decode(), "text/plain; version=0.0.4; charset=utf-8")


class _State(Collector):
    """The state of the bot at the moment of asking."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched
        self._tallies: Mapping[str, Tally] = {}

    async def read(self) -> None:
        """Read from the database what the next `collect` yields."""
        self._tallies = await self._watched.memory.tallies()

    def collect(self) -> Iterator[Metric]:
        health, report = self._watched.look()
        status, memory = self._watched.knowledge(), self._watched.memory
        known = status.snapshot.knowledge
        yield _gauge("healthy", "Whether all is well.", report.is_healthy)
        yield _gauge("ready", "Whether it can be asked: connected, and not about to stop.", report.is_ready)

        counts = GaugeMetricFamily("ontherecord_shards", "Connections to Discord.", labels=["state"])
        opened = sum(shard.is_open for shard in health.shards)
        counts.add_metric(["open"], opened)
        counts.add_metric(["closed"], len(health.shards) - opened)
        latency = GaugeMetricFamily("ontherecord_shard_latency_seconds", "Of a heartbeat.", labels=["shard"])
        silent = GaugeMetricFamily("ontherecord_shard_silent_seconds", "Since anything came.", labels=["shard"])
        for shard in health.shards:
            latency.add_metric([str(shard.id)], shard.latency_s)
            silent.add_metric([str(shard.id)], shard.silent_s)
        yield from (counts, latency, silent)
        yield _gauge("servers", "Servers that the bot is in.", health.servers)
        yield _gauge("in_flight", "What is being answered just now.", health.in_flight)
        yield _gauge("held_seconds", "For how long nothing is sent, because Discord has sent it away.", health.held_s)

        yield _gauge("quotes", "Quotes that are served.", len(known.quotes))
        yield _gauge("topics", "Topics that are served.", len(known.topics))
        yield _gauge("knowledge_problems", "What is wrong with the files.", len(status.problems) + bool(status.failure))
        yield _gauge("reload_seconds", "How long the last reading of the files took.", status.read_ms / 1000)

        yield _gauge("state_writable", "Whether what the bot remembers can be written.", memory.is_writable)
        lost = CounterMetricFamily("ontherecord_state_lost", "What could not be kept.", labels=["theme"])
        for theme, count in memory.lost.items():
            lost.add_metric([theme], count)
        yield lost
        yield self._votes()

    def _votes(self) -> Metric:
        """Return the votes: a series for each of the quotes with most, and one for all others together."""
        votes = GaugeMetricFamily("ontherecord_votes", "Votes of the last 30 days.", labels=["quote", "verdict"])
        by_quote = sorted(self._tallies.items(), key=lambda item: -item[1].total)
        if others := [tally for _, tally in by_quote[_VOTED:]]:
            by_quote[_VOTED:] = [("other", sum(others, Tally()))]  # ids of quotes hold a slash
        for quote, tally in by_quote:
            votes.add_metric([quote, "helpful"], tally.helpful)
            votes.add_metric([quote, "not_what_i_asked"], tally.not_asked)
        return votes


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(f"ontherecord_{name}", told, value=float(value))


class HttpServer:
    """Serves pages, made anew for each request, at `listen` (127.0.0.1:9464) while the `async with` block lasts."""

    def __init__(self, listen: str, pages: Pages) -> None:
        self._listen = listen
        self._pages = pages
        application = web.Application()
        for path in pages:
            application.router.add_get(path, self._serve)
        self._runner = web.AppRunner(application, access_log=None, handle_signals=False)

    async def __aenter__(self) -> Self:
        """Start to listen. Raises ConfigError where that cannot be done."""
        host, _, port = self._listen.rpartition(":")
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host.strip("[]"), int(port)).start()
        except (OSError, OverflowError) as error:
            await self._runner.cleanup()
            reason = getattr(error, "strerror", None) or error
            raise ConfigError(f"ops.listen: {self._listen} cannot be listened at: {reason}.") from None
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.Response:
        made = self._pages[request.path]()
        page = await made if isinstance(made, Awaitable) else made
        headers = {"Content-Type": page.content_type}
        return web.Response(text=page.body, status=200 if page.is_well else 503, headers=headers)
