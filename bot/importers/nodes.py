"""YAML as plain texts, lists and keys: nothing is typed by guess, nothing grows larger than the file."""

from __future__ import annotations

from typing import Any

import yaml

from bot.errors import TranscriptError

_MAX_DEPTH = 20
_LOADER: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_Tree = str | list[Any] | dict[str, Any]


def tree_of(text: str) -> dict[str, Any]:
    """A YAML document of keys. Raises TranscriptError."""
    loader = _LOADER(text)
    try:
        for _ in range(2):  # the stream's start and the document's
            loader.get_event()
        tree = _read(loader, loader.get_event(), 0)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        raise TranscriptError(f"its front matter is no YAML{where}. Mend it, then try again.") from None
    finally:
        loader.dispose()
    if not isinstance(tree, dict):
        raise TranscriptError("its front matter holds no keys. Write 'title: ...' and 'transcript:' there.")
    return tree


def _read(loader: Any, event: yaml.Event, depth: int) -> _Tree:
    if depth > _MAX_DEPTH:
        raise TranscriptError("its front matter is nested too deeply. Lists of lines are enough.")
    if isinstance(event, yaml.ScalarEvent):
        return event.value
    if isinstance(event, yaml.SequenceStartEvent):
        return _list(loader, depth)
    if isinstance(event, yaml.MappingStartEvent):
        return _keys(loader, depth)
    raise TranscriptError("its front matter is empty or points from one place to another (*). Write it out.")


def _list(loader: Any, depth: int) -> list[_Tree]:
    items = []
    while not isinstance(event := loader.get_event(), yaml.SequenceEndEvent):
        items.append(_read(loader, event, depth + 1))
    return items


def _keys(loader: Any, depth: int) -> dict[str, _Tree]:
    pairs: dict[str, _Tree] = {}
    while not isinstance(event := loader.get_event(), yaml.MappingEndEvent):
        key = _read(loader, event, depth + 1)
        pairs[str(key)] = _read(loader, loader.get_event(), depth + 1)
    return pairs
