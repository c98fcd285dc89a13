"""The application commands that are registered, globally and per guild."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.standin.limits import COMMANDS_RULES, problems_with
from tests.standin.permissions import Permission
from tests.standin.refusals import invalid_form, unknown_command
from tests.standin.shapes import Json, Problem, without_nulls

SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
_EVERY_CONTEXT, _EVERY_INSTALL = (0, 1, 2), (0, 1)
_TRANSLATIONS = ("name_localizations", "description_localizations")


@dataclass(frozen=True, slots=True)
class Command:
    """A registered command; `payload` is the form in which the API lists it."""

    payload: Json

    @property
    def id(self) -> int:
        return int(self.payload["id"])

    @property
    def name(self) -> str:
        return str(self.payload["name"])

    @property
    def kind(self) -> int:
        return int(self.payload["type"])

    @property
    def guild_id(self) -> int | None:
        return int(self.payload["guild_id"]) if "guild_id" in self.payload else None

    @property
    def options(self) -> Sequence[Json]:
        return self.payload.get("options") or ()

    @property
    def contexts(self) -> Sequence[int]:
        """Where it may be used: 0 in a guild, 1 in a DM with the bot, 2 in other private channels."""
        if self.guild_id is not None:
            return (0,)
        named = self.payload.get("contexts")
        if named is None:
            return _EVERY_CONTEXT if self.payload.get("dm_permission", True) else (0,)
        return tuple(named)

    @property
    def installs(self) -> Sequence[int]:
        """Through which installation it is offered: 0 of a guild, 1 of a user."""
        return (0,) if self.guild_id is not None else self.payload.get("integration_types", _EVERY_INSTALL)

    @property
    def needs(self) -> Permission:
        """The permissions without which Discord does not show it to a member."""
        return Permission(int(self.payload["default_member_permissions"] or 0))

    @property
    def is_for_administrators(self) -> bool:
        return bool(self.payload["default_member_permissions"] == "0")


class CommandRegistry:
    """Commands by scope: None is the global one, otherwise a guild's id."""

    def __init__(self, application_id: int, mint: Callable[[], int]) -> None:
        self._application_id = application_id
        self._mint = mint
        self._scopes: defaultdict[int | None, dict[int, Command]] = defaultdict(dict)

    def listed(self, scope: int | None) -> list[Command]:
        return list(self._scopes[scope].values())

    def get(self, scope: int | None, command_id: int) -> Command:
        if command_id not in self._scopes[scope]:
            raise unknown_command()
        return self._scopes[scope][command_id]

    def find(self, name: str, kind: int, guild_id: int | None) -> Command | None:
        """The command of that name as a member of the guild would see it."""
        scopes = (guild_id, None) if guild_id is not None else (None,)
        commands = (command for scope in scopes for command in self.listed(scope))
        return next((c for c in commands if c.name == name and c.kind == kind), None)

    def replace(self, scope: int | None, bodies: Sequence[Json]) -> list[Command]:
        """Puts a whole list in place of the scope's; commands that keep name and type keep their id."""
        _accept(problems_with(bodies, COMMANDS_RULES))
        ids = {(command.kind, command.name): command.id for command in self.listed(scope)}
        commands = [self._built(scope, body, ids.get(_key(body))) for body in bodies]
        self._scopes[scope] = {command.id: command for command in commands}
        return commands

    def put(self, scope: int | None, body: Json) -> tuple[Command, bool]:
        """Adds one command, or overwrites that of the same name and type; says whether it is new."""
        same = next((c for c in self.listed(scope) if (c.kind, c.name) == _key(body)), None)
        return self._keep(scope, body, same), same is None

    def change(self, scope: int | None, command_id: int, body: Json) -> Command:
        command = self.get(scope, command_id)
        return self._keep(scope, command.payload | body, command)

    def remove(self, scope: int | None, command_id: int) -> None:
        self.get(scope, command_id)
        del self._scopes[scope][command_id]

    def _keep(self, scope: int | None, body: Json, replaced: Command | None) -> Command:
        others = [c.payload for c in self.listed(scope) if c is not replaced]
        _accept([_of_the_last(p) for p in problems_with([*others, body], COMMANDS_RULES)])
        command = self._built(scope, body, replaced.id if replaced else None)
        self._scopes[scope][command.id] = command
        return command

    def _built(self, scope: int | None, body: Json, command_id: int | None) -> Command:
        needs = body.get("default_member_permissions")
        payload = {
            **{key: value for key, value in without_nulls(body).items() if key in _KEPT},
            "id": str(command_id or self._mint()),
            "application_id": str(self._application_id),
            "version": str(self._mint()),
            "type": body.get("type") or SLASH,
            "description": body.get("description") or "",
            "default_member_permissions": None if needs is None else str(needs),
        }
        return Command(payload | ({} if scope is None else {"guild_id": str(scope)}))


_KEPT = frozenset(
    ("name", "options", "contexts", "integration_types", "dm_permission", "nsfw", "handler", *_TRANSLATIONS)
)


def listed_form(command: Command, *, with_translations: bool) -> Json:
    """A command as a list shows it: translations only where they were asked for."""
    return command.payload if with_translations else _untranslated(command.payload)


def _untranslated(value: Any) -> Any:
    if isinstance(value, list):
        return [_untranslated(item) for item in value]
    if isinstance(value, dict):
        return {key: _untranslated(inner) for key, inner in value.items() if key not in _TRANSLATIONS}
    return value


def _key(body: Json) -> tuple[int, str]:
    return body.get("type") or SLASH, body["name"]


def _of_the_last(problem: Problem) -> Problem:
    """A problem of a list in which only the last command is new, told as of that command alone."""
    return Problem(problem.path[1:], problem.code, problem.message)


def _accept(problems: Sequence[Problem]) -> None:
    if problems:
        raise invalid_form(problems)
