"""Typed settings, read once at start. Every key stands, with its meaning, in config.example.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import msgspec

from bot.errors import ConfigError

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
_UNKNOWN = re.compile(r"unknown field `(?P<key>[^`]*)`(?: - at `\$\.?(?P<path>[^`]*)`)?")
_WRONG = re.compile(r"(?P<what>.*) - at `\$\.?(?P<path>[^`]*)`", re.DOTALL)


class Matching(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The confidence (0-1) from which the bot answers, suggests topics, and answers unasked in a channel."""

    answer_at: Share = 0.7
    suggest_at: Share = 0.4
    message_at: Share = 0.9

    def __post_init__(self) -> None:
        if not self.suggest_at <= self.answer_at <= self.message_at:
            raise ValueError("suggest_at, answer_at and message_at must not fall, in this order")


class Discord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`token_file`: a file that holds the bot's token and nothing else."""

    token_file: str | None = None


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`knowledge` is a folder, None for the knowledge that is shipped; `state` is where the bot keeps its own notes."""

    knowledge: str | None = None
    state: str = "state"
    matching: Matching = Matching()
    discord: Discord = Discord()


@dataclass(frozen=True, slots=True)
class Token:
    """The bot's token. It never shows itself, in a log or in an error."""

    secret: str = field(repr=False)

    def __str__(self) -> str:
        return "[token]"


def load(path: Path) -> Config:
    """The settings of a file, its relative paths meant from where the file is.

    Raises ConfigError for anything unknown, missing or of the wrong kind.
    """
    try:
        config = msgspec.yaml.decode(path.read_bytes() or b"{}", type=Config)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: {_sentence(str(error))} config.example.yaml shows every setting.") from None
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise ConfigError(f"{path} is not valid YAML: {' '.join(str(error).split())}.") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from None
    return _anchored(config, path.parent)


def token(config: Config, environ: Mapping[str, str]) -> Token | None:
    """The token from DISCORD_TOKEN, else from the file named by DISCORD_TOKEN_FILE, else by discord.token_file."""
    if environ.get("DISCORD_TOKEN", "").strip():
        return Token(environ["DISCORD_TOKEN"].strip())
    named = environ.get("DISCORD_TOKEN_FILE") or config.discord.token_file
    if not named:
        return None
    try:
        secret = Path(named).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ConfigError(
            f"The token file {named} cannot be read. It must hold the bot's token and nothing else."
        ) from None
    if not secret:
        raise ConfigError(f"The token file {named} is empty. Put the bot's token into it.")
    return Token(secret)


def _anchored(config: Config, folder: Path) -> Config:
    def anchored(name: str | None) -> str | None:
        return None if name is None else str(folder / Path(name).expanduser())

    discord = msgspec.structs.replace(config.discord, token_file=anchored(config.discord.token_file))
    return msgspec.structs.replace(
        config, knowledge=anchored(config.knowledge), state=str(folder / config.state), discord=discord
    )


def _sentence(error: str) -> str:
    if unknown := _UNKNOWN.search(error):
        key = ".".join(part for part in (unknown["path"], unknown["key"]) if part)
        return f"there is no setting '{key}'."
    if wrong := _WRONG.fullmatch(error):
        return f"the setting '{wrong['path']}' is not right: {wrong['what']}."
    return f"this does not look like settings: {error}."
