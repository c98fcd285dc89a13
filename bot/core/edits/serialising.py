"""An edit as a line of text, so that what takes a change back can be kept beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import MappingProxyType
from typing import Any, get_args

from bot.core.edits import Edit, ImpossibleError, NewQuote, NewUse

_KINDS: Mapping[str, type[Any]] = MappingProxyType(
    {kind.__name__: kind for kind in (*get_args(Edit), NewQuote, NewUse)},
)
_KIND = "is"


def as_text(edit: Edit) -> str:
    return json.dumps(_plain(edit), ensure_ascii=False)


def from_text(text: str) -> Edit:
    """The edit that `as_text` told. Raises ImpossibleError where it is none, or one of another version."""
    try:
        edit = json.loads(text, object_hook=_built)
    except (ValueError, KeyError, TypeError):
        edit = None
    if not isinstance(edit, get_args(Edit)):
        raise ImpossibleError("This change was kept by another version of On the Record: take it back by hand.")
    return edit  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {_KIND: type(value).__name__} | {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def _built(values: dict[str, Any]) -> Any:
    kind = _KINDS[values.pop(_KIND)]
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})
