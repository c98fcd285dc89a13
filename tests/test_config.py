"""Settings: typed, unknown ones refused by name, the token never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import config
from bot.config import Config, Token
from bot.errors import ConfigError

EXAMPLE = Path(__file__).parent.parent / "config.example.yaml"


def written(folder: Path, text: str) -> Path:
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def keys(value: object, above: str = "") -> list[str]:
    """Every setting of a Struct, as in `matching.answer_at`."""
    names = getattr(value, "__struct_fields__", ())
    below = [keys(getattr(value, name), f"{above}{name}.") for name in names]
    return [key for name, found in zip(names, below, strict=True) for key in (found or [above + name])]


def test_the_example_loads_and_says_what_holds_without_it() -> None:
    """config.example.yaml shows the defaults."""
    loaded = config.load(EXAMPLE)
    assert (loaded.matching, loaded.knowledge, loaded.discord) == (Config().matching, None, Config().discord)


def test_the_example_shows_every_setting() -> None:
    """Each key stands in the example, live or commented out."""
    text = EXAMPLE.read_text(encoding="utf-8")
    assert all(f"{key.split('.')[-1]}:" in text for key in keys(Config()))


def test_an_empty_file_means_the_defaults(tmp_path: Path) -> None:
    """Nothing set is nothing wrong."""
    assert config.load(written(tmp_path, "")).matching == Config().matching


def test_paths_are_meant_from_the_files_folder(tmp_path: Path) -> None:
    """Wherever the program is started."""
    loaded = config.load(written(tmp_path, "knowledge: mine\ndiscord: {token_file: secret}\n"))
    assert loaded.knowledge == str(tmp_path / "mine")
    assert loaded.discord.token_file == str(tmp_path / "secret")
    assert loaded.state == str(tmp_path / "state")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("colour: red", "there is no setting 'colour'"),
        ("matching: {answer: 0.5}", "there is no setting 'matching.answer'"),
        ("matching: {answer_at: high}", "the setting 'matching.answer_at' is not right"),
        ("matching: {answer_at: 1.5}", "the setting 'matching.answer_at' is not right"),
        ("matching: {answer_at: 0.1}", "must not fall"),
        ("- a\n- b", "does not look like settings"),
        ("a: b: c", "is not valid YAML"),
        ("\x00", "is not valid YAML"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, named: str) -> None:
    """One sentence with the file and the key."""
    with pytest.raises(ConfigError) as error:
        config.load(written(tmp_path, text))
    assert named in str(error.value)
    assert "config.yaml" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """Named, with the reason."""
    with pytest.raises(ConfigError, match=r"absent\.yaml cannot be read"):
        config.load(tmp_path / "absent.yaml")


def test_where_the_token_comes_from(tmp_path: Path) -> None:
    """The environment wins over the file it names, that over the settings."""
    (tmp_path / "one").write_text("from-environment\n")
    (tmp_path / "two").write_text("from-settings\n")
    settings = config.load(written(tmp_path, "discord: {token_file: two}"))
    named = {"DISCORD_TOKEN_FILE": str(tmp_path / "one")}
    assert config.token(settings, {"DISCORD_TOKEN": " direct ", **named}) == Token("direct")
    assert config.token(settings, named) == Token("from-environment")
    assert config.token(settings, {}) == Token("from-settings")
    assert config.token(Config(), {}) is None


def test_a_token_file_must_hold_a_token(tmp_path: Path) -> None:
    """Missing and empty ones are named."""
    (tmp_path / "empty").write_text("\n")
    for name, sentence in (("empty", "is empty"), ("absent", "cannot be read")):
        with pytest.raises(ConfigError, match=sentence):
            config.token(Config(), {"DISCORD_TOKEN_FILE": str(tmp_path / name)})


def test_the_token_does_not_show_itself() -> None:
    """Neither printed nor in a traceback's repr."""
    token = Token("very-secret")
    assert "very-secret" not in f"{token} {token!r}"
