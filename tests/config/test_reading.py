"""Settings: typed, unknown ones refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from bot import config
from bot.config import Config, State, reading
from bot.errors import ConfigError

EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"


def written(folder: Path, text: str) -> Path:
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def keys(value: object, above: str = "") -> list[str]:
    """Every setting of a Struct, as in `matching.answer_at`."""
    names = getattr(value, "__struct_encode_fields__", ())
    attributes = getattr(value, "__struct_fields__", ())
    below = [
        keys(getattr(value, attribute), f"{above}{name}.") for name, attribute in zip(names, attributes, strict=True)
    ]
    return [key for name, found in zip(names, below, strict=True) for key in (found or [above + name])]


def test_the_example_loads_and_says_what_holds_without_it() -> None:
    """config.example.yaml shows the defaults."""
    loaded = config.load(EXAMPLE)
    assert (loaded.matching, loaded.knowledge, loaded.discord) == (Config().matching, None, Config().discord)


def test_the_example_shows_every_setting() -> None:
    """Each key stands in the example, live or commented out."""
    text = EXAMPLE.read_text(encoding="utf-8")
    assert all(f"{key.split('.')[-1]}:" in text for key in keys(Config()))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufeff",
        "---\n",
        "null",
        "matching:\ndiscord: ~\nstate: null\nknowledge:\n",
        "matching:\n  answer_at:\n",
        "".join(f"# {line}\n" for line in EXAMPLE.read_text(encoding="utf-8").splitlines()),
    ],
    ids=["empty", "mark", "dashes", "null", "bare keys", "bare key below", "all commented out"],
)
def test_what_is_left_empty_means_the_defaults(tmp_path: Path, text: str) -> None:
    """Nothing set is nothing wrong."""
    assert config.load(written(tmp_path, text)) == replace(Config(), state=State(str(tmp_path / "state")))


def test_paths_are_meant_from_the_files_folder(tmp_path: Path) -> None:
    """Wherever the program is started."""
    loaded = config.load(written(tmp_path, "knowledge: mine\ndiscord: {token_file: secret}\n"))
    assert loaded.knowledge == str(tmp_path / "mine")
    assert loaded.discord.token_file == str(tmp_path / "secret")
    assert loaded.state.folder == str(tmp_path / "state")


def test_every_path_may_begin_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`~` is the home folder, in each of them."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    text = "knowledge: ~/k\nstate: {folder: ~/s}\nmatching: {weights: ~/w}\ndiscord: {token_file: ~/t}\n"
    loaded = config.load(written(tmp_path, text))
    found = (loaded.knowledge, loaded.state.folder, loaded.matching.weights, loaded.discord.token_file)
    assert found == tuple(str(tmp_path / "home" / name) for name in "kswt")


def test_a_name_made_of_digits_is_a_name(tmp_path: Path) -> None:
    """The setting decides what is meant, not the look of its text."""
    loaded = config.load(written(tmp_path, "knowledge: 2024\nstate: {folder: no}\nmatching: {answer_at: '0.8'}\n"))
    assert (loaded.knowledge, loaded.state.folder) == (str(tmp_path / "2024"), str(tmp_path / "no"))
    assert loaded.matching.answer_at == 0.8


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("colour: red", "there is no setting 'colour'"),
        ("colour:", "there is no setting 'colour'"),
        ("1: 2", "there is no setting '1'"),
        ("matching: {answer: 0.5}", "there is no setting 'matching.answer'"),
        ("matching: {answer_at: high}", "the setting 'matching.answer_at' must be a number from 0 to 1, not text."),
        ("matching: {answer_at: [1]}", "the setting 'matching.answer_at' must be a number from 0 to 1, not a list."),
        ("matching: {answer_at: 1.5}", "the setting 'matching.answer_at' must be a number from 0 to 1."),
        ("matching: {answer_at: -1}", "the setting 'matching.answer_at' must be a number from 0 to 1."),
        ("matching: {answer_at: 1e999}", "the setting 'matching.answer_at' must be a number from 0 to 1."),
        ("matching: {answer_at: nan}", "the setting 'matching.answer_at' must be a number from 0 to 1."),
        (
            "matching: {semantic: [off]}",
            "the setting 'matching.semantic' must be one of auto, off, static, transformer, not",
        ),
        (
            "matching: {semantic: maybe}",
            "the setting 'matching.semantic' must be one of auto, off, static, transformer.",
        ),
        ("matching: 0.5", "the setting 'matching' must be keys of its own. config.example"),
        ("state: {folder: [a]}", "the setting 'state.folder' must be the name of a file or folder, not a list."),
        ("state: {folder: ''}", "the setting 'state.folder' must be the name of a file or folder."),
        ('state: {folder: "a\\0b"}', "the setting 'state.folder' must be the name of a file or folder."),
        (
            "curators: {guilds: 5}",
            "the setting 'curators.guilds' must be a list of ids, such as [123456789012345678]. config.example",
        ),
        ("curators: {users: [a]}", "the setting 'curators.users[0]' must be an id: a whole number, not text."),
        ("curators: {roles: [1, 0]}", "the setting 'curators.roles[1]' must be an id: a whole number."),
        ("knowledge: {a: b}", "the setting 'knowledge' must be the name of a file or folder, not keys of its own."),
        ("state: {folder: ~nobody-of-this-name/x}", "there is no home folder of ~nobody-of-this-name"),
        ("state: {url: 'mysql://u:hunter2@h/d'}", "the setting 'state.url' must be the URL of a PostgreSQL database"),
        ("state: {url: 'postgresql://u:hunter2@x@h/d'}", "characters than letters and digits in its password as %40"),
        ("state: {url: 'postgresql://u:hunter2/x@h/d'}", "the setting 'state.url' must be the URL"),
        ("state: {url: 'postgresql://u@h/d?password=hunter2'}", "the setting 'state.url' must be the URL"),
        ("discord: {shards: {ids: 0-3}}", "ids and count belong together"),
        ("discord: {shards: {ids: 0-3, count: 3}}", "ids must rise, and end below count"),
        ("discord: {shards: {ids: 3-0, count: 4}}", "ids must rise, and end below count"),
        ("discord: {shards: {ids: all, count: 4}}", "'discord.shards.ids' must be the number of a shard, or the first"),
        ("discord: {shards: {ids: 0, count: none}}", "'discord.shards.count' must be a whole number from 1 to 1000"),
        ("matching: {answer_at: 0.1}", "must not fall"),
        ("state: a\nstate: b", "line 2: the setting 'state' stands there a second time"),
        ("matching:\n  answer_at: 1\n  answer_at: 1", "line 3: the setting 'answer_at' stands there a second time"),
        ("- a\n- b", "does not look like settings"),
        ("text", "does not look like settings"),
        ("matching:\n  answer_at: high\n", "line 2: the setting 'matching.answer_at' must be a number from 0 to 1"),
        ("state: {}\nmatching:\n  answer_at: 1\n  answer: 1", "line 4: there is no setting 'matching.answer'"),
        ("state: {}\ncurators:\n  users:\n    - 1\n    - a\n", "line 5: the setting 'curators.users[1]' must be an id"),
        (
            "state: {}\nmatching:\n  answer_at: 0.1",
            "line 2: the setting 'matching' is not right: suggest_at, answer_at",
        ),
        (
            "manners:\n  repeat_minutes: -1",
            "line 2: the setting 'manners.repeat_minutes' must be a whole number from 0",
        ),
        ("state: {}\ncolour: red", "line 2: there is no setting 'colour'"),
        ("watch: off\rlogs: {}\rstate: &a b\r", "line 3: what begins with & is not read"),
        ("watch: off # \u2028logs: {}\u0085state: &a b", "line 3: what begins with & is not read"),
        ("state: &a b", "line 1: what begins with & is not read"),
        ("state: *a", "line 1: what begins with * is not read"),
        ("state: !!str b", "line 1: what begins with ! is not read"),
        ("[a]: b", "line 1: no list, keys or & can be the name of a setting"),
        ("# one\na: b: c", "line 2, is not valid YAML"),
        ("state: a\n--- \nstate: b", "line 2: a second document stands there"),
        ("# one\n\x00", "line 2, is not valid YAML"),
        ('# one\nstate: "\\UFFFFFFFF"', "line 2, is not valid YAML"),
        ("[" * 60_000, "line 1: lists and keys stand within each other too deep"),
        ("- " * 30_000, "line 1: lists and keys stand within each other too deep"),
        ("[" * 100_000, "is longer than 64 KB"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, named: str) -> None:
    """One sentence with the file and the key."""
    with pytest.raises(ConfigError) as error:
        config.load(written(tmp_path, text))
    assert named in str(error.value)
    assert "hunter2" not in str(error.value)
    assert "config.yaml" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://bot:hunter2%40@db.example.org:5433/ontherecord?sslmode=require",
        "postgresql://bot:hunter2@[::1]/ontherecord",
        "postgresql:///ontherecord?host=/run/postgresql",
    ],
)
def test_the_url_of_a_database_shows_no_password(tmp_path: Path, url: str) -> None:
    """Wherever settings are printed."""
    loaded = config.load(written(tmp_path, f"state: {{url: '{url}'}}"))
    assert loaded.state.url == url
    assert "hunter2" not in f"{loaded} {loaded!r}"


def test_another_encoding_is_told(tmp_path: Path) -> None:
    """Windows' UTF-16, for one."""
    (tmp_path / "config.yaml").write_bytes("state: a".encode("utf-16"))
    with pytest.raises(ConfigError, match=r"config\.yaml is not saved as UTF-8"):
        config.load(tmp_path / "config.yaml")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """Named, with the reason."""
    with pytest.raises(ConfigError, match=r"absent\.yaml cannot be read: there is no such file\. config\.example"):
        config.load(tmp_path / "absent.yaml")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("knowlege: mine", "line 1: there is no setting 'knowlege'. Did you mean 'knowledge'?"),
        ("Knowledge: mine", "line 1: there is no setting 'Knowledge'. Did you mean 'knowledge'?"),
        (
            "matching:\n  answer-at: 0.9",
            "no setting 'matching.answer-at'. Did you mean 'matching.answer_at'?",
        ),
        ("discord: {shards: {idss: 0}}", "no setting 'discord.shards.idss'. Did you mean 'discord.shards.ids'?"),
        ("rate_limits: {}", "there is no setting 'rate_limits'. config.example"),
        ("answer_at: 0.9", "there is no setting 'answer_at'. Did you mean 'matching.answer_at'?"),
        ("curators: {answer_at: 0.9}", "no setting 'curators.answer_at'. Did you mean 'matching.answer_at'?"),
        ("discord: {ids: 0-3}", "no setting 'discord.ids'. Did you mean 'discord.shards.ids'?"),
        ("guild: [5]", "there is no setting 'guild'. Did you mean 'curators.guilds'?"),
        ("weight: x", "Did you mean 'matching.weights'?"),
        ("language: en\nurl: x", "Did you mean 'site.language'?"),
        ("url: x", "Did you mean 'state.url' or 'drafting.url' or 'web.url' or 'site.url'?"),
        ("xyzzy: 1", "there is no setting 'xyzzy'. config.example"),
    ],
)
def test_a_slip_in_a_key_is_guessed(tmp_path: Path, text: str, meant: str) -> None:
    """The nearest key beside it, else the same key elsewhere; nothing for what is like none."""
    with pytest.raises(ConfigError) as error:
        config.load(written(tmp_path, text))
    assert meant in str(error.value)


def test_where_every_setting_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the checkout's example; whoever installed a package has none, but `init` writes one."""
    path = written(tmp_path, "xyzzy: 1")
    with pytest.raises(ConfigError, match=r"config\.example\.yaml shows every setting\.$"):
        config.load(path)
    monkeypatch.setattr(reading, "EXAMPLE", tmp_path / "absent.yaml")
    with pytest.raises(ConfigError) as error:
        config.load(path)
    assert "example" not in str(error.value)
    assert str(error.value).endswith("`ontherecord init DIR` writes a config.yaml that shows every setting.")
