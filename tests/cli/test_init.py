"""`init`: a bot of one's own that works at once."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from bot import app, config
from bot.cli import init
from bot.core.answer import Answer
from bot.core.model import Question
from bot.errors import FolderError
from bot.library.formats import FILES
from tests.conftest import call

BOT = Path(app.__file__).parent


def test_what_is_made_passes_check_and_answers(tmp_path: Path) -> None:
    """Not one problem, not even a warning."""
    told = list(init.make(tmp_path / "mine"))
    assert "ontherecord check" in told[-1]
    settings = config.load(tmp_path / "mine" / "config.yaml")
    assert app.inspect_knowledge(settings, {}).problems == ()
    reply = app.build_answering(settings).reply(Question("when should I ask for help?"))
    assert isinstance(reply.decision, Answer)
    assert reply.decision.matches[0].quote.id == "example-2024/ask-for-help-sooner"


def test_its_schemas_are_there(tmp_path: Path) -> None:
    """Editors find them beside the files."""
    list(init.make(tmp_path))
    assert {path.name for path in (tmp_path / "knowledge").glob("*.json")} == set(FILES.values())


def test_git_is_told_what_is_no_knowledge(tmp_path: Path) -> None:
    """In a checkout that tells itself, nothing is changed."""
    list(init.make(tmp_path / "mine"))
    (tmp_path / "checkout").mkdir()
    (tmp_path / "checkout" / ".gitignore").write_text("mine\n")
    list(init.make(tmp_path / "checkout"))
    assert ".ontherecord.lock" in (tmp_path / "mine" / ".gitignore").read_text().splitlines()
    assert (tmp_path / "checkout" / ".gitignore").read_text() == "mine\n"


@pytest.mark.parametrize("name", ["config.yaml", "knowledge"])
def test_nothing_is_overwritten(tmp_path: Path, name: str) -> None:
    """What exists stays as it is, and nothing is put beside it."""
    (tmp_path / name).mkdir()
    with pytest.raises(FolderError, match="exists already"):
        list(init.make(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["", "mine", "originals/mine"])
def test_what_comes_with_the_program_is_read_only(name: str) -> None:
    """What an upgrade would wipe out is refused: the package, and in a checkout the knowledge beside it."""
    for folder in (BOT, app.shipped_knowledge()):
        with pytest.raises(FolderError, match="comes with the program"):
            list(init.make(folder / name))


def test_the_next_command_can_be_copied(tmp_path: Path) -> None:
    """Whatever the folder is called."""
    folder = tmp_path / "it's my bot"
    command = list(init.make(folder))[-1].removeprefix("Next: ").split(" && ")[0]
    assert shlex.split(command) == ["cd", str(folder)]


def test_a_folder_whose_name_begins_with_a_dash_can_be_entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no option."""
    monkeypatch.chdir(tmp_path)
    assert "cd ./-mine &&" in list(init.make(Path("-mine")))[-1]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """One sentence, with the reason."""
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderError, match="cannot be written"):
        list(init.make(tmp_path / "file" / "mine"))


def clone(folder: Path, to: Path) -> None:
    """Commit the folder and clone it as git does on Windows, where it changes line ends."""
    in_there = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run([*in_there, "init", "-q"], check=True)
    subprocess.run([*in_there, "add", "-A"], check=True)
    subprocess.run([*in_there, "commit", "-q", "-m", "all"], check=True)
    subprocess.run(["git", "clone", "-q", "-c", "core.autocrlf=true", str(folder), str(to)], check=True)


def test_a_clone_of_what_is_made_knows_what_it_should(tmp_path: Path) -> None:
    """Its own .gitattributes keeps every byte that is proved."""
    list(init.make(tmp_path / "mine"))
    clone(tmp_path / "mine", tmp_path / "clone")
    kept = [path.relative_to(tmp_path / "mine") for path in tmp_path.glob("mine/knowledge/[ot]*/*")]
    assert len(kept) == 2
    assert all((tmp_path / "clone" / path).read_bytes() == (tmp_path / "mine" / path).read_bytes() for path in kept)
    assert b"\r\n" in (tmp_path / "clone" / "config.yaml").read_bytes()
    assert app.build_snapshot(tmp_path / "clone" / "knowledge").problems == ()


