"""`fit`, and tiers compared by `eval --semantic`: with tiny weights and a small knowledge of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import init, main
from bot.encoders.fitted import FILE
from tests.encoders.models import make_transformer

PROJECT = "One small project that real people used."
ENDS = ("please", "today", "then", "again", "now", "really", "exactly", "first", "later", "once")
ASKED = [f"what helped Ada most when she {deed} {end}?" for deed in ("started", "began") for end in ENDS]
SILENT = [
    f"{how} do I bake {bread} bread?" for how in ("how", "when", "where", "why") for bread in ("rye", "flat", "my")
]
SILENT += [f"who was king of {place}?" for place in ("Spain", "Norway", "Mali", "Siam", "Naples")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with knowledge and weights of one's own; what is cached stays here."""
    [*init.make(tmp_path)]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    make_transformer(tmp_path / "mine")
    (tmp_path / "config.yaml").write_text("knowledge: knowledge\nmatching: {weights: mine}\n", encoding="utf-8")
    rows = [{"id": text, "q": text, "kind": "made", "spans": [PROJECT]} for text in ASKED]
    rows += [{"id": text, "q": text, "kind": "made", "spans": []} for text in SILENT]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_a_confidence_is_fitted_and_found(folder: Path) -> None:
    """Beside the weights it is for; from then on nobody is told that it is missing."""
    unsure = run("ask", "what helped Ada most?")
    assert unsure.exit_code == 0
    assert "Nothing was fitted for the weights in mine" in unsure.stderr

    fitted = run("fit", "questions.jsonl")
    assert fitted.exit_code == 0, fitted.output
    assert "AUROC" in fitted.stdout
    told = json.loads((folder / "mine" / FILE).read_text(encoding="utf-8"))
    (numbers,) = told["confidence"].values()
    assert {*numbers} >= {"base", "score", "margin", "contrast", "contrast_in_meaning"}
    sure = run("ask", "what helped Ada most?")
    assert sure.stderr == ""

    numbers["base"] = -50.0
    (folder / "mine" / FILE).write_text(json.dumps(told), encoding="utf-8")
    silent = json.loads(run("eval", "questions.jsonl", "--json").stdout)
    assert silent["figures"]["coverage"]["count"] == 0


def test_what_was_fitted_for_other_weights_does_not_count(folder: Path) -> None:
    assert run("fit", "questions.jsonl").exit_code == 0
    make_transformer(folder / "mine", layer_norm_eps=1e-5)
    assert "Nothing was fitted" in run("ask", "what helped Ada most?").stderr


def test_the_published_weights_need_no_fit(folder: Path) -> None:
    (folder / "config.yaml").unlink()
    found = run("fit", "questions.jsonl")
    assert found.exit_code == 2
    assert "Only weights of one's own need it: name their folder under matching.weights." in found.stderr


def test_too_few_questions_are_told(folder: Path) -> None:
    file = folder / "questions.jsonl"
    file.write_text("\n".join(file.read_text(encoding="utf-8").splitlines()[-20:]), encoding="utf-8")
    found = run("fit", "questions.jsonl")
    assert found.exit_code == 2
    assert "at least 15 that are answered rightly and as many that are not" in found.stderr.replace("\n", " ")
    assert not (folder / "mine" / FILE).exists()


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "tiers"),
    [
        (("questions.jsonl", "--semantic", "off,transformer"), ["off", "transformer"]),
        (("--semantic", "off", "questions.jsonl"), ["off"]),
        (("--semantic", "questions.jsonl"), ["off", "static", "transformer"]),
    ],
)
def test_tiers_are_compared_in_one_table(arguments: tuple[str, ...], tiers: list[str]) -> None:
    """A column each, the same questions; all of them if none is named."""
    found = run("eval", *arguments)
    assert found.exit_code == 0, found.output
    head, hit_1 = (line.split("  ") for line in found.stdout.split("\n\n")[1].splitlines()[:2])
    assert [*map(str.strip, filter(None, head))] == tiers
    assert hit_1[0] == "hit@1"


@pytest.mark.usefixtures("folder")
def test_tiers_are_compared_as_json() -> None:
    found = run("eval", "questions.jsonl", "--semantic", "off,transformer", "--json")
    tiers = json.loads(found.stdout)["tiers"]
    assert [*tiers] == ["off", "transformer"]
    assert tiers["off"]["named"] == "words alone"
    assert tiers["transformer"]["named"] == "words and meaning (own transformer in mine)"
    assert {tier["figures"]["questions"] for tier in tiers.values()} == {len(ASKED) + len(SILENT)}


@pytest.mark.usefixtures("folder")
def test_a_tier_that_there_is_not_is_told() -> None:
    found = run("eval", "questions.jsonl", "--semantic", "off,best")
    assert found.exit_code == 2
    assert "There is no tier best. The tiers are: off, static, transformer." in found.stderr
