"""Typed settings, read once at start. Every key stands, with its meaning, in config.example.yaml."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
import yaml
from msgspec.structs import fields, replace

from bot.errors import ConfigError, TokenError

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Count = Annotated[int, msgspec.Meta(ge=1, le=1000)]
ShardIds = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,4}(-[0-9]{1,4})?$")]
Days = Annotated[int, msgspec.Meta(ge=0, le=3650)]
Minutes = Annotated[int, msgspec.Meta(ge=0, le=1440)]
Snowflake = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
Snowflakes = tuple[Snowflake, ...]
Name = Annotated[str, msgspec.Meta(pattern=r"^[^\x00]+$")]
DatabaseUrl = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^postgresql://([^\s\x00:/@?#]+(:[^\s\x00:/@?#]*)?@)?"  # user:password@
        r"([^\s\x00:/@?#\[\]]*|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?"  # host:port
        r"/[^\s\x00:/@?#]+(\?(?!\S*password=)[^\s\x00#]*)?$"  # /database?options
    ),
]

Listen = Annotated[str, msgspec.Meta(pattern=r"^(off|(127(\.\d{1,3}){3}|localhost|\[::1\]):\d{1,5})$")]

_MAX_BYTES = 64 * 1024
_MAX_TOKEN_BYTES = 1024
_MAX_DEPTH = 20
_EVERYBODY = stat.S_IROTH | stat.S_IWOTH


class State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the bot keeps what it remembers: its folder, and in place of a file there, the URL of a database.

    `question_days`: for how long it keeps questions without an answer; 0 keeps none.
    """

    folder: Name = "state"
    url: DatabaseUrl | None = None
    question_days: Days = 30

    def __repr__(self) -> str:
        """Without the URL, which may hold a password."""
        return f"State({self.folder!r}, {self.url and '[url]'!r}, {self.question_days})"


