"""A budget of sessions with Discord that outlives a crash."""

from __future__ import annotations

from pathlib import Path

from bot.ops.state_files import IDENTIFIES_NAME, Identifies

HOUR_S = 3600.0


class Clock:
    def __init__(self) -> None:
        self.s = 1_000_000.0

    def __call__(self) -> float:
        return self.s


def test_a_crash_loop_is_slowed_down_before_discord_resets_the_token(tmp_path: Path) -> None:
    """Each start counts what those before it have begun: in a day never more than the budget, at any pace."""
    clock, begun = Clock(), 0
    end = clock.s + 24 * HOUR_S
    while clock.s < end:
        started = Identifies(tmp_path, now=clock)
        if wait_s := started.wait_s():
            clock.s += wait_s
            continue
        started.spend()
        begun += 1
        clock.s += 2.0
    assert begun == 800


def test_a_start_now_and_then_waits_for_nothing(tmp_path: Path) -> None:
    """What was begun yesterday counts no more."""
    clock = Clock()
    for _ in range(100):
        Identifies(tmp_path, now=clock).spend()
    assert Identifies(tmp_path, now=clock).wait_s() == HOUR_S
    clock.s += HOUR_S
    assert Identifies(tmp_path, now=clock).wait_s() == 0
    clock.s += 24 * HOUR_S
    fresh = Identifies(tmp_path, now=clock)
    fresh.spend()
    assert (tmp_path / IDENTIFIES_NAME).read_text().count(",") == 0


def test_discords_own_count_is_heeded(tmp_path: Path) -> None:
    """It knows of other processes, and of what was begun before the file was lost."""
    clock = Clock()
    budget = Identifies(tmp_path, now=clock)
    budget.heed(201, 1000, anew_s=HOUR_S)
    assert budget.wait_s() == 0
    budget.heed(200, 1000, anew_s=HOUR_S)
    assert budget.wait_s() == HOUR_S
    clock.s += HOUR_S
    assert budget.wait_s() == 0


def test_a_file_that_cannot_be_used_counts_as_far_as_it_can(tmp_path: Path) -> None:
    """Broken, not ours, or not to be written."""
    clock = Clock()
    for text in ("", "{}", "[null, 3, true]", "nonsense"):
        (tmp_path / IDENTIFIES_NAME).write_text(text)
        assert Identifies(tmp_path, now=clock).wait_s() == 0
    (tmp_path / "file").write_text("")
    lost = Identifies(tmp_path / "file" / "state", per_hour=1, now=clock)
    lost.spend()
    assert lost.wait_s() == HOUR_S


def test_a_clock_that_was_put_back_locks_nobody_out(tmp_path: Path) -> None:
    """What lies in the future is forgotten at the next start."""
    clock = Clock()
    ahead = Identifies(tmp_path, per_hour=1, now=clock)
    ahead.spend()
    clock.s -= 10 * HOUR_S
    assert Identifies(tmp_path, per_hour=1, now=clock).wait_s() == 0
