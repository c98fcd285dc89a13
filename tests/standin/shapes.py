"""Types that every module of the stand-in shares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
Path = tuple[str | int, ...]
"""Where in a JSON document, such as ("embeds", 0, "title")."""


def without_nulls(value: Any) -> Any:
    """JSON without the keys whose value is null, at any depth."""
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    if isinstance(value, dict):
        return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
    return value


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a request, as Discord's error body would tell it."""

    path: Path
    code: str
    message: str

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path)) or 'body'}: {self.message} [{self.code}]"


Check = Callable[[Any], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as someone sends it."""

    filename: str
    content: bytes
    content_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as Discord keeps it."""

    id: int
    filename: str
    size: int
    content_type: str
    url: str
    description: str | None = None

    def payload(self) -> Json:
        stored: Json = {
            "id": str(self.id),
            "filename": self.filename,
            "size": self.size,
            "url": self.url,
            "proxy_url": self.url,
            "content_type": self.content_type,
        }
        return stored | ({"description": self.description} if self.description else {})


class ImpossibleError(Exception):
    """What a person could not have done in Discord's client: the test asks for it wrongly, or the bot failed
    to offer it."""
