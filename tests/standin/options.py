"""Filling in a slash command: the values a person types, held against what the command declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

from tests.standin.resolved import Resolved
from tests.standin.shapes import ImpossibleError, Json


class OptionKind(IntEnum):
    SUBCOMMAND = 1
    GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


_PLAIN: Mapping[int, tuple[type, ...]] = {
    OptionKind.STRING: (str,),
    OptionKind.INTEGER: (int,),
    OptionKind.BOOLEAN: (bool,),
    OptionKind.NUMBER: (int, float),
}
_HOLDS_OPTIONS = (OptionKind.SUBCOMMAND, OptionKind.GROUP)


def filled(options: Sequence[Json], path: Sequence[str], given: Mapping[str, Any], known: Resolved) -> list[Json]:
    """The options of a command as sent; `path` names the group and subcommand below the command."""
    if path:
        branch = _branch(options, path[0])
        inner = filled(branch.get("options") or (), path[1:], given, known)
        return [{"type": branch["type"], "name": branch["name"], "options": inner}]
    _refuse_gaps(options, given)
    return [_sent(_declared(options, name), value, known) for name, value in given.items()]


def being_typed(options: Sequence[Json], path: Sequence[str], given: Mapping[str, Any]) -> list[Json]:
    """The options while the last one given is still being typed; nothing is checked or resolved yet."""
    if path:
        branch = _branch(options, path[0])
        inner = being_typed(branch.get("options") or (), path[1:], given)
        return [{"type": branch["type"], "name": branch["name"], "options": inner}]
    typed = [{"type": _declared(options, name)["type"], "name": name, "value": value} for name, value in given.items()]
    focused = typed[-1]
    if not _declared(options, focused["name"]).get("autocomplete"):
        raise ImpossibleError(f"option {focused['name']!r} has no autocomplete")
    return [*typed[:-1], focused | {"focused": True}]


def _branch(options: Sequence[Json], name: str) -> Json:
    branch = _declared(options, name)
    if branch["type"] not in _HOLDS_OPTIONS:
        raise ImpossibleError(f"{name!r} is no subcommand")
    return branch


def _declared(options: Sequence[Json], name: str) -> Json:
    for option in options:
        if option["name"] == name:
            return option
    raise ImpossibleError(f"there is no {name!r}; there are: {', '.join(o['name'] for o in options) or 'none'}")


def _refuse_gaps(options: Sequence[Json], given: Mapping[str, Any]) -> None:
    if any(option["type"] in _HOLDS_OPTIONS for option in options):
        raise ImpossibleError(f"a subcommand is missing: {', '.join(o['name'] for o in options)}")
    missing = [o["name"] for o in options if o.get("required") and o["name"] not in given]
    if missing:
        raise ImpossibleError(f"required options are missing: {', '.join(missing)}")


def _sent(option: Json, value: Any, known: Resolved) -> Json:
    kind = OptionKind(option["type"])
    sent = _checked(option, value) if kind in _PLAIN else _by_id(kind, value, known)
    return {"type": int(kind), "name": option["name"], "value": sent}


def _by_id(kind: OptionKind, value: Any, known: Resolved) -> str:
    return {
        OptionKind.USER: known.user,
        OptionKind.CHANNEL: known.channel,
        OptionKind.ROLE: known.role,
        OptionKind.MENTIONABLE: known.mentionable,
        OptionKind.ATTACHMENT: known.attachment,
    }[kind](value)


def _checked(option: Json, value: Any) -> Any:
    """A plain value, where the client would let it through."""
    kind, name = option["type"], option["name"]
    is_plain = isinstance(value, _PLAIN[kind]) and (kind == OptionKind.BOOLEAN or not isinstance(value, bool))
    choices = [choice["value"] for choice in option.get("choices") or ()]
    objections = {
        f"{value!r} is of the wrong type": not is_plain,
        f"{value!r} is not among {choices}": choices and value not in choices,
        f"{value!r} is too short or long": isinstance(value, str) and not _has_length(option, value),
        f"{value!r} is too small or large": isinstance(value, int | float) and not _is_within(option, value),
    }
    for objection, applies in objections.items():
        if applies:
            raise ImpossibleError(f"option {name!r}: {objection}")
    return value


def _has_length(option: Json, text: str) -> bool:
    return (option.get("min_length") or 0) <= len(text) <= (option.get("max_length") or 6000)


def _is_within(option: Json, number: float) -> bool:
    least, most = option.get("min_value"), option.get("max_value")
    return (least is None or number >= least) and (most is None or number <= most)
