"""The docs fail the build when they lie."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

import yaml
from discord import Object
from discord.app_commands import ContextMenu

from bot import __version__, config
from bot.cli.verbs import VERBS
from bot.discord_app.client import Bot
from bot.discord_app.permissions import CuratorPolicy
from bot.errors import OnTheRecordError, TokenError, UnreachableError
from bot.service.answering import Answering
from bot.service.memory import Memory
from tests.config.test_reading import keys
from tests.conftest import Reference
from tests.discord_app.curators_room import curated_bot

ROOT = Path(__file__).parent.parent
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    ROOT / "PRIVACY.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
OPERATORS = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")


def test_links_lead_somewhere() -> None:
    """Every relative link names a file that is there."""
    broken = [
        f"{page.name}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not broken, "\n".join(broken)


def test_every_verb_is_documented() -> None:
    """In the operators' table."""
    assert [verb for verb in VERBS if f"| `ontherecord {verb}` |" not in OPERATORS] == []


async def test_every_slash_command_is_documented(answering: Answering, memory: Memory) -> None:
    """In the members' page, and what is found by a right click."""
    page = (ROOT / "docs" / "members.md").read_text(encoding="utf-8")
    bot = Bot(answering, memory)
    await bot.add_cogs()
    assert [command.name for command in bot.tree.get_commands() if _written(command) not in page] == []


async def test_every_curators_command_is_documented(answering: Answering, memory: Memory) -> None:
    """In the moderators' page: each subcommand, and what is found by a right click."""
    page = (ROOT / "docs" / "moderators.md").read_text(encoding="utf-8")
    bot = curated_bot(answering, memory, CuratorPolicy(guilds=(1,)))
    await bot.add_cogs()
    commands = bot.tree.get_commands(guild=Object(1))
    entries = [entry for command in commands for entry in getattr(command, "commands", [command])]
    assert [entry for entry in entries if _written(entry) not in page] == []


def _written(command: object) -> str:
    """As members see it."""
    name = getattr(command, "qualified_name", "")
    return f"**{name}**" if isinstance(command, ContextMenu) else f"`/{name}"


def test_every_setting_is_documented() -> None:
    """With what holds without it."""
    assert [key for key in keys(config.Config()) if f"| `{key}` |" not in OPERATORS] == []


def test_every_exit_code_is_documented() -> None:
    """With what it says; 78 for whatever restarting does not mend, 1 for what it may."""
    told = {int(code): says for code, says in re.findall(r"^\| (\d+) \| (.*) \|$", OPERATORS, re.MULTILINE)}
    assert {error.exit_code for error in OnTheRecordError.__subclasses__()} | {0, 130} == set(told)
    assert "an intent" in told[TokenError.exit_code]
    assert "Discord cannot be reached" in told[UnreachableError.exit_code]


def test_the_readmes_commands_are_make_targets() -> None:
    """`make run` and `make test` exist, and CI calls the latter."""
    readme, makefile = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "Makefile"))
    for target in re.findall(r"^make (\w+)", readme, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_readme_names_the_pythons_that_are_tried() -> None:
    """The package's classifiers do, too."""
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["classifiers"]
    *others, last = (name.rpartition(" ")[2] for name in classifiers if re.search(r":: 3\.\d+$", name))
    assert f"With Python {', '.join(others)} or {last} and make:" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_moderators_example_is_yaml() -> None:
    """What is there to copy can be read."""
    page = (ROOT / "docs" / "moderators.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert blocks
    assert all(yaml.compose(block, yaml.SafeLoader) for block in blocks)


async def test_the_pictures_show_what_members_see() -> None:
    """Draw them anew with: PYTHONPATH=. python docs/pictures.py"""
    names = runpy.run_path(str(ROOT / "docs" / "pictures.py"))
    pictures = await names["pictures"]()
    kept = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "pictures").glob("*.svg")}
    assert kept == pictures


