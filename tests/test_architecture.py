"""The house rules: who may import what, who makes Knowledge, and that importing does no work."""

from __future__ import annotations

import ast
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import init

ROOT = Path(__file__).parent.parent
BOT = ROOT / "bot"

STDLIB = sys.stdlib_module_names
ROOMS = {
    # room: (other rooms it may import, libraries it may import)
    "errors": (set(), set()),
    "durable": (set(), set()),
    "core": (set(), {"numpy", "rapidfuzz", "snowballstemmer"}),
    "library": ({"core", "durable", "errors"}, {"watchfiles", "yaml"}),
    "importers": ({"core", "durable", "errors", "library"}, {"lxml", "readability", "yaml"}),
    "assistants": ({"errors"}, {"aiohttp"}),
    "encoders": ({"core", "durable", "errors"}, {"cachetools", "numpy", "tokenizers"}),
    "service": ({"core", "errors"}, {"cachetools"}),
    "state": ({"core", "errors"}, {"alembic", "sqlalchemy"}),
    "ops": ({"core", "durable", "errors", "service"}, {"aiohttp", "prometheus_client", "pythonjsonlogger"}),
    "discord_app": ({"core", "errors", "service"}, {"aiohttp", "cachetools", "discord"}),
    "web": (
        {"core", "durable", "errors", "service"},
        {"aiohttp", "cachetools", "jinja2", "markupsafe", "pagefind_bin"},
    ),
    "config": ({"errors", "library"}, {"msgspec"}),
    "app": (
        {"assistants", "config", "core", "encoders", "errors", "library", "ops", "service", "state", "web"},
        set(),
    ),
    "cli": (
        {
            "app",
            "assistants",
            "config",
            "core",
            "discord_app",
            "durable",
            "encoders",
            "errors",
            "importers",
            "library",
            "ops",
            "service",
            "state",
            "web",
        },
        {"click", "msgspec"},
    ),
    "__main__": ({"cli"}, set()),
    "__init__": (set(), set()),
}
IMPURE = {"asyncio", "logging", "time", "pathlib", "os", "io", "socket", "random", "threading"}
ADMITTED = {"Knowledge", "Quote", "Transcript", "Turn"}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(BOT.rglob("*.py")):
        yield path.relative_to(BOT).parts[0].removesuffix(".py"), path


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield from ([f"bot.{name.name}" for name in node.names] if module == "bot" else [module])


def may_import(room: str, name: str) -> bool:
    """Whether ROOMS allows a module of this room to import this name."""
    rooms, libraries = ROOMS[room]
    first, *rest = name.split(".")
    if first == "bot":
        return not rest or rest[0] in rooms | {room, "__version__"}
    return first in libraries | STDLIB


def test_each_room_imports_only_what_it_may() -> None:
    """A new import across rooms is a decision, made in ROOMS and in docs/architecture.md."""
    offenders = [
        f"{path.relative_to(BOT)} imports {name}"
        for room, path in modules()
        for name in imports(path)
        if not may_import(room, name)
    ]
    assert not offenders, "\n".join(offenders)


def impurities(path: Path) -> set[str]:
    """What a module imports or calls that the core must not."""
    return {name.split(".")[0] for name in imports(path)} & IMPURE | {*calls(path)} & {"now", "utcnow", "today"}


def test_the_core_is_pure() -> None:
    """No files, no event loop, no log; a moment may be held, but no clock is read."""
    core = [path for room, path in modules() if room == "core"]
    offenders = [f"{path.relative_to(BOT)} uses {name}" for path in core for name in sorted(impurities(path))]
    assert core
    assert not offenders, "\n".join(offenders)


