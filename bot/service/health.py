"""How the bot does on Discord, as a value: what health, figures and `doctor` are judged by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shard:
    """One connection. `latency_s` of a heartbeat, infinite before the first; `silent_s` since anything was heard."""

    id: int
    is_open: bool
    latency_s: float
    silent_s: float


@dataclass(frozen=True, slots=True)
class Vitals:
    """`waiting_for`: what keeps it from connecting; `held_s`: for how long it keeps silent, sent away by Discord."""

    shards: tuple[Shard, ...] = ()
    servers: int = 0
    in_flight: int = 0
    is_stopping: bool = False
    waiting_for: str = ""
    held_s: float = 0.0
