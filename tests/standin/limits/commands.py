"""What a list of application commands may hold: rules about the whole of one scope, global or one guild."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.standin.limits.lengths import miscounted, outside, repeated, too_long
from tests.standin.shapes import Check, Json, Path, Problem

SLASH, SUBCOMMAND, GROUP = 1, 1, 2
COMMAND_CHARS = 8000
_ROOM = {1: 100, 2: 15, 3: 15}
Commands = Sequence[Json]


def scope_has_room(commands: Commands) -> Iterator[Problem]:
    for kind, count in Counter(map(_kind, commands)).items():
        if count > _ROOM.get(kind, 0):
            message = f"Maximum number of application commands of type {kind} reached ({_ROOM.get(kind, 0)})"
            yield Problem((), "APPLICATION_COMMANDS_MAX", message)


def command_names_are_unique(commands: Commands) -> Iterator[Problem]:
    named = [((n, "name"), (_kind(c), c.get("name"))) for n, c in enumerate(commands)]
    yield from repeated(named, "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")


def command_names_are_proper(commands: Commands) -> Iterator[Problem]:
    for path, command in _each(commands):
        yield from outside((*path, "name"), command.get("name"), 1, 32)
        if _kind(command) == SLASH and not _is_slash_name(command.get("name") or ""):
            yield Problem((*path, "name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def descriptions_are_proper(commands: Commands) -> Iterator[Problem]:
    for path, command in _each(commands):
        if _kind(command) == SLASH:
            yield from outside((*path, "description"), command.get("description"), 1, 100)
        elif command.get("description"):
            message = "Context menu commands cannot have description"
            yield Problem((*path, "description"), "APPLICATION_COMMAND_INVALID_DESCRIPTION", message)


def options_are_proper(commands: Commands) -> Iterator[Problem]:
    for path, option in _all_options(commands):
        yield from outside((*path, "description"), option.get("description"), 1, 100)
        if not _is_slash_name(option.get("name") or ""):
            yield Problem((*path, "name"), "APPLICATION_COMMAND_INVALID_NAME", "Option name is invalid")


def options_are_few_and_unique(commands: Commands) -> Iterator[Problem]:
    for path, holder in _holders(commands):
        options = holder.get("options") or ()
        yield from miscounted((*path, "options"), options, 0, 25)
        named = [((*path, "options", n, "name"), o.get("name")) for n, o in enumerate(options)]
        yield from repeated(named, "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option names must be unique")


def required_options_come_first(commands: Commands) -> Iterator[Problem]:
    for path, holder in _holders(commands):
        required = [bool(option.get("required")) for option in holder.get("options") or ()]
        if required != sorted(required, reverse=True):
            message = "Required options must be placed before non-required options"
            yield Problem((*path, "options"), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)


def subcommands_nest_once(commands: Commands) -> Iterator[Problem]:
    for path, option in _all_options(commands):
        depth = path.count("options")
        room = {GROUP: 1, SUBCOMMAND: 2}.get(option.get("type", 0), 3)
        if depth > room:
            yield Problem((*path, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Nested too deep")


def choices_are_sound(commands: Commands) -> Iterator[Problem]:
    for path, option in _all_options(commands):
        choices = option.get("choices") or ()
        yield from miscounted((*path, "choices"), choices, 0, 25)
        if choices and option.get("autocomplete"):
            yield Problem(path, "APPLICATION_COMMAND_OPTION_AUTOCOMPLETE", "Either choices or autocomplete")
        for number, choice in enumerate(choices):
            spot = (*path, "choices", number)
            yield from outside((*spot, "name"), choice.get("name"), 1, 100)
            yield from too_long((*spot, "value"), str(choice.get("value")), 100)


def commands_fit_as_a_whole(commands: Commands) -> Iterator[Problem]:
    for path, command in _each(commands):
        if _chars(command) > COMMAND_CHARS:
            message = f"Command exceeds maximum size ({COMMAND_CHARS})"
            yield Problem(path, "APPLICATION_COMMAND_TOO_LARGE", message)


def _kind(command: Json) -> int:
    return int(command.get("type") or SLASH)


def _is_slash_name(name: str) -> bool:
    """Letters, digits, marks of such scripts as Devanagari, hyphen and underscore; nothing upper-case."""
    proper = all(c in "-_'" or unicodedata.category(c)[0] in "LNM" for c in name)
    return bool(name) and proper and name == name.lower() and len(name) <= 32


def _each(commands: Commands) -> Iterator[tuple[Path, Json]]:
    return (((n,), command) for n, command in enumerate(commands))


def _all_options(commands: Commands) -> Iterator[tuple[Path, Json]]:
    for path, command in _each(commands):
        yield from _options(command, path)


def _options(holder: Json, path: Path) -> Iterator[tuple[Path, Json]]:
    for number, option in enumerate(holder.get("options") or ()):
        spot = (*path, "options", number)
        yield spot, option
        yield from _options(option, spot)


def _holders(commands: Commands) -> Iterator[tuple[Path, Json]]:
    yield from _each(commands)
    yield from _all_options(commands)


def _chars(part: Json) -> int:
    """Characters of names, descriptions and values, counting the longest translation of each."""
    own = sum(max(map(len, _wordings(part, key))) for key in ("name", "description"))
    value = part.get("value")
    inner = sum(map(_chars, (*(part.get("options") or ()), *(part.get("choices") or ()))))
    return own + inner + (len(value) if isinstance(value, str) else 0)


def _wordings(part: Json, key: str) -> list[str]:
    translations = part.get(f"{key}_localizations") or {}
    return [part.get(key) or "", *translations.values()]


COMMANDS_RULES: tuple[Check, ...] = (
    scope_has_room,
    command_names_are_unique,
    command_names_are_proper,
    descriptions_are_proper,
    options_are_proper,
    options_are_few_and_unique,
    required_options_come_first,
    subcommands_nest_once,
    choices_are_sound,
    commands_fit_as_a_whole,
)