@pytest.mark.parametrize("shipped", [app.shipped_knowledge(), BOT / "starter" / "knowledge"])
def test_a_clone_on_windows_knows_what_it_should(tmp_path: Path, shipped: Path) -> None:
    """Git may change line ends there, but not in an original: its hash would differ, and nothing would be proved."""
    root = BOT.parent
    there = tmp_path / "there" / shipped.relative_to(root)
    shutil.copytree(shipped, there)
    shutil.copy(root / ".gitattributes", tmp_path / "there")
    clone(tmp_path / "there", tmp_path / "clone")
    cloned = tmp_path / "clone" / shipped.relative_to(root)
    assert app.build_snapshot(cloned).problems == app.build_snapshot(there).problems
    assert [p.read_bytes() for p in cloned.rglob("*.txt")] == [p.read_bytes() for p in there.rglob("*.txt")]


INTERVIEW = """Sam: What helped you most when you started out as an engineer?

Ada: One small project that real people used every day. I learned more from complaints than from any course.

Sam: And what would you do differently if you could begin again?

Ada: I would ask colleagues for help much sooner. I sat alone with problems for many weeks, which nobody needs to do.

Eve, a guest: We all sat alone with problems in those days, and nobody ever told us that it could be otherwise.
"""


def test_an_import_ends_with_what_helps_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read, unsure and missing, how well it is found, two commands; and which knowledge `ask` uses."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ada-2024.txt").write_text(INTERVIEW, encoding="utf-8")
    done = call("import", "ada-2024.txt")
    assert done.exit_code == 0, done.output
    assert "Missing: 'url' is not known" in done.stdout
    assert "4 pieces have a speaker, 1 is unsure, 0 were dropped." in done.stdout
    assert "Unsure who says it: knowledge/transcripts/ada-2024.yaml:" in done.stdout
    assert "“Eve, a guest: We all sat alone" in done.stdout
    assert "Of 2 questions asked in it, " in done.stdout
    assert "ontherecord ways prompt ada-2024 --knowledge knowledge > prompt.txt" in done.stdout
    assert "ontherecord check --knowledge knowledge" in done.stdout
    assert "something else: that is what comes with the program" in done.stdout
    assert (tmp_path / "knowledge" / "silence.yaml").exists()
    assert app.build_snapshot(tmp_path / "knowledge").is_healthy


def test_an_import_in_which_nobody_is_named_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a tool writes it that knows no speaker; it ends with a sentence."""
    monkeypatch.chdir(tmp_path)
    said = [{"speaker": "Unknown speaker", "body": line.partition(": ")[2]} for line in INTERVIEW.split("\n\n")]
    (tmp_path / "talk.json").write_text(json.dumps({"segments": said}), encoding="utf-8")
    done = call("import", "talk.json")
    assert done.exit_code == 2
    assert "talk.json: nobody is named in it, so nobody can be quoted." in done.stderr
    assert "1 of 1 file was not imported." in done.stderr
    assert not (tmp_path / "knowledge").exists()


def test_an_import_into_the_knowledge_of_the_settings_needs_no_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And names the assistant that is set up; another folder is told of."""
    list(init.make(tmp_path / "mine"))
    monkeypatch.chdir(tmp_path / "mine")
    Path("ada-2024.txt").write_text(INTERVIEW, encoding="utf-8")
    done = call("import", "ada-2024.txt")
    assert "  ontherecord ways prompt ada-2024 > prompt.txt\n" in done.stdout
    assert "--knowledge" not in done.stdout
    Path("config.yaml").write_text("knowledge: knowledge\ndrafting:\n  command: llm\n", encoding="utf-8")
    other = call("import", "ada-2024.txt", "--out", "other")
    assert "  ontherecord ways draft ada-2024 --knowledge other\n" in other.stdout
    assert f"something else: config.yaml names {tmp_path / 'mine' / 'knowledge'}." in other.stdout
