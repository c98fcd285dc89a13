"""Message components: walking through them, reading them, and the form in which Discord gives them back."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from tests.standin.shapes import Attachment, Json, Path, without_nulls


class Kind(IntEnum):
    ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT_DISPLAY = 10
    THUMBNAIL = 11
    MEDIA_GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


SELECTS = frozenset(
    {Kind.STRING_SELECT, Kind.USER_SELECT, Kind.ROLE_SELECT, Kind.MENTIONABLE_SELECT, Kind.CHANNEL_SELECT}
)
LINK_STYLE, PREMIUM_STYLE = 5, 6

_DEFAULTS: Mapping[int, Json] = {
    **{kind: {"min_values": 1, "max_values": 1} for kind in SELECTS},
    Kind.SEPARATOR: {"spacing": 1, "divider": True},
    Kind.CONTAINER: {"accent_color": None, "spoiler": False},
    Kind.THUMBNAIL: {"description": None, "spoiler": False},
    Kind.FILE: {"name": None, "size": None, "spoiler": False},
}


@dataclass(frozen=True, slots=True)
class Button:
    """A button as a person sees it."""

    label: str
    custom_id: str | None
    url: str | None
    style: int
    is_disabled: bool


def walk(components: Sequence[Json], path: Path = ()) -> Iterator[tuple[Path, Json]]:
    """Every component with its path, each before what is inside it."""
    for position, component in enumerate(components):
        yield from _walk_one(component, (*path, position))


def _walk_one(component: Json, path: Path) -> Iterator[tuple[Path, Json]]:
    yield path, component
    yield from walk(component.get("components") or (), (*path, "components"))
    for key in ("accessory", "component"):
        if isinstance(component.get(key), dict):
            yield from _walk_one(component[key], (*path, key))


def text_of(components: Sequence[Json]) -> str:
    """What the text displays say, one a line."""
    return "\n".join(c["content"] for _, c in walk(components) if c.get("type") == Kind.TEXT_DISPLAY)


def buttons_of(components: Sequence[Json]) -> tuple[Button, ...]:
    return tuple(
        Button(c.get("label") or "", c.get("custom_id"), c.get("url"), c["style"], bool(c.get("disabled")))
        for _, c in walk(components)
        if c.get("type") == Kind.BUTTON
    )


def selects_of(components: Sequence[Json]) -> tuple[Json, ...]:
    return tuple(c for _, c in walk(components) if c.get("type") in SELECTS)


def stored_form(components: Sequence[Json], attachments: Sequence[Attachment] = ()) -> tuple[Json, ...]:
    """Components as the API answers them: numbered, with defaults filled in and files resolved."""
    taken = {c["id"] for _, c in walk(components) if c.get("id")}
    numbers = (n for n in itertools.count(1) if n not in taken)
    files = {f"attachment://{a.filename}": a for a in attachments}
    return tuple(_stored(component, numbers, files) for component in components)


def _stored(component: Json, numbers: Iterator[int], files: Mapping[str, Attachment]) -> Json:
    given = {key: value for key, value in component.items() if value is not None and key != "required"}
    number = given.pop("id", None) or next(numbers)
    stored = {**_DEFAULTS.get(given["type"], {}), **given, "id": number}
    if given["type"] == Kind.STRING_SELECT:
        stored["options"] = [without_nulls(option) for option in given["options"]]
    if "emoji" in stored:
        stored["emoji"] = without_nulls(stored["emoji"])
    if "components" in stored:
        stored["components"] = [_stored(child, numbers, files) for child in stored["components"]]
    if "accessory" in stored:
        stored["accessory"] = _stored(stored["accessory"], numbers, files)
    return stored | _media(stored, files)


def _media(component: Json, files: Mapping[str, Attachment]) -> Json:
    if component["type"] == Kind.THUMBNAIL:
        return {"media": _unfurled(component["media"], files)}
    if component["type"] == Kind.FILE:
        attachment = files.get(component["file"]["url"])
        known = {"name": attachment.filename, "size": attachment.size} if attachment else {}
        return {"file": _unfurled(component["file"], files), **known}
    if component["type"] == Kind.MEDIA_GALLERY:
        plain: Json = {"description": None, "spoiler": False}
        return {"items": [plain | item | {"media": _unfurled(item["media"], files)} for item in component["items"]]}
    return {}


def _unfurled(media: Json, files: Mapping[str, Attachment]) -> Json:
    attachment = files.get(media["url"])
    if attachment is None:
        return {"id": "0", "proxy_url": media["url"]} | media
    return {
        "id": str(attachment.id),
        "attachment_id": str(attachment.id),
        "url": attachment.url,
        "proxy_url": attachment.url,
        "content_type": attachment.content_type,
    }
