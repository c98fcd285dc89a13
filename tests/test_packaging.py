"""The wheel: it carries the knowledge, and works from any folder without the checkout."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from importlib.metadata import Distribution, PathDistribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel holds, and nothing else of the project."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, capture_output=True, check=True)
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


@pytest.fixture(scope="module")
def distribution(installed: Path) -> Distribution:
    return PathDistribution(next(installed.glob("*.dist-info")))


def call(installed: Path, *args: str) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.path.insert(0, {str(installed)!r}); from bot.cli import main; main({list(args)!r})"
    return subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=installed.parent, capture_output=True, text=True, check=True
    )


def test_it_answers_from_any_folder(installed: Path) -> None:
    """With the knowledge inside the package."""
    assert "— Alexey Grigorev" in call(installed, "ask", "should I do a master's degree?").stdout


def test_it_makes_a_first_folder(installed: Path, tmp_path: Path) -> None:
    """With settings and knowledge that pass check, and what keeps git from changing its originals."""
    call(installed, "init", str(tmp_path / "mine"))
    assert (tmp_path / "mine" / "knowledge" / ".gitattributes").is_file()
    assert "0 errors, 0 warnings" in call(installed, "check", "--config", str(tmp_path / "mine" / "config.yaml")).stdout


def test_it_can_make_its_database(installed: Path, tmp_path: Path) -> None:
    """The migrations are in the wheel."""
    code = (
        f"import sys; sys.path.insert(0, {str(installed)!r}); from pathlib import Path; "
        "from bot.state.database import Database; from bot.state.sqlite import SqliteFile; "
        "from bot.state.store import Store; "
        f"store = Store(Database(SqliteFile(Path({str(tmp_path / 'made.db')!r})))); print(store.changes.history())"
    )
    command = [sys.executable, "-P", "-c", code]
    done = subprocess.run(command, cwd=installed.parent, capture_output=True, text=True, check=True)
    assert done.stdout == "()\n"


def test_it_says_whose_words_it_carries(distribution: Distribution, installed: Path) -> None:
    """The notice is in the wheel twice: beside the knowledge and among the licences."""
    assert distribution.metadata["License-Expression"] == "MIT"
    assert distribution.metadata.get_all("License-File") == ["LICENSE", "knowledge/NOTICE"]
    assert "not covered by the MIT licence" in (installed / "bot" / "_knowledge" / "NOTICE").read_text()


def test_it_installs_one_command(distribution: Distribution) -> None:
    """And nothing of the tests."""
    assert [(script.name, script.value) for script in distribution.entry_points] == [("ontherecord", "bot.cli:main")]
    assert not any(str(file).startswith("tests") for file in distribution.files or [])
