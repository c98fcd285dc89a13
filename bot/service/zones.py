"""The names of time zones, as people type them."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

_NO_PLACES = ("Etc/", "SystemV/", "US/")
_NO_ZONES = {"localtime", "posixrules", "Factory"}


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """All that the machine or the package of zones knows, in order. The first time this reads hundreds of files."""
    return tuple(sorted((available_timezones() | {"UTC"}) - _NO_ZONES))


def zone_named(typed: str) -> str | None:
    """The zone of this name, or of this city where there is only one; case and spaces make no difference."""
    wanted = _key(typed)
    found = [name for name in zones() if name.casefold() == wanted]
    found = found or [name for name in zones() if _is_place(name) and name.casefold().rpartition("/")[2] == wanted]
    return found[0] if len(found) == 1 else None


def zones_like(typed: str, limit: int) -> list[str]:
    """At most `limit` zones whose names hold all that was typed: places first, those first that begin so."""
    wanted = _key(typed)
    found = [name for name in zones() if wanted in name.casefold()]
    return sorted(found, key=lambda name: (not _is_place(name), not _begins(name, wanted)))[:limit]


def _key(typed: str) -> str:
    return "_".join(typed.split()).casefold()


def _is_place(name: str) -> bool:
    return name == "UTC" or ("/" in name and not name.startswith(_NO_PLACES))


def _begins(name: str, wanted: str) -> bool:
    return any(part.startswith(wanted) for part in name.casefold().split("/"))
