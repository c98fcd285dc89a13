"""The templates of every page, and the files that they load: scripts and styles of our own, nobody else's."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.core import phrases

_FOLDER = Path(__file__).parent
_TYPES: Mapping[str, str] = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@cache
def environment() -> Environment:
    """Return the templates. Whatever is put into them is escaped; a name that nobody gave is an error."""
    made = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"counted": phrases.counted, "date": phrases.date, "safe_url": safe_url, "percent": percent}
    made.globals |= {"static": static_name}
    return made


def rendered(template: str, **values: object) -> str:
    """Return a page, or a part of one, as HTML."""
    return environment().get_template(template).render(values)


def safe_url(url: str) -> str:
    """Return an address that a link may lead to; "" for whatever a browser would do something else with."""
    return url if url.startswith(("https://", "http://")) else ""


def percent(share: float) -> str:
    """Return a share of 1 as people write it: 0.417 is "42 %", with a space that does not break."""
    return f"{100 * share:.0f}\u00a0%"


@cache
def static_files() -> Mapping[str, tuple[bytes, str]]:
    """Return each file that pages load, by a name that changes with its content, with its content type."""
    found = {path: path.read_bytes() for path in sorted((_FOLDER / "static").iterdir()) if path.suffix in _TYPES}
    return {_hashed(path, data): (data, _TYPES[path.suffix]) for path, data in found.items()}


@cache
def static_name(name: str) -> str:
    """Return the name under which a file of the folder is served: base.css is base.1a2b3c4d.css."""
    path = _FOLDER / "static" / name
    return _hashed(path, path.read_bytes())


def _hashed(path: Path, data: bytes) -> str:
    return f"{path.stem}.{blake2b(data, digest_size=4).hexdigest()}{path.suffix}"
