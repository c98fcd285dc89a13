"""Typed settings, read once at start. config.example.yaml explains every key."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

import msgspec
from msgspec import Meta
from msgspec.structs import fields, replace

from bot.errors import ConfigError, TokenError
from bot.library.yaml_reader import LINE_ENDS, KeysNode, ListNode, Node, Refusal, TextNode, TreeError, compose

# The description of each type says, in an error, what a setting must be.
Share = Annotated[float, Meta(ge=0, le=1, description="a number from 0 to 1")]
Count = Annotated[int, Meta(ge=1, le=1000, description="a whole number from 1 to 1000")]
Days = Annotated[int, Meta(ge=0, le=3650, description="a whole number from 0 to 3650")]
Minutes = Annotated[int, Meta(ge=0, le=1440, description="a whole number from 0 to 1440")]
Flag = Annotated[bool, Meta(description="true or false")]
Name = Annotated[str, Meta(pattern=r"^[^\x00]+$", description="the name of a file or folder")]
Sentence = Annotated[
    str, Meta(pattern=r"^[^\x00]*\S[^\x00]*$", max_length=1000, description="a text of 1000 characters at most")
]
Snowflake = Annotated[int, Meta(ge=1, le=2**63 - 1, description="an id: a whole number")]
Snowflakes = Annotated[tuple[Snowflake, ...], Meta(description="a list of ids, such as [123456789012345678]")]
ChannelId = Annotated[int, Meta(ge=1, le=2**63 - 1, description="the id of a channel: a whole number")]
ShardIds = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{1,4}(-[0-9]{1,4})?$",
        description="the number of a shard, or the first and the last: 0-15",
    ),
]
Listen = Annotated[
    str,
    Meta(
        pattern=r"^(off|(127(\.\d{1,3}){3}|localhost|\[::1\]):\d{1,5})$",
        description="off, or an address of this machine itself, such as 127.0.0.1:9464",
    ),
]
HttpUrl = Annotated[
    str,
    Meta(
        pattern=r"^https?://[^\s\x00/?#@]+(/[^\s\x00?#]*)?$",
        description="the address of a chat endpoint, such as http://localhost:11434/v1",
    ),
]
Tokens = Annotated[int, Meta(ge=1000, le=100_000_000, description="a whole number from 1000 on")]
Command = Annotated[
    str, Meta(pattern=r"^[^\x00\n]*\S[^\x00\n]*$", description="a command, such as ollama run llama3.1")
]
WebListen = Annotated[
    str,
    Meta(
        pattern=r"^(off|([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5})$",
        description="off, or an address of this machine with a port, such as 127.0.0.1:8090",
    ),
]
WebUrl = Annotated[
    str,
    Meta(
        pattern=r"^(https://[A-Za-z0-9.-]+|http://(localhost|127(\.\d{1,3}){3}|\[::1\]))(:\d{1,5})?/?$",
        description="the address at which browsers reach it, such as https://desk.example.org, without a path",
    ),
]
SiteUrl = Annotated[
    str,
    Meta(
        pattern=r"^https?://[^\s\x00/?#\"'<>]+(/[^\s\x00?#\"'<>]*)?$",
        max_length=200,
        description="a web address, such as https://record.example.org",
    ),
]
Contact = Annotated[
    str,
    Meta(
        pattern=r"^(https?://[^\s\x00\"'<>]+|[^\s\x00@:/?\"'<>]+@[^\s\x00@:/?\"'<>]+)$",
        max_length=200,
        description="a mail address or a web address, such as record@example.org",
    ),
]
Title = Annotated[str, Meta(pattern=r"^[^\x00\n]*\S[^\x00\n]*$", max_length=100, description="a title on one line")]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}$", description="the short name of a language, such as en")]
DatabaseUrl = Annotated[
    str,
    Meta(
        pattern=r"^postgresql://([^\s\x00:/@?#]+(:[^\s\x00:/@?#]*)?@)?"  # user:password@
        r"([^\s\x00:/@?#\[\]]*|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?"  # host:port
        r"/[^\s\x00:/@?#]+(\?(?!\S*password=)[^\s\x00#]*)?$",  # /database?options
        description="the URL of a PostgreSQL database, such as postgresql://bot@db.example.org/ontherecord, with other "
        "characters than letters and digits in its password as %40 and the like",
    ),
]


class State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the bot remembers is kept in `folder`, or in the database at `url`.

    `question_days`: for how long it keeps questions without an answer; 0 keeps none.
    """

    folder: Name = "state"
    url: DatabaseUrl | None = None
    question_days: Days = 30

    def __repr__(self) -> str:
        """Leave out the URL, which may hold a password."""
        return f"State({self.folder!r}, {self.url and '[url]'!r}, {self.question_days})"