def test_every_room_is_in_the_picture_of_the_house() -> None:
    """docs/architecture.md names each module and package at the top of bot/."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = [path.name for path in (ROOT / "bot").iterdir() if not path.name.startswith("_")]
    assert [room for room in rooms if room not in page] == []


def test_every_file_that_the_picture_names_is_there() -> None:
    """Whoever follows docs/architecture.md finds each module and package, and no name of yesterday's."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    files = [
        path.relative_to(ROOT).as_posix() for path in ROOT.glob("*/**/*") if ".venv" not in path.parts[len(ROOT.parts)]
    ]
    named = set(re.findall(r"`([\w./]+(?:\.py|/))[^`]*`", page))
    assert named
    assert [name for name in named if not any(f"/{file}".endswith(f"/{name.rstrip('/')}") for file in files)] == []


def test_the_changelog_knows_the_version() -> None:
    """What is released stands under its version; before the first release there is only what is on its way."""
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    released = [heading.split()[0] for heading in headings if heading != "Unreleased"]
    assert headings
    assert released[:1] in ([__version__], [])


def test_the_picture_shows_what_the_program_says() -> None:
    """Draw it anew with: python docs/picture.py"""
    names = runpy.run_path(str(ROOT / "docs" / "picture.py"))
    assert (ROOT / "docs" / "picture.svg").read_text(encoding="utf-8") == names["drawn"](names["exchange"]())


def test_the_figures_are_those_that_were_measured() -> None:
    """Put them there anew with: python docs/figures.py"""
    made = runpy.run_path(str(ROOT / "docs" / "figures.py"))["made"]()
    assert [path.name for path, text in made.items() if path.read_text(encoding="utf-8") != text] == []
    assert re.search(r"comes first for \d+\.\d % \(words alone: \d+\.\d %;", made[ROOT / "README.md"])
    assert all(f"]({path.name})" in made[ROOT / "docs" / "figures.md"] for path in made if path.suffix == ".svg")


def test_every_run_on_a_test_split_is_on_the_page() -> None:
    """Nobody tries until a figure pleases."""
    results, page = ((ROOT / name).read_text(encoding="utf-8") for name in ("benchmarks/RESULTS.md", "docs/figures.md"))
    [runs] = re.findall(r"^## Runs on test splits\n(.*?)^## ", results, re.MULTILINE | re.DOTALL)
    assert runs.strip() in page


def test_what_a_machine_needs_was_measured() -> None:
    """The table of the page on installing is that of the benchmark."""
    page, results = (
        (ROOT / name).read_text(encoding="utf-8") for name in ("docs/installing.md", "benchmarks/RESULTS.md")
    )
    measured = re.findall(
        r"^\| (words|static|transformer) +\| ([\d.]+) +\| (\d+) +\| ([\d.]+) +\| \d+ ", results, re.MULTILINE
    )
    told = [f"{tier} | {mb} MB | {idle} % of a core | {ready_s} s |" for tier, ready_s, mb, idle in measured]
    assert [row for row in told if row not in page.replace("`", "")] == []
    assert len(told) == 3


def test_the_examples_in_python_run() -> None:
    """Each block marked as Python in the docs, by itself."""
    pages = [*(ROOT / "docs").glob("*.md"), ROOT / "README.md"]
    blocks = [
        (page.name, block)
        for page in pages
        for block in re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    ]
    assert blocks
    for name, block in blocks:
        exec(compile(block, name, "exec"), {})


def test_the_walk_shows_what_the_program_says(reference: Reference, tmp_path: Path) -> None:
    """But for its figures, which follow the engine. Draw it anew with: python docs/picture.py REFERENCE_DATA"""
    names = runpy.run_path(str(ROOT / "docs" / "picture.py"))
    data = reference(f"podcasts/{names['NAME']}.md", "the pictures of the walk are right").parents[1]
    for name, text in names["walk"](data, tmp_path).items():
        kept = (ROOT / "docs" / f"importing-{name}.svg").read_text(encoding="utf-8")
        assert re.sub(r"\d+", "0", kept) == re.sub(r"\d+", "0", names["drawn"](text, 124))