class Matching(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The confidence (0-1) from which the bot answers, suggests topics, and answers unasked in a channel.

    `semantic`: whether meaning counts beside words, and by which encoder; `weights`: a folder of one's own for it.
    """

    answer_at: Share = 0.88
    suggest_at: Share = 0.5
    message_at: Share = 0.985
    semantic: Literal["auto", "off", "static", "transformer"] = "auto"
    weights: Name | None = None

    def __post_init__(self) -> None:
        if not self.suggest_at <= self.answer_at <= self.message_at:
            raise ValueError("suggest_at, answer_at and message_at must not fall, in this order")


class Shards(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The part of Discord's shards that this process serves: `ids`, such as 0-15, of `count`; without both, all."""

    ids: ShardIds | None = None
    count: Count | None = None

    def __post_init__(self) -> None:
        if (self.ids is None) != (self.count is None):
            raise ValueError("ids and count belong together")
        if self.count and not (self.numbers and self.numbers[-1] < self.count):
            raise ValueError("ids must rise, and end below count")

    @property
    def numbers(self) -> range:
        first, _, last = (self.ids or "0").partition("-")
        return range(int(first), int(last or first) + 1)


class Discord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`token_file`: a file that holds the bot's token and nothing else.

    `message_content`: ask Discord for what members write, so that moderators can open channels to unasked answers.
    """

    token_file: Name | None = None
    message_content: bool = False
    shards: Shards = Shards()


class RateLimitSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Questions a minute of a member, answers a minute in a channel; minutes for which an answer is not repeated."""

    member_questions: Count = 6
    channel_answers: Count = 20
    repeat_minutes: Minutes = 10


class CuratorSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ids: the servers that have the curators' commands, and the roles and users who may use them there.

    Where neither roles nor users are named, these are the application's owner or team. `channel`: where those who mend
    the knowledge are told what is wrong with it. `questions`: a file of questions with known answers, as for `eval`.
    """

    guilds: Snowflakes = ()
    roles: Snowflakes = ()
    users: Snowflakes = ()
    channel: Snowflake | None = None
    questions: Name | None = None


class Logs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`form` of the log; `questions`: whether it holds what members ask, in their words."""

    form: Literal["auto", "text", "json"] = "auto"
    questions: bool = False


class Ops(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`listen`: where this machine, and no other, can ask how the bot does."""

    listen: Listen = "off"


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`knowledge` is a folder, None for the knowledge that is shipped.

    `watch`: how the bot finds out that files of the knowledge were saved.
    """

    knowledge: Name | None = None
    state: State = State()
    watch: Literal["auto", "poll", "off"] = "auto"
    matching: Matching = Matching()
    discord: Discord = Discord()
    manners: RateLimitSettings = RateLimitSettings()
    curators: CuratorSettings = CuratorSettings()
    logs: Logs = Logs()
    ops: Ops = Ops()


@dataclass(frozen=True, slots=True)
class BotToken:
    """The bot's token. It never shows itself, in a log or in an error."""

    secret: str = field(repr=False)

    def __str__(self) -> str:
        return "[token]"


def load(path: Path) -> Config:
    """The settings of a file, its relative paths meant from where the file is; what is left empty is a default.

    Raises ConfigError for anything unknown, missing or of the wrong kind.
    """
    given = _File(path, _text(path)).fields()
    try:
        config = msgspec.convert(_filled({} if given is None else given, Config()), Config, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: {_sentence(str(error))} config.example.yaml shows every setting.") from None
    return _anchored(config, path)


def token(config: Config, environ: Mapping[str, str]) -> BotToken | None:
    """The token from DISCORD_TOKEN, else from the file named by DISCORD_TOKEN_FILE, else by discord.token_file.

    Raises TokenError where what is named holds none.
    """
    if given := environ.get("DISCORD_TOKEN", "").strip():
        return _checked(given, "DISCORD_TOKEN")
    named = _token_file(config, environ)
    if not named:
        return None
    where = f"The token file {named}"
    try:
        secret = _bytes(Path(named), _MAX_TOKEN_BYTES).decode("utf-8-sig").strip()
    except (OSError, UnicodeDecodeError):
        raise TokenError(f"{where} cannot be read. It must hold the bot's token and nothing else.") from None
    if not secret:
        raise TokenError(f"{where} is empty. Put the bot's token into it.")
    return _checked(secret, where)


def exposed_token_file(config: Config, environ: Mapping[str, str]) -> str:
    """The token file, if everybody on this machine can read or write it; else ""."""
    named = "" if environ.get("DISCORD_TOKEN", "").strip() else _token_file(config, environ)
    return named if named and os.name == "posix" and Path(named).stat().st_mode & _EVERYBODY else ""


def _token_file(config: Config, environ: Mapping[str, str]) -> str:
    return environ.get("DISCORD_TOKEN_FILE") or config.discord.token_file or ""


def _checked(secret: str, where: str) -> BotToken:
    if len(secret) > _MAX_TOKEN_BYTES or not re.fullmatch("[!-~]+", secret):
        raise TokenError(f"{where} holds more than a token: a token is one line, without white space.")
    return BotToken(secret)


def _text(path: Path) -> str:
    try:
        data = _bytes(path, _MAX_BYTES)
        if len(data) > _MAX_BYTES:
            raise ConfigError(f"{path} is longer than 64 KB, so it holds no settings.")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is not saved as UTF-8. Save it again with that encoding.") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from None


def _bytes(path: Path, limit: int) -> bytes:
    """The beginning of a file: up to one byte more than the limit, whatever is behind the name."""
    with path.open("rb") as file:
        return file.read(limit + 1)


class _File:
    """A settings file, read as the YAML parser's events go by: keys, lists, texts, and None for what is left empty.

    Nothing is typed here: it is the setting that decides whether 2024 is a number or a name.
    """

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text
        self._events = self._parsed()

    def fields(self) -> object:
        """What the file holds. Raises ConfigError, with the line, where it is no YAML or more than settings need."""
        documents = []
        for event in self._events:
            if isinstance(event, yaml.NodeEvent):
                documents.append(self._value(event, 0))
            if len(documents) > 1:
                raise self._wrong(event, "a second document stands there, but settings are one")
        return documents[0] if documents else None

    def _parsed(self) -> Iterator[Any]:
        try:
            loader: Any = yaml.SafeLoader(self._text)
            while loader.check_event():
                yield loader.get_event()
        except yaml.reader.ReaderError as error:
            line = self._text.count("\n", 0, error.position)
            raise self._no_yaml(line, f"the character U+{error.character:04X} cannot stand there") from None
        except yaml.MarkedYAMLError as error:
            raise self._no_yaml((error.problem_mark or loader.get_mark()).line, str(error.problem)) from None
        except (ValueError, OverflowError):  # PyYAML on "\UFFFFFFFF"
            raise self._no_yaml(loader.get_mark().line, "there is no such character") from None

    def _value(self, event: Any, depth: int) -> object:
        if event.anchor or getattr(event, "tag", None):
            mark = self._text[event.start_mark.index]
            raise self._wrong(event, f"what begins with {mark} is not read; put a text that does into quotes")
        if depth > _MAX_DEPTH:
            raise self._wrong(event, "lists and keys stand within each other too deep")
        if isinstance(event, yaml.MappingStartEvent):
            return self._keys(depth + 1)
        if isinstance(event, yaml.SequenceStartEvent):
            return [self._value(child, depth + 1) for child in self._children()]
        return None if event.style is None and event.value in _NOTHING else event.value

    def _keys(self, depth: int) -> dict[str, object]:
        found: dict[str, object] = {}
        for key in self._children():
            if not isinstance(key, yaml.ScalarEvent):
                raise self._wrong(key, "no list, keys or & can be the name of a setting")
            if key.value in found:
                raise self._wrong(key, f"the setting '{key.value}' stands there a second time")
            found[key.value] = self._value(next(self._events), depth)
        return found

    def _children(self) -> Iterator[Any]:
        """The events of a list or of keys, up to its end; what is within a child is for the caller to take."""
        while isinstance(child := next(self._events), yaml.NodeEvent):
            yield child

    def _no_yaml(self, line: int, why: str) -> ConfigError:
        return ConfigError(f"{self._path}, line {line + 1}, is not valid YAML: {why}.")

    def _wrong(self, event: Any, what: str) -> ConfigError:
        return ConfigError(f"{self._path}, line {event.start_mark.line + 1}: {what}.")


_NOTHING = ("", "~", "null", "Null", "NULL")


def _filled(given: object, defaults: object) -> object:
    """The same without the known settings that are left empty: they mean what holds without them."""
    if not isinstance(given, dict):
        return given
    known = getattr(defaults, "__struct_fields__", ())
    return {
        key: _filled(value, getattr(defaults, key, None))
        for key, value in given.items()
        if value is not None or key not in known
    }


def _anchored(config: Config, path: Path) -> Config:
    def anchored(name: str) -> str:
        try:
            return str(path.parent / Path(name).expanduser())
        except RuntimeError:
            raise ConfigError(f"{path}: there is no home folder of {Path(name).parts[0]}.") from None

    token_file = config.discord.token_file and anchored(config.discord.token_file)
    weights = config.matching.weights and anchored(config.matching.weights)
    return replace(
        config,
        knowledge=config.knowledge and anchored(config.knowledge),
        curators=replace(config.curators, questions=config.curators.questions and anchored(config.curators.questions)),
        state=replace(config.state, folder=anchored(config.state.folder)),
        matching=replace(config.matching, weights=weights),
        discord=replace(config.discord, token_file=token_file),
    )


def _sentence(error: str) -> str:
    """What msgspec found, in plain words."""
    if unknown := _UNKNOWN.search(error):
        key = ".".join(part for part in (unknown["path"], unknown["key"]) if part)
        return f"there is no setting '{key}'."
    if wrong := _WRONG_KIND.fullmatch(error):
        found = f", not {_FOUND[wrong['found']]}" if wrong["found"] else ""
        return f"the setting '{wrong['path']}' must be {_wanted(wrong['path'])}{found}."
    if wrong := _WRONG.fullmatch(error):
        return f"the setting '{wrong['path']}' is not right: {wrong['what']}."
    return "this does not look like settings, such as watch: auto."


_UNKNOWN = re.compile(r"unknown field `(?P<key>[^`]*)`(?: - at `\$\.?(?P<path>[^`]*)`)?")
_WRONG = re.compile(r"(?P<what>.*) - at `\$\.(?P<path>[^`]*)`", re.DOTALL)
_WRONG_KIND = re.compile(
    r"(?:Number out of range|Invalid enum value|Expected `[^`]*`(?:, got `(?P<found>str|array|object)`)?).*"
    r" - at `\$\.(?P<path>[^`]*)`",
    re.DOTALL,
)
_FOUND = {"str": "text", "array": "a list", "object": "keys of its own"}


def _wanted(path: str) -> str:
    """What a setting may be, such as matching.answer_at, or one entry of a list: curators.guilds[0]."""
    kind: Any = Config
    for key in path.partition("[")[0].split("."):
        kind = next(field.type for field in fields(kind) if field.name == key)
    if path.endswith("]"):
        kind = get_args(kind)[0]
    if get_origin(kind) is Literal:
        return f"one of {', '.join(get_args(kind))}"
    return _WANTED.get(kind, "keys of its own")


_A_NAME = "the name of a file or folder"
_WANTED = {
    Share: "a number from 0 to 1",
    Count: "a whole number from 1 to 1000",
    Count | None: "a whole number from 1 to 1000",
    ShardIds | None: "the number of a shard, or the first and the last: 0-15",
    Minutes: "a whole number from 0 to 1440",
    Days: "a whole number from 0 to 3650",
    bool: "true or false",
    Snowflake | None: "the id of a channel: a whole number",
    Snowflake: "an id: a whole number",
    Snowflakes: "a list of ids, such as [123456789012345678]",
    Listen: "off, or an address of this machine itself, such as 127.0.0.1:9464",
    Name: _A_NAME,
    Name | None: _A_NAME,
    DatabaseUrl | None: "the URL of a PostgreSQL database, such as postgresql://bot@db.example.org/ontherecord, with "
    "other characters than letters and digits in its password as %40 and the like",
}
