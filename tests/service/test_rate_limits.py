"""How often somebody may ask."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.service.rate_limits import RateLimiter


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 40)), max_size=60), st.integers(1, 4))
def test_no_minute_sees_more_than_it_may(steps: list[tuple[int, float]], most: int) -> None:
    """Whoever comes when: within any minute at most so many get through, and the wait that is told suffices."""
    clock, through = Clock(), dict[int, list[float]]()
    limiter = RateLimiter(most, clock)
    for who, later_s in steps:
        clock.seconds += later_s
        wait_s = limiter.acquire(who)
        within = [moment for moment in through.setdefault(who, []) if moment > clock.seconds - 60]
        assert (wait_s == 0) == (len(within) < most)
        if wait_s:
            assert within[-most] + 60 <= clock.seconds + wait_s + 1e-6
        else:
            through[who].append(clock.seconds)


def test_people_who_are_gone_are_forgotten() -> None:
    """A year of passers-by takes no memory."""
    clock = Clock()
    limiter = RateLimiter(1, clock)
    for who in range(1000):
        limiter.acquire(who)
    clock.seconds = 61
    limiter.acquire(-1)
    assert len(limiter._uses) == 1