class Matching(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The confidence (0-1) from which the bot answers, suggests topics, and answers unasked in a channel.

    `semantic`: the encoder by which meaning counts beside words; `weights`: a folder of one's own for it.
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
    message_content: Flag = False
    shards: Shards = Shards()


class RateLimitSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Questions a minute of a member, answers a minute in a channel; minutes for which an answer is not repeated."""

    member_questions: Count = 6
    channel_answers: Count = 20
    repeat_minutes: Minutes = 10


class CuratorSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ids: the servers that have the curators' commands, and the roles and users who may use them there.

    Without roles and users these are the application's owner or team. `channel`: where curators are told what is wrong
    with the knowledge. `questions`: a file of questions with known answers, as for `eval`.
    """

    guilds: Snowflakes = ()
    roles: Snowflakes = ()
    users: Snowflakes = ()
    channel: ChannelId | None = None
    questions: Name | None = None


class Logs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The `form` of the log; `questions`: whether it holds what members ask, in their words."""

    form: Literal["auto", "text", "json"] = "auto"
    questions: Flag = False


class Ops(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`listen`: the address of the pages about health, for this machine alone."""

    listen: Listen = "off"


class Site(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The public record: its `title`, where it stands, whom to write to about it, the language of the interviews."""

    url: SiteUrl | None = None
    title: Title = "On the Record"
    language: Language = "en"
    contact: Contact | None = None


class Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sentences in words of one's own. `distress`: what somebody who speaks of killing themselves is told."""

    distress: Sentence | None = None


class DraftingSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The assistant that drafts ways of asking: a chat endpoint (`url`, `model`), or a `command`; without both, none.

    `most_tokens`: of the prompts and the answers of one `ways draft` together, as estimated before it begins.
    """

    url: HttpUrl | None = None
    model: str | None = None
    command: Command | None = None
    most_tokens: Tokens = 500_000

    def __post_init__(self) -> None:
        if (self.url is None) != (self.model is None):
            raise ValueError("url and model belong together")
        if self.url and self.command:
            raise ValueError("either url and model, or command")


_OF_THIS_MACHINE = re.compile(r"(127(\.\d{1,3}){3}|localhost|\[::1\]):")


class Web(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`listen`: the address of the pages for curators; `url`: where a proxy puts them on the net."""

    listen: WebListen = "off"
    url: WebUrl | None = None

    def __post_init__(self) -> None:
        if self.listen != "off" and not self.url and not _OF_THIS_MACHINE.match(self.listen):
            raise ValueError("other machines reach that address, so url must say by which https:// address they do")


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`knowledge` is a folder, None for the shipped one; `watch`: how the bot finds out that its files were saved."""

    knowledge: Name | None = None
    state: State = State()
    watch: Literal["auto", "poll", "off"] = "auto"
    matching: Matching = Matching()
    discord: Discord = Discord()
    rate_limits: RateLimitSettings = msgspec.field(name="manners", default=RateLimitSettings())
    curators: CuratorSettings = CuratorSettings()
    phrases: Phrases = Phrases()
    drafting: DraftingSettings = DraftingSettings()
    logs: Logs = Logs()
    ops: Ops = Ops()
    web: Web = Web()
    site: Site = Site()


_MAX_BYTES = 64 * 1024
_MAX_TOKEN_BYTES = 1024
_EVERYBODY = stat.S_IROTH | stat.S_IWOTH
_NOTHING = ("", "~", "null", "Null", "NULL")

_Settings = TypeVar("_Settings", bound=msgspec.Struct)


def load(path: Path) -> Config:
    """Read the settings of a file; its relative paths are meant from its folder, and what is left empty is a default.

    Raises ConfigError, with the line, for anything unknown or of the wrong kind.
    """
    file = _File(path)
    try:
        config = msgspec.convert(file.values(), Config, strict=False)
    except msgspec.ValidationError as error:
        key, sentence = _explained(str(error))
        raise ConfigError(f"{file.at(key)}: {sentence} config.example.yaml shows every setting.") from None
    return _anchored(config, path)


class _File:
    """A settings file as keys, lists, texts, and None for what is left empty, with the line of each.

    Nothing is typed here: the setting decides whether 2024 is a number or a name.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines: dict[str, int] = {}

    def at(self, key: str) -> str:
        """Return the file, and the line of a key such as matching.answer_at or curators.guilds[0]."""
        return f"{self._path}, line {self._lines[key]}" if key in self._lines else str(self._path)

    def values(self) -> object:
        """Return what the file holds. Raises ConfigError where it is no YAML, or more of it than settings need."""
        text = self._text()
        try:
            node = compose(text, fast=False)
        except TreeError as error:
            where = f"{self._path}, line {error.line}"
            match error.refusal:
                case Refusal.SYNTAX:
                    raise ConfigError(f"{where}, is not valid YAML: {error}.") from None
                case Refusal.REFERENCE:
                    mark = LINE_ENDS.split(text)[error.spot.line][error.spot.column]
                    why = f"what begins with {mark} is not read; put a text that does into quotes"
                case Refusal.DEPTH:
                    why = "lists and keys stand within each other too deep"
                case _:
                    why = "a second document stands there, but settings are one"
            raise ConfigError(f"{where}: {why}.") from None
        values = self._value(node, "", Config)
        return {} if values is None else values

    def _text(self) -> str:
        try:
            data = _bytes(self._path, _MAX_BYTES)
            if len(data) > _MAX_BYTES:
                raise ConfigError(f"{self._path} is longer than 64 KB, so it holds no settings.")
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ConfigError(f"{self._path} is not saved as UTF-8. Save it again with that encoding.") from None
        except OSError as error:
            raise ConfigError(f"{self._path} cannot be read: {error.strerror}.") from None

    def _value(self, node: Node | None, key: str, kind: object) -> object:
        """Return the value of a key. Known settings of a Struct `kind` that are left empty are left out."""
        if node:
            self._lines.setdefault(key, node.location.line)
        match node:
            case TextNode():
                return None if not node.mark and node.text in _NOTHING else node.text
            case ListNode():
                return [self._value(item, f"{key}[{number}]", None) for number, item in enumerate(node.items)]
            case KeysNode():
                return self._keys(node, f"{key}." if key else "", kind)
            case _:
                return None

    def _keys(self, node: KeysNode, above: str, kind: object) -> dict[str, object]:
        kinds = _kinds(kind)
        values: dict[str, object] = {}
        seen: set[str] = set()
        for name, value in node.pairs:
            where = f"{self._path}, line {name.location.line}"
            if not isinstance(name, TextNode):
                raise ConfigError(f"{where}: no list, keys or & can be the name of a setting.")
            if name.text in seen:
                raise ConfigError(f"{where}: the setting '{name.text}' stands there a second time.")
            seen.add(name.text)
            self._lines[above + name.text] = name.location.line
            given = self._value(value, above + name.text, kinds.get(name.text))
            if given is not None or name.text not in kinds:
                values[name.text] = given
        return values


def _kinds(kind: object) -> dict[str, Any]:
    """Return the type of each setting of a Struct; nothing for another type."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return {field.encode_name: field.type for field in fields(kind)}
    return {}


def _anchored(settings: _Settings, file: Path) -> _Settings:
    """Return the settings with every path meant from the folder of the file, or from a home folder."""
    changes: dict[str, object] = {}
    for each in fields(settings):
        value = getattr(settings, each.name)
        if isinstance(value, msgspec.Struct):
            changes[each.name] = _anchored(value, file)
        elif value and each.type in (Name, Name | None):
            try:
                changes[each.name] = str(file.parent / Path(value).expanduser())
            except RuntimeError:
                raise ConfigError(f"{file}: there is no home folder of {Path(value).parts[0]}.") from None
    return replace(settings, **changes)


_UNKNOWN = re.compile(r"unknown field `(?P<key>[^`]*)`(?: - at `\$\.?(?P<path>[^`]*)`)?")
_WRONG = re.compile(r"(?P<what>.*) - at `\$\.(?P<path>[^`]*)`", re.DOTALL)
_WRONG_KIND = re.compile(
    r"(?:Number out of range|Invalid enum value|Expected `[^`]*`(?:, got `(?P<found>str|array|object)`)?).*"
    r" - at `\$\.(?P<path>[^`]*)`",
    re.DOTALL,
)
_FOUND = {"str": "text", "array": "a list", "object": "keys of its own"}


def _explained(error: str) -> tuple[str, str]:
    """Return the key that msgspec refuses, and why in plain words."""
    if unknown := _UNKNOWN.search(error):
        key = ".".join(part for part in (unknown["path"], unknown["key"]) if part)
        return key, f"there is no setting '{key}'."
    if wrong := _WRONG_KIND.fullmatch(error):
        found = f", not {_FOUND[wrong['found']]}" if wrong["found"] else ""
        return wrong["path"], f"the setting '{wrong['path']}' must be {_wanted(wrong['path'])}{found}."
    if wrong := _WRONG.fullmatch(error):
        return wrong["path"], f"the setting '{wrong['path']}' is not right: {wrong['what']}."
    return "", "this does not look like settings, such as watch: auto."


def _wanted(path: str) -> str:
    """Return what a setting must be, such as matching.answer_at, or one entry of a list: curators.guilds[0]."""
    kind: Any = Config
    for key in path.partition("[")[0].split("."):
        kind = _kinds(kind)[key]
    if path.endswith("]"):
        kind = get_args(kind.__origin__)[0]
    for each in (kind, *get_args(kind)):  # of `kind | None` too
        if get_origin(each) is Literal:
            return f"one of {', '.join(get_args(each))}"
        if hasattr(each, "__metadata__"):
            return str(each.__metadata__[0].description)
    return "keys of its own"


@dataclass(frozen=True, slots=True)
class BotToken:
    """The bot's token. Neither str() nor repr() shows it."""

    secret: str = field(repr=False)

    def __str__(self) -> str:
        return "[token]"


def token(config: Config, environ: Mapping[str, str]) -> BotToken | None:
    """Return the token of DISCORD_TOKEN, else of the file named by DISCORD_TOKEN_FILE, else by discord.token_file.

    Raises TokenError where what is named holds no token.
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
    """Return the token file if everybody on this machine can read or write it, else ""."""
    named = "" if environ.get("DISCORD_TOKEN", "").strip() else _token_file(config, environ)
    return named if named and os.name == "posix" and Path(named).stat().st_mode & _EVERYBODY else ""


def _token_file(config: Config, environ: Mapping[str, str]) -> str:
    return environ.get("DISCORD_TOKEN_FILE") or config.discord.token_file or ""


def _checked(secret: str, where: str) -> BotToken:
    if len(secret) > _MAX_TOKEN_BYTES or not re.fullmatch("[!-~]+", secret):
        raise TokenError(f"{where} holds more than a token: a token is one line, without white space.")
    return BotToken(secret)


def _bytes(path: Path, limit: int) -> bytes:
    """Read the beginning of a file, up to one byte more than the limit, whatever is behind the name."""
    with path.open("rb") as file:
        return file.read(limit + 1)
