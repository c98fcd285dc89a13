"""The bot's token: one place before the other, and never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import config
from bot.config import BotToken, Config
from bot.errors import TokenError
from tests.config.test_reading import written


def test_where_the_token_comes_from(tmp_path: Path) -> None:
    """The environment wins over the file it names, that over the settings."""
    (tmp_path / "one").write_text("from-environment\n")
    (tmp_path / "two").write_text("from-settings\n")
    settings = config.load(written(tmp_path, "discord: {token_file: two}"))
    named = {"DISCORD_TOKEN_FILE": str(tmp_path / "one")}
    assert config.token(settings, {"DISCORD_TOKEN": " direct ", **named}) == BotToken("direct")
    assert config.token(settings, named) == BotToken("from-environment")
    assert config.token(settings, {}) == BotToken("from-settings")
    assert config.token(Config(), {}) is None


def test_a_byte_order_mark_is_no_part_of_the_token(tmp_path: Path) -> None:
    """Some editors write one."""
    (tmp_path / "token").write_text("\ufefftoken\r\n", encoding="utf-8")
    assert config.token(Config(), {"DISCORD_TOKEN_FILE": str(tmp_path / "token")}) == BotToken("token")


@pytest.mark.parametrize(
    ("held", "sentence"),
    [
        (b"\n", "is empty"),
        (b"first\nsecond\n", "holds more than a token"),
        (b"first second", "holds more than a token"),
        (b"first\0second", "holds more than a token"),
        ("töken".encode(), "holds more than a token"),
        (b"x" * 100_000, "holds more than a token"),
        (b"\xff\xfe", "cannot be read"),
        (None, "cannot be read"),
    ],
)
def test_a_token_file_must_hold_a_token(tmp_path: Path, held: bytes | None, sentence: str) -> None:
    """Else its name and what is wrong with it; never what it holds."""
    if held is not None:
        (tmp_path / "token").write_bytes(held)
    with pytest.raises(TokenError, match=sentence) as error:
        config.token(Config(), {"DISCORD_TOKEN_FILE": str(tmp_path / "token")})
    assert "first" not in str(error.value)


def test_a_token_in_the_environment_must_be_one() -> None:
    """With a line end inside it, no request could be sent."""
    with pytest.raises(TokenError, match="DISCORD_TOKEN holds more than a token"):
        config.token(Config(), {"DISCORD_TOKEN": "one\ntwo"})


def test_the_token_does_not_show_itself() -> None:
    """Neither printed nor in a traceback's repr."""
    token = BotToken("very-secret")
    assert "very-secret" not in f"{token} {token!r}"
