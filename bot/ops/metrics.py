"""Figures for Prometheus: counted as they come, the state of things read when somebody asks."""

from __future__ import annotations

import ctypes
import sys
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import aiohttp
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.ops.http import Endpoint
from bot.ops.watch import Watched
from bot.service.answering import JournalEntry
from bot.service.health import Health
from bot.service.snapshots import LoadStatus

_KIND = "text/plain; version=0.0.4; charset=utf-8"
_SURE = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.88, 0.9, 0.95, 0.985, 1.0)
_DECIDED_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_REQUEST_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_TOO_MANY = 429
_SWITCHED = 101


class Metrics:
    """What is counted. All of it may be called from any thread."""

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
        ProcessCollector(registry=self.registry)

    def watch(self, watched: Watched) -> None:
        """From now on, tell how things are with it too."""
        self.registry.register(_State(watched))

    def question(self, noted: JournalEntry) -> None:
        self._questions.labels(noted.surface, noted.decision).inc()
        self._confidence.labels(noted.decision).observe(noted.confidence)
        self._decided.observe(noted.ms / 1000)

    def reload(self, status: LoadStatus) -> None:
        result = "failed" if status.failure else "healthy" if status.is_healthy else "degraded"
        self._reloads.labels(result).inc()

    def request(self, method: str, status: int, took_s: float, *, is_discord: bool = True) -> None:
        """`is_discord`: whether the answer came from there, and not from what stands before it."""
        self._requests.labels(method, str(status)).observe(took_s)
        if status == _TOO_MANY:
            self._limited.labels("discord" if is_discord else "cloudflare").inc()

    def trace(self) -> aiohttp.TraceConfig:
        """What counts the requests of an aiohttp session."""
        traced = aiohttp.TraceConfig()
        traced.on_request_start.append(_began)
        traced.on_request_end.append(self._answered)
        traced.on_request_exception.append(self._failed)
        return traced

    def page(self) -> Endpoint:
        return Endpoint(generate_latest(self.registry).decode(), _KIND)

    async def _answered(
        self, _: aiohttp.ClientSession, context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
    ) -> None:
        status = end.response.status
        if status != _SWITCHED:
            self.request(end.method, status, _took_s(context), is_discord="Via" in end.response.headers)

    async def _failed(
        self, _: aiohttp.ClientSession, context: SimpleNamespace, end: aiohttp.TraceRequestExceptionParams
    ) -> None:
        self.request(end.method, 0, _took_s(context))


async def _began(_: aiohttp.ClientSession, context: SimpleNamespace, __: aiohttp.TraceRequestStartParams) -> None:
    context.began_s = time.perf_counter()


def _took_s(context: SimpleNamespace) -> float:
    return time.perf_counter() - float(context.began_s)


class _State(Collector):
    """How things are just now."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched

    def collect(self) -> Iterator[Metric]:
        vitals, health = self._watched.look()
        yield _gauge("healthy", "Whether all is well.", health.is_healthy)
        yield _gauge("ready", "Whether it can be asked: connected, and not about to stop.", health.is_ready)
        yield from _gateway(vitals)
        yield from self._knowledge()
        yield from self._memory()

    def _knowledge(self) -> Iterator[Metric]:
        status = self._watched.knowledge()
        known = status.snapshot.knowledge
        yield _gauge("quotes", "Quotes that are served.", len(known.quotes))
        yield _gauge("topics", "Topics that are served.", len(known.topics))
        yield _gauge("knowledge_problems", "What is wrong with the files.", len(status.problems) + bool(status.failure))
        yield _gauge("reload_seconds", "How long the last reading of the files took.", status.read_ms / 1000)

    def _memory(self) -> Iterator[Metric]:
        memory = self._watched.memory
        yield _gauge("state_writable", "Whether what the bot remembers can be written.", memory.is_writable)
        lost = CounterMetricFamily("ontherecord_state_lost", "What could not be kept.", labels=["theme"])
        for theme, count in memory.lost.items():
            lost.add_metric([theme], count)
        yield lost


def _gateway(vitals: Health) -> Iterator[Metric]:
    counts = GaugeMetricFamily("ontherecord_shards", "Connections to Discord.", labels=["state"])
    opened = sum(shard.is_open for shard in vitals.shards)
    counts.add_metric(["open"], opened)
    counts.add_metric(["closed"], len(vitals.shards) - opened)
    yield counts
    latency = GaugeMetricFamily("ontherecord_shard_latency_seconds", "Of a heartbeat.", labels=["shard"])
    silent = GaugeMetricFamily("ontherecord_shard_silent_seconds", "Since anything came.", labels=["shard"])
    for shard in vitals.shards:
        latency.add_metric([str(shard.id)], shard.latency_s)
        silent.add_metric([str(shard.id)], shard.silent_s)
    yield latency
    yield silent
    yield _gauge("servers", "Servers that the bot is in.", vitals.servers)
    yield _gauge("in_flight", "What is being answered just now.", vitals.in_flight)
    yield _gauge("held_seconds", "For how long nothing is sent, because Discord has sent it away.", vitals.held_s)


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(f"ontherecord_{name}", told, value=float(value))


def giver_back() -> Callable[[object], None]:
    """What hands it back, about a millisecond long, whenever it is told of something; malloc_trim(3), glibc's alone."""
    if sys.platform != "linux":
        return _nothing
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return (lambda _: trim(0)) if trim else _nothing


def _nothing(_: object) -> None: ...
