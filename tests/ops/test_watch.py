"""Well is: connected and heard of, something to answer with, a memory that can be written."""

from __future__ import annotations

import pytest

from bot.ops.watch import judge
from bot.service.health import Health, Shard

WELL = Shard(0, is_open=True, latency_s=0.1, silent_s=3.0)
NEVER = float("inf")


@pytest.mark.parametrize(
    ("vitals", "told", "is_ready"),
    [
        (Health((WELL,)), [], True),
        (Health((Shard(0, True, NEVER, 1.0),)), [], True),
        (Health(()), ["not connected to Discord yet"], False),
        (Health((), waiting_for="Discord is away"), ["Discord is away"], False),
        (Health((WELL, Shard(1, False, NEVER, 1.0))), ["shard 1 is not connected"], False),
        (Health((Shard(0, True, 0.1, 120.0),)), ["shard 0: nothing heard for 120 s"], True),
        (Health((Shard(0, True, 12.0, 3.0),)), ["shard 0: heartbeats take 12 s"], True),
        (Health((WELL,), is_stopping=True), ["the bot is stopping"], False),
        (Health((WELL,), held_s=250), ["Discord has sent this machine away: nothing is sent for 250 s"], False),
    ],
)
def test_the_gateway(vitals: Health, told: list[str], is_ready: bool) -> None:
    """Latency alone says nothing: it keeps its last value while answers are missing."""
    health = judge(vitals, quotes=3, is_writable=True)
    assert (list(health.troubles), health.is_ready, health.is_healthy) == (told, is_ready, not told)


def test_knowledge_and_memory_count_too() -> None:
    """A memory that cannot be written costs no answer: the bot stays ready."""
    assert judge(Health((WELL,)), quotes=0, is_writable=True).troubles == ("there is nothing to answer with",)
    health = judge(Health((WELL,)), quotes=3, is_writable=False)
    assert (health.troubles, health.is_ready) == (("what the bot remembers cannot be written",), True)
