"""A YAML file read into the settings; what is wrong with it in one sentence, with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin

import msgspec
from msgspec.structs import fields, replace

from bot.config.settings import Config, Name
from bot.errors import ConfigError
from bot.library.text import nearest
from bot.library.yaml_reader import LINE_ENDS, KeysNode, ListNode, Node, Refusal, TextNode, TreeError, compose

EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"  # of a checkout; an installed package has none beside it

_MAX_BYTES = 64 * 1024
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
        raise ConfigError(f"{file.at(key)}: {sentence} {_all_shown()}") from None
    return _anchored(config, path)


def _all_shown() -> str:
    """Return where somebody finds all settings."""
    if EXAMPLE.is_file():
        return "config.example.yaml shows every setting."
    return "`ontherecord init DIR` writes a config.yaml that shows every setting."


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
            data = first_bytes(self._path, _MAX_BYTES)
            if len(data) > _MAX_BYTES:
                raise ConfigError(f"{self._path} is longer than 64 KB, so it holds no settings.")
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ConfigError(f"{self._path} is not saved as UTF-8. Save it again with that encoding.") from None
        except FileNotFoundError:
            raise ConfigError(f"{self._path} cannot be read: there is no such file. {_all_shown()}") from None
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
    r"(?:Number out of range|Invalid enum value|Expected `(?P<kind>[^`]*)`(?:, got `(?P<found>str|array|object)`)?).*"
    r" - at `\$\.(?P<path>[^`]*)`",
    re.DOTALL,
)
_FOUND = {"str": "text", "array": "a list", "object": "keys of its own"}


def _explained(error: str) -> tuple[str, str]:
    """Return the key that msgspec refuses, and why in plain words."""
    if unknown := _UNKNOWN.search(error):
        key = _joined(unknown["path"], unknown["key"])
        meant = " or ".join(f"'{path}'" for path in _meant(unknown["path"] or "", unknown["key"]))
        return key, f"there is no setting '{key}'.{f' Did you mean {meant}?' if meant else ''}"
    if wrong := _WRONG_KIND.fullmatch(error):
        is_text = wrong["found"] == "str" and wrong["kind"].startswith(("array", "object"))  # 123 is text here, too
        found = f", not {_FOUND[wrong['found']]}" if wrong["found"] and not is_text else ""
        return wrong["path"], f"the setting '{wrong['path']}' must be {_wanted(wrong['path'])}{found}."
    if wrong := _WRONG.fullmatch(error):
        return wrong["path"], f"the setting '{wrong['path']}' is not right: {wrong['what']}."
    return "", "this does not look like settings, such as watch: auto."


def _meant(above: str, key: str) -> list[str]:
    """Return the setting most like an unknown one: of those beside it, else wherever nearly the same stands."""
    every = list(_settings(Config))
    sibling = nearest(key, (name for place, name in every if place == above))
    if sibling:
        return [_joined(above, sibling)]
    like = nearest(key, (name for _, name in every), at_least=0.8)
    return [_joined(place, name) for place, name in every if name == like]


def _settings(kind: object, above: str = "") -> Iterator[tuple[str, str]]:
    """Yield each setting, and each part that holds some: ("matching", "answer_at")."""
    for name, each in _kinds(kind).items():
        yield above, name
        yield from _settings(each, _joined(above, name))


def _joined(*parts: str | None) -> str:
    return ".".join(filter(None, parts))


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


def first_bytes(path: Path, limit: int) -> bytes:
    """Return the beginning of a file, up to one byte more than the limit, whatever is behind the name."""
    with path.open("rb") as file:
        return file.read(limit + 1)