def calls(path: Path) -> Iterator[str]:
    """The last name of everything that is called: `Knowledge` of `model.Knowledge(...)` too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def test_only_admit_makes_knowledge() -> None:
    """Knowledge and quotes come from the proof alone, turns from the proof of the transcript."""
    makers = {
        (path.relative_to(BOT).as_posix(), name) for _, path in modules() for name in calls(path) if name in ADMITTED
    }
    assert makers == {
        ("core/proof/admit.py", "Knowledge"),
        ("core/proof/admit.py", "Quote"),
        ("core/proof/transcript.py", "Transcript"),
        ("core/proof/transcript.py", "Turn"),
    }


def borrows_replace(path: Path) -> bool:
    """Whether a module could call dataclasses.replace."""
    names = {
        name.name if isinstance(node, ast.Import) else f"{node.module}.{name.name}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    return bool(names & {"dataclasses", "dataclasses.replace"})


def test_nothing_admitted_is_altered() -> None:
    """dataclasses.replace would be a back door: it is known only where drafts and what is searched are made."""
    users = {path.relative_to(BOT).as_posix() for _, path in modules() if borrows_replace(path)}
    ours = {user for user in users if not user.startswith(("library/", "importers/"))}
    assert ours == {
        "core/edits.py",
        "core/matching/corpus.py",
        "core/proof/fallback.py",
        "core/records.py",  # settings of servers, which are no knowledge
        "discord_app/curation/forms.py",  # what was typed into a form, which nothing has admitted yet
    }


def too_long(path: Path) -> Iterator[str]:
    """Yield the file, its functions and classes that are longer than they may be."""
    place, text = path.relative_to(BOT), path.read_text(encoding="utf-8")
    if (lines := text.count("\n")) > 450:
        yield f"{place}: {lines} lines"
    for node in ast.walk(ast.parse(text)):
        most = 200 if isinstance(node, ast.ClassDef) else 45
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > most:
                yield f"{place}:{node.lineno}: {node.name} has {lines} lines"


def test_ceilings() -> None:
    """No file is over 450 lines, no function over 45, no class over 200."""
    offenders = [found for _, path in modules() for found in too_long(path)]
    assert not offenders, "\n".join(offenders)


SMALL = {
    # a file under 50 lines, packages' faces aside: why it is a file of its own
    "bot/__main__.py": "python -m bot",
    "bot/state/migrations/env.py": "Alembic's",
    "bot/state/migrations/versions/r0002_how_to_undo.py": "a migration",
}
ONCE_AT_MOST = 0.11  # of all functions: private, and used once in their file


def test_floors() -> None:
    """No idea is spread over files of a few lines, or over functions called once (benchmarks/shape.py)."""
    shape = runpy.run_path(str(ROOT / "benchmarks" / "shape.py"))
    code = shape["Code"](BOT)
    assert {found.partition(":")[0] for found in shape["small_files"](code)} == set(SMALL)
    functions = [node for _, node in code.nodes() if isinstance(node, shape["FunctionNode"])]
    assert len(shape["used_once"](code)) <= ONCE_AT_MOST * len(functions)


# One word per idea: what these were is called something else by now (docs/architecture.md, Words).
GONE = {
    *("alike", "apart", "beside", "evidence", "gap", "gaps", "gathered", "gathering", "handle", "handles", "lasting"),
    *("mend", "mended", "offers", "shift", "shifts", "signals", "silence", "taught", "ways"),
    *("bench", "desk", "doors", "duties", "manners", "outbox", "pace", "pad", "press", "pressed", "pulse", "rooms"),
    *("rounds", "talk", "vitals"),
}
OTHERS_WORDS = {
    "handle_signals",
    "handle_starttag",
    "ways_out",
    "_is_read_in_two_ways",
}  # libraries' own; plain English


def test_words_that_are_gone_stay_gone() -> None:
    """No identifier and no file is called by them."""
    offenders = []
    for _, path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            str(getattr(node, field))
            for node in ast.walk(tree)
            for field in ("id", "attr", "arg", "name")
            if hasattr(node, field)
        }
        for name in (*sorted(names - OTHERS_WORDS), path.stem):
            words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}
            offenders += [f"{path.relative_to(BOT)}: {name}"] if words & GONE else []
    assert not offenders, "\n".join(offenders)


def loaded_by(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded after the code."""
    script = f"{code}\nimport sys; print(*{{name.split('.')[0] for name in sys.modules}}, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_importing_does_no_work() -> None:
    """`import bot` loads nothing else of ours or of others."""
    assert not loaded_by("import bot") & {"numpy", "yaml", "discord", "click", "msgspec"}


@pytest.mark.parametrize("call", [["ask", "what helped Ada most?"], ["check"]], ids=lambda call: call[0])
def test_a_verb_loads_neither_discord_nor_sql(call: list[str], tmp_path: Path) -> None:
    """A question in a terminal pays for what it needs."""
    list(init.make(tmp_path))
    args = [*call, "--knowledge", str(tmp_path / "knowledge")]
    code = f"from bot.cli import main\ntry: main({args}, standalone_mode=False)\nexcept SystemExit: pass"
    loaded = loaded_by(code)
    assert "numpy" in loaded
    assert not loaded & {"discord", "aiohttp", "jinja2", "sqlite3", "sqlalchemy", "alembic"}


def test_a_bot_without_the_desk_loads_nothing_of_it() -> None:
    """All that `run` imports before it looks at `web.listen`: the templates of the pages come only with it."""
    loaded = loaded_by("import bot.cli.run, bot.cli.wiring, bot.discord_app.client, bot.app, bot.state.store")
    assert "discord" in loaded
    assert "jinja2" not in loaded
    assert "jinja2" in loaded_by("import bot.web.server")
