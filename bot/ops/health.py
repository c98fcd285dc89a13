"""Whether the bot is well: a judgement of values, in sentences that an operator can act on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.service.health import Shard, Vitals

_LATENCY_S = 10.0
_SILENT_S = 2 * 41.25 + 7.5  # two heartbeats, and a little patience


@dataclass(frozen=True, slots=True)
class Health:
    """What is not well, in order of weight; ready is who can be asked: connected, and not about to stop."""

    troubles: tuple[str, ...]
    is_ready: bool

    @property
    def is_healthy(self) -> bool:
        return not self.troubles


def judge(vitals: Vitals, *, quotes: int, is_writable: bool) -> Health:
    """Well is: every shard is alive, there is something to answer with, and what is remembered can be written."""
    gateway = [*_gateway(vitals)]
    knowledge = [] if quotes else ["there is nothing to answer with"]
    state = [] if is_writable else ["what the bot remembers cannot be written"]
    is_connected = bool(vitals.shards) and all(shard.is_open for shard in vitals.shards)
    is_ready = is_connected and not (vitals.is_stopping or vitals.held_s or knowledge)
    return Health((*gateway, *knowledge, *state), is_ready)


def _gateway(vitals: Vitals) -> Iterator[str]:
    if vitals.is_stopping:
        yield "the bot is stopping"
    if vitals.waiting_for:
        yield vitals.waiting_for
    elif not vitals.shards:
        yield "not connected to Discord yet"
    if vitals.held_s:
        yield f"Discord has sent this machine away: nothing is sent for {vitals.held_s:.0f} s"
    for shard in vitals.shards:
        yield from _wrong_with(shard)


def _wrong_with(shard: Shard) -> Iterator[str]:
    if not shard.is_open:
        yield f"shard {shard.id} is not connected"
    elif shard.silent_s > _SILENT_S:
        yield f"shard {shard.id}: nothing heard for {shard.silent_s:.0f} s"
    elif _LATENCY_S < shard.latency_s < float("inf"):
        yield f"shard {shard.id}: heartbeats take {shard.latency_s:.0f} s"
