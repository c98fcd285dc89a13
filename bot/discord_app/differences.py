"""What would change at Discord if the commands were registered now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Command = Mapping[str, Any]

_NOT_COMPARED = frozenset({"id", "application_id", "version", "guild_id", "dm_permission"})  # Discord's own, or old
_ENTRY_BY_TYPE = {1: "/{name}", 2: "{name} (on a user)", 3: "{name} (on a message)"}


def differences(wanted: Sequence[Command], registered: Sequence[Command]) -> list[str]:
    """What would be new (+), gone (-) or changed (~, with the fields), a line each."""
    ours, theirs = _by_entry(wanted), _by_entry(registered)
    new = [f"+ {entry}" for entry in ours if entry not in theirs]
    gone = [f"- {entry}" for entry in theirs if entry not in ours]
    changes = {entry: _changed(ours[entry], theirs[entry]) for entry in ours if entry in theirs}
    return [*new, *gone, *(f"~ {entry}: {', '.join(fields)}" for entry, fields in changes.items() if fields)]


def _by_entry(commands: Sequence[Command]) -> dict[str, Command]:
    return {_ENTRY_BY_TYPE[command.get("type", 1)].format(name=command["name"]): command for command in commands}


def _changed(wanted: Command, registered: Command) -> list[str]:
    """The fields of a command that differ, an option's with its name: "options.question.max_length"."""
    ours, theirs = dict(_fields(wanted)), dict(_fields(registered))
    return sorted(field for field in ours.keys() | theirs.keys() if ours.get(field) != theirs.get(field))


def _fields(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every field that says anything: what is empty, false or null is the same as left out."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in _NOT_COMPARED:
                yield from _fields(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        names = [inner.get("name", n) if isinstance(inner, Mapping) else n for n, inner in enumerate(value)]
        if value:
            yield f"{path} (order)", names
        for name, inner in zip(names, value, strict=True):
            yield from _fields(inner, f"{path}.{name}")
    elif value or (value == 0 and not isinstance(value, bool)):
        yield path, str(value)  # of permissions Discord makes a text
