"""Files saved in every way editors know, seen while a bot serves."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import pytest
from click.testing import CliRunner

from bot.app import build_serving
from bot.cli import init, main
from bot.config import Config
from bot.core.model import Question
from bot.library import watching
from bot.library.watching import How
from bot.service.answering import Answering
from bot.service.snapshots import LoadStatus, Reloading
from tests.conftest import memory_in

_PATIENCE_S = 60
OLD, NEW = "best way to learn for newcomers", "how did the zebra learn to juggle"


class Served:
    """A bot without a surface, its folder, and every status that it told."""

    def __init__(self, folder: Path, how: How) -> None:
        self.folder = folder
        self.statuses: list[LoadStatus] = []
        self.answering: Answering
        config, memory = Config(knowledge=str(folder), watch=how), memory_in(folder.parent / "state")
        self.answering, self.reloading, _ = build_serving(config, memory)
        self.reloading.told.append(self.statuses.append)

    @property
    def asked(self) -> set[str]:
        return {asked for topic in self.answering.snapshot.knowledge.topics.values() for asked in topic.questions}

    def until(self, ready: Callable[[], bool]) -> float:
        """Seconds until it is so."""
        started = monotonic()
        while not ready():
            assert monotonic() - started < _PATIENCE_S
            sleep(0.01)
        return monotonic() - started

    def text(self, name: str = "example-2024.yaml") -> str:
        return (self.folder / name).read_text(encoding="utf-8")


@pytest.fixture(params=["auto", "poll"])
def served(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Served]:
    list(init.make(tmp_path))
    served = Served(tmp_path / "knowledge", request.param)
    with served.reloading:
        yield served


def test_a_save_is_live_at_once(served: Served) -> None:
    """Within two seconds where the machine has nothing else to do; the answer is there in the new words."""
    (served.folder / "example-2024.yaml").write_text(served.text().replace(OLD, NEW), encoding="utf-8")
    served.until(lambda: NEW in served.asked)
    reply = served.answering.reply(Question(NEW))
    assert reply.ranking.matches[0].topic.id == "how-to-start"


def test_a_save_by_rename(served: Served) -> None:
    """A file beside it, put in its place, again and again."""
    for new in (NEW, "and what did the walrus say"):
        beside = served.folder / ".example-2024.yaml.swp"
        beside.write_text(served.text().replace(OLD, new), encoding="utf-8")
        beside.replace(served.folder / "example-2024.yaml")
        served.until(lambda new=new: new in served.asked)
        (served.folder / "example-2024.yaml").write_text(served.text().replace(new, OLD), encoding="utf-8")
        served.until(lambda: OLD in served.asked)


def test_what_the_command_line_writes_is_live(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is another program, and saves as any other."""
    monkeypatch.chdir(served.folder.parent)
    done = CliRunner().invoke(main, ["quote", "edit", "how-to-start", "--phrasing", NEW, "--yes"])
    assert done.exit_code == 0, done.output
    served.until(lambda: NEW in served.asked)


class Saving(Event):
    """Instead of waiting, somebody saves the next file."""

    def __init__(self, *saves: Path) -> None:
        super().__init__()
        self._saves = list(saves)

    def wait(self, timeout: float | None = None) -> bool:
        if self._saves:
            self._saves.pop(0).write_text("saved", encoding="utf-8")
        return super().wait(0)


def test_several_files_at_once_are_one_change(tmp_path: Path) -> None:
    """A new source is three files, saved one after the other."""
    told = watching.changes(tmp_path, "poll", Saving(tmp_path / "a.yaml", tmp_path / "b.yaml", tmp_path / "c.yaml"))
    assert [next(told) for _ in range(4)] == [True, True, False, False]


def test_a_new_source_is_never_seen_by_halves(served: Served) -> None:
    """Its original and its transcript come before the file that quotes them."""
    told = len(served.statuses)
    (served.folder / "originals/second.txt").write_bytes((served.folder / "originals/example-2024.txt").read_bytes())
    renamed = served.text("transcripts/example-2024.yaml").replace("source: example-2024", "source: second")
    (served.folder / "transcripts/second.yaml").write_text(renamed, encoding="utf-8")
    head, topics = served.text().replace("id: example-2024", "id: second").split("topics:\n")
    assert topics
    quote = "      - id: mine\n        speaker: ada\n        text: One small project that real people used.\n"
    added = f"{head}topics:\n  mine:\n    title: Mine?\n    questions: [{NEW}]\n    quotes:\n{quote}"
    beside = served.folder / ".second.yaml.swp"
    beside.write_text(added, encoding="utf-8")
    beside.replace(served.folder / "second.yaml")
    served.until(lambda: NEW in served.asked)
    assert all(status.is_healthy for status in served.statuses[told:])


def test_a_folder_that_goes_and_comes_back(served: Served) -> None:
    """As another folder of the same name: what is saved in it is seen too."""
    away = served.folder.with_name("away")
    served.folder.rename(away)
    served.until(lambda: not served.reloading.status.is_healthy)
    assert OLD in served.asked
    shutil.copytree(away, served.folder)
    served.until(lambda: served.reloading.status.is_healthy)
    (served.folder / "example-2024.yaml").write_text(served.text().replace(OLD, NEW), encoding="utf-8")
    served.until(lambda: NEW in served.asked)


def test_a_slip_is_told_once_and_its_mending_too(served: Served) -> None:
    """Degraded, with the place; then healthy."""
    good = served.text()
    (served.folder / "example-2024.yaml").write_text(good.replace("topics:\n", "topics: [\n"), encoding="utf-8")
    served.until(lambda: not served.reloading.status.is_healthy)
    served.until(lambda: any(problem.location.line for problem in served.reloading.status.problems))
    (served.folder / "example-2024.yaml").write_text(good, encoding="utf-8")
    served.until(lambda: served.reloading.status.is_healthy)
    health = [status.is_healthy for status in served.statuses]
    assert (health[0], health[-1]) == (True, True)
    assert not any(health[1:-1])


def test_switched_off_nothing_is_read_again(tmp_path: Path) -> None:
    list(init.make(tmp_path))
    served = Served(tmp_path / "knowledge", "off")
    with served.reloading:
        (served.folder / "example-2024.yaml").write_text(served.text().replace(OLD, NEW), encoding="utf-8")
        served.until(lambda: len(served.statuses) == 1)
        sleep(1.5)
    assert OLD in served.asked


def test_a_build_that_fails_leaves_what_is_served(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It is told once, and tried again."""
    list(init.make(tmp_path))
    served = Served(tmp_path / "knowledge", "off")
    attempts = 0

    def build(_: object) -> None:
        nonlocal attempts
        attempts += 1
        raise RuntimeError("no room")

    def changes(stop: Event) -> Iterator[bool]:
        while attempts < 3:
            yield True
        stop.wait()

    live = served.answering._live
    with Reloading(live, build, changes, [served.statuses.append]) as reloading:
        served.until(lambda: attempts == 3)
    assert reloading.status.failure == "RuntimeError: no room"
    assert [status.is_healthy for status in served.statuses] == [True, False]
    assert len([record for record in caplog.records if record.exc_info]) == 1
    assert OLD in served.asked
